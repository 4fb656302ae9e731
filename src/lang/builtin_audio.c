/* SPDX-License-Identifier: MIT */
/*
 * builtin_audio: words of sound that are more than one class of nodes.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include "base/str.h"
#include "lang/binding.h"
#include "lang/builtin_argument.h"
#include "lang/gauge.h"
#include "lang/named.h"

enum { SOUND_OR_SAMPLES = BUILTIN_TAKES_STREAM | BUILTIN_TAKES_SAMPLES };
enum { LOG_BANDS_MAX = 64, EDGES_MAX = LOG_BANDS_MAX + 1 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

static struct function *function_of(struct eval *e, const char *class, const char *name)
{
    struct function *function = heap_take(e->heap, 1, sizeof(*function));

    if (function)
        *function =
            (struct function){.class = leat_node_class_find(class), .name = name};
    else
        eval_out_of_memory(e);
    return function;
}

/* A call of a class by other words: its arguments as they are. */
static struct value call_class(struct eval *e, const char *class, const char *name,
                               const struct argument *argument, uint32_t n,
                               struct span span)
{
    const struct function *function = function_of(e, class, name);

    return function ? eval_node(e, function, argument, n, span) : value_poison();
}

/* Events of a class that finds some: a stream of them, or of a list of samples the
 * newest. */
static struct value marks(struct eval *e, const char *class, const char *name,
                          const struct argument *argument, uint32_t n, struct span span)
{
    const struct function *function = function_of(e, class, name);
    struct value out;

    if (!function)
        return value_poison();
    if (gauge_takes(function->class, argument, n)) {
        const struct gauge *gauge = gauge_run(e, function, argument, n, span);
        return gauge ? gauge_newest(e, gauge, span) : value_poison();
    }
    const struct value made = eval_node(e, function, argument, n, span);
    return made.kind == VALUE_STREAM && eval_port(e, &made, "marks", &out) ? out : made;
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
    return marks(e, "beat_detect", self->name, changed, n, span);
}

/* Events; of a list of samples the indices of those where notes begin. */
WORD(onset_detection)
{
    const struct function *function = function_of(e, "onset", self->name);

    if (!function)
        return value_poison();
    if (!gauge_takes(function->class, argument, n))
        return marks(e, "onset", self->name, argument, n, span);
    const struct gauge *gauge = gauge_run(e, function, argument, n, span);
    return gauge ? gauge_indices(e, gauge) : value_poison();
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
        const char *key, *class;
        bool is_event;
    } parts[] = {
        {"fft_data", "spectrum", false}, {"beat_detected", "beat_detect", true},
        {"pitch_hz", "pitch", false},    {"onset_detected", "onset", true},
        {"rms_level", "rms", false},     {"peak_level", "peak", false},
        {"centroid", "centroid", false},
    };
    const struct value map = value_new_map(e->heap);
    struct argument *of = heap_take(e->heap, 2, sizeof(*of));

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
        const char *class = parts[i].class;
        const struct value part = parts[i].is_event
                                      ? marks(e, class, self->name, of, m, span)
                                      : call_class(e, class, self->name, of, m, span);
        if (part.kind == VALUE_POISON)
            return part;
        if (!put(e, map, parts[i].key, part, span))
            return eval_out_of_memory(e);
    }
    return map;
}

/* The level of a sound between two frequencies. */
static struct value band(struct eval *e, const struct argument *sound, double low,
                         double high, struct span span)
{
    static const char *const names[] = {"bands", "low", "high"};
    const struct value numbers[] = {value_integer(1),
                                    value_number(low, MEASURE_FREQUENCY),
                                    value_number(high, MEASURE_FREQUENCY)};
    struct argument all[4] = {*sound};

    for (int i = 0; i < 3; i++)
        all[1 + i] = (struct argument){names_add(e->names, names[i], strlen(names[i])),
                                       span, numbers[i]};
    return call_class(e, "spectrum", "frequency_bands", all, 4, span);
}

/* The edges of bands as frequencies. */
static const struct value *edges_of(struct eval *e, const struct builtin *self,
                                    const struct argument *a, uint32_t *n)
{
    const struct value *item = value_items(&a->value, n);
    const struct value all = value_new_list(e->heap, *n);

    if (!item || *n < 2 || *n > EDGES_MAX) {
        argument_refuse(e, self, a, "a list of 2 to 65 frequencies");
        return NULL;
    }
    if (all.kind == VALUE_POISON) {
        eval_out_of_memory(e);
        return NULL;
    }
    for (uint32_t i = 0; i < *n; i++) {
        all.list->item[i] = eval_convert(e, item[i], "Frequency", a->span);
        if (all.list->item[i].kind == VALUE_POISON)
            return NULL;
    }
    return all.list->item;
}

/* frequency_bands(s, edges): a list of levels; without edges { bass, mid, treble }. */
WORD(frequency_bands)
{
    static const struct {
        const char *name;
        double low, high;
    } bands[] = {{"bass", 20, 250}, {"mid", 250, 4000}, {"treble", 4000, 20000}};
    const bool own = argument[1].value.kind != VALUE_NULL;
    const struct value *edge = NULL;
    uint32_t n_edges = sizeof(bands) / sizeof(bands[0]) + 1;
    struct value all;

    (void)n;
    if (own && !(edge = edges_of(e, self, &argument[1], &n_edges)))
        return value_poison();
    all = own ? value_new_list(e->heap, n_edges - 1) : value_new_map(e->heap);
    if (all.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i + 1 < n_edges; i++) {
        const struct value level =
            own ? band(e, &argument[0], edge[i].number, edge[i + 1].number, span)
                : band(e, &argument[0], bands[i].low, bands[i].high, span);
        if (level.kind == VALUE_POISON)
            return level;
        if (own)
            all.list->item[i] = level;
        else if (!put(e, all, bands[i].name, level, span))
            return eval_out_of_memory(e);
    }
    return all;
}

/* analyze_fft(s, bands or bins, ...): a position above 64, and `bins`, count bands of
 * equal width up to half the rate. */
WORD(analyze_fft)
{
    struct argument *all = heap_take(e->heap, n + 3, sizeof(*all));
    bool in_bins = false;

    if (!all)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        const bool bins = argument[i].name &&
                          strcmp(names_text(e->names, argument[i].name), "bins") == 0;
        all[i] = argument[i];
        if (bins)
            all[i].name = names_add(e->names, "bands", strlen("bands"));
        in_bins |= bins || (i == 1 && !argument[i].name &&
                            value_is_number(&argument[i].value) &&
                            value_as_number(&argument[i].value) > LOG_BANDS_MAX);
    }
    if (!in_bins)
        return call_class(e, "spectrum", self->name, all, n, span);
    all[n] = (struct argument){names_add(e->names, "spacing", strlen("spacing")), span,
                               value_text("hz", strlen("hz"))};
    all[n + 1] = (struct argument){names_add(e->names, "low", strlen("low")), span,
                                   value_number(0.0, MEASURE_FREQUENCY)};
    all[n + 2] =
        (struct argument){names_add(e->names, "high", strlen("high")), span,
                          value_number(e->convert.rate_hz / 2.0, MEASURE_FREQUENCY)};
    return call_class(e, "spectrum", self->name, all, n + 3, span);
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

/* Another name of `pan`. */
WORD(set_pan)
{
    return call_class(e, "pan", self->name, argument, n, span);
}

/* Other channels, then another rate. */
WORD(convert)
{
    const struct named_setting rate = {"rate", argument[1].value},
                               channels = {"channels", argument[2].value};
    struct value s = argument[0].value;

    (void)self, (void)n;
    if (channels.value.kind != VALUE_NULL)
        s = named_node(e, "map", &s, &channels, 1, span);
    if (rate.value.kind != VALUE_NULL && s.kind == VALUE_STREAM)
        s = named_node(e, "resample", &s, &rate, 1, span);
    return s;
}

/* Notes that are given as a list or a text, as `step` plays them. */
static struct value notes_of(struct eval *e, const struct argument *a, struct span span)
{
    char text[1024] = "";
    size_t used = 0;
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);

    if (a->value.kind == VALUE_STREAM || a->value.kind == VALUE_NULL)
        return a->value;
    for (uint32_t i = 0; i < n && used < sizeof(text) - 32; i++) {
        const struct value note = value_is_number(&item[i])
                                      ? item[i]
                                      : eval_convert(e, item[i], "Note", a->span);
        if (note.kind == VALUE_POISON)
            return note;
        used += str_format(text + used, sizeof(text) - used, "%s%g", i ? " " : "",
                           value_as_number(&note));
    }
    const struct named_setting values = {"values",
                                         item ? value_text(text, used) : a->value};
    return named_node(e, "step", NULL, &values, 1, span);
}

/* A sound behind an envelope with the settings of a record, or of [attack, decay,
 * sustain, release]. */
static struct value shaped(struct eval *e, struct value sound,
                           const struct argument *shape, struct span span)
{
    static const char *const names[] = {"attack", "decay", "sustain", "release"};
    enum { N_NAMES = sizeof(names) / sizeof(names[0]) };
    uint32_t n;
    const struct value *item = value_items(&shape->value, &n);
    struct argument through[1 + N_NAMES] = {{0, span, sound}, *shape};

    if (!item)
        return call_class(e, "adsr", "adsr", through,
                          shape->value.kind == VALUE_NULL ? 1 : 2, span);
    n = n < N_NAMES ? n : N_NAMES;
    for (uint32_t i = 0; i < n; i++)
        through[1 + i] = (struct argument){
            names_add(e->names, names[i], strlen(names[i])), shape->span, item[i]};
    return call_class(e, "adsr", "adsr", through, 1 + n, span);
}

/* Voices of a wave, a filter where one is asked for, and an envelope. */
WORD(synth)
{
    const struct value notes = notes_of(e, &argument[0], span);
    const uint32_t outer = e->first_made, first = e->draft->n_nodes;
    const struct named_setting filter[] = {{"cutoff", argument[4].value},
                                           {"q", argument[5].value}};
    const struct argument shape = {0, argument[2].span, argument[2].value};
    size_t size = 0;
    const char *wave = value_word(&argument[1].value, &size);
    int64_t voices;

    (void)n;
    if (notes.kind == VALUE_POISON ||
        !argument_integer(e, self, &argument[3], "voices", 1, 128, 16, &voices))
        return value_poison();
    wave = wave ? wave : "saw";
    if (!str_is_among("sine saw sawtooth square triangle pulse", wave))
        return argument_refuse(e, self, &argument[1],
                               "\"sine\", \"saw\", \"square\", \"triangle\" or "
                               "\"pulse\"");
    e->first_made = first;
    struct value sound = named_node(e, wave, NULL, NULL, 0, span);
    if (sound.kind == VALUE_STREAM &&
        (filter[0].value.kind != VALUE_NULL || filter[1].value.kind != VALUE_NULL))
        sound = named_node(e, "lowpass", &sound, filter, 2, span);
    if (sound.kind == VALUE_STREAM)
        sound = shaped(e, sound, &shape, span);
    const struct argument all[] = {
        {0, span, value_integer(voices)},
        {0, span, sound},
        {names_add(e->names, "notes", strlen("notes")), span, notes}};
    if (sound.kind == VALUE_STREAM)
        sound = eval_voices(e, builtin_find("Audio", "voices"), all,
                            notes.kind == VALUE_NULL ? 2 : 3, span);
    e->first_made = outer;
    return sound;
}

const struct builtin builtin_audio[] = {
    {"set_pan", "", 0, BUILTIN_TAKES_STREAM | BUILTIN_GATHERS, word_set_pan, NULL,
     "The same as `pan`.", "saw(110.hz) |> Audio.set_pan(left)", "Audio"},
    {"convert", "s rate channels", 1, BUILTIN_TAKES_STREAM, word_convert, NULL,
     "A sound at another rate, or with other channels.",
     "saw(110.hz) |> Audio.convert(channels: 2)", "Audio"},
    {"synth", "notes shape adsr voices cutoff q", 0, 0, word_synth, NULL,
     "Voices of a wave that play notes.",
     "Audio.synth(step(\"57 60 64\"), shape: \"saw\", cutoff: 900.hz)", "Audio"},
    {"beat_detect", "", 0, SOUND_OR_SAMPLES | BUILTIN_GATHERS, word_beat_detect, NULL,
     "Events where strong notes begin.",
     "hits = beat_detect(noise(), sensitivity: 60%)\nwhen hits { print(time) }",
     "Audio"},
    {"onset_detection", "", 0, SOUND_OR_SAMPLES | BUILTIN_GATHERS, word_onset_detection,
     NULL, "Events where notes begin; of a list of samples their indices.",
     "when onset_detection(noise()) { print(time) }", "Audio"},
    {"synthesize_sine", "", 0, BUILTIN_GATHERS, word_synthesize_sine, NULL,
     "A tone of level 0.3.", "synthesize_sine(440.hz, duration: 1.s)", "Audio"},
    {"generate_sine_wave", "", 0, BUILTIN_GATHERS, word_synthesize_sine, NULL,
     "A tone of level 0.3.", "generate_sine_wave(440.hz, 20%)", "Audio"},
    {"analyze_audio", "", 0, SOUND_OR_SAMPLES | BUILTIN_GATHERS, word_analyze_audio,
     NULL, "Spectrum, beats, pitch, onsets and levels of a sound.",
     "a = analyze_audio(saw(110.hz), fft_bands: 8)\nloop { print(a.rms_level) }",
     "Audio"},
    {"analyze_fft", "", 0, SOUND_OR_SAMPLES | BUILTIN_GATHERS, word_analyze_fft, NULL,
     "Levels of a sound's bands, or of `bins` of equal width.",
     "b = analyze_fft(saw(110.hz), bands: 16)\nloop { print(b[0]) }", "Audio"},
    {"frequency_bands", "s edges", 1, SOUND_OR_SAMPLES, word_frequency_bands, NULL,
     "Levels of bass, mid and treble, or between edges of one's own.",
     "b = frequency_bands(saw(110.hz))\nloop { print(b.bass) }", "Audio"},
    {"process_audio", "s effects", 2, BUILTIN_TAKES_STREAM, word_process_audio, NULL,
     "Send a sound through a list of effects.",
     "process_audio(saw(110.hz), [lowpass(cutoff: 800.hz), reverb()])", "Audio"},
    {0},
};
