/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_CANVAS_EXAMPLE_H
#define LEAT_TESTS_CANVAS_EXAMPLE_H

/** example: values with which every drawing class draws something. */

#include <math.h>
#include <string.h>

#include <leat/draw.h>

enum { EXAMPLE_NUMBERS = 512 };

/** Data that suits most views: `numbers` is the caller's memory. */
static inline void example_numbers(const char *name, struct leat_draw_value *value,
                                   double numbers[EXAMPLE_NUMBERS])
{
    static const double notes[] = {0,  1, 60, 0.9, 1,  1,   64, 0.6, 2,  2,
                                   67, 1, 4,  0.5, 72, 0.4, 4,  2,   61, 0.8};
    static const double steps[] = {1, 0, 0, 0,   1, 0, 0, 0.5, 0, 0, 1, 0,
                                   0, 0, 1, 0.3, 0, 1, 0, 1,   0, 1, 0, 1};
    static const double pressed[] = {48, 52, 55, 61};

    value->n = strcmp(name, "vu_meter") == 0 ? 2 : 64;
    for (size_t i = 0; i < EXAMPLE_NUMBERS; i++)
        numbers[i] = strcmp(name, "waveform") == 0
                         ? 0.8 * sin(0.2 * (double)i) * exp(-0.02 * (double)i)
                     : strcmp(name, "stereo_meter") == 0
                         ? 0.8 * sin(0.07 * (double)(i / 2) + 0.9 * (double)(i % 2))
                         : 0.5 + 0.45 * sin(0.37 * (double)i) * cos(0.05 * (double)i);
    if (strcmp(name, "stereo_meter") == 0)
        value->n = EXAMPLE_NUMBERS;
    if (strcmp(name, "piano_roll") == 0) {
        memcpy(numbers, notes, sizeof(notes));
        value->n = 20;
        value->columns = 4;
    }
    if (strcmp(name, "pattern_grid") == 0) {
        memcpy(numbers, steps, sizeof(steps));
        value->n = 24;
        value->columns = 8;
    }
    if (strcmp(name, "piano_keys") == 0) {
        memcpy(numbers, pressed, sizeof(pressed));
        value->n = 4;
    }
    value->numbers = numbers;
    value->is_set = true;
}

/** Set what is required and leave all else to the defaults. */
static inline void example_values(const struct leat_draw_class *draw,
                                  struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS],
                                  double numbers[EXAMPLE_NUMBERS],
                                  const struct leat_frame *picture, const char *path)
{
    static const struct leat_draw_point corners[] = {
        {0.5, 0.1, LEAT_DRAW_PERCENT, LEAT_DRAW_PERCENT},
        {0.9, 0.8, LEAT_DRAW_PERCENT, LEAT_DRAW_PERCENT},
        {0.1, 0.6, LEAT_DRAW_PERCENT, LEAT_DRAW_PERCENT}};

    memset(values, 0, LEAT_DRAW_MAX_PARAMS * sizeof(*values));
    for (size_t i = 0; i < draw->n_params; i++) {
        const struct leat_draw_param *p = &draw->params[i];
        struct leat_draw_value *v = &values[i];
        if (p->kind == LEAT_DRAW_NUMBERS)
            example_numbers(draw->name, v, numbers);
        if (!(p->flags & LEAT_PARAM_REQUIRED) || p->kind == LEAT_DRAW_NUMBERS)
            continue;
        v->is_set = true;
        v->text = p->flags & LEAT_PARAM_PATH ? path : "Hello, g\xc3\xa4rden";
        v->points = corners;
        v->n = 3;
        v->picture = picture;
    }
}

#endif
