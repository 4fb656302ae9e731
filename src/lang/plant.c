/* SPDX-License-Identifier: MIT */
/*
 * plant: L-systems and the trees that they generate.
 *
 * A tree is drawn line by line from its foot.  It is whole until grow() is first
 * called, which begins with the seed: at maturity m all its lines are m times as long.
 *
 * Source: language reference, section 8.6.
 */
#include "lang/plant.h"

#include <string.h>

#include <leat/draw.h>

#include "base/math_d.h"
#include "creative/turtle.h"
#include "lang/builtin.h"
#include "lang/chance.h"
#include "lang/draw_call.h"
#include "lang/visual.h"
#include "lang/vm.h"

enum { WIDTH_DEFAULT = 1280, HEIGHT_DEFAULT = 720, FLOWERS_MAX = 512 };

struct l_system_thing {
    struct thing thing;
    struct value text, angle, step;
};

struct flower {
    uint32_t line; /* at whose end it blooms */
    struct value color;
};

struct tree {
    struct thing thing;
    struct value dna, position, color;
    double x, y; /* of its foot, in pixels */
    double step; /* pixels, when it is mature */
    double maturity;
    bool has_grown;
    struct turtle_line *line;
    uint32_t n, depth; /* lines, and the most brackets around one */
    struct flower *flower;
    uint32_t n_flowers;
};

static struct tree *tree_of(struct value self)
{
    return (struct tree *)(void *)self.thing;
}

static struct l_system_thing *system_of(struct value self)
{
    return (struct l_system_thing *)(void *)self.thing;
}

METHOD(text)
{
    (void)e, (void)a, (void)n, (void)span;
    return system_of(self)->text;
}

METHOD(angle)
{
    (void)e, (void)a, (void)n, (void)span;
    return system_of(self)->angle;
}

METHOD(step)
{
    (void)e, (void)a, (void)n, (void)span;
    return system_of(self)->step;
}

static struct value cannot(struct eval *e, struct span span, const char *what,
                           const char *why, const char *hint)
{
    report_error(e->report, span, 407, "`%s` cannot work: %s.", what, why);
    report_hint(e->report, "%s", hint);
    return value_poison();
}

/* One side of a place: pixels, a part of the axis, or, bare, what suits. */
static bool side(const struct value *v, double axis, double *out)
{
    if (!value_is_number(v))
        return false;
    *out = value_as_number(v);
    if (v->measure == MEASURE_FRACTION ||
        (v->measure == MEASURE_NONE && math_abs_d(*out) <= 1.0))
        *out *= axis;
    return v->measure == MEASURE_FRACTION || v->measure == MEASURE_NONE ||
           v->measure == MEASURE_LENGTH;
}

static bool place(struct eval *e, struct tree *t, const struct value *v)
{
    const double width = e->width ? e->width : WIDTH_DEFAULT;
    const double height = e->height ? e->height : HEIGHT_DEFAULT;
    uint32_t n;
    const struct value *item = value_items(v, &n);

    t->position = *v;
    if (visual_place(v, &t->x, &t->y)) {
        t->x *= width;
        t->y *= height;
        return true;
    }
    if (v->kind == VALUE_MAP) {
        const struct entry *x = value_entry(v->map, names_find(e->names, "x"));
        const struct entry *y = value_entry(v->map, names_find(e->names, "y"));
        return x && y && side(&x->value, width, &t->x) &&
               side(&y->value, height, &t->y);
    }
    return item && n == 2 && side(&item[0], width, &t->x) &&
           side(&item[1], height, &t->y);
}

/* Radians; a bare number is in degrees. */
static double radians(const struct value *v)
{
    const double x = value_is_number(v) ? value_as_number(v) : 0.0;

    return v->measure == MEASURE_ANGLE ? x : x * (3.14159265358979323846 / 180.0);
}

static bool walk(struct eval *e, const struct l_system_thing *of, struct tree *t,
                 struct span span)
{
    const double angle = radians(&of->angle);
    const int n = turtle_walk(of->text.text, of->text.n, angle, NULL, 0);

    if (n < 0 || n > TURTLE_LINES_MAX) {
        cannot(e, span, "generate",
               n < 0 ? "its brackets are not paired, or too deep"
                     : "a tree has at most 20000 lines",
               "Lower `iterations`.");
        return false;
    }
    t->n = (uint32_t)n;
    t->line = heap_take(e->heap, t->n + 1, sizeof(*t->line));
    if (!t->line) {
        eval_out_of_memory(e);
        return false;
    }
    turtle_walk(of->text.text, of->text.n, angle, t->line, t->n);
    for (uint32_t i = 0; i < t->n; i++)
        t->depth = t->line[i].depth > t->depth ? t->line[i].depth : t->depth;
    return true;
}

METHOD(generate)
{
    const struct l_system_thing *of = system_of(self);
    struct argument out[BUILTIN_PARAMS_MAX];
    double scale = 1.0;

    if (!builtin_order(e, "generate", "position scale color", 0, a, n, span, out))
        return value_poison();
    const struct value tree = thing_new(e, &tree_class, sizeof(struct tree));
    if (tree.kind == VALUE_POISON)
        return tree;
    struct tree *t = tree_of(tree);
    const struct value foot = {.kind = VALUE_TEXT, .text = "bottom", .n = 6};
    if (!place(e, t, out[0].span.end ? &out[0].value : &foot))
        return cannot(e, out[0].span, "generate", "its position is no place",
                      "Such as `position: [50%, 90%]`.");
    if (value_is_number(&out[1].value))
        scale = value_as_number(&out[1].value);
    t->color = out[2].span.end ? out[2].value : value_text("green", 5);
    t->step = scale * (value_is_number(&of->step) ? value_as_number(&of->step) : 10.0);
    t->dna = of->text;
    t->maturity = 1.0;
    e->vm->steps_left -= of->text.n / 8;
    return walk(e, of, t, span) ? tree : value_poison();
}

static bool draw_at(struct eval *e, const char *class, const double *number, uint32_t n,
                    struct value color, double thickness, struct span span)
{
    struct argument a[6];
    uint32_t k = 0;

    for (; k < n; k++)
        a[k] = (struct argument){0, span, value_number(number[k], MEASURE_LENGTH)};
    a[k++] = (struct argument){0, span, color};
    if (thickness > 0.0)
        a[k++] = (struct argument){0, span, value_number(thickness, MEASURE_LENGTH)};
    return draw_call(e, leat_draw_class_find(class), a, k, span).kind != VALUE_POISON;
}

METHOD(draw)
{
    const struct tree *t = tree_of(self);
    const double step = t->step * t->maturity;
    bool good = true;

    (void)a, (void)n;
    e->vm->steps_left -= 4 * (int64_t)(t->n + t->n_flowers);
    for (uint32_t i = 0; i < t->n && good && step > 0.0; i++) {
        const struct turtle_line *l = &t->line[i];
        const double at[] = {t->x + step * l->x1, t->y + step * l->y1,
                             t->x + step * l->x2, t->y + step * l->y2};
        const double rank = (double)(t->depth - l->depth + 1) / (t->depth + 1);
        good =
            draw_at(e, "line", at, 4, t->color, 1.0 + 0.4 * step * rank * rank, span);
    }
    for (uint32_t i = 0; i < t->n_flowers && good && step > 0.0; i++) {
        const struct turtle_line *l = &t->line[t->flower[i].line];
        const double at[] = {t->x + step * l->x2, t->y + step * l->y2,
                             math_max_d(1.5, 0.5 * step)};
        good = draw_at(e, "circle", at, 3, t->flower[i].color, 0.0, span);
    }
    return good ? self : value_poison();
}

METHOD(grow)
{
    struct tree *t = tree_of(self);

    (void)n;
    if (!value_is_number(&a[0].value))
        return cannot(e, span, "grow", "its amount is no number",
                      "Such as `grow(1%)`.");
    if (!t->has_grown)
        t->maturity = 0.0;
    t->has_grown = true;
    t->maturity += value_as_number(&a[0].value);
    t->maturity = math_max_d(0.0, math_min_d(t->maturity, 1.0));
    return self;
}

/* Flowers bloom at the ends of the outermost lines. */
METHOD(add_flowers)
{
    struct argument out[BUILTIN_PARAMS_MAX];
    struct tree *t = tree_of(self);
    uint64_t seed;

    if (!builtin_order(e, "add_flowers", "count color", 0, a, n, span, out))
        return value_poison();
    double count =
        value_is_number(&out[0].value) ? value_as_number(&out[0].value) : 1.0;
    if (!t->flower)
        t->flower = heap_take(e->heap, FLOWERS_MAX, sizeof(*t->flower));
    if (!t->flower || !chance_next(&e->chance, e->heap, e->seed, e->site, &seed))
        return eval_out_of_memory(e);
    for (uint64_t i = 0; count >= 1.0 && t->n > 0; count -= 1.0, i++) {
        uint32_t line = chance_below(seed, 2 * i, t->n);
        if (t->n_flowers == FLOWERS_MAX)
            break;
        for (uint32_t tries = 0; t->line[line].depth < t->depth && tries < t->n;
             tries++)
            line = (line + 1) % t->n;
        t->flower[t->n_flowers++] = (struct flower){
            line, out[1].span.end ? out[1].value : value_text("pink", 4)};
    }
    return self;
}

METHOD(position)
{
    (void)e, (void)a, (void)n, (void)span;
    return tree_of(self)->position;
}

METHOD(maturity)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_number(tree_of(self)->maturity, MEASURE_NONE);
}

METHOD(dna)
{
    (void)e, (void)a, (void)n, (void)span;
    return tree_of(self)->dna;
}

METHOD(flowers)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_integer(tree_of(self)->n_flowers);
}

static bool set_tree(struct eval *e, struct thing *self, const char *field,
                     struct value value, struct span span)
{
    struct tree *t = (struct tree *)(void *)self;

    if (strcmp(field, "position") == 0 && place(e, t, &value))
        return true;
    if (strcmp(field, "maturity") == 0 && value_is_number(&value)) {
        t->maturity = math_max_d(0.0, math_min_d(value_as_number(&value), 1.0));
        t->has_grown = true;
        return true;
    }
    report_error(e->report, span, 202, "`%.60s` of a tree cannot be changed to that.",
                 field);
    report_hint(e->report, "Its `position` and `maturity` can be set.");
    return false;
}

static const struct method_word of_systems[] = {
    {"text", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_text, "What it has grown to."},
    {"angle", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_angle,
     "How far `+` and `-` turn."},
    {"step", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_step,
     "How long one of its lines is."},
    {"generate", "position scale color", 0, 3, 0, 0, call_generate,
     "A tree of it, with its foot at a place."},
    {0},
};

static const struct method_word of_trees[] = {
    {"draw", "", 0, 0, 0, 0, call_draw, "Draw a tree as far as it has grown."},
    {"grow", "amount", 1, 1, 0, 0, call_grow,
     "Let a tree grow by a part of its height; the first time from its seed."},
    {"add_flowers", "count color", 0, 2, 0, 0, call_add_flowers,
     "Flowers at the ends of its outermost lines."},
    {"position", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_position,
     "Where its foot is."},
    {"maturity", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_maturity,
     "How far it has grown, from 0 to 1."},
    {"dna", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_dna,
     "The text that it is grown from."},
    {"flowers", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_flowers,
     "How many flowers it has."},
    {0},
};

const struct thing_class l_system_class = {.name = "an L-system",
                                           .methods = of_systems};
const struct thing_class tree_class = {
    .name = "a tree", .methods = of_trees, .set = set_tree};

struct value plant_system(struct eval *e, struct value text, struct value angle,
                          struct value step)
{
    const struct value system =
        thing_new(e, &l_system_class, sizeof(struct l_system_thing));

    if (system.kind != VALUE_THING)
        return system;
    system_of(system)->text = text;
    system_of(system)->angle = angle;
    system_of(system)->step = step;
    return system;
}
