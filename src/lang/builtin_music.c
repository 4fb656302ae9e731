/* SPDX-License-Identifier: MIT */
/*
 * builtin_music: notes, chords, scales, keys and rhythms.
 *
 * Source: language reference, sections 4.1, 7.1 and 8.6.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin_argument.h"
#include "lang/creative_type.h"
#include "lang/musical.h"
#include "lang/named.h"

enum {
    OCTAVE_LEAST = -1, /* of note 0, */
    OCTAVE_MOST = 9,   /* and of note 127 */
    OCTAVE = 4,
    NOTE_MOST = 127,
    DEGREE_MOST = 1000,
};

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* An argument as a type of music; `needs` is said when it cannot become one. */
static struct value as_type(struct eval *e, const struct builtin *self,
                            const struct argument *a, const char *type,
                            const char *needs)
{
    const struct value made =
        a->value.kind == VALUE_POISON
            ? a->value
            : creative_type_find(type)->make(e, a->value, a->span);

    return made.kind == VALUE_UNSET ? argument_refuse(e, self, a, needs) : made;
}

/* What is a note, from C-1 to G9. */
static const char a_note[] = "a note";

WORD(note)
{
    (void)n, (void)span;
    return as_type(e, self, &argument[0], "Note", a_note);
}

WORD(note_to_midi)
{
    const struct value note = as_type(e, self, &argument[0], "Note", a_note);

    (void)n, (void)span;
    if (note.kind == VALUE_POISON)
        return note;
    return math_floor_d(note.number) == note.number
               ? value_integer((int64_t)note.number)
               : value_number(note.number, MEASURE_NONE);
}

WORD(note_to_hz)
{
    const struct value note = as_type(e, self, &argument[0], "Note", a_note);

    (void)n, (void)span;
    return note.kind == VALUE_POISON
               ? note
               : value_number(math_note_to_hz_d(note.number), MEASURE_FREQUENCY);
}

WORD(midi_to_note)
{
    static const char *const letters[] = {"C",  "C#", "D",  "D#", "E",  "F",
                                          "F#", "G",  "G#", "A",  "A#", "B"};
    const struct value note = as_type(e, self, &argument[0], "Note", a_note);
    char text[8];

    (void)n, (void)span;
    if (note.kind == VALUE_POISON)
        return note;
    const int number = (int)math_round_d(note.number);
    const size_t size = str_format(text, sizeof(text), "%s%d", letters[number % 12],
                                   number / 12 + OCTAVE_LEAST);
    const char *copy = heap_text(e->heap, text, size);
    return copy ? value_text(copy, size) : eval_out_of_memory(e);
}

/* Root and quality of what stands first: a chord, or a note with a quality behind it.
 */
static bool read_chord(struct eval *e, const struct builtin *self,
                       const struct argument *argument, struct chord *out)
{
    const struct value *quality = &argument[1].value;
    size_t size;
    const char *word = value_word(quality, &size);
    double root;

    if (quality->kind == VALUE_NULL && musical_chord(&argument[0].value, out))
        return true;
    if (!musical_note(&argument[0].value, &root)) {
        argument_refuse(e, self, &argument[0], "a chord or a note");
        return false;
    }
    out->quality = quality->kind == VALUE_NULL ? chord_quality_find("", 0)
                   : word                      ? chord_quality_find(word, size)
                                               : -1;
    if (out->quality < 0) {
        argument_refuse(e, self, &argument[1], "a quality of chords");
        return false;
    }
    if (chord_make(root, out->quality, 0, out) < 0) {
        builtin_cannot(e, self, argument[0].span, "notes go from 0 to 127");
        return false;
    }
    return true;
}

/* chord("Am"), chord("A", "m7", octave: 3, inversion: 1), chord([60, 64, 67]) */
WORD(chord)
{
    int64_t octave, inversion;
    struct chord chord;

    (void)n, (void)span;
    if (!read_chord(e, self, argument, &chord) ||
        !argument_integer(e, self, &argument[2], "octave", OCTAVE_LEAST, OCTAVE_MOST,
                          OCTAVE, &octave) ||
        !argument_integer(e, self, &argument[3], "inversion", 0, chord.n - 1, 0,
                          &inversion))
        return value_poison();
    if (argument[2].value.kind == VALUE_NULL && argument[3].value.kind == VALUE_NULL)
        return musical_notes(e, chord.note, chord.n);
    if (chord.quality == CHORD_OWN)
        return builtin_cannot(e, self, span, "a list of notes stays where it is");
    double root = chord.root;
    if (argument[2].value.kind != VALUE_NULL)
        root += 12.0 * ((double)(octave - OCTAVE_LEAST) - math_floor_d(root / 12.0));
    if (chord_make(root, chord.quality, (int)inversion, &chord) < 0)
        return builtin_cannot(e, self, span, "notes go from 0 to 127");
    return musical_notes(e, chord.note, chord.n);
}

/* scale("minor") are steps; any other call is the node, which scales pictures. */
WORD(scale)
{
    const struct argument *a = &argument[0];
    size_t size;
    const char *word = n == 1 ? value_word(&a->value, &size) : NULL;
    const bool is_music = n == 1 && !a->name &&
                          (value_is_list(&a->value) ||
                           (word && size > 0 && (word[0] < '0' || word[0] > '9')));
    struct function *function;

    if (is_music)
        return as_type(e, self, a, "Scale", "a scale");
    function = heap_take(e->heap, 1, sizeof(*function));
    if (!function)
        return eval_out_of_memory(e);
    *function = (struct function){.class = leat_node_class_find(self->name),
                                  .name = self->name};
    return eval_node(e, function, argument, n, span);
}

/* The key of an argument, or that of the program where it was left out. */
static bool read_key(struct eval *e, const struct builtin *self,
                     const struct argument *a, struct key *key)
{
    *key = musical_key_of(e);
    if (a->value.kind == VALUE_NULL || musical_key(&a->value, key))
        return true;
    argument_refuse(e, self, a, "a key");
    return false;
}

WORD(set_key)
{
    struct key key;

    (void)n;
    if (argument[1].span.end) {
        const struct value stream = named_stream(e, &argument[0], self->name);
        return stream.kind == VALUE_STREAM
                   ? builtin_in_key(e, stream, &argument[1], span)
                   : value_poison();
    }
    if (!read_key(e, self, &argument[0], &key))
        return value_poison();
    e->key = key;
    return value_null();
}

static struct value degree(struct eval *e, const struct builtin *self,
                           const struct argument *a, int octave)
{
    const struct key key = musical_key_of(e);
    int64_t d;
    double note;

    if (!argument_integer(e, self, a, "d", -DEGREE_MOST, DEGREE_MOST, 0, &d))
        return value_poison();
    note = key_note(&key, octave, (int32_t)d);
    return note < 0.0 || note > NOTE_MOST
               ? builtin_cannot(e, self, a->span, "notes go from 0 to 127")
               : value_number(note, MEASURE_NOTE);
}

/* degree(2) is a note, degree([0, 2, 4]) a list of them. */
WORD(degree)
{
    int64_t octave;
    uint32_t count;
    const struct value *item = value_items(&argument[0].value, &count);

    (void)n, (void)span;
    if (!argument_integer(e, self, &argument[1], "octave", OCTAVE_LEAST, OCTAVE_MOST,
                          OCTAVE, &octave))
        return value_poison();
    if (!item)
        return degree(e, self, &argument[0], (int)octave);
    const struct value list = value_new_list(e->heap, count);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < count; i++) {
        const struct argument one = {0, argument[0].span, item[i]};
        list.list->item[i] = degree(e, self, &one, (int)octave);
        if (list.list->item[i].kind == VALUE_POISON)
            return value_poison();
    }
    return list;
}

WORD(rhythm)
{
    (void)n, (void)span;
    return as_type(e, self, &argument[0], "Rhythm", "a rhythm");
}

/* Modules that offer words of music. */
#define MUSIC "Generate Audio"

const struct builtin builtin_music[] = {
    {"note", "x", 1, 0, word_note, NULL, "A note by its name, number or frequency.",
     "print(note(\"C4\"), note(440.hz))", MUSIC},
    {"note_to_midi", "x", 1, 0, word_note_to_midi, NULL, "Number of a note; C4 is 60.",
     "print(note_to_midi(\"C4\"))", MUSIC},
    {"note_to_hz", "x", 1, 0, word_note_to_hz, NULL, "Frequency of a note.",
     "print(note_to_hz(\"C4\"))", MUSIC},
    {"midi_to_note", "x", 1, 0, word_midi_to_note, NULL, "Name of the nearest note.",
     "print(midi_to_note(60))", MUSIC},
    {"chord", "root quality octave inversion", 1, 0, word_chord, NULL,
     "Notes of a chord, from low to high.",
     "saw(chord(\"A\", \"m7\", octave: 3), amplitude: 10%)", MUSIC},
    {"scale", "name", 0, BUILTIN_GATHERS, word_scale, NULL,
     "Steps of a scale in semitones, by its name or a list.",
     "print(scale(\"harmonic_minor\"))", MUSIC},
    {"degree", "d octave", 1, 0, word_degree, NULL,
     "Note that is d steps above the tonic of the key.",
     "set_key(\"D minor\"); print(degree([0, 2, 4]))", MUSIC},
    {"set_key", "stream key", 1, BUILTIN_IS_WHOLE, word_set_key, NULL,
     "Say in which key the program is, or bring a stream into one.",
     "set_key(\"F# mixolydian\"); set_key(saw(\"Am\"), \"D minor\")",
     "Audio Composer composer"},
    {"rhythm", "steps", 1, 0, word_rhythm, NULL,
     "List of velocities of a rhythm: X is 1, x 0.6, a dot a rest.",
     "print(rhythm(\"X..x..x.\"), rhythm(tresillo))", MUSIC},
    {0},
};
