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

enum { FRAMES_MOST = 100000000, MATRIX_TEXT = 4096 };

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

/* A stream through an effect, or a function. */
static struct value transformed(struct eval *e, struct value from, struct value effect,
                                struct span span)
{
    const struct argument sound = {0, span, from};
    const struct value by = eval_as_chain(e, effect, span);

    return by.kind == VALUE_THING ? eval_pipe(e, from, by, span)
                                  : eval_call_value(e, by, &sound, 1, span);
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

/* A matrix as rows of numbers, as text for `map`; one row may stand alone.  Errors:
 * NULL after E306, E502. */
static const char *matrix_text(struct eval *e, const struct argument *a)
{
    uint32_t n_rows, n_columns;
    const struct value *row = value_items(&a->value, &n_rows), *item;
    char *text = heap_take(e->heap, MATRIX_TEXT, 1);
    size_t used = 0;

    if (!text) {
        eval_out_of_memory(e);
        return NULL;
    }
    const bool is_one = row && n_rows > 0 && value_is_number(&row[0]);
    for (uint32_t r = 0; row && r < (is_one ? 1 : n_rows); r++) {
        item = is_one ? row : value_items(&row[r], &n_columns);
        n_columns = is_one ? n_rows : n_columns;
        for (uint32_t c = 0; item && c < n_columns; c++) {
            item = value_is_number(&item[c]) ? item : NULL;
            used += item ? str_format(text + used, MATRIX_TEXT - used, "%s%g",
                                      c   ? " "
                                      : r ? "; "
                                          : "",
                                      value_as_number(&item[c]))
                         : 0;
        }
        row = item && used + 1 < MATRIX_TEXT ? row : NULL;
    }
    if (row && n_rows > 0)
        return text;
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306,
                     "This is no matrix; it needs a list of numbers for each lane.");
        report_hint(e->report, "Such as `channel_mapping: [[0, 1], [1, 0]]`.");
    }
    return NULL;
}

enum { FROM, TO, GAIN, DELAY, ENABLED, MAPPING, TRANSFORM, BYPASS };

/* What goes over a link: the stream, mapped and transformed. */
static struct value passed(struct eval *e, const struct argument *a, struct value from,
                           struct span span)
{
    const bool bypass = value_is_true(&a[BYPASS].value);

    if (a[MAPPING].value.kind != VALUE_NULL) {
        const char *text = matrix_text(e, &a[MAPPING]);
        from = text ? eval_rows(e, from.stream, text, span) : value_poison();
    }
    return from.kind != VALUE_STREAM || a[TRANSFORM].value.kind == VALUE_NULL || bypass
               ? from
               : transformed(e, from, a[TRANSFORM].value, a[TRANSFORM].span);
}

/* connect_direct(a, b, gain, delay, enabled, channel_mapping, transform, bypass). */
WORD(direct)
{
    static const struct leat_param frames = {.name = "delay",
                                             .unit = LEAT_UNIT_FRAMES,
                                             .kind = LEAT_INTEGER,
                                             .max = (float)FRAMES_MOST};
    const struct argument *a = argument;
    struct value from = named_stream(e, &a[FROM], self->name);
    const struct value to = named_stream(e, &a[TO], self->name);
    const bool is_off =
        a[ENABLED].value.kind != VALUE_NULL && !value_is_true(&a[ENABLED].value);
    double gain;
    float delay = 0.0f;

    (void)n;
    if (from.kind != VALUE_STREAM || to.kind != VALUE_STREAM ||
        !gains_of(e, &a[GAIN], 1, &gain))
        return value_poison();
    if (a[DELAY].value.kind != VALUE_NULL &&
        !convert_number(&e->convert, &a[DELAY].value, &frames, a[DELAY].span, &delay))
        return value_poison();
    from = passed(e, a, from, span);
    if (from.kind != VALUE_STREAM)
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
        if (between && between[i].kind != VALUE_NULL)
            from = transformed(e, from, between[i], argument[1].span);
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

/* connect_conditional(a, b, condition): one of rules, or a truth; a stream opens the
 * link as far as its value says. */
WORD(conditional)
{
    struct value from = named_stream(e, &argument[0], self->name);
    const struct value to = named_stream(e, &argument[1], self->name);
    const struct value *when = &argument[2].value;
    const bool is_part = when->kind == VALUE_MAP || when->kind == VALUE_SYMBOL ||
                         when->kind == VALUE_FUNCTION;
    struct leat_condition condition = {.kind = LEAT_ALWAYS};

    (void)n;
    if (from.kind != VALUE_STREAM || to.kind != VALUE_STREAM ||
        (is_part && !builtin_condition(e, &argument[2], &condition)))
        return value_poison();
    if (when->kind == VALUE_STREAM) {
        from = eval_streams(e, TOKEN_TIMES, from, *when, false, span);
    } else if (!value_is_true(when)) {
        return value_null();
    }
    const uint32_t n_links = e->draft->n_links;
    if (from.kind != VALUE_STREAM || !connect(e, &from, &to, 1.0, span))
        return value_poison();
    if (e->draft->n_links > n_links)
        e->draft->link[e->draft->n_links - 1].link.condition = condition;
    return value_null();
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
    {"connect_direct", "from to gain delay enabled channel_mapping transform bypass", 2,
     BUILTIN_IS_WHOLE, word_direct, NULL,
     "Link a stream to the input of another's node.",
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
