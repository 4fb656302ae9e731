/* SPDX-License-Identifier: MIT */
/*
 * builtin_route: links between streams that are there already.
 *
 * A stream stands for its node: what is linked to it goes into the node's first input.
 *
 * Source: language reference, section 6.5.
 */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/named.h"
#include "lang/token.h"

enum { FRAMES_MOST = 100000000 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* The node that a stream comes from, if something can be linked to it. */
static bool has_input(struct eval *e, const struct stream *to, struct span span)
{
    const struct leat_node_class *class = e->draft->node[to->node].class;

    if (leat_node_port(class, LEAT_IN, 0))
        return true;
    report_error(e->report, span, 602, "`%s` has no input.", class->name);
    report_hint(e->report, "Link to an effect, such as `delay(sound)`.");
    return false;
}

static bool connect(struct eval *e, const struct value *from, const struct value *to,
                    double gain, struct span span)
{
    if (!has_input(e, to->stream, span))
        return false;
    const struct value scaled = eval_scale(e, from->stream, gain);
    if (scaled.kind == VALUE_STREAM)
        eval_link(e, scaled.stream, to->stream->node, 0, span);
    return !e->err;
}

/* A list of gains, 1 where it was left out, one for each of n streams. */
static bool gains_of(struct eval *e, const struct argument *a, uint32_t n, double *gain)
{
    static const struct leat_param param = {
        .name = "gain", .min = -16.0f, .max = 16.0f};
    uint32_t m;
    const struct value *item = value_items(&a->value, &m);
    float x = 1.0f;

    if (item && m != n) {
        report_error(e->report, a->span, 406,
                     "These lists belong together but have %u and %u entries.", n, m);
        report_hint(e->report, "Give one entry per stream.");
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct value *v = item ? &item[i] : &a->value;
        if (v->kind != VALUE_NULL &&
            !convert_number(&e->convert, v, &param, a->span, &x))
            return false;
        gain[i] = (double)x;
    }
    return true;
}

/* connect_direct(a, b, gain, delay, enabled, bypass). */
WORD(direct)
{
    static const struct leat_param frames = {.name = "delay",
                                             .unit = LEAT_UNIT_FRAMES,
                                             .kind = LEAT_INTEGER,
                                             .max = (float)FRAMES_MOST};
    const struct value from = named_stream(e, &argument[0], self->name);
    const struct value to = named_stream(e, &argument[1], self->name);
    const bool is_off =
        argument[4].value.kind != VALUE_NULL && !value_is_true(&argument[4].value);
    double gain;
    float delay = 0.0f;

    (void)n;
    if (from.kind != VALUE_STREAM || to.kind != VALUE_STREAM ||
        !gains_of(e, &argument[2], 1, &gain))
        return value_poison();
    if (argument[3].value.kind != VALUE_NULL &&
        !convert_number(&e->convert, &argument[3].value, &frames, argument[3].span,
                        &delay))
        return value_poison();
    if (is_off)
        return value_null();
    const uint32_t n_links = e->draft->n_links;
    if (!connect(e, &from, &to, gain, span))
        return value_poison();
    if (e->draft->n_links > n_links)
        e->draft->link[e->draft->n_links - 1].link.delay_frames += (uint32_t)delay;
    return value_null();
}

/* connect_split(a, [b, ...], [gains]). */
WORD(split)
{
    const struct value from = named_stream(e, &argument[0], self->name);
    uint32_t n_to;
    const struct value *to = named_streams(e, &argument[1], self->name, &n_to);
    double *gain = to ? heap_take(e->heap, n_to + 1, sizeof(*gain)) : NULL;

    (void)n;
    if (from.kind != VALUE_STREAM || !to)
        return value_poison();
    if (!gain)
        return eval_out_of_memory(e);
    if (!gains_of(e, &argument[2], n_to, gain))
        return value_poison();
    for (uint32_t i = 0; i < n_to; i++) {
        if (!connect(e, &from, &to[i], gain[i], span))
            return value_poison();
    }
    return value_null();
}

/* connect_merge([a, ...], b, [gains]). */
WORD(merge)
{
    uint32_t n_from;
    const struct value *from = named_streams(e, &argument[0], self->name, &n_from);
    const struct value to = named_stream(e, &argument[1], self->name);
    double *gain = from ? heap_take(e->heap, n_from + 1, sizeof(*gain)) : NULL;

    (void)n;
    if (!from || to.kind != VALUE_STREAM)
        return value_poison();
    if (!gain)
        return eval_out_of_memory(e);
    if (!gains_of(e, &argument[2], n_from, gain))
        return value_poison();
    for (uint32_t i = 0; i < n_from; i++)
        if (!connect(e, &from[i], &to, gain[i], span))
            return value_poison();
    return value_null();
}

/* connect_chain([a, b, ...], [transforms]): each goes into the next, through its
 * transform. */
WORD(chain)
{
    uint32_t n_all, n_between;
    const struct value *all = named_streams(e, &argument[0], self->name, &n_all);
    const struct value *between = value_items(&argument[1].value, &n_between);

    (void)n;
    if (!all)
        return value_poison();
    if (n_all < 2) {
        report_error(e->report, span, 407,
                     "`%s` cannot work: a chain has at least two streams.", self->name);
        report_hint(e->report, "Such as `Stream.connect_chain([a, b])`.");
        return value_poison();
    }
    if (between && n_between != n_all - 1) {
        report_error(e->report, argument[1].span, 406,
                     "These lists belong together but have %u and %u entries.",
                     n_all - 1, n_between);
        report_hint(e->report, "Give one transform for each link.");
        return value_poison();
    }
    for (uint32_t i = 0; i + 1 < n_all; i++) {
        struct value from = all[i];
        if (between && between[i].kind != VALUE_NULL) {
            const struct argument sound = {0, argument[1].span, from};
            from = eval_call_value(e, eval_as_chain(e, between[i], argument[1].span),
                                   &sound, 1, argument[1].span);
        }
        if (from.kind != VALUE_STREAM || !connect(e, &from, &all[i + 1], 1.0, span))
            return value_poison();
    }
    return value_null();
}

/* connect_parallel(a, [b, ...], merge_to). */
WORD(parallel)
{
    const struct value from = named_stream(e, &argument[0], self->name);
    uint32_t n_to;
    const struct value *to = named_streams(e, &argument[1], self->name, &n_to);
    const struct value end = named_stream(e, &argument[2], self->name);

    (void)n;
    if (from.kind != VALUE_STREAM || !to || end.kind != VALUE_STREAM)
        return value_poison();
    for (uint32_t i = 0; i < n_to; i++)
        if (!connect(e, &from, &to[i], 1.0, span) ||
            !connect(e, &to[i], &end, 1.0 / n_to, span))
            return value_poison();
    return value_null();
}

/* connect_conditional(a, b, condition). */
WORD(conditional)
{
    struct value from = named_stream(e, &argument[0], self->name);
    const struct value to = named_stream(e, &argument[1], self->name);
    const struct value *when = &argument[2].value;

    (void)n;
    if (from.kind != VALUE_STREAM || to.kind != VALUE_STREAM)
        return value_poison();
    if (when->kind == VALUE_STREAM) {
        from = eval_streams(e, TOKEN_TIMES, from, *when, false, span);
    } else if (!value_is_true(when)) {
        return value_null();
    }
    return from.kind == VALUE_STREAM && connect(e, &from, &to, 1.0, span)
               ? value_null()
               : value_poison();
}

/* disconnect(a, b): take back every link from a's node to b's. */
WORD(disconnect)
{
    const struct value from = named_stream(e, &argument[0], self->name);
    const struct value to = named_stream(e, &argument[1], self->name);
    struct draft *d = e->draft;
    const uint32_t first = e->in_frame ? d->n_permanent_links : 0;
    uint32_t kept = first;

    (void)n;
    if (from.kind != VALUE_STREAM || to.kind != VALUE_STREAM)
        return value_poison();
    for (uint32_t i = first; i < d->n_links; i++)
        if (d->link[i].link.from != from.stream->node ||
            d->link[i].link.to != to.stream->node)
            d->link[kept++] = d->link[i];
    if (kept == d->n_links) {
        report_error(e->report, span, 407,
                     "`%s` cannot work: nothing goes from the one to the other%s.",
                     self->name, e->in_frame ? " that this frame has linked" : "");
        report_hint(e->report, "`leat inspect` shows all links.");
        return value_poison();
    }
    d->n_links = kept;
    return value_null();
}

#define EXAMPLE                                                                        \
    "a = saw(110.hz); b = sine(220.hz); left = delay(a); right = gain(b, -6.db); "

const struct builtin builtin_route[] = {
    {"connect_direct", "from to gain delay enabled", 2, BUILTIN_IS_WHOLE, word_direct,
     NULL, "Link a stream to the input of another's node.",
     EXAMPLE "Stream.connect_direct(b, left, gain: 0.5); left", "Stream"},
    {"connect_split", "from to gains", 2, BUILTIN_IS_WHOLE, word_split, NULL,
     "Link a stream to several.",
     EXAMPLE "Stream.connect_split(noise(), [left, right]); left; right", "Stream"},
    {"connect_merge", "from to gains", 2, BUILTIN_IS_WHOLE, word_merge, NULL,
     "Link several streams to one; they add up.",
     EXAMPLE "Stream.connect_merge([b, noise()], left, [1, 0.1]); left", "Stream"},
    {"connect_chain", "streams transforms", 1, BUILTIN_IS_WHOLE, word_chain, NULL,
     "Link each stream to the next.",
     EXAMPLE "Stream.connect_chain([b, left], [gain(-6.db)]); left", "Stream"},
    {"connect_parallel", "from to merge_to", 3, BUILTIN_IS_WHOLE, word_parallel, NULL,
     "Link a stream to several and their mean to one.",
     EXAMPLE "all = gain(noise(), -12.db); "
             "Stream.connect_parallel(b, [left, right], all); all",
     "Stream"},
    {"connect_conditional", "from to condition", 3, BUILTIN_IS_WHOLE, word_conditional,
     NULL, "Link a stream to another while a condition is true.",
     EXAMPLE "Stream.connect_conditional(b, left, 2 > 1); left", "Stream"},
    {"disconnect", "from to", 2, 0, word_disconnect, NULL,
     "Take back the links from one stream to another.",
     EXAMPLE "Stream.disconnect(a, left); left", "Stream"},
    {0},
};
