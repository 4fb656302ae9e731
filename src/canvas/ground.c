/* SPDX-License-Identifier: MIT */
/* ground: classes that fill the frame: clear, fade_to_black, border, gradient_fill,
 * pulse. */
#include "base/math_d.h"
#include "canvas/classes.h"
#include "canvas/ink.h"

#define RADIANS_PER_DEGREE 0.017453292519943295

static const struct leat_draw_param clear_params[] = {
    CLASS_COLOR("color", 0x000000ff, "What the frame becomes."),
};

static int clear(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    uint8_t rgba[4];

    ink_of(values[0].rgba, 1.0, rgba);
    canvas->pix->clear(canvas->target, 0, canvas->height, rgba);
    return 0;
}

const struct leat_draw_class leat_draw_clear =
    CLASS("clear", "fill", "Make the whole frame one colour.", "Graphics.clear(black)",
          0, clear_params, clear);

static const struct leat_draw_param fade_params[] = {
    CLASS_PART("amount", 0.1, "How much of the light goes."),
};

static int fade(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    canvas->pix->fade(canvas->target, 0, canvas->height,
                      (uint32_t)((1.0 - values[0].number) * 65536.0 + 0.5));
    return 0;
}

const struct leat_draw_class leat_draw_fade_to_black =
    CLASS("fade_to_black", NULL, "Make what was drawn darker.",
          "Graphics.fade_to_black(5%)", 0, fade_params, fade);

enum { BORDER_THICKNESS, BORDER_COLOR };

static const struct leat_draw_param border_params[] = {
    CLASS_THICKNESS("thickness", 2.0, "How wide it is."),
    CLASS_COLOR("color", 0xffffffff, "Its colour."),
};

static int border(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    uint8_t rgba[4];

    ink_of(values[BORDER_COLOR].rgba, 1.0, rgba);
    ink_frame(canvas, 0.0, 0.0, canvas->width, canvas->height,
              values[BORDER_THICKNESS].number, rgba);
    return 0;
}

const struct leat_draw_class leat_draw_border =
    CLASS("border", NULL, "Draw a line along the edge of the frame.",
          "Graphics.border(thickness: 4, color: cyan)", 0, border_params, border);

enum { GRADIENT_PALETTE, GRADIENT_ANGLE };

static const struct leat_draw_param gradient_params[] = {
    {.name = "palette", .kind = LEAT_DRAW_PALETTE, .help = "Its colours."},
    {.name = "angle",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_DEGREES,
     .min = -3600.0,
     .max = 3600.0,
     .help = "Where it goes: 0 to the right, 90 down."},
};

static int gradient(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    canvas->pix->ramp_rows(values[GRADIENT_ANGLE].number * RADIANS_PER_DEGREE,
                           values[GRADIENT_PALETTE].palette, canvas->target, 0,
                           canvas->height);
    return 0;
}

const struct leat_draw_class leat_draw_gradient_fill =
    CLASS("gradient_fill", NULL, "Fill the frame with a palette.",
          "Graphics.gradient_fill(fire, angle: 90)", 0, gradient_params, gradient);

enum { PULSE_COLOR, PULSE_AMOUNT };

static const struct leat_draw_param pulse_params[] = {
    CLASS_COLOR("color", 0xffffffff, "The light's colour."),
    CLASS_PART("amount", 0.5, "How much of it covers the frame."),
};

static int pulse(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    uint8_t rgba[4];

    ink_of(values[PULSE_COLOR].rgba, values[PULSE_AMOUNT].number, rgba);
    ink_wash(canvas, rgba);
    return 0;
}

const struct leat_draw_class leat_draw_pulse =
    CLASS("pulse", NULL, "Lay a colour over the whole frame.",
          "Graphics.pulse(color: red, amount: level)", 0, pulse_params, pulse);
