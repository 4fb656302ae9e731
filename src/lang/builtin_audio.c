/* SPDX-License-Identifier: MIT */
/*
 * builtin_audio: words of sound that are more than one class of nodes.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include "lang/binding.h"
#include "lang/builtin.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* A call of a class by other words: its arguments as they are. */
static struct value call_class(struct eval *e, const char *class, const char *name,
                               const struct argument *argument, uint32_t n,
                               struct span span)
{
    struct function *function = heap_take(e->heap, 1, sizeof(*function));

    if (!function)
        return eval_out_of_memory(e);
    *function = (struct function){.class = leat_node_class_find(class), .name = name};
    return eval_node(e, function, argument, n, span);
}

/* Another output of the node that a stream comes from. */
static struct value port_of(struct eval *e, struct value stream, const char *port)
{
    struct value out;

    return stream.kind == VALUE_STREAM && eval_port(e, &stream, port, &out) ? out
                                                                            : stream;
}

/* Sensitivity x is a threshold of 2 - 1.4 x; a threshold below 1 is 1 - x. */
WORD(beat_detect)
{
    struct argument *changed = heap_take(e->heap, n + 1, sizeof(*changed));

    if (!changed)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        const char *name = names_text(e->names, argument[i].name);
        const struct value *v = &argument[i].value;
        changed[i] = argument[i];
        if (!argument[i].name || !value_is_number(v))
            continue;
        double x = value_as_number(v);
        if (strcmp(name, "threshold") == 0 && x < 1.0)
            x = 1.0 - x;
        else if (strcmp(name, "sensitivity") != 0)
            continue;
        changed[i].name = names_add(e->names, "threshold", strlen("threshold"));
        changed[i].value = value_number(2.0 - 1.4 * x, MEASURE_NONE);
    }
    return port_of(e, call_class(e, "beat_detect", self->name, changed, n, span),
                   "marks");
}

WORD(onset_detection)
{
    return port_of(e, call_class(e, "onset", self->name, argument, n, span), "marks");
}

/* A tone of some level, which may end by itself. */
WORD(synthesize_sine)
{
    const struct argument level = {
        names_add(e->names, "amplitude", strlen("amplitude")), span,
        value_number(0.3, MEASURE_NONE)};
    struct argument *all = heap_take(e->heap, n + 1, sizeof(*all));
    bool has_level = n > 1 && !argument[1].name;

    if (!all)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        all[i] = argument[i];
        has_level |= strcmp(names_text(e->names, argument[i].name), "amplitude") == 0;
    }
    if (!has_level)
        all[n] = level;
    return call_class(e, "sine", self->name, all, n + !has_level, span);
}

static bool put(struct eval *e, struct value map, const char *key, struct value value,
                struct span span)
{
    return value_put(e->heap, map.map, names_add(e->names, key, strlen(key)), key, span,
                     value);
}

/* All that is measured of a sound at once; each value is what it is when it is used. */
WORD(analyze_audio)
{
    static const struct {
        const char *key, *class, *port;
    } parts[] = {
        {"fft_data", "spectrum", "out"}, {"beat_detected", "beat_detect", "marks"},
        {"pitch_hz", "pitch", "out"},    {"onset_detected", "onset", "marks"},
        {"rms_level", "rms", "out"},     {"peak_level", "peak", "out"},
        {"centroid", "centroid", "out"},
    };
    const struct value map = value_new_map(e->heap);
    struct argument *of = heap_take(e->heap, 2, sizeof(*of));

    (void)self;
    if (map.kind == VALUE_POISON || !of)
        return eval_out_of_memory(e);
    of[0] = argument[0];
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        uint32_t m = 1;
        for (uint32_t k = 1; i == 0 && k < n; k++)
            if (strcmp(names_text(e->names, argument[k].name), "fft_bands") == 0) {
                of[1] = argument[k];
                of[1].name = names_add(e->names, "bands", 5);
                m = 2;
            }
        const struct value part =
            call_class(e, parts[i].class, parts[i].class, of, m, span);
        if (part.kind != VALUE_STREAM)
            return part;
        if (!put(e, map, parts[i].key, port_of(e, part, parts[i].port), span))
            return eval_out_of_memory(e);
    }
    return map;
}

/* A sound through a list of effects, one after the other. */
WORD(process_audio)
{
    uint32_t m;
    const struct value *effect = value_items(&argument[1].value, &m);
    struct value value = argument[0].value;

    (void)self, (void)n;
    if (!effect)
        return eval_pipe(e, value, argument[1].value, span);
    for (uint32_t i = 0; i < m && value.kind != VALUE_POISON; i++)
        value = eval_pipe(e, value, effect[i], argument[1].span);
    return value;
}

/* What is played is heard, and can be worked on. */
WORD(play)
{
    (void)self, (void)n;
    if (argument[0].value.kind != VALUE_STREAM) {
        report_error(e->report, argument[0].span, 306,
                     "This is %s; `play` needs a sound.",
                     value_kind_name(&argument[0].value));
        report_hint(e->report, "Such as `Audio.play(file(\"song.ogg\"))`.");
        return value_poison();
    }
    eval_to_output(e, argument[0].value.stream, span);
    return argument[0].value;
}

const struct builtin builtin_audio[] = {
    {"beat_detect", "", 0, BUILTIN_TAKES_STREAM | BUILTIN_GATHERS, word_beat_detect,
     NULL, "Events where strong notes begin.",
     "hits = beat_detect(noise(), sensitivity: 60%)\nwhen hits { print(time) }",
     "Audio"},
    {"onset_detection", "", 0, BUILTIN_TAKES_STREAM | BUILTIN_GATHERS,
     word_onset_detection, NULL, "Events where notes begin.",
     "when onset_detection(noise()) { print(time) }", "Audio"},
    {"synthesize_sine", "", 0, BUILTIN_GATHERS, word_synthesize_sine, NULL,
     "A tone of level 0.3.", "synthesize_sine(440.hz, duration: 1.s)", "Audio"},
    {"generate_sine_wave", "", 0, BUILTIN_GATHERS, word_synthesize_sine, NULL,
     "A tone of level 0.3.", "generate_sine_wave(440.hz, 20%)", "Audio"},
    {"analyze_audio", "", 0, BUILTIN_TAKES_STREAM | BUILTIN_GATHERS, word_analyze_audio,
     NULL, "Spectrum, beats, pitch, onsets and levels of a sound.",
     "a = analyze_audio(saw(110.hz), fft_bands: 8)\nloop { print(a.rms_level) }",
     "Audio"},
    {"process_audio", "s effects", 2, BUILTIN_TAKES_STREAM, word_process_audio, NULL,
     "Send a sound through a list of effects.",
     "process_audio(saw(110.hz), [lowpass(cutoff: 800.hz), reverb()])", "Audio"},
    {"play", "x", 1, BUILTIN_TAKES_STREAM, word_play, NULL, "Let a sound be heard.",
     "Audio.play(saw(110.hz) |> gain(-12.db))", "Audio"},
    {0},
};
