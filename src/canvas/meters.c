/* SPDX-License-Identifier: MIT */
/* meters: vu_meter, stereo_meter, knob and fader. */
#include "canvas/view.h"

#define LOWEST_DB (-60.0)

static const float green[4] = {0.2f, 0.85f, 0.3f, 1.0f};
static const float yellow[4] = {0.95f, 0.85f, 0.2f, 1.0f};
static const float red[4] = {0.95f, 0.25f, 0.2f, 1.0f};

/* What a level between -60 dB and 0 dB is of the whole. */
static double part_of(double level_db)
{
    return math_clamp_d(1.0 - level_db / LOWEST_DB, 0.0, 1.0);
}

enum { VU_VERTICAL = VIEW_OWN };

static const struct leat_draw_param vu_params[] = {
    VIEW_NUMBERS("data", "A level, or one for each channel; 1 is full scale."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0x202020ff, "Of what is behind it."),
    {.name = "vertical",
     .kind = LEAT_DRAW_BOOL,
     .def = 1.0,
     .max = 1.0,
     .help = "Whether it rises, or goes to the right."},
};

/* Parts [from, to] of a bar that rises or goes to the right. */
static void draw_part(struct leat_canvas *canvas, const struct view *v, bool vertical,
                      double from, double to, const float *rgba)
{
    uint8_t ink[4];

    ink_of(rgba, 1.0, ink);
    if (vertical)
        ink_box(canvas, v->x, v->y + v->height * (1.0 - to), v->x + v->width,
                v->y + v->height * (1.0 - from), ink);
    else
        ink_box(canvas, v->x + v->width * from, v->y, v->x + v->width * to,
                v->y + v->height, ink);
}

/* Green to -18 dB, yellow to -6 dB, red above. */
static void draw_level(struct leat_canvas *canvas, const struct view *v, bool vertical,
                       double part)
{
    const double low = part_of(-18.0), high = part_of(-6.0);

    draw_part(canvas, v, vertical, 0.0, math_min_d(part, low), green);
    if (part > low)
        draw_part(canvas, v, vertical, low, math_min_d(part, high), yellow);
    if (part > high)
        draw_part(canvas, v, vertical, high, part, red);
}

static int vu_meter(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_value *data = &values[VIEW_DATA];
    const bool vertical = values[VU_VERTICAL].number > 0.5;
    const struct view whole = view_of(values);
    const double n = data->n ? (double)data->n : 1.0;

    for (size_t i = 0; i < data->n && i < 64; i++) {
        const double level = math_abs_d(view_number(data, i, -1e6, 1e6));
        struct view one = whole;
        if (vertical) {
            one.width = whole.width / n * 0.9;
            one.x += whole.width / n * ((double)i + 0.05);
        } else {
            one.height = whole.height / n * 0.9;
            one.y += whole.height / n * ((double)i + 0.05);
        }
        draw_part(canvas, &one, vertical, 0.0, 1.0, whole.rgba);
        if (level > 0.0)
            draw_level(canvas, &one, vertical, part_of(math_factor_to_db_d(level)));
    }
    return 0;
}

const struct leat_draw_class leat_draw_vu_meter =
    CLASS("vu_meter", NULL, "Draw how loud each channel is, from -60 dB to 0 dB.",
          "Graphics.vu_meter([analysis.rms], x: 2%, y: 10%, width: 3%, height: 80%)", 0,
          vu_params, vu_meter);

static const struct leat_draw_param stereo_params[] = {
    VIEW_NUMBERS("data", "Samples left, right, left, right, or a sound."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0x39ff14ff, "Its colour."),
};

/* What both sides share goes up and down, what they differ in goes sideways; below it a
 * bar for the correlation, from -1 to 1. */
static int stereo_meter(struct leat_canvas *canvas,
                        const struct leat_draw_value *values)
{
    const struct leat_draw_value *data = &values[VIEW_DATA];
    const struct view v = view_of(values);
    const double side = 0.45 * math_min_d(v.width, 0.9 * v.height);
    const double x = v.x + 0.5 * v.width, y = v.y + 0.45 * v.height;
    const double foot = v.y + 0.96 * v.height, thick = 0.02 * v.height;
    double lr = 0.0, ll = 0.0, rr = 0.0;
    uint8_t faint[4];

    view_tint(&v, 0.3, faint);
    ink_line(canvas, x, y - side, x, y + side, 1.0, faint);
    ink_line(canvas, x - side, y, x + side, y, 1.0, faint);
    view_tint(&v, 0.5, faint);
    for (size_t i = 0; i + 1 < data->n; i += 2) {
        const double l = view_number(data, i, -1.0, 1.0);
        const double r = view_number(data, i + 1, -1.0, 1.0);
        lr += l * r;
        ll += l * l;
        rr += r * r;
        ink_spot(canvas, x + side * 0.5 * (r - l), y - side * 0.5 * (l + r), 1.0, false,
                 faint);
    }
    ink_box(canvas, v.x, foot - thick, v.x + v.width, foot + thick, faint);
    if (ll > 0.0 && rr > 0.0) {
        const double at = x + 0.5 * v.width * lr / math_sqrt_d(ll * rr);
        ink_box(canvas, at - thick, foot - 2.0 * thick, at + thick, foot + 2.0 * thick,
                v.ink);
    }
    return 0;
}

const struct leat_draw_class leat_draw_stereo_meter =
    CLASS("stereo_meter", NULL, "Draw how wide a sound is.",
          "Graphics.stereo_meter(mix, x: 70%, width: 30%, height: 40%)", 0,
          stereo_params, stereo_meter);

enum { CONTROL_MIN = VIEW_OWN, CONTROL_MAX };

#define CONTROL_VALUE CLASS_NUMBER("value", -1e9, 0.5, 1e9, "What it shows.")
#define CONTROL_RANGE                                                                  \
    CLASS_NUMBER("min", -1e9, 0.0, 1e9, "Its least value."),                           \
        CLASS_NUMBER("max", -1e9, 1.0, 1e9, "Its greatest value.")

static const struct leat_draw_param knob_params[] = {
    CONTROL_VALUE,
    CLASS_PLACE,
    CLASS_COLOR("color", 0x00ccffff, "Its colour."),
    CONTROL_RANGE,
};

static double turned(const struct leat_draw_value *values)
{
    const double min = values[CONTROL_MIN].number;
    const double range = values[CONTROL_MAX].number - min;

    return range != 0.0
               ? math_clamp_d((values[VIEW_DATA].number - min) / range, 0.0, 1.0)
               : 0.0;
}

/* A ring over three quarters, from lower left to lower right. */
static int knob(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct view v = view_of(values);
    const double x = v.x + 0.5 * v.width, y = v.y + 0.5 * v.height;
    const double radius = 0.42 * math_min_d(v.width, v.height);
    const double part = turned(values), thick = 0.16 * radius;
    uint8_t faint[4];

    if (!(radius > 0.0))
        return 0;
    ink_of(v.rgba, 0.25, faint);
    ink_arc(canvas, x, y, radius, thick, 0.75, 2.25, faint);
    ink_arc(canvas, x, y, radius, thick, 0.75, 0.75 + 1.5 * part, v.ink);
    ink_line(canvas, x, y, x + 0.7 * radius * math_cos_pi_d(0.75 + 1.5 * part),
             y + 0.7 * radius * math_sin_pi_d(0.75 + 1.5 * part), thick, v.ink);
    return 0;
}

const struct leat_draw_class leat_draw_knob = CLASS(
    "knob", NULL, "Draw a knob.",
    "Graphics.knob(cutoff, x: 10%, y: 10%, width: 80.px, height: 80.px, max: 8000)", 0,
    knob_params, knob);

static const struct leat_draw_param fader_params[] = {
    CONTROL_VALUE,
    CLASS_PLACE,
    CLASS_COLOR("color", 0x00ccffff, "Its colour."),
    CONTROL_RANGE,
};

/* It rises where it is higher than wide. */
static int fader(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct view v = view_of(values);
    const bool rises = v.height >= v.width;
    const double part = turned(values), x = v.x + 0.5 * v.width;
    const double y = v.y + 0.5 * v.height;
    const double room = 0.9 * math_max_d(v.width, v.height), start = -0.5 * room;
    const double at = start + room * part, wide = math_min_d(v.width, v.height);
    uint8_t faint[4];

    ink_of(v.rgba, 0.25, faint);
    for (int lit = 0; lit < 2; lit++) {
        const double end = lit ? at : 0.5 * room, half = 0.06 * wide;
        const uint8_t *ink = lit ? v.ink : faint;
        if (rises)
            ink_box(canvas, x - half, y - end, x + half, y - start, ink);
        else
            ink_box(canvas, x + start, y - half, x + end, y + half, ink);
    }
    if (rises)
        ink_box(canvas, x - 0.4 * wide, y - at - 0.025 * room, x + 0.4 * wide,
                y - at + 0.025 * room, v.ink);
    else
        ink_box(canvas, x + at - 0.025 * room, y - 0.4 * wide, x + at + 0.025 * room,
                y + 0.4 * wide, v.ink);
    return 0;
}

const struct leat_draw_class leat_draw_fader =
    CLASS("fader", NULL, "Draw a fader.",
          "Graphics.fader(volume, x: 90%, y: 10%, width: 40.px, height: 80%)", 0,
          fader_params, fader);
