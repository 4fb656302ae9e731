/* SPDX-License-Identifier: MIT */
/*
 * builtin_stream: words of the module Stream that join streams and tell about them.
 *
 * Source: language reference, section 6.5.
 */
#include <string.h>

#include <leat/time.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/latency.h"
#include "lang/named.h"
#include "lang/sample.h"

static const double ACTIVE_LEAST =
    3.1622776601683795e-05; /* -90 dBFS, as rules have it */

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* Rows that put the lanes of a stream behind `before` others of `n`. */
static struct value place_lanes(struct eval *e, const struct stream *s, uint32_t before,
                                uint32_t n, struct span span)
{
    const uint32_t own = eval_lanes(e, s);
    char *matrix = heap_take(e->heap, (size_t)n * (2 * own + 2) + 1, 1);
    size_t used = 0;

    if (!matrix)
        return eval_out_of_memory(e);
    for (uint32_t row = 0; row < n; row++) {
        for (uint32_t k = 0; k < own; k++) {
            matrix[used++] = row == before + k ? '1' : '0';
            matrix[used++] = k + 1 < own ? ' ' : ';';
        }
        matrix[used++] = ' ';
    }
    matrix[used - 2] = '\0';
    return eval_rows(e, s, matrix, span);
}

/* interleave([a, b]): the lanes of all side by side. */
WORD(interleave)
{
    uint32_t n_streams, lanes = 0, before = 0;
    struct value *stream = named_streams(e, &argument[0], self->name, &n_streams);

    (void)n;
    if (!stream)
        return value_poison();
    if (n_streams < 2) {
        report_error(e->report, span, 610, "`%s` needs at least two streams.",
                     self->name);
        report_hint(e->report, "Add another, or use it directly.");
        return value_poison();
    }
    for (uint32_t i = 0; i < n_streams; i++) {
        const uint32_t own = eval_need_lanes(e, stream[i].stream, argument[0].span);
        if (own == 0)
            return value_poison();
        lanes += own;
    }
    if (lanes > LEAT_MAX_CHANNELS) {
        report_error(e->report, argument[0].span, 407,
                     "This cannot work: %u lanes are more than %d.", lanes,
                     LEAT_MAX_CHANNELS);
        report_hint(e->report, "Join fewer of them.");
        return value_poison();
    }
    for (uint32_t i = 0; i < n_streams; i++) {
        const uint32_t own = eval_lanes(e, stream[i].stream);
        stream[i] = place_lanes(e, stream[i].stream, before, lanes, span);
        if (stream[i].kind != VALUE_STREAM)
            return value_poison();
        before += own;
    }
    return eval_mix(e, stream, n_streams, NULL, span);
}

/* fork(s, name): the same stream under a name of its own. */
WORD(fork)
{
    const struct value stream = named_stream(e, &argument[0], self->name);

    (void)n, (void)span;
    return stream.kind == VALUE_STREAM &&
                   named_result(e, &argument[1], &stream, e->draft->n_nodes, self->name,
                                false)
               ? stream
               : value_poison();
}

static bool put(struct eval *e, struct value map, const char *key, struct value value,
                struct span span)
{
    const uint32_t name = names_add(e->names, key, strlen(key));

    return value_put(e->heap, map.map, name, names_text(e->names, name), span, value);
}

/* The name of a stream, and the class of a node without one. */
static const char *name_of(struct eval *e, const struct stream *s)
{
    const char *name = named_name(e, s);

    return name ? name : e->draft->node[s->node].class->name;
}

/* Whether it sounds, gives values, or had an event in the last frame. */
static bool is_active(struct eval *e, const struct stream *s, struct span span)
{
    struct leat_event events[SAMPLE_EVENTS_MAX];
    double peak;

    if (!e->in_frame || !e->host)
        return false;
    if (s->type == LEAT_EVENTS)
        return sample_events(e, s, span, events) > 0;
    return s->type != LEAT_AUDIO || sample_is_control(e, s) ||
           (sample_peak(e, s, span, &peak) && peak > ACTIVE_LEAST);
}

/* What only who plays knows of its node; null where nothing is measured. */
static void measured(const struct eval *e, const struct stream *s, struct value *fill,
                     struct value *processing)
{
    struct health_figures f = {0};

    if (e->host && e->host->node_health)
        e->host->node_health(e->host->user, e->draft->node[s->node].identity, &f);
    *fill = health_knows(&f, HEALTH_QUEUE)
                ? value_number(f.value[HEALTH_QUEUE], MEASURE_NONE)
                : value_null();
    *processing =
        health_knows(&f, HEALTH_LOAD)
            ? value_number(f.value[HEALTH_LOAD] * LEAT_QUANTUM / e->convert.rate_hz,
                           MEASURE_TIME)
            : value_null();
}

WORD(info)
{
    static const char *const types[] = {"Audio", "Video", "Event", "Data"};
    const struct value stream = named_stream(e, &argument[0], self->name);
    const struct value map = value_new_map(e->heap);
    struct value fill, processing;
    double late;

    (void)n;
    if (stream.kind != VALUE_STREAM ||
        !latency_of_stream(e, stream.stream, argument[0].span, &late))
        return value_poison();
    const struct stream *s = stream.stream;
    const char *name =
        argument[0].value.kind == VALUE_TEXT ? argument[0].value.text : name_of(e, s);
    const char *class = e->draft->node[s->node].class->name;
    const enum leat_stream type =
        s->type == LEAT_AUDIO && sample_is_control(e, s) ? LEAT_DATA : s->type;
    const uint32_t lanes = eval_lanes(e, s);
    measured(e, s, &fill, &processing);
    const struct {
        const char *key;
        struct value value;
    } entries[] = {
        {"name", value_text(name, strlen(name))},
        {"type", value_text(types[type], strlen(types[type]))},
        {"node", value_text(class, strlen(class))},
        {"rate", value_number(e->convert.rate_hz, MEASURE_FREQUENCY)},
        {"lanes", lanes ? value_integer(lanes) : value_null()},
        {"fill", fill},
        {"active", value_bool(is_active(e, s, argument[0].span))},
        {"age", s->frame ? value_null() : value_number(e->now.time_s, MEASURE_TIME)},
        {"latency", value_number(late, MEASURE_TIME)},
        {"processing_time", processing},
    };
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
        if (map.kind == VALUE_POISON ||
            !put(e, map, entries[i].key, entries[i].value, span))
            return eval_out_of_memory(e);
    return map;
}

WORD(stats)
{
    const struct value map = value_new_map(e->heap);

    (void)self, (void)argument, (void)n;
    return map.kind != VALUE_POISON &&
                   put(e, map, "streams", value_integer(e->draft->n_nodes), span) &&
                   put(e, map, "connections", value_integer(e->draft->n_links), span)
               ? map
               : eval_out_of_memory(e);
}

/* What is known of a stream, by its name; made when it is not there and `make`. */
static struct map *metadata_of(struct eval *e, const struct stream *s, bool make,
                               struct span span)
{
    const char *name = named_name(e, s);
    struct value all, own;

    if (!name) {
        report_error(e->report, span, 407,
                     "This cannot work: the stream has no name to know it by.");
        report_hint(e->report, "Give it one: `drums = ...`.");
        return NULL;
    }
    if (!e->metadata) {
        all = value_new_map(e->heap);
        if (all.kind == VALUE_POISON) {
            eval_out_of_memory(e);
            return NULL;
        }
        e->metadata = all.map;
    }
    all = (struct value){.kind = VALUE_MAP, .map = e->metadata};
    const uint32_t number = names_add(e->names, name, strlen(name));
    struct entry *entry = value_entry(e->metadata, number);
    if (entry || !make)
        return entry ? entry->value.map : e->metadata;
    own = value_new_map(e->heap);
    if (own.kind == VALUE_POISON || !put(e, all, name, own, span)) {
        eval_out_of_memory(e);
        return NULL;
    }
    return own.map;
}

/* What rules can look for: a text about a node that lasts. */
static bool note_text(struct eval *e, const struct stream *s, const char *key,
                      const struct value *value)
{
    size_t size;
    const char *text = value_word(value, &size);

    if (!text || e->in_frame)
        return true;
    const uint32_t of_key = names_add(e->names, key, strlen(key));
    const struct draft_metadata metadata = {
        s->node, names_text(e->names, of_key),
        names_text(e->names, names_add(e->names, text, size))};
    if (draft_add_metadata(e->draft, &metadata) >= 0)
        return true;
    eval_out_of_memory(e);
    return false;
}

WORD(set_metadata)
{
    const struct value stream = named_stream(e, &argument[0], self->name);
    const char *key = named_text(e, &argument[1], self->name, NULL);
    struct map *map;

    (void)n;
    if (stream.kind != VALUE_STREAM || !key ||
        !(map = metadata_of(e, stream.stream, true, span)))
        return value_poison();
    if (!put(e, (struct value){.kind = VALUE_MAP, .map = map}, key, argument[2].value,
             span))
        return eval_out_of_memory(e);
    return note_text(e, stream.stream, key, &argument[2].value) ? value_null()
                                                                : value_poison();
}

WORD(get_metadata)
{
    const struct value stream = named_stream(e, &argument[0], self->name);
    const char *key = named_text(e, &argument[1], self->name, NULL);
    const struct map *map;

    (void)n;
    if (stream.kind != VALUE_STREAM || !key ||
        !(map = metadata_of(e, stream.stream, false, span)))
        return value_poison();
    const uint32_t number = map == e->metadata ? 0 : names_find(e->names, key);
    const struct entry *entry = number ? value_entry(map, number) : NULL;
    return entry ? entry->value : value_null();
}

const struct builtin builtin_stream[] = {
    {"interleave", "streams", 1, BUILTIN_IS_WHOLE, word_interleave, NULL,
     "The lanes of several streams side by side, as those of one.",
     "interleave([sine(220.hz), sine(330.hz)])", "Audio Stream"},
    {"fork", "s name", 2, BUILTIN_IS_WHOLE, word_fork, NULL,
     "The same stream under a name of its own.",
     "Stream.fork(saw(110.hz), \"low\"); Stream.transform(\"low\", Reverb)", "Stream"},
    {"info", "s", 1, 0, word_info, NULL,
     "What is known of a stream: its name, type, lanes, latency.",
     "print(Stream.info(sine([220, 330])))", "Stream"},
    {"stats", "", 0, 0, word_stats, NULL, "How many streams and connections there are.",
     "print(Stream.stats())", "Stream"},
    {"set_metadata", "s key value", 3, BUILTIN_TAKES_RECORD, word_set_metadata, NULL,
     "Note something about a named stream.",
     "low = saw(55.hz); Stream.set_metadata(low, \"mood\", \"calm\")", "Stream"},
    {"get_metadata", "s key", 2, 0, word_get_metadata, NULL,
     "What was noted about a named stream; null when nothing was.",
     "low = saw(55.hz); print(Stream.get_metadata(low, \"mood\"))", "Stream"},
    {0},
};
