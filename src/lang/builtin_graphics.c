/* SPDX-License-Identifier: MIT */
/*
 * builtin_graphics: the canvas itself: its size, what bare numbers mean, gravity.
 *
 * Source: language reference, section 8.2.
 */
#include <string.h>

#include <leat/draw.h>

#include "lang/builtin.h"

enum { SIDE_MAX = 16384, WIDTH_DEFAULT = 1280, HEIGHT_DEFAULT = 720 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

WORD(width)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->width ? e->width : WIDTH_DEFAULT, MEASURE_LENGTH);
}

WORD(height)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->height ? e->height : HEIGHT_DEFAULT, MEASURE_LENGTH);
}

WORD(size)
{
    uint32_t side[2] = {0, 0};

    (void)self, (void)n;
    if (argument[0].value.kind == VALUE_SIZE) {
        side[0] = argument[0].value.size[0];
        side[1] = argument[0].value.size[1];
    }
    for (uint32_t i = 0; argument[0].value.kind != VALUE_SIZE && i < 2; i++) {
        const struct value *v = &argument[i].value;
        const double x = value_is_number(v) ? value_as_number(v) : 0.0;
        side[i] = x >= 1.0 && x <= SIDE_MAX ? (uint32_t)x : 0;
    }
    if (!side[0] || !side[1] || side[0] > SIDE_MAX || side[1] > SIDE_MAX) {
        report_error(e->report, span, 401, "A side of the picture can go from 1 to %d.",
                     SIDE_MAX);
        report_hint(e->report, "Such as `Graphics.size(1280, 720)`.");
        return value_poison();
    }
    if (e->canvas && (side[0] != e->width || side[1] != e->height) &&
        leat_canvas_resize(e->canvas, side[0], side[1]) < 0)
        return eval_out_of_memory(e);
    e->width = side[0];
    e->height = side[1];
    return value_null();
}

WORD(coordinates)
{
    static const char *const modes[] = {"auto", "fraction", "pixel"};
    const struct value *v = &argument[0].value;

    (void)self, (void)n;
    for (uint32_t i = 0; i < 3; i++)
        if ((v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL) &&
            strcmp(v->text, modes[i]) == 0) {
            e->coordinates = i;
            if (e->canvas)
                leat_canvas_coordinates(e->canvas, (enum leat_draw_coordinates)i);
            return value_null();
        }
    report_error(e->report, span, 401, "`coordinates` can be auto, fraction or pixel.");
    report_hint(e->report, "Such as `Graphics.coordinates(\"fraction\")`.");
    return value_poison();
}

WORD(mouse_position)
{
    const struct value map = value_new_map(e->heap);
    static const char *const keys[] = {"x", "y"};

    (void)self, (void)argument, (void)n;
    for (uint32_t i = 0; i < 2; i++)
        if (map.kind == VALUE_POISON ||
            !value_put(e->heap, map.map, names_add(e->names, keys[i], 1), keys[i], span,
                       value_number(e->mouse[i], MEASURE_NONE)))
            return eval_out_of_memory(e);
    return map;
}

WORD(active_particles)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_integer(e->canvas ? (int64_t)leat_canvas_n_particles(e->canvas) : 0);
}

#define PLAIN BUILTIN_WITHOUT_BRACKETS

const struct builtin builtin_graphics[] = {
    {"width", "", 0, PLAIN, word_width, NULL, "Width of the picture.",
     "print(Graphics.width)", "Graphics"},
    {"height", "", 0, PLAIN, word_height, NULL, "Height of the picture.",
     "print(Graphics.height)", "Graphics"},
    {"size", "width height", 1, 0, word_size, NULL, "Say how large the picture is.",
     "Graphics.size(640, 360)", "Graphics"},
    {"coordinates", "mode", 1, 0, word_coordinates, NULL,
     "Say whether bare numbers are fractions, pixels or what suits.",
     "Graphics.coordinates(\"pixel\")", "Graphics"},
    {"mouse_position", "", 0, 0, word_mouse_position, NULL,
     "Where the mouse is on the picture, from 0 to 1.", "print(mouse_position().x)",
     "Graphics"},
    {"active_particles", "", 0, 0, word_active_particles, NULL,
     "How many particles there are.", "print(active_particles())", "Graphics"},
    {0},
};
