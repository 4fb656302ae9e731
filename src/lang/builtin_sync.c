/* SPDX-License-Identifier: MIT */
/*
 * builtin_sync: streams whose beats fall on the lines of the musical clock.
 *
 * Source: language reference, section 7.2.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "creative/tempo.h"
#include "lang/builtin.h"
#include "lang/builtin_context.h"
#include "lang/named.h"

enum { STREAMS, SUBDIVISIONS, MODE, STRENGTH, OUTPUT };

/* `onset` tells a click 1 frame to a quarter of its window and 1 frame after it: with
 * this window at most 0.7 ms from the middle of these at 48 kHz. */
enum { WINDOW = 256, LATE_FRAMES = 1 + WINDOW / 8 };

/* Beats from line to line, one for each of n streams; one serves all. */
static bool subdivisions(struct eval *e, const struct argument *a, uint32_t n,
                         double *beats)
{
    uint32_t m;
    const struct value *item = value_items(&a->value, &m);

    if (item && m != n) {
        report_error(e->report, a->span, 406,
                     "These lists belong together but have %u and %u entries.", n, m);
        report_hint(e->report, "Give one entry per stream.");
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct value *v = item ? &item[i] : &a->value;
        if (v->kind == VALUE_POISON)
            return false;
        if (v->kind == VALUE_NULL) {
            beats[i] = 1.0;
            continue;
        }
        if (!value_is_number(v) ||
            (v->measure != MEASURE_NONE && v->measure != MEASURE_BEATS)) {
            report_error(e->report, a->span, 306,
                         "This is %s; a subdivision is in beats.", value_kind_name(v));
            report_hint(e->report, "1 is a quarter note, 0.25 a sixteenth.");
            return false;
        }
        beats[i] = value_as_number(v);
    }
    return true;
}

/* The class that moves a stream to its lines; NULL after an error. */
static const char *class_of(struct eval *e, const struct argument *mode,
                            const struct stream *s, const char *word)
{
    const char *text = named_text(e, mode, word, "align");

    if (!text)
        return NULL;
    if (strcmp(text, "quantise") == 0 || strcmp(text, "quantize") == 0)
        return s->type == LEAT_EVENTS ? "align_events" : "align_slices";
    if (strcmp(text, "align") == 0)
        return "align";
    report_error(e->report, mode->span, 407,
                 "`%s` cannot work: there is no mode \"%.40s\".", word, text);
    report_hint(e->report, "It is \"align\" or \"quantise\".");
    return NULL;
}

/* <name>_synced */
static void name_part(struct eval *e, const struct value *from,
                      const struct value *made)
{
    const char *name = named_name(e, from->stream);
    char text[LEAT_NAME_MAX];

    if (!name || strlen(name) + sizeof("_synced") > sizeof(text))
        return;
    str_format(text, sizeof(text), "%s_synced", name);
    named_keep(e, text, &(struct named){.stream = *made->stream});
}

static struct value sync_one(struct eval *e, const struct argument *a, struct value x,
                             double beats, const char *word, struct span span)
{
    const char *class = class_of(e, &a[MODE], x.stream, word);
    const bool moves_all = class && strcmp(class, "align") == 0;
    const struct named_setting window = {"size", value_integer(WINDOW)};
    struct value marks = value_null(), late = value_null();

    if (!class)
        return value_poison();
    if (strcmp(class, "align_events") != 0) {
        late = value_number(LATE_FRAMES / e->convert.rate_hz, MEASURE_TIME);
        marks = named_node(e, "onset", &x, &window, 1, span);
        if (marks.kind != VALUE_STREAM)
            return value_poison();
    }
    const double bar = context_bar_beats(e);
    const struct named_setting setting[] = {
        {"marks", marks},
        {"late", late},
        {"grid", value_number(beats, MEASURE_BEATS)},
        {"strength", a[STRENGTH].value},
        {"swing", value_number(e->music.swing, MEASURE_NONE)},
        {"bar", moves_all ? value_number(bar, MEASURE_BEATS) : value_null()},
    };
    const struct value made = named_node(e, class, &x, setting, 6, span);
    if (made.kind == VALUE_STREAM)
        name_part(e, &x, &made);
    return made;
}

struct value builtin_on_beat(struct eval *e, struct value x, double beats,
                             const char *word, struct span span)
{
    struct argument none[BUILTIN_PARAMS_MAX];

    return builtin_order(e, word, "", 0, NULL, 0, span, none)
               ? sync_one(e, none, x, beats, word, span)
               : value_poison();
}

/* The parts as one sound of equal power; null for events. */
static struct value join(struct eval *e, const struct value *part, uint32_t n,
                         struct span span)
{
    double *gain = heap_take(e->heap, n, sizeof(*gain));
    bool are_sound = true;

    if (!gain)
        return eval_out_of_memory(e);
    if (n == 1)
        return part[0];
    for (uint32_t i = 0; i < n; i++) {
        gain[i] = 1.0 / math_sqrt_d(n);
        are_sound &= part[i].stream->type == LEAT_AUDIO;
    }
    return are_sound ? eval_mix(e, part, n, gain, span) : value_null();
}

/* The mix, which knows its parts; of events a list of them. */
static struct value group(struct eval *e, const struct value *part, uint32_t n,
                          struct span span)
{
    const struct value list = value_new_list(e->heap, n);
    struct stream *stream = heap_take(e->heap, 1, sizeof(*stream));
    struct value mix = join(e, part, n, span);

    if (list.kind == VALUE_POISON || !stream)
        return eval_out_of_memory(e);
    memcpy(list.list->item, part, n * sizeof(*part));
    if (mix.kind != VALUE_STREAM)
        return mix.kind == VALUE_NULL ? list : mix;
    *stream = *mix.stream;
    stream->parts = list.list;
    mix.stream = stream;
    return mix;
}

static struct value call_beat(struct eval *e, const struct builtin *self,
                              const struct argument *a, uint32_t n, struct span span)
{
    const uint32_t first_node = e->draft->n_nodes;
    struct value *part = named_streams(e, &a[STREAMS], self->name, &n);
    double *beats = part ? heap_take(e->heap, n + 1, sizeof(*beats)) : NULL;

    if (!part)
        return value_poison();
    if (!beats)
        return eval_out_of_memory(e);
    if (n == 0) {
        report_error(e->report, span, 407, "`%s` cannot work: it has no streams.",
                     self->name);
        report_hint(e->report, "Such as `composer.sync_to_beat([a, b], [1, 0.5])`.");
        return value_poison();
    }
    if (!subdivisions(e, &a[SUBDIVISIONS], n, beats))
        return value_poison();
    for (uint32_t i = 0; i < n; i++) {
        part[i] = sync_one(e, a, part[i], beats[i], self->name, span);
        if (part[i].kind != VALUE_STREAM)
            return value_poison();
    }
    const struct value made = group(e, part, n, span);
    if (made.kind == VALUE_LIST)
        return made;
    return named_result(e, &a[OUTPUT], &made, first_node, self->name, true)
               ? made
               : value_poison();
}

/* sync_to_tempo(stream, bpm): a file is stretched from its tempo to the clock's; any
 * other stream comes to the beat. */
static struct value call_tempo(struct eval *e, const struct builtin *self,
                               const struct argument *a, uint32_t n, struct span span)
{
    const uint32_t first_node = e->draft->n_nodes;
    const struct value x = named_stream(e, &a[0], self->name);
    const struct value *bpm = &a[1].value;

    (void)n;
    if (x.kind != VALUE_STREAM || bpm->kind == VALUE_POISON)
        return value_poison();
    if (!value_is_number(bpm) ||
        (bpm->measure != MEASURE_TEMPO && bpm->measure != MEASURE_NONE)) {
        report_error(e->report, a[1].span, 306, "This is %s; `%s` needs a tempo.",
                     value_kind_name(bpm), self->name);
        report_hint(e->report, "Such as `composer.sync_to_tempo(loop, 90 bpm)`.");
        return value_poison();
    }
    const double own = value_as_number(bpm);
    if (!tempo_is(own)) {
        report_error(e->report, a[1].span, 401,
                     "A tempo of %g bpm is outside %d to %d.", own, TEMPO_LEAST,
                     TEMPO_MOST);
        report_hint(e->report, "Give one between.");
        return value_poison();
    }
    const struct leat_node_class *class = e->draft->node[x.stream->node].class;
    const struct named_setting ratio = {
        "ratio", value_number(own / e->convert.bpm, MEASURE_NONE)};
    struct value made = class->flags & LEAT_CLASS_SEEKS
                            ? named_node(e, "time_stretch", &x, &ratio, 1, span)
                            : builtin_on_beat(e, x, 1.0, self->name, span);
    if (made.kind == VALUE_STREAM && a[2].value.kind != VALUE_NULL)
        made = builtin_in_key(e, made, &a[2], span);
    return named_result(e, &a[3], &made, first_node, self->name, true) ? made
                                                                       : value_poison();
}

const struct builtin builtin_sync[] = {
    {"sync_to_tempo", "stream bpm key output", 2, BUILTIN_IS_WHOLE, call_tempo, NULL,
     "Stretch a file to the tempo; other streams come to the beat.",
     "composer.sync_to_tempo(noise(duration: 1.s), 90 bpm)", "Composer composer"},
    {"sync_to_beat", "streams subdivisions mode strength output", 1, BUILTIN_IS_WHOLE,
     call_beat, NULL, "Delay streams until their beats fall on those of the clock.",
     "composer.sync_to_beat([noise(duration: 1.s), saw(110.hz)], [1, 0.5])",
     "Composer composer"},
    {0},
};
