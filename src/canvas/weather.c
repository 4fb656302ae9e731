/* SPDX-License-Identifier: MIT */
/* weather: wind_effect, wind_particles, rain_effect, lightning_strike, rainbow_arc and
 * draw_aura. */
#include <leat/err.h>

#include "base/math_d.h"
#include "base/random.h"
#include "canvas/classes.h"
#include "canvas/ink.h"
#include "canvas/weather.h"

enum { STREAKS_MAX = 5000, BOLT_POINTS = 33, BOLTS_MAX = 12 };

#define RADIANS_PER_DEGREE 0.017453292519943295
#define STRIKE_S           0.3

static double fraction(double x)
{
    return x - math_floor_d(x);
}

/* How long this call has been reached without a gap, 0 in its first frame. */
static int reached_for(struct leat_canvas *canvas, double *seconds)
{
    struct {
        double start_s, last_s;
        bool known;
    } *m = canvas_remember(canvas, sizeof(*m));

    if (!m)
        return LEAT_ERR_NOMEM;
    if (!m->known || canvas->time_s - m->last_s > 1.5 * canvas->step_s + 1e-9)
        m->start_s = canvas->time_s;
    m->known = true;
    m->last_s = canvas->time_s;
    *seconds = canvas->time_s - m->start_s;
    return 0;
}

/* Streaks that fly over the frame along a direction and come back at its other side. */
struct streaks {
    uint64_t seed;
    uint32_t n;
    double vx, vy, seconds; /* a streak is as long as it flies in that time */
    double thickness, alpha;
    const float *rgba;
};

static void draw_streaks(struct leat_canvas *c, const struct streaks *s)
{
    const double w = c->width, h = c->height, margin = 0.1 * (w + h);

    for (uint32_t i = 0; i < s->n; i++) {
        const uint64_t seed = random_bits(s->seed, i);
        const double pace = 0.6 + 0.8 * random_unit_d(seed, 0);
        const double fx =
            random_unit_d(seed, 1) + s->vx * pace * c->time_s / (w + 2.0 * margin);
        const double fy =
            random_unit_d(seed, 2) + s->vy * pace * c->time_s / (h + 2.0 * margin);
        const double x = fraction(fx) * (w + 2.0 * margin) - margin;
        const double y = fraction(fy) * (h + 2.0 * margin) - margin;
        uint8_t ink[4];
        ink_of(s->rgba, s->alpha * (0.3 + 0.7 * random_unit_d(seed, 3)), ink);
        ink_line(c, x - s->vx * pace * s->seconds, y - s->vy * pace * s->seconds, x, y,
                 s->thickness, ink);
    }
    c->n_particles += s->n;
}

static const float white[4] = {1.0f, 1.0f, 1.0f, 1.0f};

enum { WIND_DIRECTION, WIND_STRENGTH, WIND_PARTICLES };

#define DIRECTION                                                                      \
    {                                                                                  \
        .name = "direction", .kind = LEAT_DRAW_NUMBER, .unit = LEAT_UNIT_DEGREES,      \
        .min = -3600.0, .max = 3600.0,                                                 \
        .help = "Where it blows to: 0 to the right, 90 down."                          \
    }

static const struct leat_draw_param wind_params[] = {
    DIRECTION,
    CLASS_NUMBER("strength", 0.0, 1.0, 100.0, "How strong it is."),
    CLASS_NUMBER("particles", 0.0, 0.0, STREAKS_MAX, "How many streaks are seen."),
};

static void blow(struct leat_canvas *canvas, double direction, double strength,
                 uint32_t n)
{
    const double turn = direction * RADIANS_PER_DEGREE;
    const double x = strength * math_cos_d(turn), y = strength * math_sin_d(turn);
    const struct streaks s = {.seed = random_bits(canvas->seed, canvas->identity),
                              .n = n,
                              .vx = 300.0 * x,
                              .vy = 300.0 * y,
                              .seconds = 0.08,
                              .thickness = 1.5,
                              .alpha = 0.5,
                              .rgba = white};

    canvas->wind[0] = x;
    canvas->wind[1] = y;
    draw_streaks(canvas, &s);
}

static int wind(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    blow(canvas, values[WIND_DIRECTION].number, values[WIND_STRENGTH].number,
         (uint32_t)values[WIND_PARTICLES].number);
    return 0;
}

const struct leat_draw_class leat_draw_wind_effect =
    CLASS("wind_effect", NULL, "Let a wind blow, which moves particles with physics.",
          "Graphics.wind_effect(direction: 20, strength: 2, particles: 80)", 0,
          wind_params, wind);

static const struct leat_draw_param wind_particles_params[] = {
    DIRECTION,
    {.name = "force",
     .aliases = "strength",
     .kind = LEAT_DRAW_NUMBER,
     .def = 1.0,
     .max = 100.0,
     .help = "How strong it is."},
    CLASS_NUMBER("count", 0.0, 100.0, STREAKS_MAX, "How many streaks are seen."),
};

const struct leat_draw_class leat_draw_wind_particles =
    CLASS("wind_particles", NULL, "Draw streaks that a wind carries.",
          "Graphics.wind_particles(direction: 180, force: 3)", 0, wind_particles_params,
          wind);

enum { RAIN_INTENSITY, RAIN_DURATION };

static const struct leat_draw_param rain_params[] = {
    CLASS_PART("intensity", 0.5, "How much falls."),
    {.name = "duration",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_S,
     .def = 2.0,
     .max = 1e6,
     .help = "How long, from the first frame in which it is called; 0: as long as it "
             "is."},
};

static int rain(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    static const float blue[4] = {0.68f, 0.78f, 0.95f, 1.0f};
    const double duration = values[RAIN_DURATION].number;
    struct streaks s = {.seed = random_bits(canvas->seed, canvas->identity),
                        .n = (uint32_t)(values[RAIN_INTENSITY].number * 800.0),
                        .vx = 80.0 + 300.0 * canvas->wind[0],
                        .vy = 1.2 * canvas->height + 300.0,
                        .seconds = 0.03,
                        .thickness = 1.2,
                        .alpha = 0.6,
                        .rgba = blue};
    double seconds;
    const int err = reached_for(canvas, &seconds);

    if (err || (duration > 0.0 && seconds >= duration))
        return err;
    draw_streaks(canvas, &s);
    return 0;
}

const struct leat_draw_class leat_draw_rain_effect =
    CLASS("rain_effect", NULL, "Let it rain.",
          "Graphics.rain_effect(intensity: 0.8, duration: 0)", LEAT_DRAW_REMEMBERS,
          rain_params, rain);

enum { STRIKE_PLACE, STRIKE_BRANCHES, STRIKE_COLOR };

static const struct leat_draw_param strike_params[] = {
    {.name = "position",
     .kind = LEAT_DRAW_POINT,
     .def = 0.5,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "Where it comes from."},
    CLASS_NUMBER("branches", 0.0, 3.0, BOLTS_MAX - 1, "How many branches it has."),
    CLASS_COLOR("color", 0x87ceebff, "Its colour."),
};

static int strike(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    struct canvas_strike *at = &canvas->strikes[0];

    for (int i = 1; i < CANVAS_STRIKES; i++)
        if (canvas->strikes[i].start < at->start)
            at = &canvas->strikes[i];
    *at = (struct canvas_strike){
        .x = values[STRIKE_PLACE].points->x,
        .y = values[STRIKE_PLACE].points->y,
        .start = canvas->time_s,
        .is_lit = true,
        .branches = (uint32_t)values[STRIKE_BRANCHES].number,
        .seed = random_bits(canvas->seed ^ canvas->identity, (uint64_t)canvas->frame)};
    for (int c = 0; c < 4; c++)
        at->rgba[c] = values[STRIKE_COLOR].rgba[c];
    return 0;
}

const struct leat_draw_class leat_draw_lightning_strike =
    CLASS("lightning_strike", NULL, "Let lightning strike, once.",
          "Graphics.lightning_strike(position: [30%, 0], branches: 5)", LEAT_DRAW_EVENT,
          strike_params, strike);

/* A broken line down; where it was is kept for branches. */
static void bolt(struct leat_canvas *c, const struct canvas_strike *s, double alpha,
                 uint32_t branch, double points[BOLT_POINTS][2])
{
    const uint64_t seed = random_bits(s->seed, branch);
    const uint32_t from = branch ? (uint32_t)(random_bits(seed, 0) % 20) + 2 : 0;
    const double lean = branch ? 3.0 * (random_unit_d(seed, 1) - 0.5) : 0.0;
    const double fall = (c->height - s->y) / (BOLT_POINTS - 1);
    const uint32_t end = branch ? from + 4 + from / 3 : BOLT_POINTS - 1;
    double x = branch ? points[from][0] : s->x, y = branch ? points[from][1] : s->y;
    uint8_t core[4], glow[4];

    ink_of(s->rgba, alpha, core);
    ink_of(s->rgba, 0.25 * alpha, glow);
    for (uint32_t i = from; i <= end; i++) {
        const double jump = random_unit_d(seed, 2 * i + 2) - 0.5 + 0.5 * lean;
        const double next_x = x + 1.6 * fall * jump, next_y = y + fall;
        if (!branch && i < BOLT_POINTS) {
            points[i][0] = x;
            points[i][1] = y;
        }
        ink_line(c, x, y, next_x, next_y, branch ? 5.0 : 9.0, glow);
        ink_line(c, x, y, next_x, next_y, branch ? 1.2 : 2.5, core);
        x = next_x;
        y = next_y;
    }
}

/* How much of a strike is left, [0, 1]. */
static double strike_left(const struct leat_canvas *canvas,
                          const struct canvas_strike *s)
{
    const double age = canvas->time_s - s->start;

    return s->is_lit && age >= 0.0 && age < STRIKE_S ? 1.0 - age / STRIKE_S : 0.0;
}

bool weather_is_lit(const struct leat_canvas *canvas)
{
    for (int i = 0; i < CANVAS_STRIKES; i++)
        if (strike_left(canvas, &canvas->strikes[i]) > 0.0)
            return true;
    return false;
}

void weather_draw_strikes(struct leat_canvas *canvas)
{
    double points[BOLT_POINTS][2];

    for (int i = 0; i < CANVAS_STRIKES; i++) {
        const struct canvas_strike *s = &canvas->strikes[i];
        const double left = strike_left(canvas, s);
        for (uint32_t branch = 0; left > 0.0 && branch <= s->branches; branch++)
            bolt(canvas, s, left, branch, points);
    }
}

enum { RAINBOW_CENTER, RAINBOW_RADIUS, RAINBOW_FADE };

static const struct leat_draw_param rainbow_params[] = {
    {.name = "center",
     .kind = LEAT_DRAW_POINT,
     .def = 0.5,
     .def_y = 0.75,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "The middle of its circle."},
    {.name = "radius",
     .kind = LEAT_DRAW_LENGTH,
     .def = 200.0,
     .max = CANVAS_FAR,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "From there to its outer edge."},
    {.name = "fade_duration",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_S,
     .def = 3.0,
     .max = 1e6,
     .help = "How long it takes to appear."},
};

/* The colour of a hue in turns, s and v 1. */
static void hue(double turns, float rgba[4])
{
    for (int c = 0; c < 3; c++) {
        const double away = math_abs_d(fraction(turns + (3 - c) / 3.0) - 0.5) * 6.0;
        rgba[c] = (float)math_clamp_d(away - 1.0, 0.0, 1.0);
    }
    rgba[3] = 1.0f;
}

static int rainbow(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_point *center = values[RAINBOW_CENTER].points;
    const double radius = values[RAINBOW_RADIUS].number, wide = 0.25 * radius;
    const double fade = values[RAINBOW_FADE].number;
    const int64_t bottom =
        (int64_t)math_clamp_d(center->y, 0.0, (double)canvas->height);
    double seconds, alpha;
    const int err = reached_for(canvas, &seconds);

    if (err || !(radius > 0.0))
        return err;
    alpha =
        fade > 0.0 ? math_clamp_d((seconds + canvas->step_s) / fade, 0.0, 1.0) : 1.0;
    for (int64_t y = 0; y < bottom; y++)
        for (int64_t x = 0; x < canvas->width; x++) {
            const double dx = x + 0.5 - center->x, dy = y + 0.5 - center->y;
            const double in = (radius - math_sqrt_d(dx * dx + dy * dy)) / wide;
            float rgba[4];
            uint8_t ink[4], cover;
            if (in <= 0.0 || in >= 1.0)
                continue;
            hue(0.8 * in, rgba);
            ink_of(rgba, 1.0, ink);
            /* softest at its edges */
            cover = (uint8_t)(alpha * 0.9 * math_sin_pi_d(in) * 255.0 + 0.5);
            ink_cover(canvas, (uint32_t)x, (uint32_t)y, 1, &cover, ink);
        }
    return 0;
}

const struct leat_draw_class leat_draw_rainbow_arc =
    CLASS("rainbow_arc", NULL, "Draw a rainbow that appears.",
          "Graphics.rainbow_arc(center: [50%, 90%], radius: 300.px)",
          LEAT_DRAW_REMEMBERS, rainbow_params, rainbow);

enum { AURA_PLACE, AURA_COLOR, AURA_INTENSITY, AURA_SIZE };

static const struct leat_draw_param aura_params[] = {
    {.name = "position",
     .kind = LEAT_DRAW_POINT,
     .def = 0.5,
     .def_y = 0.5,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "Its middle."},
    CLASS_COLOR("color", 0xffffffff, "Its colour."),
    CLASS_PART("intensity", 0.5, "How bright it is."),
    {.name = "size",
     .kind = LEAT_DRAW_LENGTH,
     .def = 0.25,
     .max = CANVAS_FAR,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "How far it reaches."},
};

/* It breathes: four rounds of light, each wider and fainter. */
static int aura(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_point *at = values[AURA_PLACE].points;
    const double breath = 1.0 + 0.06 * math_sin_pi_d(canvas->time_s);
    uint8_t ink[4];

    for (int round = 1; round <= 4; round++) {
        ink_of(values[AURA_COLOR].rgba, values[AURA_INTENSITY].number / round, ink);
        ink_spot(canvas, at->x, at->y, 0.25 * round * breath * values[AURA_SIZE].number,
                 true, ink);
    }
    return 0;
}

const struct leat_draw_class leat_draw_draw_aura =
    CLASS("draw_aura", "aura", "Draw a light round a place.",
          "Graphics.draw_aura(position: center, color: gold, size: 30%)", 0,
          aura_params, aura);
