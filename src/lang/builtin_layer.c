/* SPDX-License-Identifier: MIT */
/*
 * builtin_layer: a stream with effects of it beside it.
 *
 *     y = g (base + sum level_i effect_i(base)),  g = 1 / sqrt(n + 1), or 1 / (n + 1)
 *
 * An effect gives nothing of the base itself: what mixes both is set to the effect.
 *
 * Source: language reference, section 7.2.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/named.h"

enum { PRESET_NODES = 2, PRESET_SETTINGS = 2 };
enum { BASE, LAYERS, OUTPUT, GAIN };

struct preset {
    const char *name;
    double level;
    struct {
        const char *class;
        struct {
            const char *name;
            double number;
        } setting[PRESET_SETTINGS];
    } node[PRESET_NODES];
};

static const struct preset presets[] = {
    {"reverb", 0.3, {{"reverb", {{"room_size", 0.7}}}}},
    {"delay", 0.3, {{"delay", {{"time", 0.25}, {"feedback", 0.4}}}}},
    {"chorus", 0.5, {{"chorus", {{"rate", 2.0}, {"depth", 0.5}}}}},
    {"lowpass", 1.0, {{"lowpass", {{"cutoff", 1000.0}}}}},
    {"highpass", 1.0, {{"highpass", {{"cutoff", 200.0}}}}},
    {"tube_saturation", 1.0, {{"tube_saturation", {{"drive", 2.0}, {"output", 0.5}}}}},
    {"distortion", 0.5, {{"distortion", {{"drive", 2.0}, {"tone", 0.5}}}}},
    {"shimmer",
     0.3,
     {{"pitch_shift", {{"semitones", 12.0}}}, {"reverb", {{"room_size", 0.9}}}}},
    {"gain", 0.8, {{NULL, {{NULL, 0.0}}}}},
};
enum { N_PRESETS = sizeof(presets) / sizeof(presets[0]) };

/* A layer as it was written. */
struct layer {
    const char *name; /* NULL: it has none */
    struct value effect;
    double level; /* below 0: what the preset says */
};

static const struct preset *find_preset(struct eval *e, const char *name,
                                        struct span span)
{
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (size_t i = 0; i < N_PRESETS; i++) {
        if (strcmp(presets[i].name, name) == 0)
            return &presets[i];
        str_nearest_offer(&near, presets[i].name);
    }
    report_error(e->report, span, 601, "I know no effect called `%.64s`.", name);
    if (near.best)
        report_hint(e->report, "Did you mean `%s`?", near.best);
    else
        report_hint(e->report, "Such as `reverb`, `delay` or `chorus`.");
    return NULL;
}

/* What mixes a sound with its effect gives the effect alone, unless it was told. */
static void take_out_the_dry(struct eval *e, uint32_t first_node, struct span span)
{
    for (uint32_t k = first_node; k < e->draft->n_nodes && !e->err; k++) {
        struct draft_node *node = &e->draft->node[k];
        const int wet = leat_node_param_find(node->class, "wet_mix");
        bool is_told = wet < 0;
        for (uint32_t i = 0; i < node->n_params; i++)
            is_told |= (int)node->param[i].param == wet;
        if (is_told)
            continue;
        struct draft_param *param =
            heap_take(e->heap, node->n_params + 1, sizeof(*param));
        float *value = heap_take(e->heap, 1, sizeof(*value));
        if (!param || !value) {
            eval_out_of_memory(e);
            return;
        }
        if (node->n_params)
            memcpy(param, node->param, node->n_params * sizeof(*param));
        *value = 1.0f;
        param[node->n_params++] =
            (struct draft_param){(uint32_t)wet, span, 1, value, NULL};
        node->param = param;
    }
}

static struct value apply_preset(struct eval *e, const struct preset *preset,
                                 struct value sound, struct span span)
{
    for (int k = 0; k < PRESET_NODES && preset->node[k].class; k++) {
        struct named_setting setting[PRESET_SETTINGS] = {0};
        uint32_t n = 0;
        while (n < PRESET_SETTINGS && preset->node[k].setting[n].name) {
            setting[n].name = preset->node[k].setting[n].name;
            setting[n].value =
                value_number(preset->node[k].setting[n].number, MEASURE_NONE);
            n++;
        }
        sound = named_node(e, preset->node[k].class, &sound, setting, n, span);
        if (sound.kind != VALUE_STREAM)
            return value_poison();
    }
    return sound;
}

static struct value apply(struct eval *e, struct layer *layer, struct value sound,
                          struct span span)
{
    const uint32_t first_node = e->draft->n_nodes;

    if (layer->effect.kind == VALUE_TEXT) {
        const struct preset *preset = find_preset(e, layer->effect.text, span);
        if (!preset)
            return value_poison();
        layer->level = layer->level < 0.0 ? preset->level : layer->level;
        sound = apply_preset(e, preset, sound, span);
    } else {
        const struct argument argument = {0, span, sound};
        layer->level = layer->level < 0.0 ? 1.0 : layer->level;
        sound = eval_call_value(e, eval_as_chain(e, layer->effect, span), &argument, 1,
                                span);
        if (sound.kind != VALUE_STREAM && sound.kind != VALUE_POISON) {
            report_error(e->report, span, 306,
                         "What comes out is %s; it must be a stream.",
                         value_kind_name(&sound));
            report_hint(e->report, "Such as `(\"low\", lowpass(cutoff: 90.hz))`.");
            return value_poison();
        }
    }
    take_out_the_dry(e, first_node, span);
    return sound;
}

/* "reverb", an effect, (name, effect), (effect, level) or (name, (effect, level)). */
static bool read_layer(struct eval *e, struct value v, struct span span,
                       struct layer *layer)
{
    static const struct leat_param level = {.name = "level", .max = 16.0f};
    uint32_t n;
    const struct value *item = value_items(&v, &n);
    float x;

    *layer = (struct layer){.effect = v, .level = -1.0};
    if (item && n == 2 && item[0].kind == VALUE_TEXT && !value_is_number(&item[1])) {
        layer->name = item[0].text;
        layer->effect = item[1];
        item = value_items(&layer->effect, &n);
    } else if (v.kind == VALUE_TEXT) {
        layer->name = v.text;
    }
    if (item && n == 2 && value_is_number(&item[1])) {
        if (!convert_number(&e->convert, &item[1], &level, span, &x))
            return false;
        if (!layer->name && item[0].kind == VALUE_TEXT)
            layer->name = item[0].text;
        layer->level = (double)x;
        layer->effect = item[0];
    }
    if (!value_is_list(&layer->effect))
        return true;
    report_error(e->report, span, 306, "A layer is a name and an effect, not %s.",
                 value_kind_name(&layer->effect));
    report_hint(e->report, "Such as `(\"hall\", \"reverb\")`.");
    return false;
}

/* <base>_<layer> */
static void keep_layer(struct eval *e, const char *base, const char *layer,
                       const struct value *made)
{
    char text[LEAT_NAME_MAX];

    if (base && layer && made->kind == VALUE_STREAM &&
        strlen(base) + strlen(layer) + 1 < sizeof(text)) {
        str_format(text, sizeof(text), "%s_%s", base, layer);
        named_keep(e, text, &(struct named){.stream = *made->stream});
    }
}

/* How loud all of n sounds is; below 0 after an error. */
static double gain_of(struct eval *e, const struct argument *a, uint32_t n,
                      const char *word)
{
    const char *law = named_text(e, a, word, "equal_power");

    if (!law)
        return -1.0;
    if (strcmp(law, "equal_power") == 0)
        return 1.0 / math_sqrt_d(n);
    if (strcmp(law, "equal") == 0)
        return 1.0 / n;
    report_error(e->report, a->span, 407,
                 "`%s` cannot work: there is no gain \"%.40s\".", word, law);
    report_hint(e->report, "Such as \"equal_power\" or \"equal\".");
    return -1.0;
}

/* layer(base, [(name, effect), ...]): the base and what effects make of it. */
static struct value mix_layers(struct eval *e, const struct builtin *self,
                               const struct argument *a, struct value base,
                               const char *name, struct span span)
{
    uint32_t n;
    const struct value *item = value_items(&a[LAYERS].value, &n);
    const uint32_t n_layers = item ? n : a[LAYERS].value.kind != VALUE_NULL;
    struct value *stream = heap_take(e->heap, n_layers + 1, sizeof(*stream));
    double *gain = heap_take(e->heap, n_layers + 1, sizeof(*gain));
    const double all = gain_of(e, &a[GAIN], n_layers + 1, self->name);

    if (!stream || !gain)
        return eval_out_of_memory(e);
    if (all < 0.0)
        return value_poison();
    if (n_layers == 0)
        return base;
    stream[0] = base;
    gain[0] = all;
    for (uint32_t i = 0; i < n_layers; i++) {
        struct layer layer;
        if (!read_layer(e, item ? item[i] : a[LAYERS].value, a[LAYERS].span, &layer))
            return value_poison();
        stream[i + 1] = apply(e, &layer, base, a[LAYERS].span);
        if (stream[i + 1].kind != VALUE_STREAM)
            return value_poison();
        gain[i + 1] = all * layer.level;
        const struct value made = eval_scale(e, stream[i + 1].stream, layer.level);
        keep_layer(e, name, layer.name, &made);
    }
    return eval_mix(e, stream, n_layers + 1, gain, span);
}

static bool are_streams(const struct value *v)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);

    for (uint32_t i = 0; i < n; i++)
        if (item[i].kind != VALUE_STREAM)
            return false;
    return n > 0;
}

/* layer(name, [streams]): a mix of equal power under a name. */
static struct value mix_streams(struct eval *e, const struct builtin *self,
                                const struct argument *a, struct span span)
{
    uint32_t n;
    const struct value *item = value_items(&a[LAYERS].value, &n);
    double *gain = heap_take(e->heap, n, sizeof(*gain));
    const double all = gain_of(e, &a[GAIN], n, self->name);

    if (!gain)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++)
        gain[i] = all;
    return all < 0.0 ? value_poison() : eval_mix(e, item, n, gain, span);
}

static struct value call_layer(struct eval *e, const struct builtin *self,
                               const struct argument *a, uint32_t n, struct span span)
{
    const uint32_t first_node = e->draft->n_nodes;
    const bool is_mix =
        a[BASE].value.kind == VALUE_TEXT && are_streams(&a[LAYERS].value);
    const struct argument *output =
        is_mix && a[OUTPUT].value.kind == VALUE_NULL ? &a[BASE] : &a[OUTPUT];
    struct value made;

    (void)n;
    if (is_mix) {
        made = mix_streams(e, self, a, span);
    } else {
        const struct value base = named_stream(e, &a[BASE], self->name);
        if (base.kind != VALUE_STREAM)
            return value_poison();
        const char *name = a[BASE].value.kind == VALUE_TEXT
                               ? a[BASE].value.text
                               : named_name(e, base.stream);
        made = mix_layers(e, self, a, base, name, span);
        keep_layer(e, name, "layered", &made);
    }
    return named_result(e, output, &made, first_node, self->name, true)
               ? made
               : value_poison();
}

const struct builtin builtin_layer[] = {
    {"layer", "base layers output gain", 2, BUILTIN_IS_WHOLE, call_layer, NULL,
     "A stream and effects of it side by side, at equal power.",
     "composer.layer(saw(110.hz), [(\"hall\", \"reverb\"), (\"low\", lowpass(cutoff: "
     "90.hz))])",
     "Composer composer"},
    {0},
};
