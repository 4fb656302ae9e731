/* SPDX-License-Identifier: MIT */
/*
 * builtin_particles: ParticleSystem.new(max), particles that a program keeps itself.
 *
 *     v += gravity dt,  x += v dt
 *
 * Source: language reference, section 8.2.
 */
#include <string.h>

#include <leat/draw.h>

#include "base/math_d.h"
#include "base/random.h"
#include "lang/builtin_argument.h"
#include "lang/draw_call.h"
#include "lang/draw_value.h"
#include "lang/picture.h"
#include "lang/visual.h"
#include "lang/vm.h"

enum { PARTICLES_MAX = 50000, NUMBERS = 4 /* random numbers of one particle */ };
enum { ITEMS_PER_STEP = 4, SPAWN_MAX = 16 /* arguments */ };

struct particle {
    double x, y, vx, vy, age, life, size; /* pixels, seconds */
    uint32_t rgba;                        /* of its own; 0: as the others are drawn */
};

struct particles {
    struct thing thing;
    struct particle *at; /* `room` of them */
    uint32_t n, room;
    uint64_t seed, born;
    double gravity[2];
};

static struct particles *of(struct value self)
{
    return (struct particles *)self.thing;
}

static struct value make(struct eval *e, const struct builtin *self,
                         const struct argument *argument, uint32_t n, struct span span)
{
    struct particles *p;
    struct value out;
    int64_t room;

    (void)n, (void)span;
    if (!argument_integer(e, self, &argument[0], "max", 1, PARTICLES_MAX, 1000, &room))
        return value_poison();
    out = thing_new(e, &thing_particles, sizeof(*p));
    if (out.kind == VALUE_POISON)
        return out;
    p = (struct particles *)out.thing;
    p->at = heap_take(e->heap, (size_t)room, sizeof(*p->at));
    p->room = (uint32_t)room;
    p->seed = random_bits(e->seed, e->site);
    return p->at ? out : eval_out_of_memory(e);
}

static double pixels(double x, enum leat_draw_written written, bool in_pixels,
                     double axis)
{
    const bool is_part =
        written == LEAT_DRAW_PERCENT || (written == LEAT_DRAW_BARE && !in_pixels);

    return is_part ? x * axis : x;
}

/* A place as the drawing calls read it: bare numbers are pixels if one is above 1. */
static bool read_place(struct eval *e, const struct argument *x,
                       const struct argument *y, double out[2])
{
    static const struct leat_draw_param place = {
        .name = "place", .kind = LEAT_DRAW_POINT, .help = "Such as [50%, 50%]."};
    struct argument a = *x;
    struct leat_draw_value value;
    bool far;

    if (y->value.kind != VALUE_NULL) {
        struct value pair = value_new_list(e->heap, 2);
        if (pair.kind == VALUE_POISON) {
            eval_out_of_memory(e);
            return false;
        }
        pair.list->item[0] = x->value;
        pair.list->item[1] = y->value;
        a.value = pair;
    }
    if (!draw_canvas(e) || !draw_value(e, &place, &a, &value))
        return false;
    const struct leat_draw_point *p = value.points;
    far = (p->x_written == LEAT_DRAW_BARE && (p->x > 1.0 || p->x < -1.0)) ||
          (p->y_written == LEAT_DRAW_BARE && (p->y > 1.0 || p->y < -1.0));
    if (e->coordinates != LEAT_COORDINATES_AUTO)
        far = e->coordinates == LEAT_COORDINATES_PIXEL;
    out[0] = pixels(p->x, p->x_written, far, leat_canvas_width(e->canvas));
    out[1] = pixels(p->y, p->y_written, far, leat_canvas_height(e->canvas));
    return true;
}

/* A number in [low, high], with the unit of what it is. */
static bool read_number(struct eval *e, const struct argument *a, const char *name,
                        enum leat_unit unit, double low, double standard, double high,
                        double *out)
{
    const struct leat_param param = {
        .name = name, .unit = unit, .min = (float)low, .max = (float)high};

    *out = standard;
    if (a->value.kind == VALUE_NULL)
        return true;
    if (!convert_double(&e->convert, &a->value, &param, a->span, out))
        return false;
    *out = math_clamp_d(*out, low, high);
    return true;
}

enum { X, Y, COUNT, SPEED, ANGLE, SIZE, LIFE };

/* spawn([x, y], 20): what stands behind a whole place is one further. */
static void make_room_for_y(const struct argument *argument, uint32_t n,
                            struct argument a[BUILTIN_PARAMS_MAX])
{
    uint32_t last = 0;

    for (uint32_t i = 0; i < n; i++)
        last += !argument[i].name;
    for (uint32_t i = last < LIFE ? last : LIFE; i > Y; i--)
        a[i] = a[i - 1];
    if (last > Y)
        a[Y].value = value_null();
}

/* The numbers of a pair such as [30, -100]. */
static bool read_pair(const struct value *v, double x[2])
{
    uint32_t n;
    const struct value *item = value_items(v, &n);

    for (uint32_t i = 0; item && n == 2 && i < 2; i++) {
        if (!value_is_number(&item[i]))
            return false;
        x[i] = value_as_number(&item[i]);
    }
    return item && n == 2;
}

static struct argument named_as(struct eval *e, const struct argument *a,
                                const char *name, struct value value)
{
    return (struct argument){names_add(e->names, name, strlen(name)), a->span, value};
}

/* Other names of what spawn() takes: a place as a whole, a velocity as a number or as
 * [right, down], a colour.  Returns how many arguments `out` has. */
static uint32_t read_other_names(struct eval *e, const struct argument *argument,
                                 uint32_t n, struct argument *out, uint32_t *rgba)
{
    struct colour colour;
    double v[2];
    uint32_t used = 0;

    for (uint32_t i = 0; i < n && used < SPAWN_MAX; i++) {
        const struct argument *a = &argument[i];
        const char *name = a->name ? names_text(e->names, a->name) : "";
        if (strcmp(name, "position") == 0) {
            out[used++] = named_as(e, a, "x", a->value);
        } else if (strcmp(name, "lifetime") == 0 || strcmp(name, "life_time") == 0) {
            out[used++] = named_as(e, a, "life", a->value);
        } else if (strcmp(name, "velocity") == 0 && read_pair(&a->value, v)) {
            out[used++] = named_as(
                e, a, "speed", value_number(math_hypot_d(v[0], v[1]), MEASURE_NONE));
            out[used++] = named_as(
                e, a, "angle", value_number(math_atan2_d(v[1], v[0]), MEASURE_ANGLE));
        } else if (strcmp(name, "velocity") == 0) {
            out[used++] = named_as(e, a, "speed", a->value);
        } else if (strcmp(name, "color") == 0 && visual_colour(&a->value, &colour)) {
            *rgba = colour_to_rgba(&colour);
        } else {
            out[used++] = *a;
        }
    }
    return used;
}

/* All leave the place in their own directions, or all along `angle`. */
static struct value spawn(struct eval *e, struct value self,
                          const struct argument *argument, uint32_t n, struct span span)
{
    struct particles *p = of(self);
    struct argument a[BUILTIN_PARAMS_MAX], own[SPAWN_MAX + 1];
    double place[2] = {0.0, 0.0}, count, speed, angle, size, life;
    uint32_t rgba = 0;

    argument = builtin_unpack(e, argument, &n);
    if (!argument)
        return eval_out_of_memory(e);
    n = read_other_names(e, argument, n, own, &rgba);
    argument = own;
    if (!builtin_order(e, "spawn", "x y count speed angle size life", 1, argument, n,
                       span, a))
        return value_poison();
    if (!value_is_number(&a[X].value))
        make_room_for_y(argument, n, a);
    if (!read_place(e, &a[X], &a[Y], place) ||
        !read_number(e, &a[COUNT], "count", LEAT_UNIT_NONE, 0.0, 1.0, PARTICLES_MAX,
                     &count) ||
        !read_number(e, &a[SPEED], "speed", LEAT_UNIT_NONE, 0.0, 100.0, 1e5, &speed) ||
        !read_number(e, &a[ANGLE], "angle", LEAT_UNIT_DEGREES, -3600.0, 0.0, 3600.0,
                     &angle) ||
        !read_number(e, &a[SIZE], "size", LEAT_UNIT_PX, 0.0, 4.0, 1000.0, &size) ||
        !read_number(e, &a[LIFE], "life", LEAT_UNIT_S, 0.01, 2.0, 3600.0, &life))
        return value_poison();
    const bool aimed = a[ANGLE].value.kind != VALUE_NULL;
    e->vm->steps_left -= (int64_t)count / ITEMS_PER_STEP;
    for (uint32_t i = 0; i < (uint32_t)count && p->n < p->room; i++) {
        const uint64_t k = p->born++ * NUMBERS;
        const double turn = aimed ? angle / 180.0 : 2.0 * random_unit_d(p->seed, k);
        const double fast =
            aimed ? speed : speed * math_sqrt_d(random_unit_d(p->seed, k + 1));
        p->at[p->n++] = (struct particle){
            .x = place[0],
            .y = place[1],
            .vx = fast * math_cos_pi_d(turn),
            .vy = fast * math_sin_pi_d(turn),
            .life = life * (0.75 + 0.5 * random_unit_d(p->seed, k + 2)),
            .size = size * (0.6 + 0.8 * random_unit_d(p->seed, k + 3)),
            .rgba = rgba};
    }
    return self;
}

/* The last one takes the place of one that is gone. */
static struct value update(struct eval *e, struct value self,
                           const struct argument *argument, uint32_t n,
                           struct span span)
{
    struct particles *p = of(self);
    struct argument a[BUILTIN_PARAMS_MAX];
    double step;

    if (!builtin_order(e, "update", "dt", 0, argument, n, span, a) ||
        !read_number(e, &a[0], "dt", LEAT_UNIT_S, 0.0, 1.0 / e->now.fps, 3600.0, &step))
        return value_poison();
    e->vm->steps_left -= p->n / ITEMS_PER_STEP;
    for (uint32_t i = 0; i < p->n;) {
        struct particle *one = &p->at[i];
        one->age += step;
        if (one->age >= one->life) {
            *one = p->at[--p->n];
            continue;
        }
        one->vx += p->gravity[0] * step;
        one->vy += p->gravity[1] * step;
        one->x += one->vx * step;
        one->y += one->vy * step;
        i++;
    }
    return self;
}

/* Those with one colour of their own, or with none, as `dots` draws them. */
static struct value draw(struct eval *e, struct particles *p, uint32_t rgba,
                         const struct argument argument[3], struct span span)
{
    enum { POINTS, SIZES, AGES, COLOR, COLOR_END, GLOW };
    const struct colour own = colour_of_rgba(rgba);
    uint32_t n = 0;
    const struct leat_draw_class *dots = leat_draw_class_find("dots");
    struct leat_draw_value value[LEAT_DRAW_MAX_PARAMS] = {{0}};
    struct leat_draw_point *point = heap_take(e->heap, p->n + 1u, sizeof(*point));
    double *size = heap_take(e->heap, 2 * (p->n + 1u), sizeof(*size));
    double *age = size + p->n + 1u;
    struct leat_diag diag = {0};

    if (!point || !size)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->at[i].rgba != rgba)
            continue;
        point[n] = (struct leat_draw_point){p->at[i].x, p->at[i].y, LEAT_DRAW_PIXELS,
                                            LEAT_DRAW_PIXELS};
        size[n] = p->at[i].size;
        age[n++] = p->at[i].age / p->at[i].life;
    }
    value[POINTS] = (struct leat_draw_value){.is_set = true, .points = point, .n = n};
    value[SIZES] = (struct leat_draw_value){.is_set = true, .numbers = size, .n = n};
    value[AGES] = (struct leat_draw_value){.is_set = true, .numbers = age, .n = n};
    for (uint32_t i = 0; i < 3; i++)
        if (argument[i].value.kind != VALUE_NULL &&
            !draw_value(e, &dots->params[COLOR + i], &argument[i], &value[COLOR + i]))
            return value_poison();
    if (rgba && !value[COLOR].is_set)
        value[COLOR] = (struct leat_draw_value){
            .is_set = true,
            .rgba = {(float)own.r, (float)own.g, (float)own.b, (float)own.a}};
    if (value[COLOR].is_set && !value[COLOR_END].is_set) {
        value[COLOR_END] = value[COLOR];
        value[COLOR_END].rgba[3] = 0.0f;
    }
    if (!draw_canvas(e))
        return value_poison();
    if (leat_canvas_draw(e->canvas, dots, value, e->site, &diag) < 0)
        return eval_out_of_memory(e);
    (void)span;
    return value_null();
}

/* Colour by colour, each where its first particle stands. */
static bool draw_all(struct eval *e, struct particles *p,
                     const struct argument argument[3], struct span span)
{
    for (uint32_t i = 0; i < p->n || i == 0; i++) {
        bool is_drawn = false;
        for (uint32_t k = 0; k < i && !is_drawn; k++)
            is_drawn = p->at[k].rgba == p->at[i].rgba;
        if (is_drawn)
            continue;
        e->vm->steps_left -= p->n / ITEMS_PER_STEP;
        if (draw(e, p, p->n ? p->at[i].rgba : 0, argument, span).kind == VALUE_POISON)
            return false;
    }
    return true;
}

static struct value render(struct eval *e, struct value self,
                           const struct argument *argument, uint32_t n,
                           struct span span)
{
    struct argument a[BUILTIN_PARAMS_MAX];

    if (!builtin_order(e, "render", "color color_end glow", 0, argument, n, span, a))
        return value_poison();
    return draw_all(e, of(self), a, span) ? self : value_poison();
}

static struct value reset(struct eval *e, struct value self, const struct argument *a,
                          uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    of(self)->n = 0;
    return self;
}

static struct value count(struct eval *e, struct value self, const struct argument *a,
                          uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_integer(of(self)->n);
}

static struct value most(struct eval *e, struct value self, const struct argument *a,
                         uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_integer(of(self)->room);
}

static struct value gravity(struct eval *e, struct value self, const struct argument *a,
                            uint32_t n, struct span span)
{
    const struct value list = value_new_list(e->heap, 2);

    (void)a, (void)n, (void)span;
    for (uint32_t i = 0; list.kind != VALUE_POISON && i < 2; i++)
        list.list->item[i] = value_number(of(self)->gravity[i], MEASURE_NONE);
    return list.kind == VALUE_POISON ? eval_out_of_memory(e) : list;
}

/* system.gravity = 200, or [x, y] */
static bool set(struct eval *e, struct thing *thing, const char *field,
                struct value value, struct span span)
{
    static const struct leat_draw_param pair = {
        .name = "gravity",
        .kind = LEAT_DRAW_PAIR,
        .help = "Pixels per second squared: down, or [right, down]."};
    struct particles *p = (struct particles *)thing;
    const struct argument a = {0, span, value};
    struct leat_draw_value read;

    if (strcmp(field, "gravity") != 0) {
        report_error(e->report, span, 202, "`%.60s` of %s cannot be changed.", field,
                     thing->class->name);
        report_hint(e->report, "Its `gravity` can.");
        return false;
    }
    if (!draw_value(e, &pair, &a, &read))
        return false;
    const bool has_two = read.second == read.second;
    p->gravity[0] = math_clamp_d(has_two ? read.number : 0.0, -1e5, 1e5);
    p->gravity[1] = math_clamp_d(has_two ? read.second : read.number, -1e5, 1e5);
    return true;
}

static const struct method_word methods[] = {
    {"spawn", "x y count speed angle size life", 1, 7, METHOD_AT_ONCE, 0, spawn,
     "Let particles come at a place."},
    {"update", "dt", 0, 1, METHOD_AT_ONCE, 0, update,
     "Move particles on, by a frame or by a time; the old ones go."},
    {"render", "color color_end glow", 0, 3, METHOD_AT_ONCE, 0, render,
     "Draw particles, from one colour to the other as they grow old."},
    {"reset", "", 0, 0, METHOD_AT_ONCE, 0, reset, "Let all particles go."},
    {"count", "", 0, 0, METHOD_AT_ONCE | METHOD_WITHOUT_BRACKETS, 0, count,
     "How many particles there are."},
    {"max", "", 0, 0, METHOD_AT_ONCE | METHOD_WITHOUT_BRACKETS, 0, most,
     "How many particles there can be."},
    {"gravity", "", 0, 0, METHOD_AT_ONCE | METHOD_WITHOUT_BRACKETS, 0, gravity,
     "What pulls particles, pixels per second squared."},
    {0},
};

const struct thing_class thing_particles = {
    .name = "a particle system", .methods = methods, .set = set};

const struct builtin builtin_particles[] = {
    {"ParticleSystem", "max", 0, 0, make, NULL,
     "Particles that a program keeps and moves itself.",
     "sparks = ParticleSystem.new(500); sparks.spawn(50%, 50%, 20); sparks.update()",
     "Graphics"},
    {0},
};
