/* SPDX-License-Identifier: MIT */
/* effect: effects and sources as things. */
#include "lang/effect.h"

#include <string.h>

#include "base/str.h"
#include "lang/detour.h"
#include "lang/named.h"

struct effect {
    struct thing thing;
    const struct function *function;
    struct argument *argument; /* settings by name */
    uint32_t n, room;
    uint32_t n_rows; /* bands or taps that were added one by one */
    bool bypassed;
    struct detours made; /* what it has made for good */
};

static struct effect *effect_of(struct value v)
{
    return (struct effect *)(void *)v.thing;
}

/* The index of a setting, or -1 after E404. */
static int find_setting(struct eval *e, const struct effect *effect, const char *name,
                        struct span span)
{
    const struct leat_node_class *class = effect->function->class;
    const int param = leat_node_param_find(class, name);
    struct str_nearest near;

    if (param >= 0)
        return param;
    str_nearest_init(&near, name);
    for (size_t i = 0; i < class->n_params; i++)
        str_nearest_offer(&near, class->params[i].name);
    report_error(e->report, span, 404, "`%s` has no setting `%s`.",
                 effect->function->name, name);
    report_hint(e->report,
                near.best ? "Did you mean `set_%s`?" : "%s`leat nodes` tells.",
                near.best ? near.best : "");
    return -1;
}

static bool put(struct eval *e, struct effect *effect, const char *name,
                const struct argument *a)
{
    const uint32_t number = names_add(e->names, name, strlen(name));
    uint32_t at = 0;

    while (at < effect->n && effect->argument[at].name != number)
        at++;
    struct argument *all =
        heap_grow(e->heap, effect->argument, at, &effect->room, sizeof(*all));
    if (!all) {
        eval_out_of_memory(e);
        return false;
    }
    effect->argument = all;
    effect->argument[at] = (struct argument){number, a->span, a->value};
    effect->n += at == effect->n;
    return true;
}

/* Set it for what is made later, and what was made for good. */
static bool set(struct eval *e, struct effect *effect, const char *name,
                const struct argument *a)
{
    const int at = find_setting(e, effect, name, a->span);
    float number = 0.0f;

    if (at < 0)
        return false;
    const struct leat_param *p = &effect->function->class->params[at];
    if (a->value.kind == VALUE_STREAM || p->kind == LEAT_TEXT)
        return put(e, effect, p->name, a);
    if (!convert_number(&e->convert, &a->value, p, a->span, &number) ||
        !put(e, effect, p->name, a))
        return false;
    for (uint32_t i = 0; i < effect->made.n; i++)
        if (!named_set(e, effect->made.detour[i].out.node, p->name, (double)number))
            return false;
    return true;
}

/* A band or an echo, as a map: `gain` of the third is `gain3`. */
static bool add_row(struct eval *e, struct effect *effect, const struct map *row,
                    struct span span)
{
    char name[32];

    if (effect->n_rows >= EFFECT_ROWS_MAX) {
        report_error(e->report, span, 502, "This grew too large: it has %d already.",
                     EFFECT_ROWS_MAX);
        report_hint(e->report, "Use another behind it.");
        return false;
    }
    effect->n_rows++;
    for (uint32_t i = 0; i < row->n; i++) {
        const struct argument a = {0, span, row->entry[i].value};
        str_format(name, sizeof(name), "%.20s%u", row->entry[i].key, effect->n_rows);
        if (!set(e, effect, name, &a))
            return false;
    }
    return true;
}

static bool is_rows(const struct eval *e, const struct argument *a)
{
    const char *name = names_text(e->names, a->name);

    return a->value.kind == VALUE_LIST &&
           (a->name ? strcmp(name, "bands") == 0 || strcmp(name, "taps") == 0
                    : a->value.list->n > 0 && a->value.list->item[0].kind == VALUE_MAP);
}

static bool take(struct eval *e, struct effect *effect, const struct argument *a,
                 uint32_t *position)
{
    const struct leat_node_class *class = effect->function->class;

    if (a->value.kind == VALUE_POISON)
        return false;
    if (!a->name && a->value.kind == VALUE_MAP) {
        for (uint32_t i = 0; i < a->value.map->n; i++) {
            const struct entry *entry = &a->value.map->entry[i];
            const struct argument one = {entry->name, a->span, entry->value};
            if (!take(e, effect, &one, position))
                return false;
        }
        return true;
    }
    if (is_rows(e, a)) {
        for (uint32_t i = 0; i < a->value.list->n; i++) {
            const struct value *row = &a->value.list->item[i];
            if (row->kind != VALUE_MAP) {
                report_error(e->report, a->span, 306, "This is %s; a Map belongs here.",
                             value_kind_name(row));
                report_hint(e->report, "Such as `{ frequency: 1.khz, gain: 3.db }`.");
                return false;
            }
            if (!add_row(e, effect, row->map, a->span))
                return false;
        }
        return true;
    }
    if (a->name) {
        const char *name = names_text(e->names, a->name);
        return leat_node_port_find(class, LEAT_IN, name) >= 0 ? put(e, effect, name, a)
                                                              : set(e, effect, name, a);
    }
    if (*position < class->n_params)
        return set(e, effect, class->params[(*position)++].name, a);
    report_error(e->report, a->span, 404, "`%s` takes %u values; this is one more.",
                 effect->function->name, (unsigned)class->n_params);
    report_hint(e->report, "Remove it, or name the setting it is for.");
    return false;
}

struct value effect_new(struct eval *e, const char *class, const char *name,
                        const struct argument *argument, uint32_t n, struct span span)
{
    const struct leat_node_class *of = leat_node_class_find(class);
    struct function *function = heap_take(e->heap, 1, sizeof(*function));
    uint32_t position = 0;

    if (!function)
        return eval_out_of_memory(e);
    if (!of)
        return eval_planned(e, span, name, "`leat nodes` lists what there is.");
    *function = (struct function){.class = of, .name = name};
    const bool is_source = leat_node_n_ports(of, LEAT_IN) == 0;
    const struct value v = thing_new(e, is_source ? &oscillator_class : &effect_class,
                                     sizeof(struct effect));
    if (v.kind == VALUE_POISON)
        return v;
    effect_of(v)->function = function;
    for (uint32_t i = 0; i < n; i++)
        if (!take(e, effect_of(v), &argument[i], &position))
            return value_poison();
    return v;
}

/* The effect as a chain with the settings that it has now. */
static struct value as_chain(struct eval *e, struct thing *self, struct span span)
{
    const struct effect *effect = (const struct effect *)(const void *)self;
    struct argument *copy = heap_take(e->heap, effect->n + 1, sizeof(*copy));

    if (!copy)
        return eval_out_of_memory(e);
    if (effect->n)
        memcpy(copy, effect->argument, effect->n * sizeof(*copy));
    return eval_chain(e, NULL, effect->function, copy, effect->n, span);
}

struct value effect_process(struct eval *e, struct value self, struct value in,
                            struct span span)
{
    struct effect *effect = effect_of(self);

    in = eval_as_chain(e, in, span);
    if (in.kind == VALUE_POISON || (effect->bypassed && e->in_frame))
        return in;
    const struct value chain = as_chain(e, &effect->thing, span);
    const struct value out =
        chain.kind == VALUE_CHAIN ? eval_pipe(e, in, chain, span) : chain;
    if (in.kind == VALUE_STREAM && !detours_remember(e, &effect->made, &in, &out))
        return value_poison();
    if (effect->bypassed && effect->made.n)
        return detours_take(e, &effect->made, true) ? in : value_poison();
    return out;
}

METHOD(process)
{
    (void)n, (void)span;
    return effect_process(e, self, a[0].value, a[0].span);
}

METHOD(bypass)
{
    struct effect *effect = effect_of(self);

    (void)span;
    effect->bypassed = n == 0 || value_is_true(&a[0].value);
    return detours_take(e, &effect->made, effect->bypassed) ? value_null()
                                                            : value_poison();
}

/* Rows by position or by name: as add_band(frequency, gain, q, type) and add_tap(ms,
 * gain, pan).
 */
static struct value add_by_position(struct eval *e, struct value self,
                                    const struct argument *a, uint32_t n,
                                    const char *const *key, struct span span)
{
    struct value row =
        n == 1 && a[0].value.kind == VALUE_MAP ? a[0].value : value_new_map(e->heap);
    uint32_t at = 0;

    if (row.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n && a[i].value.kind != VALUE_MAP; i++) {
        const char *name = a[i].name ? names_text(e->names, a[i].name) : key[at++];
        if (!value_put(e->heap, row.map, names_add(e->names, name, strlen(name)), name,
                       a[i].span, a[i].value))
            return eval_out_of_memory(e);
    }
    return add_row(e, effect_of(self), row.map, span) ? value_null() : value_poison();
}

METHOD(add_band)
{
    static const char *const key[] = {"frequency", "gain", "q", "type"};

    return add_by_position(e, self, a, n, key, span);
}

/* Its time is in ms when it has no unit. */
METHOD(add_tap)
{
    static const char *const key[] = {"time", "gain", "pan"};
    struct argument own[3];

    memcpy(own, a, n * sizeof(*own));
    for (uint32_t i = 0; i < n; i++) {
        const char *name = own[i].name ? names_text(e->names, own[i].name) : key[i];
        if (strcmp(name, "ms") == 0)
            own[i].name = names_add(e->names, "time", strlen("time"));
        else if (strcmp(name, "time") != 0)
            continue;
        if (value_is_number(&own[i].value) && own[i].value.measure == MEASURE_NONE)
            own[i].value =
                value_number(value_as_number(&own[i].value) / 1000.0, MEASURE_TIME);
    }
    return add_by_position(e, self, own, n, key, span);
}

#define SETTINGS(X)                                                                    \
    X(cutoff)                                                                          \
    X(frequency)                                                                       \
    X(resonance)                                                                       \
    X(q)                                                                               \
    X(type)                                                                            \
    X(gain)                                                                            \
    X(room_size)                                                                       \
    X(damping)                                                                         \
    X(wet_mix)                                                                         \
    X(wet)                                                                             \
    X(diffusion)                                                                       \
    X(decay)                                                                           \
    X(rate)                                                                            \
    X(depth)                                                                           \
    X(feedback)                                                                        \
    X(drive)                                                                           \
    X(output)                                                                          \
    X(tone)                                                                            \
    X(bits)                                                                            \
    X(oversample)                                                                      \
    X(threshold)                                                                       \
    X(ratio)                                                                           \
    X(attack)                                                                          \
    X(release)                                                                         \
    X(knee)                                                                            \
    X(makeup)                                                                          \
    X(voices)                                                                          \
    X(spread)                                                                          \
    X(amplitude)                                                                       \
    X(phase)                                                                           \
    X(width)

#define CALL_SET(setting)                                                              \
    METHOD(set_##setting)                                                              \
    {                                                                                  \
        (void)n, (void)span;                                                           \
        return set(e, effect_of(self), #setting, &a[0]) ? value_null()                 \
                                                        : value_poison();              \
    }
SETTINGS(CALL_SET)

#define WORD_SET(setting)                                                              \
    {"set_" #setting,          "value", 1, 1, 0, 0, call_set_##setting,                \
     "Set its `" #setting "`."},

static const struct method_word methods[] = {
    {"process", "s", 1, 1, 0, 0, call_process, "Send a sound through it."},
    {"bypass", "on", 0, 1, 0, 0, call_bypass, "Let sounds pass as they are, or not."},
    {"add_band", "frequency gain q type", 1, 4, 0, 0, call_add_band,
     "One more band of a ParametricEQ."},
    {"add_tap", "ms gain pan", 1, 3, 0, 0, call_add_tap,
     "One more echo of a MultiTapDelay."},
    SETTINGS(WORD_SET){0},
};

const struct thing_class effect_class = {
    .name = "an effect", .methods = methods, .stream = as_chain};

/* A source has one node where it lasts, and one a place in frames. */
static struct value as_source(struct eval *e, struct thing *self, struct span span)
{
    struct effect *source = (struct effect *)(void *)self;

    if (source->made.n) {
        const struct stream *made = &source->made.detour[0].out;
        return eval_stream_value(e, made->node, made->port, made->type);
    }
    const struct value out =
        eval_node(e, source->function, source->argument, source->n, span);
    return detours_remember(e, &source->made, NULL, &out) ? out : value_poison();
}

METHOD(sound)
{
    (void)a, (void)n;
    return as_source(e, self.thing, span);
}

METHOD(stop)
{
    const struct argument silent = {0, span, value_number(0.0, MEASURE_NONE)};

    (void)a, (void)n;
    return set(e, effect_of(self), "amplitude", &silent) ? value_null()
                                                         : value_poison();
}

static const struct method_word oscillator_methods[] = {
    {"process", "", 0, 0, 0, 0, call_sound, "Its sound."},
    {"set_frequency", "value", 1, 1, 0, 0, call_set_frequency, "Set its pitch."},
    {"set_amplitude", "value", 1, 1, 0, 0, call_set_amplitude, "Set its level."},
    {"stop", "", 0, 0, 0, 0, call_stop, "Let it be silent."},
    {0},
};

const struct thing_class oscillator_class = {
    .name = "an oscillator", .methods = oscillator_methods, .stream = as_source};
