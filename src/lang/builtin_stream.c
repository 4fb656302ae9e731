/* SPDX-License-Identifier: MIT */
/*
 * builtin_stream: words of the module Stream that make streams and tell about them.
 *
 * Source: language reference, section 6.5.
 */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/named.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* A kind of the module and the word or class that does it. */
struct kind {
    const char *name, *word;
};

/* The text of a kind: `Generator`, or "Generator". */
static const char *kind_text(const struct value *v)
{
    size_t size;

    return value_word(v, &size);
}

static const char *find_kind(struct eval *e, const struct kind *kinds,
                             const struct argument *a, const char *what)
{
    const char *name = kind_text(&a->value);
    struct str_nearest near;

    str_nearest_init(&near, name ? name : "");
    for (; name && kinds->name; kinds++) {
        if (strcmp(kinds->name, name) == 0)
            return kinds->word;
        str_nearest_offer(&near, kinds->name);
    }
    if (a->value.kind == VALUE_POISON)
        return NULL;
    report_error(e->report, a->span, 407, "There is no %s `%.40s`.", what,
                 name ? name : value_kind_name(&a->value));
    if (near.best)
        report_hint(e->report, "Did you mean `%s`?", near.best);
    else
        report_hint(e->report, "Section 6.5 of the manual lists them.");
    return NULL;
}

/* Call the word, or make the node, that a name stands for. */
static struct value call_word(struct eval *e, const char *name,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    struct function *function = heap_take(e->heap, 1, sizeof(*function));

    if (!function)
        return eval_out_of_memory(e);
    function->name = name;
    function->builtin = builtin_find("Audio", name);
    function->class = leat_node_class_find(name);
    if (function->class)
        return eval_node(e, function, argument, n, span);
    if (function->builtin)
        return builtin_call(e, function, argument, n, span);
    char what[80];
    str_format(what, sizeof(what), "`%s`", name);
    return eval_planned(e, span, what, "`leat nodes` lists what there is.");
}

static bool needs_kind(struct eval *e, const char *word, uint32_t n, uint32_t n_needed,
                       const char *such, struct span span)
{
    if (n >= n_needed)
        return true;
    report_error(e->report, span, 403, "`%s` needs a kind.", word);
    report_hint(e->report, "Such as `%s`.", such);
    return false;
}

WORD(input)
{
    static const struct kind kinds[] = {{"AudioDevice", "mic_input"},
                                        {"MidiController", "midi_in"},
                                        {"OSC", "osc_server"},
                                        {"File", "file"},
                                        {"Generator", "generator"},
                                        {"ExternalFunction", "ExternalFunction"},
                                        {0}};
    static const struct kind waves[] = {{"Sine", "sine"},    {"Square", "pulse"},
                                        {"Sawtooth", "saw"}, {"Triangle", "triangle"},
                                        {"Noise", "noise"},  {0}};
    uint32_t used = 1;

    if (!needs_kind(e, self->name, n, 1, "Stream.input(Generator, Sine)", span))
        return value_poison();
    const char *word = find_kind(e, kinds, &argument[0], "input");
    if (word && strcmp(word, "generator") == 0) {
        if (!needs_kind(e, self->name, n, 2, "Stream.input(Generator, Sine)", span))
            return value_poison();
        word = find_kind(e, waves, &argument[1], "generator");
        used = 2;
    }
    return word ? call_word(e, word, argument + used, n - used, span) : value_poison();
}

WORD(transform)
{
    static const struct kind kinds[] = {{"Gain", "volume"},
                                        {"Filter", "filter"},
                                        {"Delay", "delay"},
                                        {"Reverb", "reverb"},
                                        {"Distortion", "distortion"},
                                        {"Compressor", "compressor"},
                                        {"EQ", "eq"},
                                        {"Envelope", "adsr"},
                                        {"Custom", "custom"},
                                        {0}};
    struct argument *given = heap_take(e->heap, n + 1, sizeof(*given));

    if (!given)
        return eval_out_of_memory(e);
    if (!needs_kind(e, self->name, n, 2, "Stream.transform(sound, Reverb)", span))
        return value_poison();
    const struct value sound = named_stream(e, &argument[0], self->name);
    const char *word = find_kind(e, kinds, &argument[1], "transform");
    if (!word || sound.kind != VALUE_STREAM)
        return value_poison();
    given[0] = (struct argument){0, argument[0].span, sound};
    memcpy(given + 1, argument + 2, (n - 2) * sizeof(*given));
    if (strcmp(word, "volume") == 0 && n > 2)
        given[1].name = 0; /* it is called amount here */
    if (strcmp(word, "custom") != 0)
        return call_word(e, word, given, n - 1, span);
    return n == 3 ? eval_call_value(e, argument[2].value, given, 1, span)
                  : (needs_kind(e, self->name, 0, 1,
                                "Stream.transform(sound, Custom, f)", span),
                     value_poison());
}

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

WORD(info)
{
    static const char *const types[] = {"Audio", "Video", "Event", "Data"};
    const struct value stream = named_stream(e, &argument[0], self->name);
    const struct value map = value_new_map(e->heap);

    (void)n;
    if (stream.kind != VALUE_STREAM)
        return value_poison();
    const struct stream *s = stream.stream;
    const char *name =
        argument[0].value.kind == VALUE_TEXT ? argument[0].value.text : name_of(e, s);
    const char *class = e->draft->node[s->node].class->name;
    const uint32_t lanes = eval_lanes(e, s);
    return map.kind != VALUE_POISON &&
                   put(e, map, "name", value_text(name, strlen(name)), span) &&
                   put(e, map, "type",
                       value_text(types[s->type], strlen(types[s->type])), span) &&
                   put(e, map, "node", value_text(class, strlen(class)), span) &&
                   put(e, map, "rate",
                       value_number(e->convert.rate_hz, MEASURE_FREQUENCY), span) &&
                   put(e, map, "lanes", lanes ? value_integer(lanes) : value_null(),
                       span)
               ? map
               : eval_out_of_memory(e);
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
    return value_null();
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
    {"input", "kind", 0, BUILTIN_GATHERS | BUILTIN_IS_WHOLE, word_input, NULL,
     "A source: AudioDevice, MidiController, File or Generator.",
     "Stream.input(Generator, Sawtooth, frequency: 110.hz)", "Stream"},
    {"transform", "s kind", 0, BUILTIN_GATHERS | BUILTIN_IS_WHOLE, word_transform, NULL,
     "Send a stream through Gain, Filter, Delay, Reverb and so on.",
     "Stream.transform(saw(110.hz), Filter, cutoff: 800.hz)", "Stream"},
    {"interleave", "streams", 1, BUILTIN_IS_WHOLE, word_interleave, NULL,
     "The lanes of several streams side by side, as those of one.",
     "interleave([sine(220.hz), sine(330.hz)])", "Audio Stream"},
    {"fork", "s name", 2, BUILTIN_IS_WHOLE, word_fork, NULL,
     "The same stream under a name of its own.",
     "Stream.fork(saw(110.hz), \"low\"); Stream.transform(\"low\", Reverb)", "Stream"},
    {"info", "s", 1, 0, word_info, NULL,
     "Name, type, node, rate and lanes of a stream.",
     "print(Stream.info(sine([220, 330])))", "Stream"},
    {"stats", "", 0, 0, word_stats, NULL, "How many streams and connections there are.",
     "print(Stream.stats())", "Stream"},
    {"set_metadata", "s key value", 3, 0, word_set_metadata, NULL,
     "Note something about a named stream.",
     "low = saw(55.hz); Stream.set_metadata(low, \"mood\", \"calm\")", "Stream"},
    {"get_metadata", "s key", 2, 0, word_get_metadata, NULL,
     "What was noted about a named stream; null when nothing was.",
     "low = saw(55.hz); print(Stream.get_metadata(low, \"mood\"))", "Stream"},
    {0},
};
