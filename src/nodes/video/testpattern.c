/* SPDX-License-Identifier: MIT */
/* testpattern: pictures whose every pixel is known.
 *
 * A pattern stands still, so it is drawn once and handed out again. */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "dsp/seconds.h"
#include "nodes/video/text_params.h"
#include "pix/paint.h"

enum { OUT };
enum { PATTERN, SIZE, RATE, COLOR, LEVEL_PERCENT, DIRECTION, CELL, DURATION, N_PARAMS };

/* in the order of the choices */
enum { SMPTE, SMPTE_BARS, BARS, GRADIENT, CHECKERBOARD, SOLID, BLACK, WHITE };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_RGB24,
                                         LEAT_PIXEL_BGRA8, LEAT_PIXEL_I444,
                                         LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "The pattern.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [PATTERN] = {.name = "pattern",
                 .kind = LEAT_ENUM,
                 .max = WHITE,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .choices = "smpte smpte_bars bars gradient checkerboard solid black "
                            "white",
                 .help = "Which picture; smpte and smpte_bars are SMPTE RP 219."},
    [SIZE] = {.name = "size",
              .kind = LEAT_TEXT,
              .text = "640x480",
              .help = "Width and height in pixels."},
    [RATE] = {.name = "rate",
              .aliases = "fps",
              .unit = LEAT_UNIT_HZ,
              .min = 0.001f,
              .def = 30.0f,
              .max = 1000.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Frames a second; 29.97 is understood as 30000/1001."},
    [COLOR] = {.name = "color",
               .kind = LEAT_TEXT,
               .text = "#808080",
               .help = "Of solid: #rrggbb, #rgb or a name."},
    [LEVEL_PERCENT] = {.name = "level",
                       .kind = LEAT_INTEGER,
                       .def = 75.0f,
                       .max = 100.0f,
                       .flags = LEAT_PARAM_STRUCTURAL,
                       .help = "Of bars: percent of full brightness."},
    [DIRECTION] = {.name = "dir",
                   .kind = LEAT_ENUM,
                   .max = 1.0f,
                   .flags = LEAT_PARAM_STRUCTURAL,
                   .choices = "horizontal vertical",
                   .help = "Of gradient: where it grows brighter."},
    [CELL] = {.name = "cell",
              .kind = LEAT_INTEGER,
              .unit = LEAT_UNIT_PX,
              .max = PIX_SIDE_MAX,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Of checkerboard: side of a square; 0: an eighth."},
    [DURATION] = {.name = "duration",
                  .unit = LEAT_UNIT_S,
                  .max = 86400.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "How long it lasts; 0 is without end."},
};

struct state {
    int64_t end; /* first tick that is not drawn; -1: none */
    uint32_t pattern, level, cell;
    bool vertical;
    struct pix_color color;
};

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    int err = text_params_size(settings->text[SIZE], &env->out_video[OUT], diag);

    if (!err)
        err = text_params_color(settings->text[COLOR], diag);
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

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const float duration_s = settings->number[DURATION];
    struct state *s = state;
    uint32_t rgb = 0;

    pix_read_color(settings->text[COLOR], &rgb);
    s->pattern = (uint32_t)settings->number[PATTERN];
    if (s->pattern == BLACK || s->pattern == WHITE)
        rgb = s->pattern == BLACK ? 0 : 0xffffff;
    s->color = pix_color_of((int32_t)(rgb >> 16), (int32_t)(rgb >> 8 & 255),
                            (int32_t)(rgb & 255), 255);
    s->level = (uint32_t)settings->number[LEVEL_PERCENT];
    s->cell = (uint32_t)settings->number[CELL];
    s->vertical = settings->number[DIRECTION] > 0.0f;
    s->end = duration_s > 0.0f ? seconds_to_frames(duration_s, env->rate_hz) : -1;
}

static void draw(const struct state *s, struct leat_frame *out)
{
    switch (s->pattern) {
    case SMPTE:
    case SMPTE_BARS:
        pix_draw_smpte(out);
        break;
    case BARS:
        pix_draw_bars(out, s->level);
        break;
    case GRADIENT:
        pix_draw_gradient(out, s->vertical);
        break;
    case CHECKERBOARD:
        pix_draw_checkerboard(out, s->cell);
        break;
    default:
        pix_fill(out, 0, out->format.width, 0, out->format.height, &s->color);
    }
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct state *s = state;

    if (s->end >= 0 && block->tick >= s->end)
        return LEAT_ERR_CANCELLED;
    if (block->last[OUT]) {
        leat_frame_unref(&block->out[OUT]);
        block->out[OUT] = leat_frame_ref(block->last[OUT]);
    } else {
        draw(s, block->out[OUT]);
    }
    return 0;
}

const struct leat_node_class LEVEL(leat_node_testpattern) = {
    .size = sizeof(struct leat_node_class),
    .name = "testpattern",
    .summary = "Pictures whose every pixel is known: bars, gradients, squares.",
    .example = "testpattern(\"smpte\", size: 640x480, rate: 30) |> file(\"bars.y4m\")",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .state_size = state_size,
    .init = init,
    .render = render,
};
