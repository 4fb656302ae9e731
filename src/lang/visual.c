/* SPDX-License-Identifier: MIT */
/* visual: values as colours, palettes and positions. */
#include "lang/visual.h"

#include <string.h>

#include "base/math_d.h"
#include "creative/colour_name.h"
#include "creative/position.h"
#include "lang/musical.h"

enum { COMPONENTS_MAX = 4 };

/* A name, and what is no name but stands for a pitch. */
static bool colour_of_word(const struct value *v, const char *word, size_t size,
                           struct colour *out)
{
    struct chord chord;
    struct key key;
    double note;

    if (colour_read(word, size, out) >= 0)
        return true;
    if (word[0] == '#')
        return false;
    if (musical_note(v, &note))
        *out = colour_of_frequency(math_note_to_hz_d(note));
    else if (musical_chord(v, &chord))
        *out = colour_of_chord(&chord);
    else if (musical_key(v, &key))
        *out = colour_of_key(&key);
    else
        return false;
    return true;
}

/* Components, or the notes of a chord. */
static bool colour_of_items(const struct value *v, struct colour *out)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);
    double x[COMPONENTS_MAX];
    struct chord chord;

    if (n > 0 && item[0].measure == MEASURE_NOTE) {
        if (!musical_chord(v, &chord))
            return false;
        *out = colour_of_chord(&chord);
        return true;
    }
    if (n > COMPONENTS_MAX)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        if (!value_is_number(&item[i]) ||
            (item[i].measure != MEASURE_NONE && item[i].measure != MEASURE_FRACTION))
            return false;
        x[i] = value_as_number(&item[i]);
    }
    return colour_of_list(x, n, out) >= 0;
}

static bool colour_of_a_number(const struct value *v, struct colour *out)
{
    const double x = value_as_number(v);

    switch (v->measure) {
    case MEASURE_NONE:
    case MEASURE_FRACTION:
        if (v->kind == VALUE_INTEGER && v->integer != 0 && v->integer != 1)
            return colour_of_integer(v->integer, out) >= 0;
        *out = colour_of_number(x);
        return true;
    case MEASURE_FREQUENCY: /* 0 where a pitch was looked for in silence */
        *out = colour_of_frequency(math_max_d(x, 1.0));
        return true;
    case MEASURE_NOTE:
        *out = colour_of_frequency(math_note_to_hz_d(x));
        return true;
    default:
        return false;
    }
}

bool visual_colour(const struct value *v, struct colour *out)
{
    struct key key;
    size_t size;
    const char *word = value_word(v, &size);

    if (word)
        return colour_of_word(v, word, size, out);
    if (v->kind == VALUE_COLOUR)
        *out = value_as_colour(v);
    else if (value_is_number(v))
        return colour_of_a_number(v, out);
    else if (value_is_list(v))
        return colour_of_items(v, out);
    else if (musical_key(v, &key))
        *out = colour_of_key(&key);
    else
        return false;
    return true;
}

bool visual_palette(const struct value *v, struct palette *out)
{
    struct colour colour[PALETTE_MAX];
    uint32_t n;
    size_t size;
    const char *word = value_word(v, &size);
    const struct value *item = value_items(v, &n);

    if (word)
        return palette_find(word, size, out) >= 0;
    if (!item || n > PALETTE_MAX)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!visual_colour(&item[i], &colour[i]))
            return false;
    return palette_of_colours(colour, n, out) >= 0;
}

bool visual_place(const struct value *v, double *x, double *y)
{
    size_t size;
    const char *word = value_word(v, &size);

    return word && position_find(word, size, x, y) >= 0;
}

bool visual_is_name(const char *name)
{
    const size_t size = strlen(name);
    struct palette palette;
    struct colour colour;
    double x, y;

    return colour_name_find(name, size, &colour) >= 0 ||
           palette_find(name, size, &palette) >= 0 ||
           position_find(name, size, &x, &y) >= 0;
}

struct value visual_palette_value(struct eval *e, const struct palette *palette)
{
    const struct value list = value_new_list(e->heap, palette->n);

    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < palette->n; i++)
        list.list->item[i] = value_colour(&palette->entry[i]);
    return list;
}
