/* SPDX-License-Identifier: MIT */
/*
 * builtin_notes: lists of notes: scales, chords in a row, and chords note by note.
 *
 * Source: language reference, section 8.6.
 */
#include <string.h>

#include "creative/arpeggio.h"
#include "creative/progression.h"
#include "lang/builtin.h"
#include "lang/method.h"
#include "lang/musical.h"

enum { OCTAVES_MAX = 10, NOTE_MAX = 127 };

static struct value note_value(double note)
{
    return value_number(note, MEASURE_NOTE);
}

/* A key as parameter; that of the program when it is left out. */
static bool read_key(struct eval *e, const struct builtin *self,
                     const struct argument *a, struct key *key)
{
    *key = musical_key_of(e);
    if (a->value.kind == VALUE_POISON)
        return false;
    if (!a->span.end || musical_key(&a->value, key))
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

/* progression(text, key): a list of chords. */
static struct value call_progression(struct eval *e, const struct builtin *self,
                                     const struct argument *argument, uint32_t n,
                                     struct span span)
{
    size_t size;
    const char *text = value_word(&argument[0].value, &size);
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
           (found = progression_read(text, size, &at, &key, &chord)) > 0) {
        const struct value one = musical_notes(e, chord.note, chord.n);
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

/* arpeggio(chord, pattern): its notes once through; up and down leave the ends once. */
static struct value call_arpeggio(struct eval *e, const struct builtin *self,
                                  const struct argument *argument, uint32_t n,
                                  struct span span)
{
    size_t size;
    const char *name =
        argument[1].span.end ? value_word(&argument[1].value, &size) : "up";
    struct chord chord;
    uint64_t seed = 0;
    struct value out;

    (void)n;
    if (argument[0].value.kind == VALUE_POISON)
        return value_poison();
    if (!musical_chord(&argument[0].value, &chord))
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
    {"scale_notes", "key octaves octave", 0, 0, call_scale_notes, NULL,
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
