/* SPDX-License-Identifier: MIT */
/*
 * builtin_composer: the verbs of the composer; each makes nodes and links that can be
 * seen, and returns the stream of what it has made.
 *
 * Source: language reference, section 7.2.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/musical.h"
#include "lang/named.h"

#define COMPOSER "Composer composer"

static const double QUARTER_TURN = 1.57079632679489661923;

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* harmonize(streams, output, ...) and harmonize(a, b, blend, ...) */
enum { STREAMS, OUTPUT, BLEND, MATCH, TUNE, ALIGN, HEADROOM };
#define HARMONIZE      "streams output blend match tune align headroom"
#define HARMONIZE_BOTH "streams blend output match tune align headroom"

/* Two streams side by side become a list of two. */
static bool order_harmonize(struct eval *e, const struct builtin *self,
                            const struct argument *argument, uint32_t n,
                            struct span span, struct argument *out)
{
    const bool both = n > 1 && !argument[0].name && !argument[1].name &&
                      !value_is_list(&argument[0].value);
    struct argument *joined = heap_take(e->heap, n + 1, sizeof(*joined));
    const struct value list = both ? value_new_list(e->heap, 2) : value_null();

    if (!both || !joined || list.kind == VALUE_POISON) {
        if (both || !joined)
            eval_out_of_memory(e);
        return !e->err &&
               builtin_order(e, self->name, HARMONIZE, 1, argument, n, span, out);
    }
    for (int i = 0; i < 2; i++)
        list.list->item[i] = argument[i].value;
    joined[0] = (struct argument){0, argument[0].span, list};
    memcpy(joined + 1, argument + 2, (n - 2) * sizeof(*joined));
    if (!builtin_order(e, self->name, HARMONIZE_BOTH, 1, joined, n - 1, span, out))
        return false;
    const struct argument blend = out[OUTPUT];
    out[OUTPUT] = out[BLEND];
    out[BLEND] = blend;
    return true;
}

/* A number of an argument within a range, or what it is when it was left out. */
static bool number_of(struct eval *e, const struct argument *a,
                      const struct leat_param *param, double otherwise, double *out)
{
    float x;

    *out = otherwise;
    if (a->value.kind == VALUE_NULL)
        return true;
    if (!convert_number(&e->convert, &a->value, param, a->span, &x))
        return false;
    *out = (double)x;
    return true;
}

static bool not_together(struct eval *e, struct span span, uint32_t n, uint32_t m)
{
    report_error(e->report, span, 406,
                 "These lists belong together but have %u and %u entries.", n, m);
    report_hint(e->report, "Give one entry per stream.");
    return false;
}

/* The weights of the mix, as they are given. */
static bool weights(struct eval *e, const struct argument *blend, uint32_t n,
                    double *weight)
{
    static const struct leat_param part = {
        .name = "blend", .unit = LEAT_UNIT_FRACTION, .max = 1.0f};
    static const struct leat_param each = {.name = "blend", .max = 16.0f};
    uint32_t m;
    const struct value *item = value_items(&blend->value, &m);
    double b, sum = 0.0;

    for (uint32_t i = 0; i < n; i++)
        weight[i] = 1.0;
    if (blend->value.kind != VALUE_NULL && !item) {
        if (n != 2)
            return not_together(e, blend->span, n, 1);
        if (!number_of(e, blend, &part, 0.5, &b))
            return false;
        weight[0] = math_cos_d(b * QUARTER_TURN);
        weight[1] = math_sin_d(b * QUARTER_TURN);
    } else if (item && m != n) {
        return not_together(e, blend->span, n, m);
    }
    for (uint32_t i = 0; item && i < n; i++) {
        const struct argument a = {0, blend->span, item[i]};
        if (!number_of(e, &a, &each, 1.0, &weight[i]))
            return false;
    }
    for (uint32_t i = 0; i < n; i++)
        sum += weight[i] * weight[i];
    if (sum > 0.0)
        return true;
    report_error(e->report, blend->span, 407,
                 "This blend cannot work: nothing would be heard.");
    report_hint(e->report, "Give one of them a weight above 0.");
    return false;
}

/* y = level * sum w_i x_i / sqrt(sum w_j^2) */
static struct value equal_power(struct eval *e, const struct value *stream, uint32_t n,
                                double *weight, double level, struct span span)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < n; i++)
        sum += weight[i] * weight[i];
    for (uint32_t i = 0; i < n; i++)
        weight[i] *= level / math_sqrt_d(sum);
    return eval_mix(e, stream, n, weight, span);
}

/* Every stream as loud as the others. */
static bool match_levels(struct eval *e, struct value *stream, uint32_t n,
                         struct span span)
{
    const struct leat_node_class *class = leat_node_class_find("level_match");

    if (!class || n > leat_node_n_ports(class, LEAT_IN)) {
        report_error(e->report, span, 407,
                     "`harmonize` cannot work: at most %d sounds are matched.",
                     class ? (int)leat_node_n_ports(class, LEAT_IN) : 0);
        report_hint(e->report, "Give it `match: false`, or harmonize groups of them.");
        return false;
    }
    const uint32_t node =
        eval_add_node(e, &(struct draft_node){.class = class, .span = span});
    for (uint32_t i = 0; i < n && node != NO_NODE; i++) {
        eval_link(e, stream[i].stream, node, i, span);
        stream[i] = eval_stream_value(e, node, i, LEAT_AUDIO);
        if (stream[i].kind == VALUE_POISON)
            return false;
    }
    return node != NO_NODE;
}

/* The nearest scale of `tune` that has the steps of the key; NULL for none. */
static const char *scale_word(const struct key *key)
{
    const char *name;
    struct scale scale;

    for (size_t i = 0; (name = scale_name(i)); i++)
        if (scale_find(name, strlen(name), &scale) == 0 && scale.n == key->scale.n &&
            memcmp(scale.step, key->scale.step, scale.n * sizeof(scale.step[0])) == 0)
            return name;
    return NULL;
}

/* x -> pitch -> tune -> semitones of x -> pitch_shift */
static struct value tuned(struct eval *e, struct value x, double amount,
                          const char *scale, int tonic, struct span span)
{
    const struct value pitch = named_node(e, "pitch", &x, NULL, 0, span);
    struct value confidence;

    if (pitch.kind != VALUE_STREAM || !eval_port(e, &pitch, "confidence", &confidence))
        return value_poison();
    const struct named_setting tune[] = {
        {"confidence", confidence},
        {"amount", value_number(amount, MEASURE_NONE)},
        {"scale", value_text(scale, strlen(scale))},
        {"root", value_integer(tonic)},
    };
    const struct value by = named_node(e, "tune", &pitch, tune, 4, span);
    if (by.kind != VALUE_STREAM)
        return value_poison();
    const struct named_setting shift[] = {{"semitones", by},
                                          {"lowest", value_number(-1.0, MEASURE_NONE)}};
    return named_node(e, "pitch_shift", &x, shift, 2, span);
}

static bool tune_all(struct eval *e, struct value *stream, uint32_t n, double amount,
                     struct span span)
{
    const struct key key = musical_key_of(e);
    const char *scale = scale_word(&key);
    if (!scale) {
        eval_planned(e, span, "Tuning to a scale of your own",
                     "`composer.set_key(\"A minor\")` sets one with a name.");
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        stream[i] = tuned(e, stream[i], amount, scale, key.tonic, span);
        if (stream[i].kind != VALUE_STREAM)
            return false;
    }
    return true;
}

static struct value make_harmony(struct eval *e, const struct argument *a,
                                 struct value *stream, uint32_t n, struct span span)
{
    static const struct leat_param fraction = {
        .name = "tune", .unit = LEAT_UNIT_FRACTION, .max = 1.0f};
    static const struct leat_param db = {
        .name = "headroom", .unit = LEAT_UNIT_DB, .min = -60.0f, .max = 0.0f};
    double tune, headroom, *weight = heap_take(e->heap, n, sizeof(*weight));
    const bool match =
        a[MATCH].value.kind == VALUE_NULL || value_is_true(&a[MATCH].value);

    if (!weight)
        return eval_out_of_memory(e);
    if (!weights(e, &a[BLEND], n, weight) ||
        !number_of(e, &a[TUNE], &fraction, 0.0, &tune) ||
        !number_of(e, &a[HEADROOM], &db, -3.0, &headroom))
        return value_poison();
    for (uint32_t i = 0; i < n && value_is_true(&a[ALIGN].value); i++) {
        stream[i] = builtin_on_beat(e, stream[i], 1.0, "harmonize", span);
        if (stream[i].kind != VALUE_STREAM)
            return value_poison();
    }
    if ((match && !match_levels(e, stream, n, span)) ||
        (tune > 0.0 && !tune_all(e, stream, n, tune, span)))
        return value_poison();
    return equal_power(e, stream, n, weight, math_db_to_factor_d(headroom), span);
}

WORD(harmonize)
{
    const uint32_t first_node = e->draft->n_nodes;
    struct argument a[BUILTIN_PARAMS_MAX];
    uint32_t n_streams;

    if (!order_harmonize(e, self, argument, n, span, a))
        return value_poison();
    struct value *stream = named_streams(e, &a[STREAMS], self->name, &n_streams);
    if (!stream)
        return value_poison();
    if (n_streams < 2) {
        report_error(e->report, span, 610, "`%s` needs at least two streams.",
                     self->name);
        report_hint(e->report, "Add another, or use it directly.");
        return value_poison();
    }
    const struct value made = make_harmony(e, a, stream, n_streams, span);
    return named_result(e, &a[OUTPUT], &made, first_node, self->name, true)
               ? made
               : value_poison();
}

/* Whether the third of a scale is a small one. */
static bool is_minor(const struct scale *scale)
{
    bool has[2] = {false, false};

    for (uint32_t i = 0; i < scale->n; i++)
        for (int k = 0; k < 2; k++)
            has[k] |= math_abs_d(scale->step[i] - (3 + k)) < 0.25;
    return has[0] && !has[1];
}

/* x -> chroma -> key_shift -> semitones of x -> pitch_shift */
struct value builtin_in_key(struct eval *e, struct value x, const struct argument *a,
                            struct span span)
{
    static const char *const modes[] = {"major", "minor"};
    const struct value chroma = named_node(e, "chroma", &x, NULL, 0, span);
    struct value told, confidence;
    struct key key;

    if (!musical_key(&a->value, &key)) {
        if (a->value.kind != VALUE_POISON) {
            report_error(e->report, a->span, 306, "This is %s; it must be a key.",
                         value_kind_name(&a->value));
            report_hint(e->report, "Such as \"A minor\", \"C\" or \"F# mixolydian\".");
        }
        return value_poison();
    }
    if (chroma.kind != VALUE_STREAM || !eval_port(e, &chroma, "key", &told) ||
        !eval_port(e, &chroma, "confidence", &confidence))
        return value_poison();
    const char *mode = modes[is_minor(&key.scale)];
    const struct named_setting way[] = {
        {"confidence", confidence},
        {"root", value_integer(key.tonic)},
        {"mode", value_text(mode, strlen(mode))},
    };
    const struct value by = named_node(e, "key_shift", &told, way, 3, span);
    if (by.kind != VALUE_STREAM)
        return value_poison();
    const struct named_setting shift[] = {{"semitones", by},
                                          {"lowest", value_number(-5.0, MEASURE_NONE)}};
    return named_node(e, "pitch_shift", &x, shift, 2, span);
}

static struct value through(struct eval *e, struct value stream,
                            const struct argument *effects)
{
    uint32_t n;
    const struct value *item = value_items(&effects->value, &n);
    const uint32_t count = item ? n : 1;

    for (uint32_t i = 0; i < count && stream.kind == VALUE_STREAM; i++) {
        const struct argument sound = {0, effects->span, stream};
        const struct value effect =
            eval_as_chain(e, item ? item[i] : effects->value, effects->span);
        stream = eval_call_value(e, effect, &sound, 1, effects->span);
    }
    if (stream.kind != VALUE_STREAM && stream.kind != VALUE_POISON) {
        report_error(e->report, effects->span, 306,
                     "What comes out is %s; it must be a stream.",
                     value_kind_name(&stream));
        report_hint(e->report, "Such as `[lowpass(cutoff: 800.hz), reverb()]`.");
        return value_poison();
    }
    return stream;
}

WORD(process_through)
{
    const uint32_t first_node = e->draft->n_nodes;
    const struct value stream = named_stream(e, &argument[0], self->name);

    (void)n, (void)span;
    if (stream.kind != VALUE_STREAM)
        return value_poison();
    const struct value made = through(e, stream, &argument[1]);
    return named_result(e, &argument[2], &made, first_node, self->name, true)
               ? made
               : value_poison();
}

/* <name>_left and <name>_right. */
static void name_sides(struct eval *e, const char *name, const struct value *both)
{
    static const char *const sides[] = {"left", "right"};
    char text[LEAT_NAME_MAX];

    for (uint32_t i = 0; i < 2; i++) {
        if (str_format(text, sizeof(text), "%s_%s", name, sides[i]) >= sizeof(text) - 1)
            return;
        named_keep(e, text, &(struct named){.stream = *both->stream, .lane = i + 1});
    }
}

WORD(spread)
{
    const uint32_t first_node = e->draft->n_nodes;
    const struct value mono = named_stream(e, &argument[0], self->name);

    (void)n;
    if (mono.kind != VALUE_STREAM)
        return value_poison();
    const char *name = argument[0].value.kind == VALUE_TEXT
                           ? argument[0].value.text
                           : named_name(e, mono.stream);
    struct value made;
    if (value_is_list(&argument[1].value)) {
        made = through(e, mono, &argument[1]);
    } else {
        const struct named_setting setting[] = {{"width", argument[1].value},
                                                {"movement", argument[2].value},
                                                {"size", argument[3].value}};
        made = named_node(e, "spread", &mono, setting, 3, span);
        if (made.kind == VALUE_STREAM && name)
            name_sides(e, name, &made);
    }
    return named_result(e, &argument[4], &made, first_node, self->name, true)
               ? made
               : value_poison();
}

static bool is_heard(const struct draft *d, const struct stream *s)
{
    for (uint32_t i = 0; i < d->n_links; i++)
        if (d->link[i].link.from == s->node && d->link[i].link.from_port == s->port)
            return true;
    return false;
}

WORD(perform)
{
    (void)self, (void)argument, (void)n;
    named_forget(e);
    for (uint32_t i = 0; i < e->n_named; i++) {
        const struct named *named = &e->named[i];
        if (named->is_result && !is_heard(e->draft, &named->stream))
            eval_to_output(e, &named->stream, span);
    }
    return value_null();
}

WORD(create_workflow_example)
{
    static const char text[] =
        "composer.set_musical_context(tempo_bpm: 96, key: \"A minor\")\n"
        "bass = saw(55.hz) |> lowpass(cutoff: 300.hz)\n"
        "lead = triangle(220.hz) |> gain(-6.db)\n"
        "duet = composer.harmonize([\"bass\", \"lead\"], blend: 40%)\n"
        "deep = composer.layer(\"duet\", [(\"hall\", \"reverb\")])\n"
        "wide = composer.spread(\"duet\", width: 70%)\n"
        "composer.perform()\n";

    (void)e, (void)self, (void)argument, (void)n, (void)span;
    return value_text(text, sizeof(text) - 1);
}

const struct builtin builtin_composer[] = {
    {"harmonize", HARMONIZE, 1, BUILTIN_GATHERS | BUILTIN_IS_WHOLE, word_harmonize,
     NULL, "Mix streams at equal power, equally loud and in tune.",
     "composer.harmonize([saw(110.hz), triangle(220.hz)], \"duet\", blend: 30%)",
     COMPOSER},
    {"spread", "stream width movement size output", 1, BUILTIN_IS_WHOLE, word_spread,
     NULL, "Make a stream wide; the sum of both sides does not hear it.",
     "composer.spread(saw(110.hz), width: 70%, movement: 0.3)", COMPOSER},
    {"process_through", "stream effects output", 2, BUILTIN_IS_WHOLE,
     word_process_through, NULL, "Send a stream through a list of effects.",
     "composer.process_through(saw(110.hz), [lowpass(cutoff: 800.hz), reverb()])",
     COMPOSER},
    {"perform", "", 0, BUILTIN_IS_WHOLE, word_perform, NULL,
     "Let every named result be heard that nothing else uses.",
     "composer.spread(saw(110.hz), output: \"wide\"); composer.perform()", COMPOSER},
    {"create_workflow_example", "", 0, 0, word_create_workflow_example, NULL,
     "The text of a program that uses the verbs.",
     "print(composer.create_workflow_example())", COMPOSER},
    {0},
};
