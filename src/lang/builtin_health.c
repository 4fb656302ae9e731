/* SPDX-License-Identifier: MIT */
/*
 * builtin_health: how well the piece plays, measured over the last 10 s.
 *
 * What depends on the machine is null where nothing measures it: before the piece
 * plays, and in a file, which so comes out the same wherever it is rendered.
 *
 * Source: language reference, sections 7.2 and 10.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/named.h"
#include "lang/sample.h"

#define COMPOSER "Composer composer"

enum { SENTENCE = 320, SECONDS = 11 }; /* the one under way and 10 before it */

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/** A stream whose health was asked for. */
struct watched {
    uint64_t identity; /* of its node */
    uint32_t port;
    struct health_memory memory;
    int64_t second[SECONDS]; /* of the program, and the peak in it */
    double peak[SECONDS];
};

static bool put(struct eval *e, struct value map, const char *key, struct value value,
                struct span span)
{
    const uint32_t name = names_add(e->names, key, strlen(key));

    return value_put(e->heap, map.map, name, names_text(e->names, name), span, value);
}

/* A copy that lives as long as it is used. */
static struct value text_of(struct eval *e, const char *text)
{
    const size_t size = strlen(text);
    const char *copy = heap_text(e->heap, text, size);

    return copy ? value_text(copy, size) : eval_out_of_memory(e);
}

static struct value status_of(const struct health *health)
{
    const char *name = health_status_name(health->status);

    return value_text(name, strlen(name));
}

static struct value figure(const struct health_figures *f, enum health_measure measure)
{
    return health_knows(f, measure) ? value_number(f->value[measure], MEASURE_NONE)
                                    : value_null();
}

static struct value count(const struct health_figures *f, enum health_measure measure)
{
    return health_knows(f, measure) ? value_integer((int64_t)f->value[measure])
                                    : value_null();
}

/* What is measured now, and how it was judged. */
static struct health look(struct eval *e, struct host_health *h)
{
    memset(h, 0, sizeof(*h));
    if (e->host)
        e->host->health(e->host->user, h);
    return health_settle(&e->health, health_judge(&h->figures), e->now.time_s);
}

static struct value say(struct eval *e, const struct health *health,
                        const struct host_health *h)
{
    char text[SENTENCE] = "Nothing plays yet.";

    if (e->host)
        health_say(health, h->share > 0.0 ? h->costliest : NULL, h->share, text,
                   sizeof(text));
    return text_of(e, text);
}

WORD(health)
{
    const struct value map = value_new_map(e->heap);
    struct host_health h;
    const struct health health = look(e, &h);
    const struct health_figures *f = &h.figures;
    const struct {
        const char *key;
        struct value value;
    } entries[] = {
        {"status", status_of(&health)},
        {"score", value_number(health_score(health.status), MEASURE_NONE)},
        {"message", say(e, &health, &h)},
        {"flow_active", value_bool(h.flows)},
        {"load", figure(f, HEALTH_LOAD)},
        {"xruns", count(f, HEALTH_XRUNS)},
        {"late_frames", e->host ? value_integer((int64_t)h.late_frames) : value_null()},
        {"peak", figure(f, HEALTH_PEAK)},
        {"clipped", e->host ? value_integer((int64_t)h.clipped) : value_null()},
        {"queue", figure(f, HEALTH_QUEUE)},
        {"streams", value_integer(e->draft->n_nodes)},
        {"connections", value_integer(e->draft->n_links)},
    };

    (void)self, (void)argument, (void)n;
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
        if (map.kind == VALUE_POISON || entries[i].value.kind == VALUE_POISON ||
            !put(e, map, entries[i].key, entries[i].value, span))
            return eval_out_of_memory(e);
    return map;
}

/* What is remembered of a stream; NULL without memory. */
static struct watched *watch(struct eval *e, const struct stream *s)
{
    const uint64_t identity = e->draft->node[s->node].identity;

    for (uint32_t i = 0; i < e->n_watched; i++)
        if (e->watched[i].identity == identity && e->watched[i].port == s->port)
            return &e->watched[i];
    struct watched *watched = heap_grow(e->heap, e->watched, e->n_watched,
                                        &e->room_watched, sizeof(*watched));
    if (!watched) {
        eval_out_of_memory(e);
        return NULL;
    }
    e->watched = watched;
    e->watched[e->n_watched] = (struct watched){.identity = identity, .port = s->port};
    return &e->watched[e->n_watched++];
}

/* The greatest peak of the last 10 s, with this one. */
static double recent_peak(struct watched *w, int64_t second, double peak)
{
    const int64_t slot = second % SECONDS;

    if (w->second[slot] != second)
        w->peak[slot] = 0.0;
    w->second[slot] = second;
    w->peak[slot] = math_max_d(w->peak[slot], peak);
    for (int i = 0; i < SECONDS; i++)
        if (w->second[i] <= second && w->second[i] > second - SECONDS)
            peak = math_max_d(peak, w->peak[i]);
    return peak;
}

WORD(stream_health)
{
    const struct value stream = named_stream(e, &argument[0], self->name);
    const struct value map = value_new_map(e->heap);
    struct health_figures f = {0};
    double peak;

    (void)n;
    if (stream.kind != VALUE_STREAM)
        return value_poison();
    const struct stream *s = stream.stream;
    struct watched *w = watch(e, s);
    if (!w || map.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (e->host)
        e->host->node_health(e->host->user, w->identity, &f);
    if (e->host && sample_peak(e, s, span, &peak))
        health_know(&f, HEALTH_PEAK, recent_peak(w, (int64_t)e->now.time_s, peak));
    const struct health health =
        health_settle(&w->memory, health_judge(&f), e->now.time_s);
    const char *own = named_name(e, s);
    const struct value name = argument[0].value.kind == VALUE_TEXT ? argument[0].value
                              : own                                ? text_of(e, own)
                                                                   : value_null();
    return put(e, map, "stream_name", name, span) &&
                   put(e, map, "status", status_of(&health), span) &&
                   put(e, map, "health_score",
                       value_number(health_score(health.status), MEASURE_NONE), span)
               ? map
               : eval_out_of_memory(e);
}

/* Where there is most to win. */
static struct value tip(struct eval *e, const struct host_health *h)
{
    char text[SENTENCE];

    if (h->share > 0.0)
        str_format(text, sizeof(text), "`%.64s` costs the most: %.0f %% of the time.",
                   h->costliest, 100.0 * h->share);
    else
        str_format(text, sizeof(text),
                   "Which node costs the most is known while the piece is heard.");
    return text_of(e, text);
}

WORD(composition_overview)
{
    const struct value map = value_new_map(e->heap);
    struct host_health h;
    const struct health health = look(e, &h);

    (void)self, (void)argument, (void)n;
    return map.kind != VALUE_POISON &&
                   put(e, map, "total_streams", value_integer(e->draft->n_nodes),
                       span) &&
                   put(e, map, "active_connections", value_integer(e->draft->n_links),
                       span) &&
                   put(e, map, "health_summary", say(e, &health, &h), span) &&
                   put(e, map, "performance_tip", tip(e, &h), span)
               ? map
               : eval_out_of_memory(e);
}

const struct builtin builtin_health[] = {
    {"get_creative_health", "", 0, 0, word_health, NULL,
     "How well the piece has played in the last 10 s.",
     "loop { print(composer.get_creative_health().status) }", COMPOSER},
    {"stream_health", "stream", 1, 0, word_stream_health, NULL,
     "The same of one stream: its name, status and health_score.",
     "low = saw(55.hz); loop { print(composer.stream_health(\"low\").status) }",
     COMPOSER},
    {"composition_overview", "", 0, 0, word_composition_overview, NULL,
     "How many streams there are, and what costs most.",
     "print(composer.composition_overview())", COMPOSER},
    {0},
};
