/* SPDX-License-Identifier: MIT */
/* draw_value: values as what drawing takes. */
#include "lang/draw_value.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "lang/picture.h"
#include "lang/sample.h"
#include "lang/visual.h"

/* What a parameter needs, as messages say it. */
static const char *const needs[] = {
    [LEAT_DRAW_NUMBER] = "a number",
    [LEAT_DRAW_BOOL] = "true or false",
    [LEAT_DRAW_CHOICE] = "one of its words",
    [LEAT_DRAW_X] = "a place",
    [LEAT_DRAW_Y] = "a place",
    [LEAT_DRAW_LENGTH] = "a length",
    [LEAT_DRAW_THICKNESS] = "a length",
    [LEAT_DRAW_COLOR] = "a colour",
    [LEAT_DRAW_TEXT] = "a text",
    [LEAT_DRAW_PAIR] = "two numbers",
    [LEAT_DRAW_NUMBERS] = "a list of numbers",
    [LEAT_DRAW_POINT] = "a place such as [50%, 50%]",
    [LEAT_DRAW_POINTS] = "a list of places",
    [LEAT_DRAW_PALETTE] = "a palette or a list of colours",
    [LEAT_DRAW_PICTURE] = "a picture",
};

static bool refuse(struct eval *e, const struct leat_draw_param *p,
                   const struct argument *a, const struct value *v)
{
    char text[64];

    if (v->kind == VALUE_POISON)
        return false;
    value_print(v, true, text, sizeof(text));
    report_error(e->report, a->span, 306, "%s is %s; `%s` needs %s.", text,
                 value_kind_name(v), p->name, needs[p->kind]);
    if (p->kind == LEAT_DRAW_CHOICE)
        report_hint(e->report, "It can be: %s.", p->choices);
    else
        report_hint(e->report, "%s", p->help);
    return false;
}

/* What numbers of drawings without a unit count: pixels, radians or seconds. */
static bool is_bare(uint8_t measure)
{
    return measure == MEASURE_LENGTH || measure == MEASURE_ANGLE ||
           measure == MEASURE_TIME;
}

static bool to_number(struct eval *e, const struct leat_draw_param *p,
                      const struct argument *a, const struct value *v, double *out)
{
    const struct leat_param param = {
        .name = p->name, .unit = p->unit, .min = -3e38f, .max = 3e38f};
    float number;

    if (v->kind == VALUE_BOOL) {
        *out = v->is_true;
        return true;
    }
    if (value_is_number(v) &&
        (v->measure == MEASURE_NONE || v->measure == MEASURE_FRACTION ||
         (p->unit == LEAT_UNIT_NONE && is_bare(v->measure)))) {
        *out = value_as_number(v);
        return true;
    }
    if (!convert_number(&e->convert, v, &param, a->span, &number))
        return false;
    *out = (double)number;
    return true;
}

/* A number as a place or a length, with how it was written. */
static bool to_place(const struct value *v, double *out,
                     enum leat_draw_written *written)
{
    if (!value_is_number(v))
        return false;
    *out = value_as_number(v);
    *written = LEAT_DRAW_BARE;
    if (v->kind == VALUE_NUMBER && v->measure == MEASURE_FRACTION)
        *written = LEAT_DRAW_PERCENT;
    else if (v->kind == VALUE_NUMBER && v->measure == MEASURE_LENGTH)
        *written = LEAT_DRAW_PIXELS;
    else if (v->kind == VALUE_NUMBER && v->measure != MEASURE_NONE)
        return false;
    return true;
}

static bool to_colour(const struct value *v, struct leat_draw_value *out)
{
    struct colour c;

    if (!visual_colour(v, &c))
        return false;
    c = colour_in_gamut(c);
    out->rgba[0] = (float)c.r;
    out->rgba[1] = (float)c.g;
    out->rgba[2] = (float)c.b;
    out->rgba[3] = (float)c.a;
    return true;
}

/* [x, y], (x, y), { x, y } or a name. */
static bool to_point(struct eval *e, const struct value *v, struct leat_draw_point *out)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);
    const struct entry *x, *y;

    *out = (struct leat_draw_point){0};
    if (visual_place(v, &out->x, &out->y)) {
        out->x_written = out->y_written = LEAT_DRAW_PERCENT;
        return true;
    }
    if (v->kind == VALUE_MAP) {
        x = value_entry(v->map, names_find(e->names, "x"));
        y = value_entry(v->map, names_find(e->names, "y"));
        return x && y && to_place(&x->value, &out->x, &out->x_written) &&
               to_place(&y->value, &out->y, &out->y_written);
    }
    return item && n == 2 && to_place(&item[0], &out->x, &out->x_written) &&
           to_place(&item[1], &out->y, &out->y_written);
}

static bool to_points(struct eval *e, const struct value *v,
                      struct leat_draw_value *out)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);
    struct leat_draw_point *point = heap_take(e->heap, n ? n : 1, sizeof(*point));

    if (!point) {
        eval_out_of_memory(e);
        return false;
    }
    out->points = point;
    out->n = n;
    for (uint32_t i = 0; item && i < n; i++)
        if (!to_point(e, &item[i], &point[i]))
            return false;
    return item != NULL;
}

/* Rows of a table may be lists, texts of steps such as "x..x", or single numbers. */
static bool put_numbers(struct eval *e, const struct value *v, double *to,
                        uint32_t room)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);

    (void)e;
    for (uint32_t i = 0; i < room; i++) {
        to[i] = 0.0;
        if (v->kind == VALUE_TEXT && i < v->n)
            to[i] = v->text[i] == 'X' ? 1.0 : v->text[i] == 'x' ? 0.6 : 0.0;
        else if (item && i < n && item[i].kind == VALUE_BOOL)
            to[i] = item[i].is_true;
        else if (item && i < n && value_is_number(&item[i]))
            to[i] = value_as_number(&item[i]);
        else if (item && i < n)
            return false;
    }
    return true;
}

static uint32_t width_of(const struct value *v)
{
    uint32_t n;

    value_items(v, &n);
    return v->kind == VALUE_TEXT ? v->n : n;
}

static bool is_row(const struct value *v)
{
    return value_is_list(v) || v->kind == VALUE_TEXT;
}

static bool to_numbers(struct eval *e, const struct value *v,
                       struct leat_draw_value *out)
{
    uint32_t n, columns = 0;
    const struct value *item = value_items(v, &n);
    const bool is_table = item && n > 0 && is_row(&item[0]);
    double *number;

    if (v->kind == VALUE_TEXT) {
        n = v->n;
    } else if (!item) {
        return false;
    }
    for (uint32_t i = 0; is_table && i < n; i++) {
        if (!is_row(&item[i]))
            return false;
        columns = width_of(&item[i]) > columns ? width_of(&item[i]) : columns;
    }
    number =
        heap_take(e->heap, (size_t)n * (is_table ? columns : 1) + 1, sizeof(*number));
    if (!number) {
        eval_out_of_memory(e);
        return false;
    }
    out->numbers = number;
    out->columns = columns;
    out->n = (size_t)n * (is_table ? columns : 1);
    if (!is_table)
        return put_numbers(e, v, number, n);
    for (uint32_t i = 0; i < n; i++)
        if (!put_numbers(e, &item[i], number + (size_t)i * columns, columns))
            return false;
    return true;
}

static bool to_palette(struct eval *e, const struct value *v,
                       struct leat_draw_value *out)
{
    uint8_t(*table)[4] = heap_take(e->heap, PALETTE_TABLE, sizeof(*table));
    uint32_t rgba[PALETTE_TABLE];
    struct palette palette;

    if (!table) {
        eval_out_of_memory(e);
        return false;
    }
    if (!visual_palette(v, &palette))
        return false;
    palette_table(&palette, rgba);
    for (uint32_t i = 0; i < PALETTE_TABLE; i++) {
        const uint32_t a = rgba[i] & 255;
        for (uint32_t k = 0; k < 3; k++)
            table[i][k] = (uint8_t)(((rgba[i] >> (24 - 8 * k) & 255) * a + 127) / 255);
        table[i][3] = (uint8_t)a;
    }
    out->palette = (const uint8_t(*)[4])table;
    return true;
}

/* Two numbers, or one that stands for both as the class says. */
static bool to_pair(struct eval *e, const struct leat_draw_param *p,
                    const struct argument *a, const struct value *v,
                    struct leat_draw_value *out)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);

    out->second = __builtin_nan("");
    if (!item)
        return to_number(e, p, a, v, &out->number);
    return n == 2 && to_number(e, p, a, &item[0], &out->number) &&
           to_number(e, p, a, &item[1], &out->second);
}

static bool to_text(struct eval *e, const struct value *v, struct leat_draw_value *out)
{
    char text[EVAL_PRINT_MAX];
    size_t n;

    if (v->kind == VALUE_TEXT) {
        out->text = v->text;
        return true;
    }
    n = value_print(v, false, text, sizeof(text));
    out->text = heap_text(e->heap, text, n);
    return out->text != NULL;
}

static bool convert(struct eval *e, const struct leat_draw_param *p,
                    const struct argument *a, const struct value *v,
                    struct leat_draw_value *out)
{
    struct leat_draw_point *point;
    int choice;

    switch (p->kind) {
    case LEAT_DRAW_NUMBER:
        return to_number(e, p, a, v, &out->number);
    case LEAT_DRAW_BOOL:
        out->number = value_is_true(v);
        return true;
    case LEAT_DRAW_CHOICE:
        choice = v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL
                     ? leat_draw_choice_find(p, v->text)
                 : v->kind == VALUE_FUNCTION /* shape: sine */
                     ? leat_draw_choice_find(p, v->function->name)
                     : -1;
        out->number = choice;
        return choice >= 0;
    case LEAT_DRAW_X:
    case LEAT_DRAW_Y:
    case LEAT_DRAW_LENGTH:
    case LEAT_DRAW_THICKNESS:
        return to_place(v, &out->number, &out->written);
    case LEAT_DRAW_COLOR:
        return to_colour(v, out);
    case LEAT_DRAW_TEXT:
        return to_text(e, v, out);
    case LEAT_DRAW_PAIR:
        return to_pair(e, p, a, v, out);
    case LEAT_DRAW_NUMBERS:
        return to_numbers(e, v, out);
    case LEAT_DRAW_POINT:
        point = heap_take(e->heap, 1, sizeof(*point));
        out->points = point;
        out->n = 1;
        return point && to_point(e, v, point);
    case LEAT_DRAW_POINTS:
        return to_points(e, v, out);
    case LEAT_DRAW_PALETTE:
        return to_palette(e, v, out);
    case LEAT_DRAW_PICTURE:
        out->picture = picture_of(v);
        return out->picture != NULL;
    }
    return false;
}

bool draw_value(struct eval *e, const struct leat_draw_param *p,
                const struct argument *a, struct leat_draw_value *out)
{
    const bool wants_list = p->kind == LEAT_DRAW_NUMBERS;

    *out = (struct leat_draw_value){.is_set = true};
    if (p->kind == LEAT_DRAW_PICTURE && a->value.kind == VALUE_STREAM &&
        a->value.stream->type == LEAT_VIDEO)
        return sample_picture(e, a->value.stream, a->span, &out->picture);
    const struct value v =
        wants_list ? sample_list(e, a->value, a->span) : sample(e, a->value, a->span);

    return convert(e, p, a, &v, out) || refuse(e, p, a, &v);
}
