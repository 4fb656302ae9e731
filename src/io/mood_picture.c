/* SPDX-License-Identifier: MIT */
/*
 * mood_picture: draws what a sound does, by a mood.
 *
 * With e energy, k complexity, `level` the RMS of the frame's sound, and low, mid and
 * high as they are given:
 *
 *     rate   = 0.25 + 1.5 e (0.3 + low)          seconds of the picture a second
 *     amount = 0.3 + 0.7 level (0.5 + e)         intensity, count / 400, amplitude,
 *                                                50 (zoom - 1)
 *     hue    = 0.25 high                         how far the palette is turned
 *     detail : scale, 1 + floor(5 k) octaves, depth, a twist of 4 k mid, segments
 *     flash  = 0.25 e (1 - age / 150 ms)         of white, after each beat
 *
 * Source: language reference, section 7.2.
 */
#include <stdlib.h>
#include <string.h>

#include <leat/draw.h>
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "base/math_d.h"
#include "io/node_classes.h"
#include "nodes/video/text_params.h"

enum { IN };
enum { OUT };
enum { MOOD, ENERGY, COMPLEXITY, LOW, MID, HIGH, BEATS, PALETTE, SIZE, RATE, N_PARAMS };
enum mood { CALM, ENERGETIC, MYSTERIOUS, JOYFUL, MELANCHOLY, AGGRESSIVE };
enum { COLORS = 256, STOPS_MAX = 64, PLACES = 16 };

static const double FLASH_S = 0.15;
static const double TAU = 6.283185307179586;

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound whose level is seen.", NULL},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Its picture.", pixels},
};

#define PART(short, text)                                                              \
    {                                                                                  \
        .name = short, .unit = LEAT_UNIT_FRACTION, .max = 1.0f, .help = text           \
    }

static const struct leat_param params[N_PARAMS] = {
    [MOOD] = {.name = "mood",
              .kind = LEAT_ENUM,
              .max = AGGRESSIVE,
              .choices = "calm energetic mysterious joyful melancholy aggressive",
              .help = "Which picture: plasma, particles, tunnel, starfield, clouds or "
                      "feedback."},
    [ENERGY] = {.name = "energy",
                .unit = LEAT_UNIT_FRACTION,
                .def = 0.5f,
                .max = 1.0f,
                .help = "How fast and strong it is."},
    [COMPLEXITY] = {.name = "complexity",
                    .unit = LEAT_UNIT_FRACTION,
                    .def = 0.5f,
                    .max = 1.0f,
                    .help = "How much detail it has."},
    [LOW] = PART("low", "How much of the low bands there is."),
    [MID] = PART("mid", "How much of the middle bands there is."),
    [HIGH] = PART("high", "How much of the high bands there is."),
    [BEATS] = {.name = "beats",
               .max = 16777216.0f,
               .help = "How many beats there were; each new one is a flash."},
    [PALETTE] = {.name = "palette",
                 .kind = LEAT_TEXT,
                 .text = "#001133 #0055AA #00CCCC #CCFFFF",
                 .help = "Its colours, with blanks between."},
    [SIZE] = {.name = "size",
              .kind = LEAT_TEXT,
              .text = "1280x720",
              .help = "Width and height in pixels."},
    [RATE] = {.name = "rate",
              .aliases = "fps",
              .unit = LEAT_UNIT_HZ,
              .min = 0.5f,
              .def = 60.0f,
              .max = 1000.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Frames a second."},
};

/* What it remembers from frame to frame. */
struct past {
    double time_s, beat_s; /* of the picture; since the newest beat */
    float beats;
    bool began;
};

/* What it draws on. */
struct easel {
    struct leat_canvas *canvas;
    uint8_t colors[COLORS][4]; /* opaque */
    double fps;
};

/* All that a frame is drawn by. */
struct look {
    double amount, complexity, mid, hue, level;
};

/* Colours of a text; returns how many, or -1 for what is none. */
static int read_colors(const char *text, uint32_t rgb[STOPS_MAX])
{
    char word[32];
    int n = 0;

    while (*text) {
        const size_t size = strcspn(text, " ");
        if (size >= sizeof(word) || (size && n == STOPS_MAX))
            return -1;
        memcpy(word, text, size);
        word[size] = '\0';
        if (size && !pix_read_color(word, &rgb[n++]))
            return -1;
        text += size + strspn(text + size, " ");
    }
    return n > 0 ? n : -1;
}

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    uint32_t rgb[STOPS_MAX];
    const int err = text_params_size(settings->text[SIZE], &env->out_video[OUT], diag);

    env->out_video[OUT].rate = pix_rate_of(settings->number[RATE]);
    if (err || read_colors(settings->text[PALETTE], rgb) > 0)
        return err;
    leat_diag_add(diag, LEAT_ERROR, 401, "`%.60s` are no colours.",
                  settings->text[PALETTE]);
    leat_diag_hint(diag, "Write at most %d of them, such as #FF8000 #002040.",
                   STOPS_MAX);
    return LEAT_ERR_FORMAT;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct past);
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    const struct leat_video_format *format = &env->out_video[OUT];
    const struct leat_canvas_config config = {.size = sizeof(config),
                                              .width = format->width,
                                              .height = format->height,
                                              .seed = env->seed,
                                              .base = env->base};
    uint32_t rgb[STOPS_MAX];
    struct easel *easel = calloc(1, sizeof(*easel));
    const int n = read_colors(settings->text[PALETTE], rgb);
    const int err = easel ? leat_canvas_create(&config, &easel->canvas) : 0;

    (void)diag;
    *resource = easel;
    if (!easel || err < 0) {
        free(easel);
        *resource = NULL;
        return err < 0 ? err : LEAT_ERR_NOMEM;
    }
    easel->fps = (double)format->rate.num / (double)format->rate.den;
    for (int i = 0; i < COLORS; i++) {
        const double at = (double)i / (COLORS - 1) * (n - 1);
        const int left = at < n - 1 ? (int)at : n - 1, right = left + (left < n - 1);
        for (int c = 0; c < 3; c++) {
            const double a = rgb[left] >> (16 - 8 * c) & 255;
            const double b = rgb[right] >> (16 - 8 * c) & 255;
            easel->colors[i][c] = (uint8_t)(a + (b - a) * (at - left) + 0.5);
        }
        easel->colors[i][3] = 255;
    }
    return 0;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct easel *easel = *resource;

    (void)diag;
    if (easel)
        leat_canvas_destroy(&easel->canvas);
    free(easel);
    *resource = NULL;
    return 0;
}

/* A call of a drawing class, by the names of its parameters. */
struct drawing {
    const struct leat_draw_class *class;
    struct leat_draw_value value[LEAT_DRAW_MAX_PARAMS];
};

static struct drawing drawing_of(const char *name)
{
    return (struct drawing){.class = leat_draw_class_find(name)};
}

static struct leat_draw_value *value_of(struct drawing *d, const char *name)
{
    struct leat_draw_value *value = &d->value[leat_draw_param_find(d->class, name)];

    value->is_set = true;
    return value;
}

static void set(struct drawing *d, const char *name, double number)
{
    value_of(d, name)->number = number;
}

static void set_pixels(struct drawing *d, const char *name, double number)
{
    set(d, name, number);
    value_of(d, name)->written = LEAT_DRAW_PIXELS;
}

/* A colour of the palette, which goes round. */
static void set_color(struct drawing *d, const char *name, const struct easel *easel,
                      double at)
{
    const double turns = at - math_floor_d(at);
    const uint8_t *color = easel->colors[(int)(turns * (COLORS - 1) + 0.5)];

    for (int c = 0; c < 4; c++)
        value_of(d, name)->rgba[c] = (float)color[c] / 255.0f;
}

static void draw(struct easel *easel, const struct drawing *d, uint64_t identity)
{
    struct leat_diag diag = {0};

    leat_canvas_draw(easel->canvas, d->class, d->value, identity, &diag);
}

static void turn_palette(const struct easel *easel, double hue, uint8_t out[COLORS][4])
{
    const int by = (int)(hue * COLORS);

    for (int i = 0; i < COLORS; i++)
        memcpy(out[i], easel->colors[(i + by) % COLORS], 4);
}

static void draw_calm(struct easel *easel, const struct look *l)
{
    struct drawing d = drawing_of("plasma");

    set(&d, "scale", 0.004 + 0.02 * l->complexity);
    set(&d, "intensity", l->amount);
    set(&d, "color_shift", TAU * l->hue);
    value_of(&d, "palette")->palette = (const uint8_t(*)[4])easel->colors;
    draw(easel, &d, 1);
}

static void draw_energetic(struct easel *easel, const struct look *l)
{
    struct drawing d = drawing_of("particles");
    const double count = 400.0 * l->amount;

    draw(easel, &(struct drawing){.class = leat_draw_class_find("clear")}, 1);
    set(&d, "count", count);
    set(&d, "emission_rate", count);
    set(&d, "velocity_spread", 100.0 + 400.0 * l->complexity);
    set_color(&d, "color_start", easel, 1.0 - l->hue);
    set_color(&d, "color_end", easel, 0.5 - l->hue);
    draw(easel, &d, 2);
}

static void draw_mysterious(struct easel *easel, const struct look *l)
{
    struct drawing d = drawing_of("tunnel");

    set(&d, "twist", 4.0 * l->complexity * l->mid);
    set(&d, "depth", 0.5 + l->complexity);
    set(&d, "texture_scale", 10.0 * l->amount);
    set_color(&d, "color", easel, 0.75 - l->hue);
    draw(easel, &d, 1);
}

static void draw_joyful(struct easel *easel, const struct look *l)
{
    struct drawing d = drawing_of("starfield");

    draw(easel, &(struct drawing){.class = leat_draw_class_find("clear")}, 1);
    set(&d, "count", 400.0 * l->amount * (0.5 + l->complexity));
    set_color(&d, "color", easel, 1.0 - l->hue);
    draw(easel, &d, 2);
}

static void draw_melancholy(struct easel *easel, const struct look *l)
{
    struct drawing d = drawing_of("noise");
    uint8_t turned[COLORS][4];

    turn_palette(easel, l->hue, turned);
    set(&d, "octaves", 1.0 + math_floor_d(5.0 * l->complexity));
    set(&d, "amplitude", l->amount);
    value_of(&d, "color_map")->palette = (const uint8_t(*)[4])turned;
    draw(easel, &d, 1);
}

/* The frame before, larger, and in its middle a ring of segments as wide as the sound
 * is loud. */
static void draw_aggressive(struct easel *easel, const struct look *l)
{
    const double width = leat_canvas_width(easel->canvas);
    const double height = leat_canvas_height(easel->canvas);
    const double radius = 0.5 * math_min_d(width, height) * (0.1 + 0.8 * l->level);
    const uint32_t segments = 3 + (uint32_t)(9.0 * l->complexity);
    struct drawing back = drawing_of("feedback"), spot = drawing_of("circle");

    set(&back, "zoom", 1.0 + l->amount / 50.0);
    set(&back, "rotation", 0.1 * l->complexity * l->mid);
    draw(easel, &back, 1);
    for (uint32_t i = 0; i < segments; i++) {
        const double turn = (double)i / segments;
        set_pixels(&spot, "x", 0.5 * width + radius * math_cos_pi_d(2.0 * turn));
        set_pixels(&spot, "y", 0.5 * height + radius * math_sin_pi_d(2.0 * turn));
        set_pixels(&spot, "radius", 2.0 + 0.1 * radius);
        set_color(&spot, "color", easel, turn - l->hue);
        draw(easel, &spot, PLACES + i);
    }
}

/* Root of the mean of the squares of all channels. */
static double level_of(const struct leat_span *sound)
{
    const size_t n = (size_t)sound->nframes * sound->lanes;
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (double)sound->at[i] * (double)sound->at[i];
    return n ? math_min_d(math_sqrt_d(sum / (double)n), 1.0) : 0.0;
}

/* The frame that was drawn, with so much white over it. */
static void give(const struct leat_frame *drawn, struct leat_frame *out, double white)
{
    const uint32_t part = (uint32_t)(white * 256.0 + 0.5);

    for (uint32_t y = 0; y < out->format.height; y++) {
        const uint8_t *from = drawn->plane[0] + (size_t)y * drawn->stride[0];
        uint8_t *to = out->plane[0] + (size_t)y * out->stride[0];
        for (uint32_t x = 0; x < 4 * out->format.width; x++)
            to[x] = (uint8_t)(from[x] + ((255u - from[x]) * part >> 8));
    }
}

/* How strong the flash is in this frame. */
static double flash(struct past *past, float beats, double step_s, double energy)
{
    past->beat_s += step_s;
    if (past->began && beats != past->beats)
        past->beat_s = 0.0;
    else if (!past->began)
        past->beat_s = FLASH_S;
    past->beats = beats;
    past->began = true;
    return 0.25 * energy * math_max_d(1.0 - past->beat_s / FLASH_S, 0.0);
}

static double number(const struct leat_video_block *block, uint32_t param)
{
    return (double)block->param[param].at[0];
}

static int render(void *state, const struct leat_video_block *block)
{
    static void (*const moods[])(struct easel *, const struct look *) = {
        [CALM] = draw_calm,
        [ENERGETIC] = draw_energetic,
        [MYSTERIOUS] = draw_mysterious,
        [JOYFUL] = draw_joyful,
        [MELANCHOLY] = draw_melancholy,
        [AGGRESSIVE] = draw_aggressive,
    };
    struct past *past = state;
    struct easel *easel = block->resource;
    struct leat_frame *drawn;
    const double energy = number(block, ENERGY), level = level_of(&block->audio[IN]);
    const double rate = 0.25 + 1.5 * energy * (0.3 + number(block, LOW));
    const struct look look = {
        .amount = 0.3 + 0.7 * level * (0.5 + energy),
        .complexity = number(block, COMPLEXITY),
        .mid = number(block, MID),
        .hue = 0.25 * number(block, HIGH),
        .level = level,
    };
    const double white =
        flash(past, block->param[BEATS].at[0], 1.0 / easel->fps, energy);

    past->time_s += rate / easel->fps;
    leat_canvas_begin(easel->canvas, past->time_s, block->tick, easel->fps);
    moods[(int)number(block, MOOD)](easel, &look);
    const int err = leat_canvas_end(easel->canvas, &drawn);
    if (err < 0)
        return err;
    give(drawn, block->out[OUT], white);
    leat_frame_unref(&drawn);
    return 0;
}

const struct leat_node_class leat_node_mood_picture = {
    .size = sizeof(struct leat_node_class),
    .name = "mood_picture",
    .summary = "Draw what a sound does, by a mood.",
    .example =
        "noise(duration: 1) |> mood_picture(size: 320x180) |> file(\"noise.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .state_size = state_size,
    .render = render,
    .open = open,
    .close = close,
};
