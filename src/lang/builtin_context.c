/* SPDX-License-Identifier: MIT */
/*
 * builtin_context: the musical context, its key, time signature and swing.
 *
 * Source: language reference, section 7.1.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/builtin_context.h"
#include "lang/musical.h"

#define COMPOSER "Composer composer"

enum { NUMERATOR_MOST = 32, DENOMINATOR_MOST = 32, NOTES = 12 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* What may be set at once; what is not given stays. */
struct context {
    double bpm; /* 0: not given */
    struct key key;
    struct music music;
    bool has_key, has_swing;
};

static bool no_key(struct eval *e, const struct argument *a, const char *what,
                   const char *such)
{
    if (a->value.kind == VALUE_TEXT)
        report_error(e->report, a->span, 306, "\"%.40s\" is no %s.", a->value.text,
                     what);
    else if (a->value.kind != VALUE_POISON)
        report_error(e->report, a->span, 306, "This is %s; a %s is a text.",
                     value_kind_name(&a->value), what);
    report_hint(e->report, "Such as %s.", such);
    return false;
}

static bool read_key(struct eval *e, const struct argument *a, struct key *key)
{
    return musical_key(&a->value, key) ||
           no_key(e, a, "key", "\"A minor\", \"C\" or \"F# mixolydian\"");
}

/* A scale by its name, or the semitones of one in a list. */
static bool read_scale(struct eval *e, const struct argument *a, struct scale *scale)
{
    if (musical_scale(&a->value, scale))
        return true;
    if (!value_is_list(&a->value))
        return no_key(e, a, "scale", "\"minor\", \"blues\" or [0, 2, 4, 7, 9]");
    report_error(e->report, a->span, 407,
                 "This scale cannot work: its steps rise from 0 to below 12.");
    report_hint(e->report, "Such as [0, 2, 4, 7, 9].");
    return false;
}

static bool out_of_range(struct eval *e, const struct argument *a, const char *what,
                         double x, const char *range)
{
    report_error(e->report, a->span, 401, "%s is %g; it can be %s.", what, x, range);
    report_hint(e->report, "Such as 4/4: `(4, 4)`.");
    return false;
}

/* How many notes a bar has, and which part of a whole one each is. */
static bool read_signature(struct eval *e, const struct argument *a,
                           const struct argument *b, struct music *music)
{
    const struct value *v[] = {&a->value, &b->value};

    for (int i = 0; i < 2; i++) {
        if (v[i]->kind == VALUE_INTEGER)
            continue;
        if (v[i]->kind != VALUE_POISON) {
            report_error(e->report, i ? b->span : a->span, 306,
                         "This is %s; a time signature has two whole numbers.",
                         value_kind_name(v[i]));
            report_hint(e->report, "Such as `(6, 8)`.");
        }
        return false;
    }
    if (v[0]->integer < 1 || v[0]->integer > NUMERATOR_MOST)
        return out_of_range(e, a, "Notes of a bar", (double)v[0]->integer, "1 to 32");
    const int64_t d = v[1]->integer;
    if (d < 1 || d > DENOMINATOR_MOST || (d & (d - 1)))
        return out_of_range(e, b, "The note of a time signature", (double)d,
                            "1, 2, 4, 8, 16 or 32");
    music->numerator = (int)v[0]->integer;
    music->denominator = (int)d;
    return true;
}

static bool read_signature_list(struct eval *e, const struct argument *a,
                                struct music *music)
{
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);

    if (item && n == 2) {
        const struct argument part[] = {{0, a->span, item[0]}, {0, a->span, item[1]}};
        return read_signature(e, &part[0], &part[1], music);
    }
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306,
                     "This is %s; a time signature has two whole numbers.",
                     value_kind_name(&a->value));
        report_hint(e->report, "Such as `(6, 8)`.");
    }
    return false;
}

static bool read_swing(struct eval *e, const struct argument *a, double *swing)
{
    const struct value *v = &a->value;

    if (v->kind == VALUE_POISON)
        return false;
    if (!value_is_number(v) ||
        (v->measure != MEASURE_NONE && v->measure != MEASURE_FRACTION)) {
        report_error(e->report, a->span, 306, "This is %s; swing goes from 0 to 1.",
                     value_kind_name(v));
        report_hint(e->report, "Such as `set_swing(0.5)`.");
        return false;
    }
    *swing = value_as_number(v);
    if (*swing >= 0.0 && *swing <= 1.0)
        return true;
    report_error(e->report, a->span, 401, "Swing is %g; it can go from 0 to 1.",
                 *swing);
    report_hint(e->report, "0 is straight, 1 the feel of triplets.");
    return false;
}

/* Everything that was given is right before anything is set. */
static bool set(struct eval *e, const struct context *c, struct span span)
{
    if (c->bpm > 0.0 && !context_set_tempo(e, c->bpm, 0, span))
        return false;
    if (c->has_key)
        e->key = c->key;
    if (c->music.numerator) {
        e->music.numerator = c->music.numerator;
        e->music.denominator = c->music.denominator;
    }
    if (c->has_swing)
        e->music.swing = c->music.swing;
    return true;
}

WORD(set_time_signature)
{
    struct context c = {0};
    const bool good = argument[1].value.kind == VALUE_NULL
                          ? read_signature_list(e, &argument[0], &c.music)
                          : read_signature(e, &argument[0], &argument[1], &c.music);

    (void)self, (void)n;
    return good && set(e, &c, span) ? value_null() : value_poison();
}

WORD(set_swing)
{
    struct context c = {.has_swing = true};

    (void)self, (void)n;
    return read_swing(e, &argument[0], &c.music.swing) && set(e, &c, span)
               ? value_null()
               : value_poison();
}

enum { TEMPO_BPM, KEY, SCALE, TIME_SIGNATURE, SWING, N_FIELDS };
#define FIELDS "tempo_bpm key scale time_signature swing"
static const char *const fields[] = {"tempo_bpm", "key", "scale", "time_signature",
                                     "swing"};

/* Put the arguments in order and read what is there. */
static bool read_context(struct eval *e, const struct builtin *self,
                         const struct argument *argument, uint32_t n, struct span span,
                         struct argument *out, struct context *c)
{
    const struct argument *given = builtin_unpack(e, argument, &n);

    if (!given) {
        eval_out_of_memory(e);
        return false;
    }
    if (!builtin_order(e, self->name, FIELDS, 0, given, n, span, out))
        return false;
    c->music = e->music;
    c->key = musical_key_of(e);
    c->music.numerator = 0;
    c->has_key = out[KEY].span.end || out[SCALE].span.end;
    c->has_swing = out[SWING].span.end;
    return (!out[TEMPO_BPM].span.end ||
            context_read_tempo(e, &out[TEMPO_BPM], self->name, &c->bpm)) &&
           (!out[KEY].span.end || read_key(e, &out[KEY], &c->key)) &&
           (!out[SCALE].span.end || read_scale(e, &out[SCALE], &c->key.scale)) &&
           (!out[TIME_SIGNATURE].span.end ||
            read_signature_list(e, &out[TIME_SIGNATURE], &c->music)) &&
           (!out[SWING].span.end || read_swing(e, &out[SWING], &c->music.swing));
}

WORD(set_musical_context)
{
    struct argument out[BUILTIN_PARAMS_MAX];
    struct context c = {0};

    return read_context(e, self, argument, n, span, out, &c) && set(e, &c, span)
               ? value_null()
               : value_poison();
}

static bool put(struct eval *e, struct value map, const char *key, struct value value,
                struct span span)
{
    const uint32_t name = names_add(e->names, key, strlen(key));

    return value_put(e->heap, map.map, name, names_text(e->names, name), span, value);
}

/* A record that set_musical_context() takes, checked here. */
WORD(context)
{
    struct argument out[BUILTIN_PARAMS_MAX];
    struct context c = {0};
    const struct value map = value_new_map(e->heap);

    if (map.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (!read_context(e, self, argument, n, span, out, &c))
        return value_poison();
    for (int i = 0; i < N_FIELDS; i++)
        if (out[i].span.end && !put(e, map, fields[i], out[i].value, span))
            return eval_out_of_memory(e);
    return map;
}

/* The name of a scale; of one from a list its steps. */
static struct value scale_value(struct eval *e, const struct scale *scale)
{
    const char *name;
    struct scale other;

    for (size_t i = 0; (name = scale_name(i)); i++)
        if (scale_find(name, strlen(name), &other) == 0 && other.n == scale->n &&
            memcmp(other.step, scale->step, scale->n * sizeof(scale->step[0])) == 0)
            return value_text(name, strlen(name));
    const struct value list = value_new_list(e->heap, scale->n);
    for (uint32_t i = 0; list.kind == VALUE_LIST && i < scale->n; i++)
        list.list->item[i] = value_number(scale->step[i], MEASURE_NONE);
    return list;
}

static const char *const tonics[NOTES] = {"C",  "C#", "D",  "Eb", "E",  "F",
                                          "F#", "G",  "Ab", "A",  "Bb", "B"};

WORD(key)
{
    const struct key key = musical_key_of(e);
    const struct value scale = scale_value(e, &key.scale);
    char text[80];

    (void)self, (void)argument, (void)n, (void)span;
    const size_t size = str_format(text, sizeof(text), "%s %s", tonics[key.tonic],
                                   scale.kind == VALUE_TEXT ? scale.text : "custom");
    const char *copy = heap_text(e->heap, text, size);
    return copy ? value_text(copy, size) : eval_out_of_memory(e);
}

WORD(get_musical_context)
{
    const struct value map = value_new_map(e->heap);
    const struct value signature = value_new_list(e->heap, 2);
    const struct key key = musical_key_of(e);
    const int numerator = e->music.numerator ? e->music.numerator : 4;
    const int denominator = e->music.numerator ? e->music.denominator : 4;

    if (map.kind == VALUE_POISON || signature.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    signature.list->item[0] = value_integer(numerator);
    signature.list->item[1] = value_integer(denominator);
    const struct value value[N_FIELDS] = {
        [TEMPO_BPM] = value_number(e->convert.bpm, MEASURE_NONE),
        [KEY] = word_key(e, self, argument, n, span),
        [SCALE] = scale_value(e, &key.scale),
        [TIME_SIGNATURE] = signature,
        [SWING] = value_number(e->music.swing, MEASURE_NONE),
    };
    for (int i = 0; i < N_FIELDS; i++)
        if (value[i].kind == VALUE_POISON || !put(e, map, fields[i], value[i], span))
            return eval_out_of_memory(e);
    return map;
}

const struct builtin builtin_context[] = {
    {"set_musical_context", FIELDS, 0, BUILTIN_GATHERS, word_set_musical_context, NULL,
     "Set tempo, key, scale, signature and swing.",
     "composer.set_musical_context(tempo_bpm: 104, key: \"A minor\", swing: 0.4)",
     COMPOSER},
    {"MusicalContext", FIELDS, 0, BUILTIN_GATHERS, word_context, NULL,
     "A record of what set_musical_context() sets.",
     "composer.set_musical_context(MusicalContext { key: \"D minor\" })", COMPOSER},
    {"get_musical_context", "", 0, 0, word_get_musical_context, NULL,
     "Tempo, key, scale, signature and swing as set.",
     "print(composer.get_musical_context())", COMPOSER},
    {"set_time_signature", "numerator denominator", 1, 0, word_set_time_signature, NULL,
     "Set how many notes a bar has, and of which kind.",
     "composer.set_time_signature(6, 8)", COMPOSER},
    {"set_swing", "swing", 1, 0, word_set_swing, NULL,
     "Set how late every second sixteenth comes, 0 to 1.", "composer.set_swing(0.5)",
     COMPOSER},
    {"key", "", 0, BUILTIN_WITHOUT_BRACKETS, word_key, NULL, "The key, as a text.",
     "print(composer.key())", COMPOSER},
    {0},
};
