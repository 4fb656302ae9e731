/* SPDX-License-Identifier: MIT */
/* eval_node: a call that makes a node: its inputs, its parameters, its chain. */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "lang/eval.h"

/* A stream that moves a parameter. */
struct mover {
    const struct stream *stream;
    struct span span;
};

/* A call of a class while its arguments find their places. */
struct binding {
    const struct leat_node_class *class;
    const char *name; /* that it was called by */
    struct span span;
    struct draft_param *param; /* by parameter; span.end 0: not given */
    struct mover *mover;       /* by parameter */
    const struct argument *input[LEAT_MAX_PORTS];
    const struct argument **more; /* further streams for the first input */
    uint32_t n_more, n_given;     /* positions that were taken by parameters */
    bool good;
};

/* Classes whose first input takes as many streams as are given. */
static bool gathers(const struct leat_node_class *class)
{
    const struct leat_port *port = leat_node_port(class, LEAT_IN, 0);

    return (port && port->flags & LEAT_PORT_SERIES) || strcmp(class->name, "mix") == 0;
}

static bool is_stream(const struct value *v)
{
    return v->kind == VALUE_STREAM || v->kind == VALUE_CHAIN;
}

static void offer_words(struct str_nearest *near, const char *words, char *store,
                        size_t size)
{
    for (const char *w = words; w && *w; w += *w == ' ') {
        const size_t n = strcspn(w, " ");
        if (n + 1 < size) {
            memcpy(store, w, n);
            store[n] = '\0';
            if (str_distance(near->wanted, store) < near->distance) {
                near->distance = str_distance(near->wanted, store);
                near->best = store;
                store += n + 1;
                size -= n + 1;
            }
        }
        w += n;
    }
}

static void unknown_setting(struct eval *e, struct binding *b, const char *name,
                            struct span span)
{
    char store[512], list[160] = "";
    struct str_nearest near;
    size_t used = 0;

    b->good = false;
    str_nearest_init(&near, name);
    for (size_t i = 0; i < b->class->n_params; i++) {
        const struct leat_param *p = &b->class->params[i];
        str_nearest_offer(&near, p->name);
        offer_words(&near, p->aliases, store, sizeof(store));
        used += str_format(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
                           p->name);
    }
    report_error(e->report, span, 404, "`%s` has no setting `%.60s`.", b->name, name);
    if (near.best)
        report_hint(e->report, "Did you mean `%s`?", near.best);
    else if (used)
        report_hint(e->report, "It has: %s.", list);
    else
        report_hint(e->report, "It has no settings.");
}

/* One or several values for a parameter. */
static bool convert_values(struct eval *e, struct binding *b, const struct argument *a,
                           uint32_t index)
{
    const struct leat_param *p = &b->class->params[index];
    const bool list = a->value.kind == VALUE_LIST || a->value.kind == VALUE_TUPLE;
    const struct value *item = list ? a->value.item : &a->value;
    const uint32_t n = list ? a->value.n : 1;
    float *value = arena_take(e->arena, n, sizeof(*value));

    if (!value) {
        eval_out_of_memory(e);
        return false;
    }
    if (n == 0 || n > LEAT_MAX_LANES) {
        report_error(e->report, a->span, n ? 502 : 407,
                     n ? "`%s` has %u values; at most 4096 lanes are possible."
                       : "`%s` has %u values; it needs one or more.",
                     p->name, n);
        report_hint(e->report, "One value for each lane: `[220.hz, 330.hz]`.");
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (list && (item[i].kind == VALUE_LIST || item[i].kind == VALUE_TUPLE)) {
            report_error(e->report, a->span, 308,
                         "Lists inside lists cannot become lanes.");
            report_hint(e->report, "Use one flat list.");
            return false;
        }
        if (!convert_number(&e->convert, &item[i], p, a->span, &value[i]))
            return false;
    }
    b->param[index] = (struct draft_param){index, a->span, n, value, NULL};
    return true;
}

static bool set_text(struct eval *e, struct binding *b, const struct argument *a,
                     uint32_t index)
{
    char text[4096];

    if (!convert_text(&e->convert, &a->value, &b->class->params[index], a->span, text,
                      sizeof(text)))
        return false;
    const char *copy = arena_text(e->arena, text, strlen(text));
    if (!copy) {
        eval_out_of_memory(e);
        return false;
    }
    b->param[index] = (struct draft_param){index, a->span, 0, NULL, copy};
    return true;
}

/* A stream is linked to the parameter; gain * x + offset becomes base and depth. */
static bool set_mover(struct eval *e, struct binding *b, const struct argument *a,
                      uint32_t index)
{
    const struct leat_param *p = &b->class->params[index];
    const struct stream *stream = a->value.stream;
    double factor;

    if (p->kind != LEAT_NUMBER || p->flags & LEAT_PARAM_STRUCTURAL ||
        (stream->type != LEAT_AUDIO && stream->type != LEAT_DATA)) {
        report_error(e->report, a->span, 602,
                     "This carries %s, but `%s` cannot follow a stream.",
                     value_kind_name(&a->value), p->name);
        report_hint(e->report, "Give it a constant.");
        return false;
    }
    if (!convert_factor(&e->convert, stream->measure, p, a->span, &factor))
        return false;
    b->mover[index] = (struct mover){stream, a->span};
    if (stream->offset == 0.0)
        return true;
    const struct argument base = {0, a->span,
                                  value_number(stream->offset, stream->measure)};
    return convert_values(e, b, &base, index);
}

static void set_param(struct eval *e, struct binding *b, const struct argument *a,
                      uint32_t index)
{
    const struct leat_param *p = &b->class->params[index];
    bool good;

    if (b->param[index].span.end) {
        report_error(e->report, a->span, 405, "`%s` is given twice.", p->name);
        report_hint(e->report, "Keep one.");
        b->good = false;
        return;
    }
    b->param[index].span = a->span;
    b->param[index].param = index;
    if (a->value.kind == VALUE_POISON)
        good = false;
    else if (a->value.kind == VALUE_STREAM)
        good = set_mover(e, b, a, index);
    else if (p->kind == LEAT_TEXT)
        good = set_text(e, b, a, index);
    else
        good = convert_values(e, b, a, index);
    b->good &= good;
}

/* size: 640x480 for a class with width and height. */
static bool set_size(struct eval *e, struct binding *b, const struct argument *a)
{
    const int width = leat_node_param_find(b->class, "width");
    const int height = leat_node_param_find(b->class, "height");

    if (a->value.kind != VALUE_SIZE || width < 0 || height < 0)
        return false;
    for (int side = 0; side < 2; side++) {
        const struct argument one = {0, a->span, value_integer(a->value.size[side])};
        set_param(e, b, &one, (uint32_t)(side ? height : width));
    }
    return true;
}

static void bind_named(struct eval *e, struct binding *b, const struct argument *a)
{
    const char *name = names_text(e->names, a->name);
    const int param = leat_node_param_find(b->class, name);
    const int port = leat_node_port_find(b->class, LEAT_IN, name);

    if (param >= 0)
        set_param(e, b, a, (uint32_t)param);
    else if (port >= 0 && !b->input[port])
        b->input[port] = a;
    else if (port >= 0) {
        report_error(e->report, a->span, 405, "`%.60s` is given twice.", name);
        report_hint(e->report, "Keep one.");
        b->good = false;
    } else if (strcmp(name, "size") != 0 || !set_size(e, b, a))
        unknown_setting(e, b, name, a->span);
}

/* The stream of a position: into the next free input, or into the first again. */
static bool bind_input(struct binding *b, const struct argument *a)
{
    const uint32_t n = leat_node_n_ports(b->class, LEAT_IN);
    uint32_t port = 0;

    while (port < n && b->input[port])
        port++;
    if (b->n_given > 0 || n == 0)
        return false;
    if (a->value.kind == VALUE_POISON)
        b->good = false;
    if (port < n) {
        b->input[port] = a;
        return true;
    }
    if (!gathers(b->class))
        return false;
    b->more[b->n_more++] = a;
    return true;
}

static void bind_positional(struct eval *e, struct binding *b, const struct argument *a)
{
    const bool first = !b->input[0];

    if ((is_stream(&a->value) || (first && a->value.kind == VALUE_POISON) ||
         value_is_streams(&a->value)) &&
        bind_input(b, a))
        return;
    while (b->n_given < b->class->n_params && b->param[b->n_given].span.end)
        b->n_given++;
    if (b->n_given == b->class->n_params) {
        report_error(e->report, a->span, 404, "`%s` takes %u values; this is one more.",
                     b->name, (unsigned)b->class->n_params);
        report_hint(e->report, "Remove it, or name the setting it is for.");
        b->good = false;
        return;
    }
    set_param(e, b, a, b->n_given++);
}

/* A record as the last position spreads into named arguments. */
static void bind_record(struct eval *e, struct binding *b, const struct argument *a)
{
    for (uint32_t i = 0; i < a->value.n; i++) {
        const struct entry *entry = &a->value.entry[i];
        struct argument *one = arena_take(e->arena, 1, sizeof(*one));
        if (!one) {
            eval_out_of_memory(e);
            return;
        }
        *one = (struct argument){entry->name, a->span, *entry->value};
        bind_named(e, b, one);
    }
}

static void bind(struct eval *e, struct binding *b, const struct argument *argument,
                 uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (argument[i].name)
            bind_named(e, b, &argument[i]);
        else if (argument[i].value.kind == VALUE_RECORD)
            bind_record(e, b, &argument[i]);
        else
            bind_positional(e, b, &argument[i]);
    for (uint32_t i = 0; i < b->class->n_params; i++)
        if (b->class->params[i].flags & LEAT_PARAM_REQUIRED && !b->param[i].span.end) {
            report_error(e->report, b->span, 403, "`%s` needs `%s`.", b->name,
                         b->class->params[i].name);
            report_hint(e->report, "%s", b->class->params[i].help);
            b->good = false;
        }
}

static bool init(struct eval *e, struct binding *b, const struct function *function,
                 uint32_t n, struct span span)
{
    *b = (struct binding){
        .class = function->class, .name = function->name, .span = span, .good = true};
    b->param = arena_take(e->arena, b->class->n_params, sizeof(*b->param));
    b->mover = arena_take(e->arena, b->class->n_params, sizeof(*b->mover));
    b->more = arena_take(e->arena, n, sizeof(const struct argument *));
    if (!b->param || !b->mover || !b->more)
        eval_out_of_memory(e);
    return !e->err;
}

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
    value = arena_take(e->arena, n, sizeof(*value));
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
        if (!s)
            continue;
        convert_factor(&e->convert, s->measure, &b->class->params[i], b->mover[i].span,
                       &factor);
        struct leat_link link = leat_link_between(s->node, s->port, node, i);
        link.to_param = true;
        link.mode = s->offset != 0.0 ? LEAT_MODE_ADD : LEAT_MODE_REPLACE;
        link.gain = (float)(s->gain * factor);
        link.feedback = s->delay_frames > 0;
        link.delay_frames = s->delay_frames;
        if (draft_add_link(e->draft, &(struct draft_link){link, b->mover[i].span}) < 0)
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

static void link_input(struct eval *e, const struct argument *a, uint32_t node,
                       uint32_t port)
{
    if (a->value.kind == VALUE_STREAM) {
        check_series(e, a->value.stream, node, port, a->span);
        eval_link(e, a->value.stream, node, port, a->span);
        return;
    }
    for (uint32_t i = 0; value_is_streams(&a->value) && i < a->value.n; i++)
        if (a->value.item[i].kind == VALUE_STREAM) {
            check_series(e, a->value.item[i].stream, node, port, a->span);
            eval_link(e, a->value.item[i].stream, node, port, a->span);
        }
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
    const uint32_t node =
        eval_add_node(e, &(struct draft_node){b->class, NULL, b->span, n, b->param});
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

/* The other inputs that must not stay empty. */
static void check_inputs(struct eval *e, struct binding *b)
{
    const struct leat_port *port;

    for (uint32_t i = 0; (port = leat_node_port(b->class, LEAT_IN, i)); i++) {
        if (b->input[i] && b->input[i]->value.kind == VALUE_POISON)
            b->good = false;
        if (b->input[i] && !is_stream(&b->input[i]->value) &&
            !(gathers(b->class) && value_is_streams(&b->input[i]->value)) &&
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

    if (!init(e, &b, function, n, span))
        return value_poison();
    bind(e, &b, argument, n);
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
