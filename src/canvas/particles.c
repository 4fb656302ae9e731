/* SPDX-License-Identifier: MIT */
/* particles: particles and particle_system: sparks that live for a while. */
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "base/math_d.h"
#include "base/random.h"
#include "canvas/classes.h"
#include "canvas/ink.h"

enum { COUNT_MAX = 50000, NUMBERS = 8 /* random numbers of one particle */ };

struct particle {
    float x, y, vx, vy, age, life, size;
};

/* What an identity remembers. */
struct swarm {
    uint64_t born; /* so far: each has random numbers of its own */
    double owed;   /* particles that should be there by now and are not */
    double next_s; /* of a burst */
    uint32_t n;
    struct particle at[];
};

struct emitter {
    const struct leat_draw_point *places;
    size_t n_places;
    double spread, life, size_low, size_high;
    uint64_t seed;
};

/* Capacities are powers of two, so that a count that changes a little keeps them. */
static struct swarm *recall(struct leat_canvas *canvas, uint32_t count)
{
    uint32_t room = 64;

    while (room < count)
        room *= 2;
    return canvas_remember(canvas,
                           sizeof(struct swarm) + room * sizeof(struct particle));
}

static void spawn(struct swarm *s, const struct emitter *e)
{
    const uint64_t k = s->born++ * NUMBERS;
    const double speed = e->spread * math_sqrt_d(random_unit_d(e->seed, k));
    const double turn = 2.0 * random_unit_d(e->seed, k + 1);
    const struct leat_draw_point *place =
        &e->places[random_bits(e->seed, k + 2) % e->n_places];

    s->at[s->n++] = (struct particle){
        .x = (float)place->x,
        .y = (float)place->y,
        .vx = (float)(speed * math_cos_pi_d(turn)),
        .vy = (float)(speed * math_sin_pi_d(turn)),
        .life = (float)(e->life * (0.75 + 0.5 * random_unit_d(e->seed, k + 3))),
        .size = (float)(e->size_low +
                        (e->size_high - e->size_low) * random_unit_d(e->seed, k + 4))};
}

static void emit(struct swarm *s, const struct emitter *e, double n, uint32_t most)
{
    s->owed += n;
    for (; s->owed >= 1.0 - 1e-9 && s->n < most; s->owed -= 1.0)
        spawn(s, e);
    s->owed = math_min_d(s->owed, 1.0); /* what found no room is not made up for */
}

/* The last one takes the place of one that is gone. */
static void age(struct swarm *s, float step)
{
    for (uint32_t i = 0; i < s->n;) {
        s->at[i].age += step;
        if (s->at[i].age >= s->at[i].life)
            s->at[i] = s->at[--s->n];
        else
            i++;
    }
}

static void move(struct swarm *s, double gx, double gy, double step)
{
    for (uint32_t i = 0; i < s->n; i++) {
        struct particle *p = &s->at[i];
        p->vx += (float)(gx * step);
        p->vy += (float)(gy * step);
        p->x += p->vx * (float)step;
        p->y += p->vy * (float)step;
    }
}

static void show(struct leat_canvas *canvas, const struct swarm *s, const float *start,
                 const float *end, double glow)
{
    for (uint32_t i = 0; i < s->n; i++) {
        const struct particle *p = &s->at[i];
        float rgba[4];
        uint8_t ink[4];
        ink_between(start, end, (double)p->age / (double)p->life, rgba);
        if (glow > 0.0) {
            ink_of(rgba, 0.35, ink);
            ink_spot(canvas, (double)p->x, (double)p->y,
                     (double)p->size * (0.5 + 2.0 * glow), true, ink);
        }
        ink_of(rgba, 1.0, ink);
        ink_spot(canvas, (double)p->x, (double)p->y, 0.5 * (double)p->size, false, ink);
    }
    canvas->n_particles += s->n;
}

enum {
    COUNT,
    RATE,
    GRAVITY,
    SIZES,
    SPREAD,
    START,
    END,
    LIFE,
    PLACE,
};

static const struct leat_draw_param particles_params[] = {
    CLASS_NUMBER("count", 0.0, 100.0, COUNT_MAX, "At most so many at a time."),
    CLASS_NUMBER("emission_rate", 0.0, 30.0, 1e5, "How many come in a second."),
    {.name = "gravity",
     .kind = LEAT_DRAW_PAIR,
     .min = -1e5,
     .max = 1e5,
     .help = "What pulls them, pixels per second squared: down, or [right, down]."},
    {.name = "size_range",
     .kind = LEAT_DRAW_PAIR,
     .unit = LEAT_UNIT_PX,
     .def = 2.0,
     .def_y = 8.0,
     .max = 1000.0,
     .help = "The smallest and the largest."},
    CLASS_NUMBER("velocity_spread", 0.0, 100.0, 1e5,
                 "How fast the fastest leave, pixels per second."),
    CLASS_COLOR("color_start", 0xffffffff, "Their colour when they come."),
    CLASS_COLOR("color_end", 0xffffff00, "And when they go."),
    {.name = "life_time",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_S,
     .min = 0.01,
     .def = 2.0,
     .max = 3600.0,
     .help = "How long they live, give or take a quarter."},
    {.name = "position",
     .kind = LEAT_DRAW_POINT,
     .def = 0.5,
     .def_y = 0.5,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "Where they come from."},
};

static int particles(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_value *gravity = &values[GRAVITY], *sizes = &values[SIZES];
    const bool has_two = gravity->second == gravity->second;
    const uint32_t count = (uint32_t)values[COUNT].number;
    const struct emitter e = {values[PLACE].points,
                              1,
                              values[SPREAD].number,
                              values[LIFE].number,
                              sizes->number,
                              sizes->second == sizes->second ? sizes->second
                                                             : sizes->number,
                              random_bits(canvas->seed, canvas->identity)};
    struct swarm *s = recall(canvas, count);

    if (!s)
        return LEAT_ERR_NOMEM;
    age(s, (float)canvas->step_s);
    move(s, canvas->gravity[0] + (has_two ? gravity->number : 0.0),
         canvas->gravity[1] + (has_two ? gravity->second : gravity->number),
         canvas->step_s);
    emit(s, &e, values[RATE].number * canvas->step_s, count);
    show(canvas, s, values[START].rgba, values[END].rgba, 0.0);
    return 0;
}

const struct leat_draw_class leat_draw_particles =
    CLASS("particles", NULL, "Draw sparks that fly from a place.",
          "Graphics.particles(count: 500, emission_rate: 200, gravity: 100)",
          LEAT_DRAW_REMEMBERS, particles_params, particles);

enum {
    NAME,
    SYSTEM_COUNT,
    EMITTERS,
    BEHAVIOR,
    TARGET,
    VELOCITY,
    COLOR,
    SIZE,
    GLOW,
    LIFETIME,
    PHYSICS
};
enum { DRIFT, BURST, SWARM };

static const struct leat_draw_param system_params[] = {
    {.name = "name",
     .kind = LEAT_DRAW_TEXT,
     .help = "Calls of one name draw the same particles."},
    CLASS_NUMBER("count", 0.0, 200.0, COUNT_MAX, "How many."),
    {.name = "emitters", .kind = LEAT_DRAW_POINTS, .help = "Where they come from."},
    {.name = "behavior",
     .aliases = "behaviour",
     .kind = LEAT_DRAW_CHOICE,
     .max = 2.0,
     .choices = "drift burst swarm",
     .help = "They wander, come all at once, or fly round the target."},
    {.name = "target",
     .kind = LEAT_DRAW_POINT,
     .def = 0.5,
     .def_y = 0.5,
     .def_written = LEAT_DRAW_PERCENT,
     .help = "What a swarm flies to."},
    CLASS_NUMBER("velocity", 0.0, 50.0, 1e5, "How fast, pixels per second."),
    CLASS_COLOR("color", 0xffffffff, "Their colour."),
    CLASS_NUMBER("size", 0.1, 4.0, 1000.0, "Their size, pixels."),
    CLASS_NUMBER("glow", 0.0, 0.0, 10.0, "How much light is round them."),
    {.name = "lifetime",
     .kind = LEAT_DRAW_NUMBER,
     .unit = LEAT_UNIT_S,
     .min = 0.01,
     .def = 3.0,
     .max = 3600.0,
     .help = "How long they live, give or take a quarter."},
    {.name = "physics",
     .kind = LEAT_DRAW_BOOL,
     .max = 1.0,
     .help = "Whether gravity and wind move them."},
};

/* A new course now and then; each particle of its own. */
static void wander(struct swarm *s, const struct leat_canvas *canvas, uint64_t seed,
                   double speed)
{
    for (uint32_t i = 0; i < s->n; i++) {
        struct particle *p = &s->at[i];
        const uint64_t k = (uint64_t)canvas->frame * COUNT_MAX + i;
        const double pull = speed * canvas->step_s;
        p->vx += (float)(pull * 2.0 * (random_unit_d(~seed, 2 * k) - 0.5));
        p->vy += (float)(pull * 2.0 * (random_unit_d(~seed, 2 * k + 1) - 0.5));
    }
}

/* Towards the target, with a turn to the side, no faster than three times `speed`. */
static void gather(struct swarm *s, const struct leat_draw_point *target, double speed,
                   double step)
{
    for (uint32_t i = 0; i < s->n; i++) {
        struct particle *p = &s->at[i];
        const double dx = target->x - (double)p->x, dy = target->y - (double)p->y;
        const double pull = 2.0 * speed * step / (math_sqrt_d(dx * dx + dy * dy) + 1.0);
        double vx = (double)p->vx + pull * (dx - 0.4 * dy), v;
        double vy = (double)p->vy + pull * (dy + 0.4 * dx);
        v = math_sqrt_d(vx * vx + vy * vy);
        if (v > 3.0 * speed) {
            vx *= 3.0 * speed / v;
            vy *= 3.0 * speed / v;
        }
        p->vx = (float)vx;
        p->vy = (float)vy;
    }
}

/* How many are to come in this frame. */
static double due(struct swarm *s, const struct leat_canvas *canvas, int behavior,
                  double count, double life)
{
    if (behavior != BURST)
        return count / life * canvas->step_s;
    if (canvas->time_s < s->next_s)
        return 0.0;
    s->next_s = canvas->time_s + life;
    return count;
}

static int particle_system(struct leat_canvas *canvas,
                           const struct leat_draw_value *values)
{
    const struct leat_draw_point middle = {0.5 * canvas->width, 0.5 * canvas->height,
                                           LEAT_DRAW_PIXELS, LEAT_DRAW_PIXELS};
    const uint32_t count = (uint32_t)values[SYSTEM_COUNT].number;
    const int behavior = (int)values[BEHAVIOR].number;
    const bool feels = values[PHYSICS].number > 0.5;
    const double speed = values[VELOCITY].number, life = values[LIFETIME].number;
    struct emitter e = {
        values[EMITTERS].points,   values[EMITTERS].n,        speed, life,
        0.6 * values[SIZE].number, 1.4 * values[SIZE].number, 0};
    float end[4];
    struct swarm *s;

    if (*values[NAME].text)
        canvas->identity = fnv_text(FNV_START, values[NAME].text);
    e.seed = random_bits(canvas->seed, canvas->identity);
    if (!e.n_places) {
        e.places = &middle;
        e.n_places = 1;
    }
    s = recall(canvas, count);
    if (!s)
        return LEAT_ERR_NOMEM;
    age(s, (float)canvas->step_s);
    if (behavior == SWARM)
        gather(s, values[TARGET].points, speed, canvas->step_s);
    else if (behavior == DRIFT)
        wander(s, canvas, e.seed, speed);
    move(s, feels ? canvas->gravity[0] + 50.0 * canvas->wind[0] : 0.0,
         feels ? canvas->gravity[1] + 50.0 * canvas->wind[1] : 0.0, canvas->step_s);
    emit(s, &e, due(s, canvas, behavior, count, life), count);
    memcpy(end, values[COLOR].rgba, sizeof(end));
    end[3] = 0.0f;
    show(canvas, s, values[COLOR].rgba, end, values[GLOW].number);
    return 0;
}

const struct leat_draw_class leat_draw_particle_system = CLASS(
    "particle_system", NULL, "Draw a swarm of particles that has a name.",
    "Graphics.particle_system(\"bees\", count: 300, behavior: \"swarm\", glow: 1)",
    LEAT_DRAW_REMEMBERS, system_params, particle_system);
