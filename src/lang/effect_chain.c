/* SPDX-License-Identifier: MIT */
/* effect_chain: effects in a row, as one thing. */
#include "lang/builtin.h"
#include "lang/detour.h"
#include "lang/effect.h"

struct effects {
    struct thing thing;
    struct list *effect;
    bool bypassed;
    struct detours made; /* what it has made for good */
};

static struct effects *effects_of(struct value v)
{
    return (struct effects *)(void *)v.thing;
}

struct value effects_new(struct eval *e)
{
    const struct value v = thing_new(e, &effects_class, sizeof(struct effects));
    const struct value list = value_new_list(e->heap, 0);

    if (v.kind == VALUE_POISON || list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    effects_of(v)->effect = list.list;
    return v;
}

/* Whether a chain is another, or holds it. */
static bool holds(const struct effects *chain, const struct effects *other)
{
    if (chain == other)
        return true;
    for (uint32_t i = 0; i < chain->effect->n; i++) {
        const struct value *v = &chain->effect->item[i];
        if (v->kind == VALUE_THING && v->thing->class == &effects_class &&
            holds(effects_of(*v), other))
            return true;
    }
    return false;
}

bool effects_add(struct eval *e, struct value effects, const struct argument *a)
{
    const bool is_thing =
        a->value.kind == VALUE_THING && (a->value.thing->class == &effect_class ||
                                         a->value.thing->class == &effects_class);
    const struct value effect =
        is_thing ? a->value : eval_as_chain(e, a->value, a->span);

    if (is_thing && a->value.thing->class == &effects_class &&
        holds(effects_of(a->value), effects_of(effects))) {
        report_error(e->report, a->span, 407,
                     "A chain of effects cannot work: it would hold itself.");
        report_hint(e->report, "Put its effects into a chain of their own.");
        return false;
    }
    if (is_thing || effect.kind == VALUE_CHAIN || effect.kind == VALUE_CLOSURE) {
        if (value_push(e->heap, effects_of(effects)->effect, effect))
            return true;
        eval_out_of_memory(e);
    } else if (effect.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This is %s; an effect belongs here.",
                     value_kind_name(&a->value));
        report_hint(e->report, "Such as `reverb()`, or `Reverb.new()`.");
    }
    return false;
}

static struct value process_all(struct eval *e, struct effects *effects,
                                struct value in, struct span span)
{
    in = eval_as_chain(e, in, span);
    struct value out = in;

    if (in.kind == VALUE_POISON || (effects->bypassed && e->in_frame))
        return in;
    for (uint32_t i = 0; i < effects->effect->n && out.kind != VALUE_POISON; i++) {
        const struct value effect = effects->effect->item[i];
        if (effect.kind != VALUE_THING)
            out = eval_pipe(e, out, effect, span);
        else if (effect.thing->class == &effect_class)
            out = effect_process(e, effect, out, span);
        else
            out = process_all(e, effects_of(effect), out, span);
    }
    if (in.kind == VALUE_STREAM && out.kind == VALUE_STREAM &&
        out.stream->node != in.stream->node &&
        !detours_remember(e, &effects->made, &in, &out))
        return value_poison();
    if (effects->bypassed)
        return detours_take(e, &effects->made, true) ? in : value_poison();
    return out;
}

METHOD(process_all)
{
    (void)n, (void)span;
    return process_all(e, effects_of(self), a[0].value, a[0].span);
}

METHOD(process_stereo)
{
    const struct value sides = value_new_list(e->heap, 2);

    (void)n;
    if (sides.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < 2; i++) {
        sides.list->item[i] = eval_as_chain(e, a[i].value, a[i].span);
        if (sides.list->item[i].kind == VALUE_POISON)
            return value_poison();
    }
    const struct builtin *word = builtin_find("Stream", "interleave");
    const struct argument given = {0, span, sides};
    const struct value both = word->call(e, word, &given, 1, span);
    return both.kind == VALUE_STREAM ? process_all(e, effects_of(self), both, span)
                                     : value_poison();
}

METHOD(add_effect)
{
    (void)n, (void)span;
    return effects_add(e, self, &a[0]) ? value_null() : value_poison();
}

METHOD(set_bypass)
{
    struct effects *effects = effects_of(self);

    (void)span;
    effects->bypassed = n == 0 || value_is_true(&a[0].value);
    return detours_take(e, &effects->made, effects->bypassed) ? value_null()
                                                              : value_poison();
}

METHOD(clear)
{
    (void)e, (void)a, (void)n, (void)span;
    effects_of(self)->effect->n = 0;
    return value_null();
}

/* All of them as one chain; nothing in it is the sound as it is. */
static struct value as_chains(struct eval *e, struct thing *self, struct span span)
{
    const struct effects *effects = (const struct effects *)(const void *)self;
    struct value chain = {.kind = VALUE_CHAIN};

    for (uint32_t i = 0; i < effects->effect->n && chain.kind == VALUE_CHAIN; i++) {
        const struct value next = thing_as_stream(e, effects->effect->item[i], span);
        chain = chain.n ? eval_pipe(e, chain, next, span) : next;
    }
    return chain;
}

static const struct method_word effects_methods[] = {
    {"add_effect", "effect", 1, 1, 0, 0, call_add_effect, "Append an effect."},
    {"process", "s", 1, 1, 0, 0, call_process_all, "Send a sound through all of them."},
    {"process_stereo", "left right", 2, 2, 0, 0, call_process_stereo,
     "Send two sounds through them, as the lanes of one."},
    {"set_bypass", "on", 0, 1, 0, 0, call_set_bypass,
     "Let sounds pass as they are, or not."},
    {"clear", "", 0, 0, 0, 0, call_clear, "Take all effects out."},
    {0},
};

const struct thing_class effects_class = {
    .name = "a chain of effects", .methods = effects_methods, .stream = as_chains};
