/* SPDX-License-Identifier: MIT */
/*
 * builtin_graphics: the canvas itself: its size, what bare numbers mean, gravity.
 *
 * Source: language reference, section 8.2.
 */
#include <string.h>

#include <leat/draw.h>

#include "lang/builtin_argument.h"
#include "lang/draw_call.h"

enum { SIDE_MAX = 16384, WIDTH_DEFAULT = 1280, HEIGHT_DEFAULT = 720 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

WORD(width)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_integer(e->width ? e->width : WIDTH_DEFAULT);
}

WORD(height)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_integer(e->height ? e->height : HEIGHT_DEFAULT);
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

/* { x, y } */
static struct value map_of(struct eval *e, const double xy[2], struct span span)
{
    const struct value map = value_new_map(e->heap);
    static const char *const keys[] = {"x", "y"};

    for (uint32_t i = 0; i < 2; i++)
        if (map.kind == VALUE_POISON ||
            !value_put(e->heap, map.map, names_add(e->names, keys[i], 1), keys[i], span,
                       value_number(xy[i], MEASURE_NONE)))
            return eval_out_of_memory(e);
    return map;
}

/* Who asks for the mouse wants a picture for it to be on, be it an empty one. */
WORD(mouse_position)
{
    (void)self, (void)argument, (void)n;
    if (!draw_canvas(e))
        return value_poison();
    return map_of(e, e->mouse, span);
}

WORD(wind_vector)
{
    double xy[2] = {0.0, 0.0};

    (void)self, (void)argument, (void)n;
    if (e->canvas && e->draws)
        leat_canvas_wind(e->canvas, xy);
    return map_of(e, xy, span);
}

/* set_gravity(x, y), set_gravity([x, y]), or how much it pulls down. */
WORD(set_gravity)
{
    uint32_t n_items;
    const struct value *item = value_items(&argument[0].value, &n_items);
    struct argument part[2] = {argument[0], argument[1]};
    double xy[2];

    (void)n, (void)span;
    if (item && n_items == 2) {
        part[0].value = item[0];
        part[1].value = item[1];
    } else if (argument[1].value.kind == VALUE_NULL) {
        part[0].value = value_integer(0);
        part[1] = argument[0];
    }
    for (uint32_t i = 0; i < 2; i++)
        if (!argument_number(e, self, &part[i], 0.0, &xy[i]))
            return value_poison();
    if (!draw_canvas(e))
        return value_poison();
    leat_canvas_set_gravity(e->canvas, xy[0], xy[1]);
    return value_null();
}

/* All pictures are computed by the processor. */
WORD(get_gpu_usage)
{
    (void)e, (void)self, (void)argument, (void)n, (void)span;
    return value_number(0.0, MEASURE_NONE);
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
    {"mouse_position", "", 0, BUILTIN_OF_FRAME, word_mouse_position, NULL,
     "Where the mouse is on the picture, from 0 to 1.", "print(mouse_position().x)",
     "Graphics"},
    {"mouse", "", 0, PLAIN | BUILTIN_OF_FRAME, word_mouse_position, NULL,
     "Where the mouse is on the picture, from 0 to 1.", "print(mouse.x, mouse.y)",
     "Graphics"},
    {"wind_vector", "", 0, PLAIN | BUILTIN_OF_FRAME, word_wind_vector, NULL,
     "Where `wind_effect` blows to in this frame, y down.",
     "wind_effect(direction: 90); print(wind_vector.y)", "Graphics"},
    {"set_gravity", "x y", 1, 0, word_set_gravity, NULL,
     "What pulls particles, pixels per second squared.", "set_gravity(0, 200)",
     "Graphics"},
    {"get_gpu_usage", "", 0, 0, word_get_gpu_usage, NULL,
     "How busy the graphics card is, from 0 to 1.", "print(get_gpu_usage())",
     "Graphics"},
    {"active_particles", "", 0, 0, word_active_particles, NULL,
     "How many particles there are.", "print(active_particles())", "Graphics"},
    {0},
};
