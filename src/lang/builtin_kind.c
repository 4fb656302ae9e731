/* SPDX-License-Identifier: MIT */
/*
 * builtin_kind: words of the module Stream that take a kind, with its settings behind
 * it or in its braces: `Stream.input(File, path: "a.wav")`, `Stream.input(File { path:
 * .. })`.
 *
 * Source: language reference, section 6.5.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/named.h"
#include "lang/terminal.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* A kind, and the word or class that does it, or what makes it of its settings. */
struct kind {
    const char *name, *word;
    const char *formats; /* that an output takes, with blanks between */
    struct value (*begin)(struct eval *e, const struct argument *setting, uint32_t n,
                          struct span span);
    struct value (*end)(struct eval *e, const struct value *stream,
                        const struct argument *setting, uint32_t n, struct span span);
};

static const struct kind sources[] = {
    {.name = "AudioDevice", .word = "mic_input"},
    {.name = "MidiController", .word = "midi_in"},
    {.name = "OSC", .begin = terminal_osc_in},
    {.name = "File", .word = "file"},
    {.name = "Generator", .word = "generator"},
    {.name = "ExternalFunction", .begin = terminal_function_in},
    {0},
};

static const struct kind waves[] = {
    {.name = "Sine", .word = "sine"},    {.name = "Square", .word = "pulse"},
    {.name = "Sawtooth", .word = "saw"}, {.name = "Triangle", .word = "triangle"},
    {.name = "Noise", .word = "noise"},  {0},
};

static const struct kind sinks[] = {
    {.name = "AudioDevice", .word = "output", .formats = "Float32 Int16 Int24"},
    {.name = "MidiDevice", .word = "midi_out", .formats = "Midi"},
    {.name = "OSC", .formats = "OSCMessage", .end = terminal_osc_out},
    {.name = "File", .word = "file", .formats = "Float32 Int16 Int24 Midi"},
    {.name = "Graphics", .word = "picture", .formats = ""},
    {.name = "ExternalFunction", .formats = "Float32", .end = terminal_function_out},
    {0},
};

/* The words are bits of a sample. */
static const struct kind formats[] = {
    {.name = "Float32", .word = "32"},  {.name = "Int16", .word = "16"},
    {.name = "Int24", .word = "24"},    {.name = "Midi", .word = ""},
    {.name = "OSCMessage", .word = ""}, {0},
};

static const struct kind transforms[] = {
    {.name = "Gain", .word = "volume"},
    {.name = "Filter", .word = "filter"},
    {.name = "Delay", .word = "delay"},
    {.name = "Reverb", .word = "reverb"},
    {.name = "Distortion", .word = "distortion"},
    {.name = "Compressor", .word = "compressor"},
    {.name = "EQ", .word = "eq"},
    {.name = "Envelope", .word = "adsr"},
    {.name = "Custom", .word = "custom"},
    {0},
};

static const struct kind *kind_named(const struct kind *kinds, const char *name)
{
    for (; kinds->name; kinds++)
        if (strcmp(kinds->name, name) == 0)
            return kinds;
    return NULL;
}

struct value builtin_kind_value(struct eval *e, const char *name,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    if (!kind_named(sources, name) && !kind_named(sinks, name) &&
        !kind_named(transforms, name))
        return value_null();
    const struct value map = value_new_map(e->heap);
    const struct value word = {.kind = VALUE_SYMBOL, .text = name};
    bool good =
        map.kind != VALUE_POISON &&
        value_put(e->heap, map.map, names_add(e->names, "kind", 4), "kind", span, word);

    for (uint32_t i = 0; i < n && good; i++) {
        const uint32_t key =
            argument[i].name ? argument[i].name : names_add(e->names, "type", 4);
        good = value_put(e->heap, map.map, key, names_text(e->names, key),
                         argument[i].span, argument[i].value);
    }
    return good ? map : eval_out_of_memory(e);
}

/* A kind as it is asked for: its row, and the settings that stand in its braces and
 * behind it.  Shape: settings[n]. */
struct asked {
    const struct kind *kind;
    struct argument *settings;
    uint32_t n;
};

static const struct kind *find_kind(struct eval *e, const struct kind *kinds,
                                    const struct value *v, struct span at,
                                    const char *what)
{
    size_t size;
    const char *name = value_word(v, &size);
    const struct kind *kind = name ? kind_named(kinds, name) : NULL;
    struct str_nearest near;

    if (kind || v->kind == VALUE_POISON)
        return kind;
    str_nearest_init(&near, name ? name : "");
    for (size_t i = 0; kinds[i].name; i++)
        str_nearest_offer(&near, kinds[i].name);
    report_error(e->report, at, 407, "There is no %s `%.40s`.", what,
                 name ? name : value_kind_name(v));
    if (near.best)
        report_hint(e->report, "Did you mean `%s`?", near.best);
    else
        report_hint(e->report, "Section 6.5 of the manual lists them.");
    return NULL;
}

/* Read the kind and all behind it.  Errors: false, and it was reported. */
static bool read_kind(struct eval *e, const struct kind *kinds, const char *what,
                      const struct argument *argument, uint32_t n, struct asked *asked)
{
    const struct value *v = &argument[0].value;
    const struct map *map = v->kind == VALUE_MAP ? v->map : NULL;
    const uint32_t key = names_add(e->names, "kind", 4);
    const struct entry *entry = map ? value_entry(map, key) : NULL;
    const uint32_t n_inside = map ? map->n : 0;

    asked->n = 0;
    asked->settings = heap_take(e->heap, n_inside + n, sizeof(*asked->settings));
    if (!asked->settings) {
        eval_out_of_memory(e);
        return false;
    }
    asked->kind =
        find_kind(e, kinds, entry ? &entry->value : v, argument[0].span, what);
    for (uint32_t i = 0; i < n_inside; i++)
        if (map->entry[i].name != key)
            asked->settings[asked->n++] = (struct argument){
                map->entry[i].name, argument[0].span, map->entry[i].value};
    for (uint32_t i = 1; i < n; i++)
        asked->settings[asked->n++] = argument[i];
    return asked->kind != NULL;
}

/* Whether a value is a name, or the text of one of these kinds. */
static bool is_kind(const struct value *v, const struct kind *kinds)
{
    size_t size;
    const char *word = value_word(v, &size);

    return word && (v->kind != VALUE_TEXT || kind_named(kinds, word));
}

/* Whether it has one of the names, or is a kind: `Sine`, or `{ Sine }`. */
static bool is_setting(const struct eval *e, const struct argument *a,
                       const char *names, const struct kind *kinds)
{
    const char *name = a->name ? names_text(e->names, a->name) : NULL;

    return name ? str_is_among(names, name) || kind_named(kinds, name)
                : is_kind(&a->value, kinds);
}

/* Take a setting out: the first that has one of the names, or is a kind.
 * Errors: false when there is none. */
static bool take_setting(struct eval *e, struct asked *asked, const char *names,
                         const struct kind *kinds, struct argument *out)
{
    uint32_t i = 0;

    while (i < asked->n && !is_setting(e, &asked->settings[i], names, kinds))
        i++;
    if (i == asked->n)
        return false;
    *out = asked->settings[i];
    asked->n--;
    memmove(&asked->settings[i], &asked->settings[i + 1],
            (asked->n - i) * sizeof(*asked->settings));
    return true;
}

/* Call the word, or make the node, that a kind stands for. */
static struct value call_word(struct eval *e, const char *name,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    struct function *function = heap_take(e->heap, 1, sizeof(*function));

    if (!function)
        return eval_out_of_memory(e);
    *function = (struct function){.name = name,
                                  .builtin = builtin_find("Audio", name),
                                  .class = leat_node_class_find(name)};
    if (function->builtin)
        return builtin_call(e, function, argument, n, span);
    if (function->class)
        return eval_node(e, function, argument, n, span);
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
    struct asked asked;
    struct argument wave;

    if (!needs_kind(e, self->name, n, 1, "Stream.input(Generator, Sine)", span) ||
        !read_kind(e, sources, "input", argument, n, &asked))
        return value_poison();
    if (asked.kind->begin)
        return asked.kind->begin(e, asked.settings, asked.n, span);
    if (strcmp(asked.kind->word, "generator") == 0) {
        const bool has =
            take_setting(e, &asked, "type shape wave waveform", waves, &wave);
        if (!needs_kind(e, self->name, has, 1, "Stream.input(Generator, Sine)", span) ||
            !(asked.kind = find_kind(e, waves, &wave.value, wave.span, "generator")))
            return value_poison();
    }
    return call_word(e, asked.kind->word, asked.settings, asked.n, span);
}

/* Send a stream through what a kind and its settings are. */
static struct value pass(struct eval *e, const struct asked *asked,
                         struct argument sound, struct span span)
{
    struct argument *given = heap_take(e->heap, asked->n + 1, sizeof(*given));

    if (!given)
        return eval_out_of_memory(e);
    given[0] = sound;
    if (asked->n)
        memcpy(given + 1, asked->settings, asked->n * sizeof(*given));
    if (strcmp(asked->kind->word, "volume") == 0 && asked->n)
        given[1].name = 0; /* it is called amount here */
    return call_word(e, asked->kind->word, given, asked->n + 1, span);
}

WORD(transform)
{
    struct asked asked;

    if (!needs_kind(e, self->name, n, 2, "Stream.transform(sound, Reverb)", span))
        return value_poison();
    const struct value sound = named_stream(e, &argument[0], self->name);
    const struct argument first = {0, argument[0].span, sound};
    if (sound.kind != VALUE_STREAM)
        return value_poison();
    if (argument[1].value.kind == VALUE_THING || argument[1].value.kind == VALUE_CHAIN)
        return eval_pipe(e, sound, argument[1].value, span); /* Reverb { ... } */
    if (!read_kind(e, transforms, "transform", argument + 1, n - 1, &asked))
        return value_poison();
    if (strcmp(asked.kind->word, "custom") != 0)
        return pass(e, &asked, first, span);
    return asked.n == 1 ? eval_call_value(e, asked.settings[0].value, &first, 1, span)
                        : (needs_kind(e, self->name, 0, 1,
                                      "Stream.transform(sound, Custom, f)", span),
                           value_poison());
}

/* The bits of a format as a setting of a file; false after E407, E605. */
static bool read_format(struct eval *e, struct asked *asked,
                        const struct argument *format)
{
    const struct kind *kind =
        find_kind(e, formats, &format->value, format->span, "format");
    const char *taken = asked->kind->formats;

    if (kind && !str_is_among(taken, kind->name)) {
        report_error(e->report, format->span, 605, "`%s` does not take `%s`.",
                     asked->kind->name, kind->name);
        if (taken[0])
            report_hint(e->report, "It takes: %s.", taken);
        else
            report_hint(e->report, "Leave it out.");
        return false;
    }
    if (kind && kind->word[0] && strcmp(asked->kind->name, "File") == 0)
        asked->settings[asked->n++] =
            (struct argument){names_add(e->names, "bits", 4), format->span,
                              value_integer(strtol(kind->word, NULL, 10))};
    return kind != NULL;
}

WORD(output)
{
    const struct argument device = {
        0, span, {.kind = VALUE_SYMBOL, .text = "AudioDevice"}};
    struct argument *given = heap_take(e->heap, n + 1, sizeof(*given)), format;
    struct asked asked;
    size_t size;
    uint32_t k = 1;

    if (!given)
        return eval_out_of_memory(e);
    if (!needs_kind(e, self->name, n, 1, "Stream.output(sound, AudioDevice)", span))
        return value_poison();
    while (k < n && argument[k].name &&
           strcmp(names_text(e->names, argument[k].name), "kind") != 0)
        k++;
    const bool has = k < n && (argument[k].value.kind == VALUE_MAP ||
                               value_word(&argument[k].value, &size));
    given[0] = has ? argument[k] : device;
    uint32_t n_given = 1;
    for (uint32_t i = 1; i < n; i++)
        if (!has || i != k)
            given[n_given++] = argument[i];
    const struct value stream = named_stream(e, &argument[0], self->name);
    if (stream.kind != VALUE_STREAM ||
        !read_kind(e, sinks, "output", given, n_given, &asked) ||
        (take_setting(e, &asked, "format", formats, &format) &&
         !read_format(e, &asked, &format)))
        return value_poison();
    if (asked.kind->end)
        return asked.kind->end(e, &stream, asked.settings, asked.n, span);
    if (strcmp(asked.kind->word, "picture") != 0)
        return pass(e, &asked, (struct argument){0, argument[0].span, stream}, span);
    if (stream.stream->type == LEAT_VIDEO) {
        eval_to_output(e, stream.stream, span);
        return value_null();
    }
    report_error(e->report, argument[0].span, 602,
                 "This is no stream of pictures; `Graphics` wants one.");
    report_hint(e->report, "Draw a sound: `Graphics.waveform(sound)`.");
    return value_poison();
}

const struct builtin builtin_kind[] = {
    {"input", "kind", 0, BUILTIN_GATHERS | BUILTIN_IS_WHOLE | BUILTIN_TAKES_RECORD,
     word_input, NULL, "A source: AudioDevice, MidiController, OSC, File and so on.",
     "Stream.input(Generator, Sawtooth, frequency: 110.hz)", "Stream"},
    {"output", "s kind format", 0,
     BUILTIN_GATHERS | BUILTIN_IS_WHOLE | BUILTIN_TAKES_RECORD, word_output, NULL,
     "Send it to AudioDevice, MidiDevice, OSC, File, Graphics.",
     "Stream.output(saw(110.hz, amplitude: 20%), AudioDevice)", "Stream"},
    {"transform", "s kind", 0,
     BUILTIN_GATHERS | BUILTIN_IS_WHOLE | BUILTIN_TAKES_RECORD, word_transform, NULL,
     "Send a stream through Gain, Filter, Delay, Reverb and so on.",
     "Stream.transform(saw(110.hz), Filter, cutoff: 800.hz)", "Stream"},
    {0},
};
