/* SPDX-License-Identifier: MIT */
/* effects: feedback, blend_mode, flash, bloom_effect, depth_of_field, screen_shake. */
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "canvas/classes.h"
#include "canvas/ink.h"

enum {
    FEEDBACK_AMOUNT,
    FEEDBACK_ZOOM,
    FEEDBACK_ROTATION,
    FEEDBACK_OFFSET,
    FEEDBACK_COLOR
};

static const struct leat_draw_param feedback_params[] = {
    CLASS_NUMBER("amount", 0.0, 0.95, 0.999, "How much light of the last frame stays."),
    CLASS_NUMBER("zoom", 0.9, 1.01, 1.1, "How much larger it becomes."),
    CLASS_NUMBER("rotation", -1e4, 0.0, 1e4, "How far it turns, radians."),
    {.name = "offset",
     .kind = LEAT_DRAW_PAIR,
     .unit = LEAT_UNIT_PX,
     .help = "How far it moves, to the right and down."},
    CLASS_COLOR("color_shift", 0xffffffff,
                "The colour that its light is multiplied by."),
};

static int feedback(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_value *offset = &values[FEEDBACK_OFFSET];
    struct pix_warp warp;

    if (!canvas->drawn)
        return 0;
    canvas->pix->warp_set(
        &warp, canvas->width, canvas->height, values[FEEDBACK_ZOOM].number,
        values[FEEDBACK_ROTATION].number, offset->number,
        offset->second == offset->second ? offset->second : offset->number);
    for (int c = 0; c < 3; c++)
        warp.tint[c] = (uint32_t)(values[FEEDBACK_AMOUNT].number *
                                      (double)values[FEEDBACK_COLOR].rgba[c] * 65536.0 +
                                  0.5);
    canvas->pix->warp_rows(&warp, canvas->drawn, canvas->target, 0, canvas->height);
    return 0;
}

const struct leat_draw_class leat_draw_feedback =
    CLASS("feedback", NULL, "Draw again what was drawn last, moved and darker.",
          "Graphics.feedback(amount: 0.97, zoom: 1.02, rotation: 0.01)", 0,
          feedback_params, feedback);

static const struct leat_draw_param blend_params[] = {
    {.name = "mode",
     .kind = LEAT_DRAW_CHOICE,
     .max = PIX_N_BLENDS - 1,
#define X(name, text) " " text
     .choices = &PIX_BLEND_LIST(X)[1],
#undef X
     .help = "How colours and what is below them become one."},
};

static int blend(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    canvas->mode = (enum pix_blend)values[0].number;
    return 0;
}

const struct leat_draw_class leat_draw_blend_mode =
    CLASS("blend_mode", "set_blend_mode", "Say how what is drawn next is mixed in.",
          "Graphics.blend_mode(\"Add\")", 0, blend_params, blend);

enum { FLASH_COLOR, FLASH_DURATION };

static const struct leat_draw_param flash_params[] = {
    CLASS_COLOR("color", 0xffffffff, "Its colour."),
    {.name = "duration",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_S,
     .def = 0.1,
     .max = 60.0,
     .help = "How long it takes to fade."},
};

/* The one that ends first makes room. */
static int flash(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    struct canvas_flash *at = &canvas->flashes[0];

    for (int i = 1; i < CANVAS_FLASHES; i++)
        if (canvas->flashes[i].start + canvas->flashes[i].duration <
            at->start + at->duration)
            at = &canvas->flashes[i];
    ink_of(values[FLASH_COLOR].rgba, 1.0, at->rgba);
    at->start = canvas->time_s;
    at->duration = values[FLASH_DURATION].number;
    return 0;
}

const struct leat_draw_class leat_draw_flash =
    CLASS("flash", NULL, "Light up the whole frame, once.",
          "Graphics.flash(color: white, duration: 0.2)", LEAT_DRAW_EVENT, flash_params,
          flash);

/* Blur `from` into `to`. */
static int blur(struct leat_canvas *canvas, double deviation,
                const struct leat_frame *from, struct leat_frame *to)
{
    const struct pix_blur_plane plane = {.in = from, .out = to};
    struct pix_blur_rows *rows = canvas_work(canvas, sizeof(*rows));
    struct pix_gauss gauss;

    if (!rows)
        return LEAT_ERR_NOMEM;
    canvas->pix->gauss_set(&gauss, deviation, 0);
    canvas->pix->blur(&gauss, &gauss, &plane, rows);
    return 0;
}

/* Two frames to work with; what they are given back by. */
static int take_two(struct leat_canvas *canvas, struct leat_frame *two[2])
{
    two[0] = canvas_spare(canvas);
    two[1] = canvas_spare(canvas);
    if (two[0] && two[1])
        return 0;
    leat_frame_unref(&two[0]);
    leat_frame_unref(&two[1]);
    return LEAT_ERR_NOMEM;
}

enum { BLOOM_THRESHOLD, BLOOM_INTENSITY, BLOOM_RADIUS };

static const struct leat_draw_param bloom_params[] = {
    CLASS_PART("threshold", 0.8, "Light above it shines."),
    CLASS_NUMBER("intensity", 0.0, 1.0, 8.0, "How much light is added."),
    {.name = "radius",
     .kind = LEAT_DRAW_THICKNESS,
     .def = 5.0,
     .max = 128.0,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "How far it shines: two deviations."},
};

static int bloom(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    double left = values[BLOOM_INTENSITY].number;
    struct leat_frame *two[2];
    int err = take_two(canvas, two);

    if (err)
        return err;
    canvas->pix->bright(canvas->target, two[0], 0, canvas->height,
                        (uint32_t)(values[BLOOM_THRESHOLD].number * 255.0 + 0.5));
    err = blur(canvas, 0.5 * values[BLOOM_RADIUS].number, two[0], two[1]);
    for (; !err && left > 0.0; left -= 1.0)
        for (uint32_t y = 0; y < canvas->height; y++) {
            const struct pix_source source = {
                pix_row(two[1], 0, y), 4, NULL,
                (uint32_t)(math_min_d(left, 1.0) * 255.0 + 0.5)};
            canvas->pix->blend_row(pix_row(canvas->target, 0, y), &source,
                                   canvas->width, PIX_BLEND_ADD);
        }
    leat_frame_unref(&two[0]);
    leat_frame_unref(&two[1]);
    return err;
}

const struct leat_draw_class leat_draw_bloom_effect =
    CLASS("bloom_effect", "bloom", "Let what is bright shine.",
          "Graphics.bloom_effect(threshold: 0.6, radius: 20)", 0, bloom_params, bloom);

enum { DEPTH_FOCUS, DEPTH_APERTURE, DEPTH_Z };

static const struct leat_draw_param depth_params[] = {
    CLASS_NUMBER("focus_distance", 0.01, 5.0, 1e4, "Where things are sharp."),
    CLASS_NUMBER("aperture", 0.0, 2.8, 64.0,
                 "Blur in pixels of what is at distance 0 or twice the focus."),
    CLASS_NUMBER("z", 0.0, 0.0, 1e4, "How far away what was drawn so far is."),
};

/* What is out of focus by d has a circle of confusion of aperture d / focus. */
static int depth(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const double focus = values[DEPTH_FOCUS].number;
    const double circle = values[DEPTH_APERTURE].number *
                          math_abs_d(values[DEPTH_Z].number - focus) / focus;
    struct leat_frame *spare = canvas_spare(canvas);
    int err;

    if (!spare)
        return LEAT_ERR_NOMEM;
    err = blur(canvas, 0.5 * circle, canvas->target, spare);
    for (uint32_t y = 0; !err && y < canvas->height; y++)
        memcpy(pix_row(canvas->target, 0, y), pix_row(spare, 0, y),
               4 * (size_t)canvas->width);
    leat_frame_unref(&spare);
    return err;
}

const struct leat_draw_class leat_draw_depth_of_field = CLASS(
    "depth_of_field", NULL, "Blur what was drawn so far by its distance.",
    "Graphics.depth_of_field(focus_distance: 5, aperture: 4)", 0, depth_params, depth);

enum { SHAKE_INTENSITY, SHAKE_DURATION };

static const struct leat_draw_param shake_params[] = {
    {.name = "intensity",
     .kind = LEAT_DRAW_THICKNESS,
     .def = 10.0,
     .max = 1000.0,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "How far the picture moves at first."},
    {.name = "duration",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_S,
     .def = 0.5,
     .max = 60.0,
     .help = "How long it takes to come to rest."},
};

static int shake(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    canvas->shake = (struct canvas_shake){
        values[SHAKE_INTENSITY].number, canvas->time_s, values[SHAKE_DURATION].number};
    return 0;
}

const struct leat_draw_class leat_draw_screen_shake =
    CLASS("screen_shake", NULL, "Shake the picture, once.",
          "Graphics.screen_shake(intensity: 20, duration: 0.4)", LEAT_DRAW_EVENT,
          shake_params, shake);
