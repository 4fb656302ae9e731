/* SPDX-License-Identifier: MIT */
/*
 * terminal_osc: streams that begin and end in messages of OSC.
 *
 * A message has the values of one moment, or an event: a note and how hard it is
 * struck, 0 where it ends.
 *
 * Source: language reference, section 6.5.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/named.h"
#include "lang/player.h"
#include "lang/reach.h"
#include "lang/sample.h"
#include "lang/terminal.h"
#include "lang/thing_osc.h"

enum { PORT_IN = 8000, PORT_OUT = 9000, TURN = 1024, NOTES = 128 };

struct osc_in {
    struct terminal terminal;
    struct osc_ear ear;
    const char *address; /* a pattern; NULL: all */
    bool gives_events;
};

struct osc_out {
    struct terminal terminal;
    struct value client;
    const char *address;
};

/* "host", "host:port" and a port; what is null stays.  Errors: false after E407. */
static bool read_place(struct eval *e, const struct argument *host,
                       const struct argument *port, char name[OUTSIDE_NAME],
                       uint16_t *number)
{
    size_t size;
    const char *text = value_word(&host->value, &size);

    if (host->value.kind == VALUE_POISON || port->value.kind == VALUE_POISON)
        return false;
    if (text && size > 0 && size < OUTSIDE_NAME && !strchr(text, ':'))
        str_format(name, OUTSIDE_NAME, "%s", text);
    else if (host->value.kind != VALUE_NULL &&
             !reach_address(e, "OSC", host, name, number))
        return false;
    return port->value.kind == VALUE_NULL ||
           reach_address(e, "OSC", port, name, number);
}

/* The text of an address; `otherwise` where it is null; NULL after an error. */
static const char *read_address(struct eval *e, const struct argument *a,
                                const char *otherwise)
{
    if (a->value.kind == VALUE_NULL)
        return otherwise;
    const char *text = reach_text(e, "OSC", a);
    if (!text || text[0] == '/')
        return text;
    report_error(e->report, a->span, 407,
                 "`OSC` cannot work: an address begins with `/`.");
    report_hint(e->report, "Such as `OSC { address: \"/volume\" }`.");
    return NULL;
}

/* What the numbers of a message are as an event: none is a mark, the second how hard a
 * note is struck. */
static bool give_event(struct eval *e, const struct osc_in *in,
                       const struct outside_message *m)
{
    struct leat_event event = {.frame = e->now.position, .type = LEAT_EVENT_MARKER};
    double number[2] = {0.0, 0.8};
    uint32_t n = 0;

    for (uint32_t i = 0; i < m->n && n < 2; i++)
        if (m->value[i].kind != 's')
            number[n++] = m->value[i].number;
    if (n > 0) {
        event.type = number[1] > 0.0 ? LEAT_EVENT_NOTE_ON : LEAT_EVENT_NOTE_OFF;
        event.key = (float)math_clamp_d(number[0], 0.0, NOTES - 1);
        event.value = (float)math_clamp_d(number[1], 0.0, 1.0);
    }
    return player_send(e, in->terminal.stream->node, &event, in->terminal.span);
}

static bool take(struct eval *e, const struct osc_in *in,
                 const struct outside_message *m)
{
    struct value item[TERMINAL_LANES_MAX];
    const uint32_t n = m->n < TERMINAL_LANES_MAX ? m->n : TERMINAL_LANES_MAX;

    if (in->gives_events)
        return give_event(e, in, m);
    for (uint32_t i = 0; i < n; i++)
        item[i] = m->value[i].kind == 's'
                      ? value_null()
                      : value_number(m->value[i].number, MEASURE_NONE);
    const struct value all = {.kind = VALUE_TUPLE, .n = n, .item = item};
    return terminal_give(e, &in->terminal, &all, e->now.position);
}

/* Another that hears the same place, or NULL: one channel is enough for both. */
static const struct osc_ear *find_ear(const struct eval *e, const struct osc_ear *ear)
{
    for (uint32_t i = 0; i < e->ticking.n; i++) {
        const struct thing *thing = e->ticking.at[i];
        const struct osc_ear *other = &((const struct osc_in *)thing)->ear;
        if (thing->class == &terminal_osc_in_class && other != ear && other->told &&
            other->port == ear->port && strcmp(other->host, ear->host) == 0)
            return other;
    }
    return NULL;
}

static bool hears(struct eval *e, struct osc_ear *ear)
{
    const struct outside *o = e->reach.outside;
    const struct osc_ear *other = ear->told ? NULL : find_ear(e, ear);

    if (!other)
        return osc_ear_open(e, ear);
    ear->told = true;
    ear->channel = other->channel;
    if (ear->channel)
        ear->cursor = o->osc_newest(o->user, ear->channel);
    return ear->channel > 0;
}

/* What others hear by it stays open. */
static void aim(struct eval *e, struct osc_ear *ear, const char *host, uint16_t port)
{
    if (ear->port == port && strcmp(ear->host, host) == 0)
        return;
    if (find_ear(e, ear)) {
        ear->channel = 0;
        ear->told = false;
    }
    osc_ear_close(e, ear);
    str_format(ear->host, sizeof(ear->host), "%s", host);
    ear->port = port;
}

static bool tick_in(struct eval *e, struct thing *thing)
{
    struct osc_in *in = (struct osc_in *)thing;
    const struct outside *o = e->reach.outside;
    struct outside_message m;

    bool good = true;

    if (!hears(e, &in->ear))
        return true;
    for (uint32_t n = 0;
         n < TURN && good && o->osc_next(o->user, in->ear.channel, &in->ear.cursor, &m);
         n++)
        if (terminal_is_here(e, &in->terminal) &&
            (!in->address || o->osc_matches(in->address, m.address)))
            good = take(e, in, &m);
    return good;
}

/* What is sent of an event; 0: nothing. */
static uint32_t values_of(const struct leat_event *event, struct value item[2])
{
    item[0] = value_number((double)event->key, MEASURE_NONE);
    item[1] = value_number((double)event->value, MEASURE_NONE);
    switch (event->type) {
    case LEAT_EVENT_NOTE_OFF:
        item[1] = value_number(0.0, MEASURE_NONE);
        return 2;
    case LEAT_EVENT_CONTROL:
        item[0] = value_integer((int64_t)event->param);
        return 2;
    case LEAT_EVENT_MARKER:
    case LEAT_EVENT_GATE:
        item[0] = item[1];
        return 1;
    default:
        return event->type == LEAT_EVENT_NOTE_ON ? 2 : 0;
    }
}

static bool send_events(struct eval *e, const struct osc_out *out,
                        const struct leat_event *event, uint32_t n)
{
    struct value item[2];
    bool good = true;

    for (uint32_t i = 0; i < n && good; i++) {
        const uint32_t m = values_of(&event[i], item);
        good = m == 0 || osc_client_send(e, out->client, out->address, item, m,
                                         out->terminal.span);
    }
    return good;
}

/* The stream is looked at before anything can be sent, so that it is known then. */
static bool tick_out(struct eval *e, struct thing *thing)
{
    const struct osc_out *out = (const struct osc_out *)thing;
    const struct terminal *t = &out->terminal;
    struct leat_event event[SAMPLE_EVENTS_MAX];
    uint32_t n = 1;

    if (!terminal_is_here(e, t))
        return true;
    if (t->stream->type == LEAT_EVENTS) {
        n = sample_events(e, t->stream, t->span, event);
        return !reach_can(e) || send_events(e, out, event, n);
    }
    const struct value v =
        sample(e, (struct value){.kind = VALUE_STREAM, .stream = t->stream}, t->span);
    const struct value *item = value_items(&v, &n);
    return v.kind != VALUE_POISON &&
           (!reach_can(e) || osc_client_send(e, out->client, out->address,
                                             item ? item : &v, item ? n : 1, t->span));
}

static const struct method_word methods[] = {{0}};

const struct thing_class terminal_osc_in_class = {
    .name = "an input of OSC", .methods = methods, .tick = tick_in};
const struct thing_class terminal_osc_out_class = {
    .name = "an output of OSC", .methods = methods, .tick = tick_out};

enum { IN_ADDRESS, IN_PORT, IN_HOST, IN_DEFAULT, IN_EVENTS, IN_GLIDE };

struct value terminal_osc_in(struct eval *e, const struct argument *setting, uint32_t n,
                             struct span span)
{
    struct argument a[BUILTIN_PARAMS_MAX];

    if (!builtin_order(e, "OSC", "address port host default events glide", 0, setting,
                       n, span, a))
        return value_poison();
    struct osc_in *in = terminal_take(e, &terminal_osc_in_class, sizeof(*in), span);
    if (!in)
        return value_poison();
    char host[OUTSIDE_NAME] = "0.0.0.0";
    uint16_t port = PORT_IN;
    const uint32_t n_said = report_said(e->report);
    in->address = read_address(e, &a[IN_ADDRESS], NULL);
    if (report_said(e->report) > n_said ||
        !read_place(e, &a[IN_HOST], &a[IN_PORT], host, &port))
        return value_poison();
    aim(e, &in->ear, host, port);
    in->gives_events = value_is_true(&a[IN_EVENTS].value);
    if (!in->gives_events) {
        if (a[IN_GLIDE].value.kind == VALUE_NULL)
            a[IN_GLIDE].value = value_number(0.01, MEASURE_TIME);
        return terminal_begin(e, &in->terminal, &a[IN_DEFAULT], &a[IN_GLIDE]);
    }
    const struct value made = named_node(e, "note_bus", NULL, NULL, 0, span);
    if (made.kind == VALUE_STREAM)
        in->terminal.stream = made.stream;
    return made;
}

/* "/NAME", of the stream or, where it has none, of its class. */
static const char *own_address(struct eval *e, const struct stream *s)
{
    const char *name = named_name(e, s);
    char text[LEAT_NAME_MAX + 2];

    str_format(text, sizeof(text), "/%s",
               name ? name : e->draft->node[s->node].class->name);
    return heap_text(e->heap, text, strlen(text));
}

enum { OUT_HOST, OUT_PORT, OUT_ADDRESS };

struct value terminal_osc_out(struct eval *e, const struct value *stream,
                              const struct argument *setting, uint32_t n,
                              struct span span)
{
    struct argument a[BUILTIN_PARAMS_MAX];
    char host[OUTSIDE_NAME] = "127.0.0.1";
    uint16_t port = PORT_OUT;

    if (!builtin_order(e, "OSC", "host port address", 0, setting, n, span, a) ||
        !read_place(e, &a[OUT_HOST], &a[OUT_PORT], host, &port))
        return value_poison();
    const char *own = own_address(e, stream->stream);
    if (!own)
        return eval_out_of_memory(e);
    const char *address = read_address(e, &a[OUT_ADDRESS], own);
    if (!address)
        return value_poison();
    const struct value client = osc_client_new(e, span);
    struct osc_out *out = terminal_take(e, &terminal_osc_out_class, sizeof(*out), span);
    if (!out || client.kind == VALUE_POISON)
        return value_poison();
    out->terminal.stream = stream->stream;
    out->client = client;
    out->address = address;
    osc_client_aim(client, host, port);
    return value_null();
}
