/* SPDX-License-Identifier: MIT */
/* eval_node: a call that makes a node, its links and what moves its settings. */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/binding.h"
#include "lang/gauge.h"
#include "lang/named.h"

/* Time of a delay that feedback has delayed already: whole frames stay whole. */
static float shortened(float time_s, uint32_t frames, double rate_hz)
{
    const double whole = (double)time_s * rate_hz - frames;
    const double nearest = (double)(int64_t)(whole + 0.5);
    float time = (float)(whole / rate_hz);

    if (nearest - whole > 0.01 || whole - nearest > 0.01)
        return time;
    for (int try = -2; try <= 2; try++) {
        const float t = (float)((nearest + try * 2e-4) / rate_hz);
        if (t * (float)rate_hz == (float)nearest)
            return t;
    }
    return time;
}

/* Inside `a <> chain` the first delay that is long enough gives way to the loop's. */
static void shorten(struct eval *e, struct binding *b)
{
    const int time = leat_node_param_find(b->class, "time");
    const float least = (float)(e->shorten_frames / e->convert.rate_hz);
    struct draft_param *param;
    float *value;

    if (!e->shorten_frames || strcmp(b->class->name, "delay") != 0 || time < 0 ||
        b->mover[time].stream)
        return;
    param = &b->param[time];
    const uint32_t n = param->n ? param->n : 1;
    value = heap_take(e->heap, n, sizeof(*value));
    if (!value)
        return;
    for (uint32_t i = 0; i < n; i++) {
        const float asked = param->n ? param->value[i] : b->class->params[time].def;
        if (asked < least)
            return;
        value[i] = shortened(asked, e->shorten_frames, e->convert.rate_hz);
    }
    *param = (struct draft_param){(uint32_t)time, b->span, n, value, NULL};
    e->shorten_frames = 0;
}

static void link_movers(struct eval *e, const struct binding *b, uint32_t node)
{
    for (uint32_t i = 0; i < b->class->n_params && !e->err; i++) {
        const struct stream *s = b->mover[i].stream;
        double factor = 1.0;
        if (!s || !eval_see(e, s, b->mover[i].span))
            continue;
        convert_factor(&e->convert, s->measure, &b->class->params[i], b->mover[i].span,
                       &factor);
        struct leat_link link = leat_link_between(s->node, s->port, node, i);
        link.to_param = true;
        link.mode = s->offset != 0.0 ? LEAT_MODE_ADD : LEAT_MODE_REPLACE;
        link.gain = (float)math_clamp_d(s->gain * factor, -3e38, 3e38);
        link.feedback = s->delay_frames > 0;
        link.delay_frames = s->delay_frames;
        if (draft_add_link(e->draft, &(struct draft_link){
                                         .link = link, .span = b->mover[i].span}) < 0)
            eval_out_of_memory(e);
    }
}

/* A stream flows once: it cannot be played and, later, played again. */
static void check_series(struct eval *e, const struct stream *s, uint32_t node,
                         uint32_t port, struct span span)
{
    const struct leat_node_class *class = e->draft->node[node].class;
    const uint32_t n = e->draft->n_links;

    if (!(leat_node_port(class, LEAT_IN, port)->flags & LEAT_PORT_SERIES))
        return;
    for (uint32_t i = n; i > 0 && e->draft->link[i - 1].link.to == node; i--) {
        const struct leat_link *other = &e->draft->link[i - 1].link;
        if (other->from != s->node || other->from_port != s->port)
            continue;
        report_error(e->report, span, 407,
                     "`%s` cannot work: a stream flows once, and this one comes again.",
                     class->name);
        report_hint(e->report, "Make it in a function, and call that for each: `func "
                               "rest() { silence(duration: 1.s) }`.");
        return;
    }
}

/* One sound of an input.  What is played one after the other has no gains of its own:
 * a node has them. */
static void link_one(struct eval *e, struct value sound, uint32_t node, uint32_t port,
                     struct span span)
{
    const struct leat_port *in =
        leat_node_port(e->draft->node[node].class, LEAT_IN, port);

    check_series(e, sound.stream, node, port, span);
    if (in->flags & LEAT_PORT_SERIES && sound.stream->gain != 1.0)
        sound = eval_mix(e, &sound, 1, NULL, span);
    if (sound.kind == VALUE_STREAM)
        eval_link(e, sound.stream, node, port, span);
}

static void link_input(struct eval *e, const struct argument *a, uint32_t node,
                       uint32_t port)
{
    if (a->value.kind == VALUE_STREAM) {
        link_one(e, a->value, node, port, a->span);
        return;
    }
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);
    for (uint32_t i = 0; i < n; i++)
        if (item[i].kind == VALUE_STREAM)
            link_one(e, item[i], node, port, a->span);
}

/* Put the node, its parameters and its links into the draft. */
static struct value make(struct eval *e, struct binding *b)
{
    const struct leat_port *out = leat_node_port(b->class, LEAT_OUT, 0);
    const uint32_t n_in = leat_node_n_ports(b->class, LEAT_IN);
    uint32_t n = 0;

    shorten(e, b);
    for (uint32_t i = 0; i < b->class->n_params; i++)
        if (b->param[i].n || b->param[i].text)
            b->param[n++] = b->param[i];
    const uint32_t node = eval_add_node(
        e, &(struct draft_node){
               .class = b->class, .span = b->span, .n_params = n, .param = b->param});
    if (node == NO_NODE)
        return value_poison();
    for (uint32_t port = 0; port < n_in; port++)
        if (b->input[port])
            link_input(e, b->input[port], node, port);
    for (uint32_t i = 0; i < b->n_more; i++)
        link_input(e, b->more[i], node, 0);
    link_movers(e, b, node);
    return out ? eval_stream_value(e, node, 0, out->stream) : value_null();
}

/* A list of notes, where notes are taken, as steps of the clock; other values stay. */
static const struct argument *play_list(struct eval *e, const struct argument *a)
{
    struct argument *played = heap_take(e->heap, 1, sizeof(*played));
    char text[2048] = "";
    size_t used = 0;
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);

    for (uint32_t i = 0; item && i < n; i++) {
        const bool is_note = value_is_number(&item[i]) || item[i].kind == VALUE_TEXT;
        if ((!is_note && item[i].kind != VALUE_NULL) || used + 24 > sizeof(text))
            return a;
        used += str_format(text + used, sizeof(text) - used, i ? " " : "");
        if (item[i].kind == VALUE_TEXT)
            used += str_format(text + used, sizeof(text) - used, "%.20s", item[i].text);
        else if (is_note)
            used += str_format(text + used, sizeof(text) - used, "%.9g",
                               value_as_number(&item[i]));
        else
            used += str_format(text + used, sizeof(text) - used, "_");
    }
    const char *values = heap_text(e->heap, text, used);
    if (!played || !values) {
        eval_out_of_memory(e);
        return a;
    }
    if (used == 0)
        return a;
    const struct named_setting setting = {"values", value_text(values, used)};
    const struct value step = named_node(e, "step", NULL, &setting, 1, a->span);
    *played = (struct argument){a->name, a->span, step};
    return step.kind == VALUE_STREAM && eval_port(e, &step, "notes", &played->value)
               ? played
               : a;
}

/* The other inputs that must not stay empty. */
static void check_inputs(struct eval *e, struct binding *b)
{
    const struct leat_port *port;

    for (uint32_t i = 0; (port = leat_node_port(b->class, LEAT_IN, i)); i++) {
        if (b->input[i] && port->stream == LEAT_EVENTS &&
            value_is_list(&b->input[i]->value))
            b->input[i] = play_list(e, b->input[i]);
        if (b->input[i] && b->input[i]->value.kind == VALUE_POISON)
            b->good = false;
        if (b->input[i] && !binding_is_stream(&b->input[i]->value) &&
            !(binding_gathers(b->class) && value_is_streams(&b->input[i]->value)) &&
            b->input[i]->value.kind != VALUE_POISON) {
            report_error(e->report, b->input[i]->span, 306,
                         "This is %s; `%s` works on one stream.",
                         value_kind_name(&b->input[i]->value), b->name);
            report_hint(e->report, value_is_streams(&b->input[i]->value)
                                       ? "Put `merge([...])` around the list first."
                                       : "Such as sine(440.hz).");
            b->good = false;
        }
        if (i > 0 && !b->input[i] && !(port->flags & LEAT_PORT_OPTIONAL)) {
            report_error(e->report, b->span, 403, "`%s` needs `%s`.", b->name,
                         port->name);
            report_hint(e->report, "%s", port->help);
            b->good = false;
        }
    }
}

struct value eval_node(struct eval *e, const struct function *function,
                       const struct argument *argument, uint32_t n, struct span span)
{
    const struct leat_port *in = leat_node_port(function->class, LEAT_IN, 0);
    const bool wants_input = in && !(in->flags & LEAT_PORT_OPTIONAL);
    const struct argument *first;
    struct binding b;

    if (gauge_takes(function->class, argument, n)) {
        const struct gauge *gauge = gauge_run(e, function, argument, n, span);
        return gauge ? gauge_value(e, gauge) : value_poison();
    }
    if (!binding_init(e, &b, function, n, span))
        return value_poison();
    binding_fill(e, &b, argument, n);
    first = b.input[0];
    if (wants_input && !first)
        return b.good ? eval_chain(e, NULL, function, argument, n, span)
                      : value_poison();
    if (first && first->value.kind == VALUE_CHAIN && first == &argument[0])
        return b.good
                   ? eval_chain(e, &first->value, function, argument + 1, n - 1, span)
                   : value_poison();
    check_inputs(e, &b);
    return b.good ? make(e, &b) : value_poison();
}
