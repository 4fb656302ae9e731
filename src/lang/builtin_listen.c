/* SPDX-License-Identifier: MIT */
/*
 * builtin_listen: words that tell what a sound is like, and its newest samples.
 *
 * They make the nodes that measure it, and look at these once a frame.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "lang/builtin_argument.h"
#include "lang/gauge.h"
#include "lang/named.h"
#include "lang/sample.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

enum { SAMPLES_MAX = 65536 };
static const double LOW_HZ = 150.0, HIGH_HZ = 5000.0, HALF = 0.5;
static const double MOOD_S = 6.0;

static struct value symbol(const char *name)
{
    struct value v = value_text(name, strlen(name));

    v.kind = VALUE_SYMBOL;
    return v;
}

/* A measuring node behind a sound, with one setting or none; of a list of samples what
 * it says. */
static struct value measure(struct eval *e, const char *class, const struct value *of,
                            const char *setting, double number, enum measure unit,
                            struct span span)
{
    const struct named_setting one = {setting, value_number(number, unit)};

    return of->kind == VALUE_STREAM || value_is_list(of)
               ? named_node(e, class, of, &one, setting ? 1 : 0, span)
               : value_poison();
}

/* What a stream of values is just now; false after an error. */
static bool look(struct eval *e, struct value stream, struct span span, double *out)
{
    const struct value v = sample(e, stream, span);

    *out = 0.0;
    if (value_is_number(&v))
        *out = value_as_number(&v);
    else if (value_is_list(&v)) { /* of lanes: their mean */
        uint32_t n;
        const struct value *item = value_items(&v, &n);
        for (uint32_t i = 0; i < n; i++)
            *out += value_as_number(&item[i]) / n;
    }
    return v.kind != VALUE_POISON;
}

/* Another output of a stream's node, or of a reading. */
static struct value port(struct eval *e, struct value stream, const char *name)
{
    struct value out = value_poison();

    return stream.kind != VALUE_POISON && eval_port(e, &stream, name, &out)
               ? out
               : value_poison();
}

/* What a gauge of a class makes of a list of samples; NULL after an error. */
static struct gauge *gauge(struct eval *e, const char *class, const struct value *list,
                           const char *setting, double number, enum measure unit,
                           struct span span)
{
    const struct function function = {.class = leat_node_class_find(class),
                                      .name = class};
    struct argument *argument = heap_take(e->heap, 2, sizeof(*argument));

    if (!argument) {
        eval_out_of_memory(e);
        return NULL;
    }
    argument[0] = (struct argument){0, span, *list};
    if (setting)
        argument[1] = (struct argument){names_add(e->names, setting, strlen(setting)),
                                        span, value_number(number, unit)};
    return gauge_run(e, &function, argument, setting ? 2 : 1, span);
}

/* A sound, or a list of samples, through a filter. */
static struct value filtered(struct eval *e, const char *class, const struct value *of,
                             double cutoff_hz, struct span span)
{
    const struct gauge *g;

    if (!value_is_list(of))
        return measure(e, class, of, "cutoff", cutoff_hz, MEASURE_FREQUENCY, span);
    g = gauge(e, class, of, "cutoff", cutoff_hz, MEASURE_FREQUENCY, span);
    return g ? gauge_samples(e, g) : value_poison();
}

/* The newest note that has begun: null where there is none. */
static struct value newest_hit(struct eval *e, const struct value *of, struct span span)
{
    const struct gauge *g;

    if (!value_is_list(of))
        return sample(
            e, port(e, measure(e, "onset", of, NULL, 0.0, MEASURE_NONE, span), "marks"),
            span);
    g = gauge(e, "onset", of, NULL, 0.0, MEASURE_NONE, span);
    return g ? gauge_newest(e, g, span) : value_poison();
}

/* What begins in one frame of a sound of one channel, or in that many samples. */
static struct value classify_hit(struct eval *e, struct value mono, struct span span)
{
    const struct value of[] = {mono, filtered(e, "lowpass", &mono, LOW_HZ, span),
                               filtered(e, "highpass", &mono, HIGH_HZ, span)};
    const struct value hit = newest_hit(e, &mono, span);
    double level[3];

    for (int i = 0; i < 3; i++)
        if (!look(e, measure(e, "rms", &of[i], NULL, 0.0, MEASURE_NONE, span), span,
                  &level[i]))
            return value_poison();
    const double all = level[0] * level[0];
    if (hit.kind == VALUE_POISON || hit.kind == VALUE_NULL || !(all > 0.0))
        return hit.kind == VALUE_POISON ? hit : symbol("None");
    if (level[1] * level[1] > HALF * all)
        return symbol("Kick");
    return symbol(level[2] * level[2] > HALF * all ? "HiHat" : "Snare");
}

/* A list is heard in pieces as long as a frame: the newest note of it. */
static struct value classify_hits(struct eval *e, const struct value *list,
                                  struct span span)
{
    const uint32_t length = (uint32_t)(e->convert.rate_hz / e->now.fps) + 1;
    const uint32_t first_made = e->n_made;
    struct value newest = symbol("None");
    uint32_t n;
    const struct value *item = value_items(list, &n);

    for (uint32_t i = 0; i < n; i += length) {
        const uint32_t m = n - i < length ? n - i : length;
        const struct value piece = value_new_list(e->heap, m);
        if (piece.kind == VALUE_POISON)
            return eval_out_of_memory(e);
        memcpy(piece.list->item, item + i, m * sizeof(*item));
        e->n_made = first_made;
        const struct value hit = classify_hit(e, piece, span);
        if (hit.kind == VALUE_POISON)
            return hit;
        newest = strcmp(hit.text, "None") == 0 ? newest : hit;
    }
    return newest;
}

/* Where a note begins: by how much of its energy lies below LOW_HZ and above HIGH_HZ.
 */
WORD(classify_beat)
{
    const struct value s = eval_as_chain(e, argument[0].value, argument[0].span);

    (void)n;
    if (value_is_list(&s))
        return classify_hits(e, &s, span);
    if (s.kind != VALUE_STREAM || s.stream->type != LEAT_AUDIO)
        return argument_refuse(e, self, &argument[0], "a sound");
    return classify_hit(e, measure(e, "map", &s, "channels", 1.0, MEASURE_NONE, span),
                        span);
}

/* Loudness over 6 s in dBFS, brightness in Hz, tempo, and whether its key is minor. */
static const char *mood_of(double db, double bright_hz, double bpm, bool is_minor)
{
    if (db < -60.0)
        return "neutral";
    if (db > -14.0 && bright_hz > 2500.0 && is_minor)
        return "aggressive";
    if (db > -20.0 && bpm >= 120.0)
        return "energetic";
    if (db < -30.0 && bpm < 100.0)
        return is_minor ? "sad" : "calm";
    if (is_minor)
        return bpm < 100.0 ? "sad" : "neutral";
    return bpm >= 100.0 ? "happy" : "calm";
}

WORD(classify_mood)
{
    const struct value s = eval_as_chain(e, argument[0].value, argument[0].span);
    double level, bright, bpm, key;

    (void)n;
    if (!value_is_list(&s) && (s.kind != VALUE_STREAM || s.stream->type != LEAT_AUDIO))
        return argument_refuse(e, self, &argument[0], "a sound");
    const struct value chroma =
        measure(e, "chroma", &s, "smoothing", MOOD_S, MEASURE_TIME, span);
    if (!look(e, measure(e, "rms", &s, "window", MOOD_S, MEASURE_TIME, span), span,
              &level) ||
        !look(e, measure(e, "centroid", &s, NULL, 0.0, MEASURE_NONE, span), span,
              &bright) ||
        !look(e, measure(e, "tempo_detect", &s, NULL, 0.0, MEASURE_NONE, span), span,
              &bpm) ||
        !look(e, port(e, chroma, "key"), span, &key))
        return value_poison();
    return symbol(mood_of(math_factor_to_db_d(level), bright, bpm, key >= 12.0));
}

/* The newest n samples, the oldest first; of several lanes their mean. */
WORD(get_samples)
{
    const struct value s = eval_as_chain(e, argument[0].value, argument[0].span);
    int64_t most;

    (void)n;
    if (s.kind != VALUE_STREAM || s.stream->type != LEAT_AUDIO)
        return argument_refuse(e, self, &argument[0], "a sound");
    if (!argument_integer(e, self, &argument[1], "n", 1, SAMPLES_MAX, 1024, &most))
        return value_poison();
    const struct value mono =
        measure(e, "map", &s, "channels", 1.0, MEASURE_NONE, span);
    const struct value probe =
        measure(e, "probe_wave", &mono, "n", (double)most, MEASURE_NONE, span);
    const struct value list = value_new_list(e->heap, (uint32_t)most);
    float *value = heap_take(e->heap, (uint32_t)most, sizeof(*value));
    if (probe.kind != VALUE_STREAM)
        return value_poison();
    if (list.kind == VALUE_POISON || !value)
        return eval_out_of_memory(e);
    const uint64_t identity = e->draft->node[probe.stream->node].identity;
    if (identity && e->host &&
        e->host->mailbox(e->host->user, identity, value, (uint32_t)most) < 0)
        memset(value, 0, (size_t)most * sizeof(*value));
    for (int64_t i = 0; i < most; i++)
        list.list->item[i] = value_number((double)value[i], MEASURE_NONE);
    return list;
}

/* What listens to something in this program, and what it says now. */
WORD(get_analysis_summary)
{
    const struct value map = value_new_map(e->heap);
    const uint32_t n_nodes = e->draft->n_nodes;

    (void)self, (void)argument, (void)n;
    if (map.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n_nodes && !e->err; i++) {
        const struct draft_node *node = &e->draft->node[i];
        if (!gauge_measures(node->class) && strcmp(node->class->name, "loudness") != 0)
            continue;
        const char *key = node->name ? node->name : node->class->name;
        const struct leat_port *out = leat_node_port(node->class, LEAT_OUT, 0);
        const struct value now =
            sample(e, eval_stream_value(e, i, 0, out->stream), span);
        if (now.kind == VALUE_POISON)
            return now;
        const uint32_t name = names_add(e->names, key, strlen(key));
        if (!value_put(e->heap, map.map, name, names_text(e->names, name), span, now))
            return eval_out_of_memory(e);
    }
    return map;
}

const struct builtin builtin_listen[] = {
    {"classify_beat", "s", 1, 0, word_classify_beat, NULL,
     "Kick, Snare or HiHat where a note begins, else None.",
     "room = noise()\nloop { print(Audio.classify_beat(room)) }", "Audio"},
    {"classify_mood", "s", 1, 0, word_classify_mood, NULL,
     "How a sound feels: calm, happy, sad, ... over six seconds.",
     "song = saw(110.hz)\nloop { print(Audio.classify_mood(song)) }", "Audio"},
    {"get_samples", "s n", 1, 0, word_get_samples, NULL,
     "The newest n samples of a sound, the oldest first.",
     "tone = sine(440.hz)\nloop { print(Audio.get_samples(tone, 4)) }", "Audio"},
    {"get_analysis_summary", "", 0, 0, word_get_analysis_summary, NULL,
     "What all analyses say just now, by name.",
     "loud = rms(saw(110.hz))\nloop { print(Audio.get_analysis_summary().loud) }",
     "Audio"},
    {0},
};
