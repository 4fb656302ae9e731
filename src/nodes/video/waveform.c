/* SPDX-License-Identifier: MIT */
/*
 * waveform: draws the sound of each frame's time, a strip for each channel.
 *
 * Column x of W shows the lowest to the highest of samples [x n / W, (x + 1) n / W) and
 * the one before them, so that the line has no gaps.
 */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "nodes/video/text_params.h"
#include "pix/paint.h"

enum { IN };
enum { OUT };
enum { SIZE, RATE, COLOR, BACKGROUND, N_PARAMS };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_RGB24,
                                         LEAT_PIXEL_BGRA8, LEAT_PIXEL_I444,
                                         LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to look at.", NULL},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Its picture.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [SIZE] = {.name = "size",
              .kind = LEAT_TEXT,
              .text = "640x480",
              .help = "Width and height in pixels."},
    [RATE] = {.name = "rate",
              .aliases = "fps",
              .unit = LEAT_UNIT_HZ,
              .min = 0.5f,
              .def = 30.0f,
              .max = 1000.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Frames a second."},
    [COLOR] = {.name = "color",
               .kind = LEAT_TEXT,
               .text = "lime",
               .help = "Of the line: #rrggbb, #rgb or a name."},
    [BACKGROUND] = {.name = "background",
                    .kind = LEAT_TEXT,
                    .text = "black",
                    .help = "Of what is behind it, as color."},
};

struct state {
    struct pix_color color, background;
};

/* Rows [top, top + height) of the picture, which one channel fills. */
struct strip {
    uint32_t top, height;
};

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    int err = text_params_size(settings->text[SIZE], &env->out_video[OUT], diag);

    if (!err)
        err = text_params_color(settings->text[COLOR], diag);
    if (!err)
        err = text_params_color(settings->text[BACKGROUND], diag);
    env->out_video[OUT].rate = pix_rate_of(settings->number[RATE]);
    return err;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct state);
}

static struct pix_color color_of(const char *text)
{
    uint32_t rgb = 0;

    pix_read_color(text, &rgb);
    return pix_color_of((int32_t)(rgb >> 16), (int32_t)(rgb >> 8 & 255),
                        (int32_t)(rgb & 255), 255);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct state *s = state;

    (void)env;
    s->color = color_of(settings->text[COLOR]);
    s->background = color_of(settings->text[BACKGROUND]);
}

/* The row of a sample: 1 is the top of the strip, -1 its bottom. */
static uint32_t row_of(float x, const struct strip *strip)
{
    const float inside = x < -1.0f ? -1.0f : x > 1.0f ? 1.0f : x;
    const float down = (1.0f - inside) * 0.5f * (float)(strip->height - 1);

    return strip->top + (uint32_t)(down + 0.5f);
}

static void draw_column(struct leat_frame *out, const struct strip *strip, uint32_t x,
                        const struct leat_span *sound, uint32_t lane,
                        const struct pix_color *color)
{
    const uint64_t n = sound->nframes, width = out->format.width;
    const uint64_t begin = x * n / width, end = (x + 1) * n / width;
    float low = 0.0f, high = 0.0f;

    for (uint64_t i = begin ? begin - 1 : 0; i < (end > begin ? end : begin + 1); i++) {
        const float v = i < n ? sound->at[i * sound->lanes + lane] : 0.0f;
        const bool first = i + 1 == begin || i == 0;
        low = first || v < low ? v : low;
        high = first || v > high ? v : high;
    }
    pix_fill(out, x, x + 1, row_of(high, strip), row_of(low, strip) + 1, color);
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct state *s = state;
    const struct leat_span *sound = &block->audio[IN];
    struct leat_frame *out = block->out[OUT];
    const uint32_t width = out->format.width, height = out->format.height;
    const uint32_t lanes = sound->lanes ? sound->lanes : 1;
    const uint32_t shown = lanes < height ? lanes : height;

    pix_fill(out, 0, width, 0, height, &s->background);
    for (uint32_t lane = 0; lane < shown; lane++) {
        const uint32_t top = lane * height / shown;
        const struct strip strip = {top, (lane + 1) * height / shown - top};
        for (uint32_t x = 0; x < width; x++)
            draw_column(out, &strip, x, sound, lane, &s->color);
    }
    return 0;
}

const struct leat_node_class LEVEL(leat_node_waveform) = {
    .size = sizeof(struct leat_node_class),
    .name = "waveform",
    .summary = "Draw the sound of each frame's time.",
    .example = "sine(440.hz, duration: 5) |> waveform() |> file(\"sine.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .state_size = state_size,
    .init = init,
    .render = render,
};
