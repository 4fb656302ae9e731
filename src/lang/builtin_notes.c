/* SPDX-License-Identifier: MIT */
/*
 * builtin_notes: lists of notes: scales, chords in a row, and chords note by note.
 *
 * Source: language reference, section 8.6.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/note.h"
#include "base/random.h"
#include "creative/arpeggio.h"
#include "creative/progression.h"
#include "lang/builtin.h"
#include "lang/method.h"

enum { OCTAVES_MAX = 10, NOTE_MAX = 127 };

static const char *text_of(const struct value *v)
{
    return v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL ? v->text : NULL;
}

static struct value note_value(double note)
{
    return value_number(note, MEASURE_NOTE);
}

/* A key as parameter; C major when it is left out. */
static bool read_key(struct eval *e, const struct builtin *self,
                     const struct argument *a, struct key *key)
{
    const char *text = a->span.end ? text_of(&a->value) : "C";

    if (a->value.kind == VALUE_POISON)
        return false;
    if (text && key_read(text, strlen(text), key) == 0)
        return true;
    builtin_cannot(e, self, a->span, "this is no key");
    return false;
}

/* scale_notes(key, octaves, octave): from the tonic up. */
static struct value call_scale_notes(struct eval *e, const struct builtin *self,
                                     const struct argument *argument, uint32_t n,
                                     struct span span)
{
    double x[2] = {1.0, 4.0};
    enum measure measure;
    struct value out;
    struct key key;

    (void)n;
    if (!read_key(e, self, &argument[0], &key))
        return value_poison();
    for (uint32_t i = 0; i < 2; i++)
        if (argument[i + 1].span.end &&
            !builtin_numbers(e, self, &argument[i + 1], 1, &x[i], &measure))
            return value_poison();
    if (!(x[0] >= 0.0 && x[0] <= OCTAVES_MAX) || !(x[1] >= -1.0 && x[1] <= 9.0))
        return builtin_cannot(e, self, span,
                              "there are 0 to 10 octaves, from octave -1 to 9");
    out = method_new_list(e, NULL, 0, span);
    for (int32_t i = 0; out.kind == VALUE_LIST && i < (int32_t)(x[0] * key.scale.n);
         i++) {
        const double note = key_note(&key, (int)x[1], i);
        if (note > NOTE_MAX)
            break;
        if (!value_push(e->heap, out.list, note_value(note)))
            return eval_out_of_memory(e);
    }
    return out;
}

static struct value chord_value(struct eval *e, const struct chord *chord,
                                struct span span)
{
    const struct value out = method_new_list(e, NULL, chord->n, span);

    for (uint32_t i = 0; out.kind == VALUE_LIST && i < chord->n; i++)
        out.list->item[i] = note_value(chord->note[i]);
    return out;
}

/* progression(text, key): a list of chords. */
static struct value call_progression(struct eval *e, const struct builtin *self,
                                     const struct argument *argument, uint32_t n,
                                     struct span span)
{
    const char *text = text_of(&argument[0].value);
    struct value out;
    struct key key;
    struct chord chord;
    size_t at = 0;
    int found = 0;

    (void)n;
    if (argument[0].value.kind == VALUE_POISON ||
        !read_key(e, self, &argument[1], &key))
        return value_poison();
    out = method_new_list(e, NULL, 0, span);
    while (out.kind == VALUE_LIST && text &&
           (found = progression_read(text, strlen(text), &at, &key, &chord)) > 0) {
        const struct value one = chord_value(e, &chord, span);
        if (one.kind != VALUE_LIST)
            return one;
        if (!value_push(e->heap, out.list, one))
            return eval_out_of_memory(e);
        if (out.list->n > METHOD_ITEMS_MAX)
            return eval_too_large(e, span, "progression");
    }
    return text && found == 0
               ? out
               : builtin_cannot(e, self, argument[0].span,
                                "chords of a key are written I ii V7 bVII");
}

/* A note from all that stands for one; false when it is none. */
static bool read_note(const struct value *v, double *note)
{
    if (v->kind == VALUE_TEXT)
        return note_read(v->text, note);
    if (!value_is_number(v))
        return false;
    *note = value_as_number(v);
    if (v->kind == VALUE_NUMBER && v->measure == MEASURE_FREQUENCY && *note > 0.0)
        *note = math_hz_to_note_d(*note);
    else if (v->kind == VALUE_NUMBER && v->measure != MEASURE_NONE &&
             v->measure != MEASURE_NOTE)
        return false;
    return true;
}

/* "Am" or a list of notes. */
static bool read_chord(const struct value *v, struct chord *chord)
{
    double note[CHORD_MAX];
    uint32_t n;
    const struct value *item = value_items(v, &n);
    const char *text = text_of(v);

    if (text)
        return chord_read(text, strlen(text), chord) == 0;
    if (!item || n > CHORD_MAX)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!read_note(&item[i], &note[i]))
            return false;
    return chord_of_notes(note, n, chord) == 0;
}

/* arpeggio(chord, pattern): its notes once through; up and down leave the ends once. */
static struct value call_arpeggio(struct eval *e, const struct builtin *self,
                                  const struct argument *argument, uint32_t n,
                                  struct span span)
{
    const char *name = argument[1].span.end ? text_of(&argument[1].value) : "up";
    struct chord chord;
    uint64_t seed = 0;
    struct value out;

    (void)n;
    if (argument[0].value.kind == VALUE_POISON)
        return value_poison();
    if (!read_chord(&argument[0].value, &chord))
        return builtin_cannot(e, self, argument[0].span,
                              "this is no chord, nor a list of up to 16 notes");
    const int order = name ? arpeggio_find(name, strlen(name)) : -1;
    if (order < 0)
        return builtin_cannot(e, self, argument[1].span,
                              "patterns are up, down, updown and random");
    if (order == ARPEGGIO_RANDOM &&
        !chance_next(&e->chance, e->heap, e->seed, e->site, &seed))
        return eval_out_of_memory(e);
    const uint32_t length =
        order == ARPEGGIO_UPDOWN && chord.n > 1 ? 2 * chord.n - 2 : chord.n;
    out = method_new_list(e, NULL, length, span);
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < length; i++)
        out.list->item[i] = note_value(
            chord.note[arpeggio_note((enum arpeggio)order, chord.n, i, seed)]);
    return out;
}

const struct builtin builtin_notes[] = {
    {"scale_notes", "key octaves octave", 1, 0, call_scale_notes, NULL,
     "List of the notes of a key, from its tonic up.",
     "print(scale_notes(\"A minor\", 2))", "Generate"},
    {"progression", "chords key", 1, 0, call_progression, NULL,
     "List of the chords of a key, each a list of notes.",
     "print(progression(\"I V vi IV\", \"G\"))", "Generate"},
    {"arpeggio", "chord pattern", 1, 0, call_arpeggio, NULL,
     "A chord's notes one by one: up, down, updown or random.",
     "print(arpeggio(\"Am\", \"updown\"))", "Generate"},
    {0},
};
