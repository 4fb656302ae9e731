/* SPDX-License-Identifier: MIT */
/*
 * builtin_effect: effects and oscillators as objects, and chains of effects.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include "lang/builtin_argument.h"
#include "lang/effect.h"
#include "lang/named.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* Which class an object is of. */
static const struct {
    const char *name, *class;
} kinds[] = {
    {"Reverb", "reverb"},         {"Filter", "filter"},
    {"ParametricEQ", "eq"},       {"MultiTapDelay", "multitap"},
    {"Distortion", "distortion"}, {"Compressor", "compressor"},
    {"Delay", "delay"},
};

/* `sound |> Reverb.new()` is the sound through it: the call gets it as its first
 * argument. */
static bool begins_with_sound(const struct argument *argument, uint32_t n)
{
    return n > 0 && !argument[0].name && argument[0].value.kind == VALUE_STREAM;
}

static struct value through(struct eval *e, struct value effect,
                            const struct argument *argument, struct span span)
{
    return effect.kind == VALUE_THING
               ? method_call(e, effect, "process", argument, 1, span)
               : effect;
}

WORD(object)
{
    if (begins_with_sound(argument, n))
        return through(e, word_object(e, self, argument + 1, n - 1, span), argument,
                       span);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i].name, self->name) == 0)
            return effect_new(e, kinds[i].class, self->name, argument, n, span);
    return value_poison();
}

/* The word of an argument among some, in any letter case, or NULL after E306. */
static const char *choose(struct eval *e, const struct builtin *self,
                          const struct argument *a, const char *const *word,
                          const char *needs)
{
    size_t size = 0;
    const char *text = value_word(&a->value, &size);

    for (; text && *word; word++) {
        size_t k = 0;
        while (k < size && (text[k] | 32) == (*word)[k])
            k++;
        if (k == size && !(*word)[k])
            return *word;
    }
    argument_refuse(e, self, a, needs);
    return NULL;
}

/* An argument that says which, and all others; `named` is how it may be called. */
static struct value of_kind(struct eval *e, const struct builtin *self,
                            const struct argument *argument, uint32_t n,
                            const char *named, uint32_t position,
                            const char *const *word, const char *needs,
                            struct span span)
{
    struct argument *rest = heap_take(e->heap, n + 1, sizeof(*rest));
    const char *kind = word[0];
    uint32_t used = 0, at = 0;

    if (!rest)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        const bool meant =
            argument[i].name
                ? strcmp(names_text(e->names, argument[i].name), named) == 0
                : at++ == position;
        if (!meant)
            rest[used++] = argument[i];
        else if (!(kind = choose(e, self, &argument[i], word, needs)))
            return value_poison();
    }
    return effect_new(e, kind, self->name, rest, used, span);
}

WORD(modulation)
{
    static const char *const types[] = {"chorus", "flanger", "vibrato", NULL};

    if (begins_with_sound(argument, n))
        return through(e, word_modulation(e, self, argument + 1, n - 1, span), argument,
                       span);
    return of_kind(e, self, argument, n, "type", 0, types,
                   "\"chorus\", \"flanger\" or \"vibrato\"", span);
}

WORD(oscillator)
{
    static const char *const shapes[] = {"sine",     "saw",   "sawtooth", "square",
                                         "triangle", "pulse", "noise",    NULL};

    return of_kind(e, self, argument, n, "shape", 2, shapes,
                   "\"sine\", \"saw\", \"square\" or \"triangle\"", span);
}

WORD(effects_chain)
{
    const struct value chain = effects_new(e);

    (void)self, (void)span;
    for (uint32_t i = 0; i < n && chain.kind != VALUE_POISON; i++) {
        uint32_t m;
        const struct value *item = value_items(&argument[i].value, &m);
        if (!item && !effects_add(e, chain, &argument[i]))
            return value_poison();
        for (uint32_t k = 0; k < m; k++) {
            const struct argument one = {0, argument[i].span, item[k]};
            if (!effects_add(e, chain, &one))
                return value_poison();
        }
    }
    return chain;
}

enum { SETTINGS_MAX = 6 };

/** An effect of a preset: settings in the units of its class. */
struct preset {
    const char *class;
    struct {
        const char *name, *word;
        double number;
    } setting[SETTINGS_MAX];
};

static const struct preset vocal[] = {
    {"highpass", {{"cutoff", NULL, 80.0}, {"q", NULL, 0.7}}},
    {"compressor",
     {{"threshold", NULL, -18.0},
      {"ratio", NULL, 3.0},
      {"attack", NULL, 5.0},
      {"release", NULL, 50.0}}},
    {"eq", {{"freq1", NULL, 3000.0}, {"gain1", NULL, 2.0}, {"q1", NULL, 2.0}}},
    {"reverb", {{NULL, NULL, 0.0}}},
    {NULL, {{NULL, NULL, 0.0}}},
};

static const struct preset guitar[] = {
    {"tube_saturation", {{"drive", NULL, 1.5}}},
    {"chorus", {{"rate", NULL, 0.4}, {"depth", NULL, 0.3}}},
    {"multitap",
     {{"time1", NULL, 0.25},
      {"gain1", NULL, 0.4},
      {"pan1", NULL, -0.3},
      {"time2", NULL, 0.375},
      {"gain2", NULL, 0.3},
      {"pan2", NULL, 0.4}}},
    {NULL, {{NULL, NULL, 0.0}}},
};

static const struct preset drums[] = {
    {"compressor",
     {{"threshold", NULL, -15.0},
      {"ratio", NULL, 4.0},
      {"attack", NULL, 1.0},
      {"release", NULL, 30.0}}},
    {"eq",
     {{"freq1", NULL, 100.0},
      {"gain1", NULL, 1.5},
      {"type1", "lowshelf", 0.0},
      {"freq2", NULL, 5000.0},
      {"gain2", NULL, 1.0},
      {"q2", NULL, 2.0}}},
    {NULL, {{NULL, NULL, 0.0}}},
};

static struct value preset(struct eval *e, const struct preset *p, struct span span)
{
    const struct value chain = effects_new(e);

    for (; p->class && chain.kind != VALUE_POISON; p++) {
        struct named_setting setting[SETTINGS_MAX];
        uint32_t k = 0;
        for (; k < SETTINGS_MAX && p->setting[k].name; k++)
            setting[k] = (struct named_setting){
                p->setting[k].name,
                p->setting[k].word
                    ? value_text(p->setting[k].word, strlen(p->setting[k].word))
                    : value_number(p->setting[k].number, MEASURE_NONE)};
        const struct argument effect = {
            0, span, named_node(e, p->class, NULL, setting, k, span)};
        if (!effects_add(e, chain, &effect))
            return value_poison();
    }
    return chain;
}

#define PRESET(name)                                                                   \
    WORD(name##_preset)                                                                \
    {                                                                                  \
        const struct value chain = preset(e, name, span);                              \
        (void)self, (void)n;                                                           \
        return argument[0].value.kind == VALUE_NULL                                    \
                   ? chain                                                             \
                   : through(e, chain, argument, span);                                \
    }
PRESET(vocal)
PRESET(guitar)
PRESET(drums)

#define OBJECT(name, summary, example)                                                 \
    {                                                                                  \
        name, "", 0, BUILTIN_GATHERS, word_object, NULL, summary, example, "Audio"     \
    }

const struct builtin builtin_effect[] = {
    OBJECT("Reverb", "A room as an object, whose settings change later.",
           "room = Reverb.new(room_size: 80%)\nsaw(110.hz) |> room"),
    OBJECT(
        "Filter", "A filter as an object.",
        "f = Filter.new(\"lowpass\", 800.hz)\nf.set_cutoff(400.hz)\nsaw(110.hz) |> f"),
    OBJECT(
        "ParametricEQ", "An equaliser as an object, of up to 16 bands.",
        "eq1 = ParametricEQ.new()\neq1.add_band(3.khz, 2.db, 2)\nsaw(110.hz) |> eq1"),
    OBJECT("MultiTapDelay", "Echoes as an object, of up to 8 taps.",
           "d = MultiTapDelay.new()\nd.add_tap(250, 40%, -0.3)\nsaw(110.hz) |> d"),
    OBJECT("Distortion", "A distortion as an object, by its type.",
           "saw(110.hz) |> Distortion.new(\"Tube\", drive: 3)"),
    OBJECT("Compressor", "A compressor as an object.",
           "c = Compressor.new(threshold: -18.db)\nnoise() |> c"),
    OBJECT("Delay", "A delay as an object.",
           "d = Delay.new(time: 250.ms)\nsaw(110.hz) |> d"),
    {"Modulation", "", 0, BUILTIN_GATHERS, word_modulation, NULL,
     "A chorus, flanger or vibrato as an object.",
     "saw(110.hz) |> Modulation.new(\"flanger\", rate: 0.2.hz)", "Audio"},
    {"Oscillator", "", 0, BUILTIN_GATHERS, word_oscillator, NULL,
     "A tone as an object, of a shape.",
     "o = Oscillator.new(220.hz, 0.3, \"saw\")\no.set_frequency(330.hz)\no.process()",
     "Audio"},
    {"EffectsChain", "", 0, BUILTIN_GATHERS, word_effects_chain, NULL,
     "Effects in a row as an object.",
     "rack = EffectsChain.new()\nrack.add_effect(reverb())\nsaw(110.hz) |> rack",
     "Audio"},
    {"create_vocal_chain", "s", 0, 0, word_vocal_preset, NULL,
     "High-pass, compressor, presence and a room.",
     "saw(220.hz) |> Audio.create_vocal_chain()", "Audio"},
    {"create_guitar_chain", "s", 0, 0, word_guitar_preset, NULL,
     "Tube, chorus and two echoes.", "saw(110.hz) |> Audio.create_guitar_chain()",
     "Audio"},
    {"create_drum_bus", "s", 0, 0, word_drums_preset, NULL,
     "Compressor, a low shelf and presence.",
     "kit(step(\"36 42\")) |> Audio.create_drum_bus()", "Audio"},
    {0},
};
