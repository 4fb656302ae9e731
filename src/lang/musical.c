/* SPDX-License-Identifier: MIT */
/* musical: values as notes, chords, scales, keys and rhythms. */
#include "lang/musical.h"

#include <string.h>

#include "base/math_d.h"
#include "base/note.h"
#include "creative/arpeggio.h"

enum { NUMBERS_MAX = (int)SCALE_MAX > (int)RHYTHM_MAX ? SCALE_MAX : RHYTHM_MAX };

static bool is_finite(double x)
{
    return x - x == 0.0;
}

bool musical_note(const struct value *v, double *note)
{
    size_t size;
    const char *word = value_word(v, &size);

    if (word)
        return note_read(word, note);
    if (!value_is_number(v))
        return false;
    *note = value_as_number(v);
    if (v->measure == MEASURE_FREQUENCY)
        *note = *note > 0.0 ? math_hz_to_note_d(*note) : __builtin_nan("");
    else if (v->measure != MEASURE_NONE && v->measure != MEASURE_NOTE)
        return false;
    return is_finite(*note);
}

bool musical_is_chord(const struct value *v, struct chord *out)
{
    size_t size;
    const char *word = value_word(v, &size);
    double note;

    return word && !note_read(word, &note) && chord_read(word, size, out) >= 0;
}

bool musical_chord(const struct value *v, struct chord *out)
{
    double note[CHORD_MAX];
    uint32_t n;
    size_t size;
    const char *word = value_word(v, &size);
    const struct value *item = value_items(v, &n);

    if (word)
        return chord_read(word, size, out) >= 0;
    if (!item || n > CHORD_MAX)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!musical_note(&item[i], &note[i]))
            return false;
    return chord_of_notes(note, n, out) >= 0;
}

/* Bare numbers, intervals and booleans of a list; false where one is something else. */
static bool read_numbers(const struct value *v, double x[NUMBERS_MAX], uint32_t *n)
{
    const struct value *item = value_items(v, n);

    if (!item || *n > NUMBERS_MAX)
        return false;
    for (uint32_t i = 0; i < *n; i++) {
        if (item[i].kind == VALUE_BOOL)
            x[i] = item[i].is_true;
        else if (value_is_number(&item[i]) && (item[i].measure == MEASURE_NONE ||
                                               item[i].measure == MEASURE_FRACTION ||
                                               item[i].measure == MEASURE_INTERVAL))
            x[i] = value_as_number(&item[i]);
        else
            return false;
    }
    return true;
}

bool musical_scale(const struct value *v, struct scale *out)
{
    double step[NUMBERS_MAX];
    uint32_t n;
    size_t size;
    const char *word = value_word(v, &size);

    if (word)
        return scale_find(word, size, out) >= 0;
    return read_numbers(v, step, &n) && scale_of_list(step, n, out) >= 0;
}

static const struct value *entry_of(const struct map *map, const char *key)
{
    for (uint32_t i = 0; i < map->n; i++)
        if (strcmp(map->entry[i].key, key) == 0)
            return &map->entry[i].value;
    return NULL;
}

bool musical_key(const struct value *v, struct key *out)
{
    const struct value *tonic, *scale;
    size_t size;
    const char *word = value_word(v, &size);

    if (word)
        return key_read(word, size, out) >= 0;
    if (v->kind != VALUE_MAP)
        return false;
    tonic = entry_of(v->map, "tonic");
    scale = entry_of(v->map, "scale");
    if (!tonic || tonic->kind != VALUE_INTEGER || tonic->integer < 0 ||
        tonic->integer > 11 || !scale)
        return false;
    out->tonic = (int)tonic->integer;
    return musical_scale(scale, &out->scale);
}

bool musical_rhythm(const struct value *v, struct rhythm *out)
{
    double velocity[NUMBERS_MAX];
    uint32_t n;
    size_t size;
    const char *word = value_word(v, &size);

    if (word)
        return rhythm_read(word, size, out) >= 0;
    return read_numbers(v, velocity, &n) && rhythm_of_list(velocity, n, out) >= 0;
}

struct key musical_key_of(const struct eval *e)
{
    struct key key = e->key;

    if (key.scale.n == 0)
        key_read("C", 1, &key);
    return key;
}

bool musical_is_name(const char *name)
{
    const char *known;

    for (size_t i = 0; (known = rhythm_name(i)); i++)
        if (strcmp(known, name) == 0)
            return true;
    for (size_t i = 0; (known = arpeggio_name(i)); i++)
        if (strcmp(known, name) == 0)
            return true;
    return false;
}

struct value musical_notes(struct eval *e, const double *note, uint32_t n)
{
    const struct value list = value_new_list(e->heap, n);

    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++)
        list.list->item[i] = value_number(note[i], MEASURE_NOTE);
    return list;
}

struct value musical_numbers(struct eval *e, const double *x, uint32_t n)
{
    const struct value list = value_new_list(e->heap, n);

    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++)
        list.list->item[i] = math_floor_d(x[i]) == x[i]
                                 ? value_integer((int64_t)x[i])
                                 : value_number(x[i], MEASURE_NONE);
    return list;
}

struct value musical_key_value(struct eval *e, const struct key *key, struct span span)
{
    static const char tonic[] = "tonic", scale[] = "scale";
    const struct value map = value_new_map(e->heap);
    const struct value steps = musical_numbers(e, key->scale.step, key->scale.n);

    if (map.kind == VALUE_POISON || steps.kind == VALUE_POISON ||
        !value_put(e->heap, map.map, names_add(e->names, tonic, strlen(tonic)), tonic,
                   span, value_integer(key->tonic)) ||
        !value_put(e->heap, map.map, names_add(e->names, scale, strlen(scale)), scale,
                   span, steps))
        return eval_out_of_memory(e);
    return map;
}
