/* SPDX-License-Identifier: MIT */
/* eval_stream: what operators make of streams: sums, products, feedback, outputs. */
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "lang/draw_call.h"
#include "lang/token.h"

/* Of the outputs that a frame makes, for each type of stream, whoever reaches it first.
 */
#define OUTPUT_IDENTITY UINT64_C(0x6F75747075740001)

/* Far above what a link can have, and finite: 0 times it is 0. */
static const double FACTOR_MAX = 1e300;

static const char *const type_names[] = {"Audio", "Graphics", "events", "data"};

struct value eval_stream_value(struct eval *e, uint32_t node, uint32_t port,
                               enum leat_stream type)
{
    struct stream *stream = heap_take(e->heap, 1, sizeof(*stream));

    if (!stream)
        return eval_out_of_memory(e);
    *stream = (struct stream){.node = node, .port = port, .type = type, .gain = 1.0};
    stream->frame = node >= e->draft->n_permanent_nodes ? e->frame : 0;
    return (struct value){.kind = VALUE_STREAM, .stream = stream};
}

bool eval_see(struct eval *e, const struct stream *s, struct span span)
{
    if (eval_is_here(e, s))
        return true;
    report_error(e->report, span, 407,
                 "This stream cannot work: an earlier frame has made it, and this one "
                 "has not.");
    report_hint(e->report, "Make it above the loop, or in every frame.");
    return false;
}

uint32_t eval_add_node(struct eval *e, const struct draft_node *node)
{
    struct draft_node made = *node;
    int index;

    if (e->in_frame && !made.identity) {
        made.identity = (e->site ^ ++e->n_made) * UINT64_C(0x9E3779B97F4A7C15);
        made.identity += made.identity == 0;
        made.renews = e->draft->turn.block != 0;
    }
    index = draft_add_node(e->draft, &made);

    if (index == LEAT_ERR_LIMIT && !e->is_full) {
        e->is_full = true;
        report_error(e->report, node->span, 502,
                     "This grew too large: more than %d nodes.", DRAFT_NODES_MAX);
        report_hint(e->report, "Use lists, `sine([220, 330])`: one node of two lanes.");
    } else if (index < 0 && index != LEAT_ERR_LIMIT) {
        eval_out_of_memory(e);
    }
    return index < 0 ? NO_NODE : (uint32_t)index;
}

/* What a plain link cannot do to a stream on its way. */
static bool is_linkable(struct eval *e, const struct stream *s, struct span span)
{
    if (s->measure != MEASURE_NONE) {
        report_error(e->report, span, 306,
                     "This stream carries %s; a sound has no unit.",
                     measure_name(s->measure));
        report_hint(e->report, "Give it to a setting, such as `cutoff: ...`.");
        return false;
    }
    if (s->type == LEAT_EVENTS && s->gain != 1.0) {
        report_error(e->report, span, 306, "Events cannot be made louder.");
        report_hint(e->report, "Scale the sound that they make.");
        return false;
    }
    return true;
}

/* The output that suits an input: the stream's own, or, where that is of another kind
 * and the first of its node, the first that is of the wanted one. */
static struct stream suiting(const struct eval *e, const struct stream *s,
                             const struct leat_port *in)
{
    const struct leat_node_class *class = e->draft->node[s->node].class;
    const struct leat_port *out;
    struct stream found = *s;

    for (uint32_t p = 0; in && s->type != in->stream && s->port == 0 &&
                         (out = leat_node_port(class, LEAT_OUT, p));
         p++)
        if (out->stream == in->stream) {
            found.port = p;
            found.type = in->stream;
            break;
        }
    return found;
}

/* gain * x + offset of a sound: a node adds the offset. */
static bool shift_link(struct eval *e, struct stream *s, struct span span)
{
    const struct leat_node_class *class = leat_node_class_find("offset");
    struct draft_param *param = heap_take(e->heap, 1, sizeof(*param));
    float *value = heap_take(e->heap, 1, sizeof(*value));
    struct stream plain = *s;

    if (!class || !param || !value) {
        eval_out_of_memory(e);
        return false;
    }
    *value = (float)math_clamp_d(s->offset, -3e38, 3e38);
    *param = (struct draft_param){(uint32_t)leat_node_param_find(class, "amount"), span,
                                  1, value, NULL};
    const uint32_t node = eval_add_node(
        e, &(struct draft_node){
               .class = class, .span = span, .n_params = 1, .param = param});
    if (node == NO_NODE)
        return false;
    plain.offset = 0.0;
    eval_link(e, &plain, node, 0, span);
    *s = (struct stream){.node = node, .type = s->type, .gain = 1.0};
    return true;
}

void eval_link(struct eval *e, const struct stream *stream, uint32_t to, uint32_t port,
               struct span span)
{
    if (!eval_see(e, stream, span))
        return;
    const struct leat_node_class *class = e->draft->node[to].class;
    const struct leat_port *in = leat_node_port(class, LEAT_IN, port);
    struct stream suits = suiting(e, stream, in), *s = &suits;

    if (in && in->stream != s->type) {
        report_error(e->report, span, 602, "This carries %s; `%s` wants %s.",
                     type_names[s->type], class->name, type_names[in->stream]);
        report_hint(e->report, "Link streams of one kind.");
        return;
    }
    if (!is_linkable(e, s, span))
        return;
    if (s->offset != 0.0 && !shift_link(e, &suits, span))
        return;
    struct draft_link link = {.link = leat_link_between(s->node, s->port, to, port),
                              .span = span};
    link.link.gain = (float)math_clamp_d(s->gain, -3e38, 3e38);
    link.link.feedback = s->delay_frames > 0;
    link.link.delay_frames = s->delay_frames;
    if (draft_add_link(e->draft, &link) < 0)
        eval_out_of_memory(e);
}

static const struct leat_node_class *default_sink(enum leat_stream type)
{
    if (type != LEAT_AUDIO)
        return NULL;
    const struct leat_node_class *class = leat_node_class_find("output");
    return class ? class : leat_node_class_find("null_sink");
}

void eval_to_output(struct eval *e, const struct stream *s, struct span span)
{
    const struct leat_node_class *class = default_sink(s->type);
    uint32_t *sink = &e->output;

    if (s->type == LEAT_VIDEO) {
        draw_stream(e, s, span);
        return;
    }
    if (!class)
        return; /* a stream of events or data is nothing to hear */
    if (*sink == NO_NODE)
        *sink = eval_add_node(
            e, &(struct draft_node){.class = class,
                                    .span = span,
                                    .identity =
                                        e->in_frame ? OUTPUT_IDENTITY + s->type : 0});
    if (*sink != NO_NODE)
        eval_link(e, s, *sink, 0, span);
}

struct value eval_scale(struct eval *e, const struct stream *stream, double factor)
{
    struct stream *copy = heap_take(e->heap, 1, sizeof(*copy));

    if (!copy)
        return eval_out_of_memory(e);
    *copy = *stream;
    factor = math_clamp_d(factor, -FACTOR_MAX, FACTOR_MAX);
    copy->gain *= factor;
    copy->offset *= factor;
    copy->is_sum = false;
    copy->parts = NULL;
    return (struct value){.kind = VALUE_STREAM, .stream = copy};
}

static struct stream scaled(const struct stream *s, double factor)
{
    struct stream copy = *s;

    copy.gain *= factor;
    copy.offset *= factor;
    return copy;
}

struct value eval_mix(struct eval *e, const struct value *streams, uint32_t n,
                      const double *gains, struct span span)
{
    const struct leat_node_class *class = leat_node_class_find("mix");

    if (!class)
        return eval_planned(e, span, "`mix`", "`leat nodes` lists what there is.");
    const uint32_t node =
        eval_add_node(e, &(struct draft_node){.class = class, .span = span});
    if (node == NO_NODE)
        return value_poison();
    for (uint32_t i = 0; i < n; i++) {
        const struct stream s = scaled(streams[i].stream, gains ? gains[i] : 1.0);
        eval_link(e, &s, node, 0, span);
    }
    return eval_stream_value(e, node, 0, LEAT_AUDIO);
}

/* a + b and a - b; in a + b + c the sum of a and b gets one more link. */
static struct value add(struct eval *e, struct value a, struct value b, double sign,
                        bool grows, struct span span)
{
    const double gains[] = {1.0, sign};
    const struct value both[] = {a, b};
    struct value sum;

    if (grows && a.stream->is_sum && eval_is_here(e, a.stream)) {
        const struct stream s = scaled(b.stream, sign);
        eval_link(e, &s, a.stream->node, 0, span);
        return a;
    }
    sum = eval_mix(e, both, 2, gains, span);
    if (sum.kind != VALUE_STREAM)
        return sum;
    struct stream *stream = heap_take(e->heap, 1, sizeof(*stream));
    if (!stream)
        return eval_out_of_memory(e);
    *stream = *sum.stream;
    stream->is_sum = true;
    sum.stream = stream;
    return sum;
}

/* stream + number or quantity: what a parameter moves around. */
static struct value shift(struct eval *e, const struct stream *s, struct value by,
                          double sign, struct span span)
{
    const enum measure measure = by.measure;
    double number = value_as_number(&by);
    struct stream *copy = heap_take(e->heap, 1, sizeof(*copy));

    if (!copy)
        return eval_out_of_memory(e);
    *copy = *s;
    copy->is_sum = false;
    copy->parts = NULL;
    if (s->measure == MEASURE_NONE)
        copy->measure = measure;
    else if (measure != MEASURE_NONE && measure != s->measure &&
             !convert_measure(&e->convert, number, measure, s->measure, &number)) {
        report_error(e->report, span, 303, "%s and %s measure different things.",
                     measure_name(s->measure), measure_name(measure));
        report_hint(e->report, "Give both the same unit.");
        return value_poison();
    }
    copy->offset += sign * number;
    return (struct value){.kind = VALUE_STREAM, .stream = copy};
}

/* stream * number or quantity. */
static struct value stretch(struct eval *e, const struct stream *s, struct value by,
                            struct span span)
{
    const enum measure measure =
        by.measure == MEASURE_FRACTION ? MEASURE_NONE : by.measure;
    struct value value = eval_scale(e, s, value_as_number(&by));

    if (measure == MEASURE_NONE || value.kind != VALUE_STREAM)
        return value;
    if (s->measure != MEASURE_NONE) {
        report_error(e->report, span, 303, "%s and %s cannot be multiplied.",
                     measure_name(s->measure), measure_name(measure));
        report_hint(e->report, "Give one of them a unit.");
        return value_poison();
    }
    struct stream *copy = heap_take(e->heap, 1, sizeof(*copy));
    if (!copy)
        return eval_out_of_memory(e);
    *copy = *value.stream;
    copy->measure = measure;
    value.stream = copy;
    return value;
}

/* Two streams through a class of two inputs, when this leat has it. */
static struct value combine(struct eval *e, const char *name, const char *sign,
                            const char *help, struct value a, struct value b,
                            struct span span)
{
    const struct leat_node_class *class = leat_node_class_find(name);

    if (!class || leat_node_n_ports(class, LEAT_IN) < 2)
        return eval_planned(e, span, sign, help);
    const uint32_t node =
        eval_add_node(e, &(struct draft_node){.class = class, .span = span});
    if (node == NO_NODE)
        return value_poison();
    eval_link(e, a.stream, node, 0, span);
    eval_link(e, b.stream, node, 1, span);
    return eval_stream_value(e, node, 0, leat_node_port(class, LEAT_OUT, 0)->stream);
}

static struct value two_streams(struct eval *e, uint8_t sign, struct value a,
                                struct value b, bool grows, struct span span)
{
    switch (sign) {
    case TOKEN_PLUS:
    case TOKEN_MINUS:
        return add(e, a, b, sign == TOKEN_PLUS ? 1.0 : -1.0, grows, span);
    case TOKEN_TIMES:
        return combine(e, "multiply", "A stream times a stream",
                       "This multiplies: `sound |> ring(carrier: other, sine: 0)`.", a,
                       b, span);
    case TOKEN_DIVIDE:
        return combine(e, "divide", "A stream divided by a stream",
                       "A stream times a number works: `sound * 0.5`.", a, b, span);
    default:
        return eval_planned(e, span, "Comparing streams",
                            "`+`, `-` and `* number` work so far.");
    }
}

static struct value with_number(struct eval *e, uint8_t sign, struct value stream,
                                struct value number, struct span span)
{
    const double x = value_as_number(&number);

    switch (sign) {
    case TOKEN_PLUS:
    case TOKEN_MINUS:
        return shift(e, stream.stream, number, sign == TOKEN_PLUS ? 1.0 : -1.0, span);
    case TOKEN_TIMES:
        return stretch(e, stream.stream, number, span);
    case TOKEN_DIVIDE:
        if (number.measure != MEASURE_NONE && number.measure != MEASURE_FRACTION)
            break;
        if (x != 0.0)
            return eval_scale(e, stream.stream, 1.0 / x);
        report_error(e->report, span, 301, "A stream / 0 has no answer.");
        report_hint(e->report, "Check for zero first.");
        return value_poison();
    default:
        break;
    }
    return eval_planned(e, span, "This operator on a stream",
                        "`+`, `-`, `*` and `/ number` work so far.");
}

struct value eval_streams(struct eval *e, uint8_t sign, struct value a, struct value b,
                          bool grows, struct span span)
{
    struct value minus;

    if (a.kind == VALUE_STREAM && b.kind == VALUE_STREAM)
        return two_streams(e, sign, a, b, grows, span);
    if (a.kind == VALUE_STREAM && value_is_number(&b))
        return with_number(e, sign, a, b, span);
    if (b.kind == VALUE_STREAM && value_is_number(&a)) {
        if (sign == TOKEN_PLUS || sign == TOKEN_TIMES)
            return with_number(e, sign, b, a, span);
        if (sign == TOKEN_MINUS) {
            minus = eval_scale(e, b.stream, -1.0);
            return minus.kind == VALUE_STREAM
                       ? with_number(e, TOKEN_PLUS, minus, a, span)
                       : minus;
        }
        return eval_planned(e, span, "A number divided by a stream",
                            "`stream / number` works.");
    }
    report_error(e->report, span, 306, "%s and %s cannot be combined.",
                 value_kind_name(&a), value_kind_name(&b));
    report_hint(e->report, "A stream goes with a stream or a number.");
    return value_poison();
}

/* The stream as it was `frames` ago, for what closes the circle. */
static struct value delayed(struct eval *e, uint32_t node, uint32_t frames)
{
    struct value value = eval_stream_value(e, node, 0, LEAT_AUDIO);
    struct stream *copy = heap_take(e->heap, 1, sizeof(*copy));

    if (!copy || value.kind != VALUE_STREAM)
        return eval_out_of_memory(e);
    *copy = *value.stream;
    copy->delay_frames = frames;
    value.stream = copy;
    return value;
}

/* y = a + chain(y, frames ago) */
static struct value through_chain(struct eval *e, struct value a, struct value chain,
                                  uint32_t frames, struct span span)
{
    struct value y = eval_mix(e, &a, 1, NULL, span), back;

    if (y.kind != VALUE_STREAM)
        return y;
    const struct argument argument = {0, span, delayed(e, y.stream->node, frames)};
    e->shorten_frames = frames;
    back = eval_call_value(e, chain, &argument, 1, span);
    e->shorten_frames = 0;
    if (back.kind == VALUE_STREAM)
        eval_link(e, back.stream, y.stream->node, 0, span);
    else if (back.kind != VALUE_POISON) {
        report_error(e->report, span, 306, "What comes back is %s; it must be Audio.",
                     value_kind_name(&back));
        report_hint(e->report, "Such as `<> delay(time: 250.ms, wet_mix: 100%%)`.");
    }
    return back.kind == VALUE_STREAM ? y : value_poison();
}

/* One direction of a <> b; false when `to` has no input. */
static bool into_first_input(struct eval *e, const struct stream *from,
                             const struct stream *to, struct span span)
{
    if (!eval_see(e, to, span))
        return false;
    const struct leat_node_class *class = e->draft->node[to->node].class;
    const struct leat_port *in = leat_node_port(class, LEAT_IN, 0);

    if (!in || in->stream != from->type) {
        report_warning(e->report, span, 606,
                       "`%s` has no input for what comes back; that side is left out.",
                       class->name);
        report_hint(e->report, "Write `sound <> effect`, an effect without its sound.");
        return false;
    }
    eval_link(e, from, to->node, 0, span);
    return true;
}

struct value eval_feedback(struct eval *e, struct value a, struct value b,
                           uint32_t frames, struct span span)
{
    frames = frames ? frames : 64;
    a = eval_as_chain(e, a, span);
    if (a.kind == VALUE_POISON || b.kind == VALUE_POISON)
        return value_poison();
    if (a.kind != VALUE_STREAM || a.stream->type != LEAT_AUDIO) {
        report_error(e->report, span, 306,
                     "This is %s; feedback needs a sound before "
                     "`<>`.",
                     value_kind_name(&a));
        report_hint(e->report, "Such as `noise() <> delay(wet_mix: 100%%)`.");
        return value_poison();
    }
    if (b.kind == VALUE_CHAIN || b.kind == VALUE_FUNCTION || b.kind == VALUE_CLOSURE)
        return through_chain(e, a, b, frames, span);
    if (b.kind != VALUE_STREAM) {
        report_error(e->report, span, 306, "This is %s; behind `<>` stands an effect.",
                     value_kind_name(&b));
        report_hint(e->report, "Such as `<> delay(time: 250.ms, wet_mix: 100%%)`.");
        return value_poison();
    }
    struct stream back = *b.stream;
    back.delay_frames = frames;
    into_first_input(e, a.stream, b.stream, span);
    into_first_input(e, &back, a.stream, span);
    return a;
}
