/* SPDX-License-Identifier: MIT */
/* binding: the arguments of a call find their places. */
#include "lang/binding.h"

#include <string.h>

#include "base/str.h"
#include "lang/file_report.h"
#include "lang/musical.h"

/* Classes whose first input takes as many streams as are given. */
bool binding_gathers(const struct leat_node_class *class)
{
    const struct leat_port *port = leat_node_port(class, LEAT_IN, 0);

    return (port && port->flags & LEAT_PORT_SERIES) || strcmp(class->name, "mix") == 0;
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

/* A chord where lanes can be is a lane for each tone. */
static struct value as_lanes(struct eval *e, const struct value *v,
                             const struct leat_param *p)
{
    struct chord chord;

    if (p->unit != LEAT_UNIT_HZ || p->flags & LEAT_PARAM_STRUCTURAL ||
        !musical_is_chord(v, &chord))
        return *v;
    return musical_notes(e, chord.note, chord.n);
}

/* One or several values for a parameter. */
static bool convert_values(struct eval *e, struct binding *b, const struct argument *a,
                           uint32_t index)
{
    const struct leat_param *p = &b->class->params[index];
    const struct value whole = as_lanes(e, &a->value, p);
    const bool list = value_is_list(&whole);
    uint32_t n = 1;
    const struct value *item = list ? value_items(&whole, &n) : &whole;
    float *value = heap_take(e->heap, n, sizeof(*value));

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
        if (list && value_is_list(&item[i])) {
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
    if (str_is_among("path ir", b->class->params[index].name) &&
        !file_may_reach(e->report, e->files, a->span, text,
                        b->class->flags & LEAT_CLASS_SINK))
        return false;
    const char *copy = heap_text(e->heap, text, strlen(text));
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

/* bands: [{ frequency: 1.khz, gain: 3.db }, ...], and taps: `gain` of the second is
 * gain2.  False when the class has no such rows, or `a` is no list of maps. */
static bool set_rows(struct eval *e, struct binding *b, const struct argument *a,
                     const char *name)
{
    const bool is_rows = (strcmp(name, "bands") == 0 || strcmp(name, "taps") == 0) &&
                         leat_node_param_find(b->class, "gain1") >= 0;
    uint32_t n = 0;
    const struct value *row = is_rows ? value_items(&a->value, &n) : NULL;
    char setting[32];

    for (uint32_t i = 0; i < n; i++)
        if (row[i].kind != VALUE_MAP)
            return false;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < row[i].map->n; k++) {
            const struct entry *entry = &row[i].map->entry[k];
            const struct argument one = {0, a->span, entry->value};
            str_format(setting, sizeof(setting), "%.20s%u", entry->key, i + 1);
            const int param = leat_node_param_find(b->class, setting);
            if (param >= 0)
                set_param(e, b, &one, (uint32_t)param);
            else
                unknown_setting(e, b, setting, a->span);
        }
    return row != NULL;
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
    } else if (!set_rows(e, b, a, name) &&
               (strcmp(name, "size") != 0 || !set_size(e, b, a)))
        unknown_setting(e, b, name, a->span);
}

/* Whether a stream by position may go to an input: events go where events are taken, if
 * the class has such an input, and nothing else does. */
static bool may_enter(const struct binding *b, const struct argument *a, uint32_t port)
{
    const struct leat_port *in = leat_node_port(b->class, LEAT_IN, port);
    const bool events =
        a->value.kind == VALUE_STREAM && a->value.stream->type == LEAT_EVENTS;

    return port == 0 ? !events || in->stream == LEAT_EVENTS ||
                           !(in->flags & LEAT_PORT_OPTIONAL)
                     : events == (in->stream == LEAT_EVENTS);
}

/* The stream of a position: into the next free input, or into the first again. */
static bool bind_input(struct binding *b, const struct argument *a)
{
    const uint32_t n = leat_node_n_ports(b->class, LEAT_IN);
    uint32_t port = 0;

    while (port < n && (b->input[port] || !may_enter(b, a, port)))
        port++;
    if (b->n_given > 0 || n == 0)
        return false;
    if (a->value.kind == VALUE_POISON)
        b->good = false;
    if (port < n) {
        b->input[port] = a;
        return true;
    }
    if (!binding_gathers(b->class))
        return false;
    b->more[b->n_more++] = a;
    return true;
}

static void bind_positional(struct eval *e, struct binding *b, const struct argument *a)
{
    const bool first = !b->input[0];

    if ((binding_is_stream(&a->value) || (first && a->value.kind == VALUE_POISON) ||
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
    for (uint32_t i = 0; i < a->value.map->n; i++) {
        const struct entry *entry = &a->value.map->entry[i];
        struct argument *one = heap_take(e->heap, 1, sizeof(*one));
        if (!one) {
            eval_out_of_memory(e);
            return;
        }
        *one = (struct argument){entry->name, a->span, entry->value};
        bind_named(e, b, one);
    }
}

void binding_fill(struct eval *e, struct binding *b, const struct argument *argument,
                  uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (argument[i].name)
            bind_named(e, b, &argument[i]);
        else if (argument[i].value.kind == VALUE_MAP)
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

bool binding_init(struct eval *e, struct binding *b, const struct function *function,
                  uint32_t n, struct span span)
{
    *b = (struct binding){
        .class = function->class, .name = function->name, .span = span, .good = true};
    b->param = heap_take(e->heap, b->class->n_params, sizeof(*b->param));
    b->mover = heap_take(e->heap, b->class->n_params, sizeof(*b->mover));
    b->more = heap_take(e->heap, n, sizeof(const struct argument *));
    if (!b->param || !b->mover || !b->more)
        eval_out_of_memory(e);
    return !e->err;
}
