/* SPDX-License-Identifier: MIT */
/*
 * thing_osc: messages of OSC that a program hears.
 *
 * A server takes what has come when a frame first asks it, and at the end of each frame
 * at the latest; functions that wait for messages are called then.
 *
 * Source: language reference, section 8.7.
 */
#include "lang/thing_osc.h"

#include <string.h>

#include "base/str.h"
#include "lang/reach.h"

enum {
    PORT = 8000,
    ADDRESSES_MAX = 1024, /* of which the newest values are kept */
    TURN = 1024,          /* messages that a frame takes */
    CALLBACKS_MAX = 32,
};

struct waiting {
    const char *pattern;
    struct value f;
};

struct server {
    struct thing thing;
    struct osc_ear ear;
    bool listens;
    int64_t looked;       /* the frame of the last look */
    struct value newest;  /* Map: address to a list of values */
    struct value arrived; /* List of tuples: address, values; for the callbacks */
    uint32_t n_addresses, n_waiting;
    struct waiting waiting[CALLBACKS_MAX];
    uint64_t site;
    struct span span;
};

static struct server *of(struct value self)
{
    return (struct server *)self.thing;
}

bool osc_ear_open(struct eval *e, struct osc_ear *ear)
{
    const struct outside *o = e->reach.outside;
    struct leat_diag diag = {0};

    if (ear->channel)
        return true;
    if (!reach_can(e) || ear->told)
        return false;
    ear->told = true;
    if (!o) {
        reach_tell_alone(e, "osc_server");
        return false;
    }
    const int opened = o->osc_hear(o->user, ear->host, ear->port, &diag);
    ear->channel = reach_keep(e, "osc_server", opened, &diag);
    if (ear->channel)
        ear->cursor = o->osc_newest(o->user, ear->channel);
    return ear->channel > 0;
}

void osc_ear_close(struct eval *e, struct osc_ear *ear)
{
    if (ear->channel)
        reach_leave(e, ear->channel);
    ear->channel = 0;
    ear->told = false;
}

/* Keep the values of a message as the newest of its address, and for who waits. */
static bool take(struct eval *e, struct server *s, const struct outside_message *m)
{
    const struct span nowhere = {0, 0};
    const size_t size = strlen(m->address);
    struct value list = value_new_list(e->heap, m->n), pair;
    const char *address = heap_text(e->heap, m->address, size);

    if (list.kind == VALUE_POISON || !address)
        return false;
    for (uint32_t i = 0; i < m->n; i++) {
        list.list->item[i] = reach_value(e, &m->value[i]);
        if (list.list->item[i].kind == VALUE_POISON)
            return false;
    }
    if (s->n_waiting > 0) {
        struct value *item = heap_take(e->heap, 2, sizeof(*item));
        if (!item)
            return false;
        item[0] = value_text(address, size);
        item[1] = list;
        pair = (struct value){.kind = VALUE_TUPLE, .n = 2, .item = item};
        if (!value_push(e->heap, s->arrived.list, pair))
            return false;
    }
    const uint32_t name = names_add(e->names, address, size);
    if (!value_entry(s->newest.map, name) && s->n_addresses++ >= ADDRESSES_MAX)
        return true; /* somebody sends what nobody can keep */
    return value_put(e->heap, s->newest.map, name, address, nowhere, list);
}

/* What has come since the last look. */
static bool look(struct eval *e, struct server *s)
{
    const struct outside *o = e->reach.outside;
    struct outside_message m;

    if (!s->listens || !osc_ear_open(e, &s->ear) || s->looked == e->now.k)
        return true;
    s->looked = e->now.k;
    for (uint32_t n = 0;
         n < TURN && o->osc_next(o->user, s->ear.channel, &s->ear.cursor, &m); n++)
        if (!take(e, s, &m)) {
            eval_out_of_memory(e);
            return false;
        }
    return true;
}

static bool call_waiting(struct eval *e, struct server *s, const struct value *pair,
                         uint32_t step)
{
    for (uint32_t i = 0; i < s->n_waiting; i++) {
        const struct waiting *w = &s->waiting[i];
        const bool both = method_n_params(&w->f) > 1;
        if (e->reach.outside->osc_matches(w->pattern, pair->item[0].text) &&
            !reach_call(e, w->f, both ? pair->item : pair->item + 1, 2 - !both, s->site,
                        step * CALLBACKS_MAX + i, s->span))
            return false;
    }
    return true;
}

static bool tick(struct eval *e, struct thing *thing)
{
    struct server *s = (struct server *)thing;
    bool good = look(e, s);

    const struct value arrived = s->arrived;
    if (!good || arrived.list->n == 0)
        return good;
    s->arrived = value_new_list(e->heap, 0);
    if (s->arrived.kind == VALUE_POISON) {
        eval_out_of_memory(e);
        return false;
    }
    for (uint32_t i = 0; i < arrived.list->n && good; i++)
        good = call_waiting(e, s, &arrived.list->item[i], i);
    return good;
}

/* The first value that came last to an address; NULL for none. */
static const struct value *newest(struct eval *e, struct value self,
                                  const struct argument *a, const char *word)
{
    struct server *s = of(self);
    const char *address = reach_text(e, word, a);

    if (!address || !look(e, s))
        return NULL;
    const uint32_t name = names_find(e->names, address);
    const struct entry *entry = name ? value_entry(s->newest.map, name) : NULL;
    return entry && entry->value.list->n > 0 ? &entry->value.list->item[0] : NULL;
}

METHOD(bind)
{
    struct osc_ear *ear = &of(self)->ear;
    char host[OUTSIDE_NAME];
    uint16_t port;

    (void)n, (void)span;
    str_format(host, sizeof(host), "%s", ear->host);
    if (!reach_address(e, "bind", &a[0], host, &port))
        return value_poison();
    if (port != ear->port || strcmp(host, ear->host) != 0)
        osc_ear_close(e, ear);
    str_format(ear->host, sizeof(ear->host), "%s", host);
    ear->port = port;
    return value_bool(true);
}

METHOD(start_listening)
{
    struct server *s = of(self);

    (void)a, (void)n;
    s->listens = true;
    return ticking_begin(e, &s->thing, span) ? value_bool(true) : value_poison();
}

METHOD(stop_listening)
{
    struct server *s = of(self);

    (void)a, (void)n, (void)span;
    s->listens = false;
    osc_ear_close(e, &s->ear);
    ticking_end(e, &s->thing);
    return value_bool(true);
}

METHOD(get_float)
{
    const struct value *v = newest(e, self, &a[0], "get_float");

    (void)n, (void)span;
    if (v && v->kind == VALUE_BOOL)
        return value_number(v->is_true, MEASURE_NONE);
    return v && value_is_number(v) ? value_number(value_as_number(v), MEASURE_NONE)
                                   : value_null();
}

METHOD(get_int)
{
    const struct value *v = newest(e, self, &a[0], "get_int");

    (void)n, (void)span;
    if (v && v->kind == VALUE_BOOL)
        return value_integer(v->is_true);
    if (!v || !value_is_number(v))
        return value_null();
    const double number = value_as_number(v);
    return number > -9e15 && number < 9e15 ? value_integer((int64_t)number)
                                           : value_null();
}

METHOD(get_string)
{
    const struct value *v = newest(e, self, &a[0], "get_string");

    (void)n, (void)span;
    return v && v->kind == VALUE_TEXT ? *v : value_null();
}

METHOD(get_bool)
{
    const struct value *v = newest(e, self, &a[0], "get_bool");

    (void)n, (void)span;
    if (v && v->kind == VALUE_BOOL)
        return *v;
    return v && value_is_number(v) ? value_bool(value_as_number(v) != 0.0)
                                   : value_null();
}

METHOD(get_parameter)
{
    const struct span nowhere = {0, 0};
    const char *address = reach_text(e, "get_parameter", &a[0]);
    struct value map;

    (void)n, (void)span;
    if (!address || !look(e, of(self)))
        return value_poison();
    const uint32_t name = names_find(e->names, address);
    const struct entry *entry = name ? value_entry(of(self)->newest.map, name) : NULL;
    if (!entry)
        return value_null();
    map = value_new_map(e->heap);
    if (map.kind == VALUE_POISON ||
        !value_put(e->heap, map.map, names_add(e->names, "value", 5), "value", nowhere,
                   entry->value))
        return eval_out_of_memory(e);
    return map;
}

METHOD(get_all_parameters)
{
    const struct span nowhere = {0, 0};
    const struct map *from = of(self)->newest.map;
    struct value map = value_new_map(e->heap);

    (void)a, (void)n, (void)span;
    if (!look(e, of(self)))
        return value_poison();
    for (uint32_t i = 0; map.kind != VALUE_POISON && i < from->n; i++)
        if (!value_put(e->heap, map.map, from->entry[i].name, from->entry[i].key,
                       nowhere, from->entry[i].value))
            return eval_out_of_memory(e);
    return map.kind == VALUE_POISON ? eval_out_of_memory(e) : map;
}

METHOD(on_message)
{
    struct server *s = of(self);
    const char *pattern = reach_text(e, "on_message", &a[0]);
    uint32_t i = 0;

    (void)n;
    if (!pattern || !method_function(e, &a[1]))
        return value_poison();
    while (i < s->n_waiting && strcmp(s->waiting[i].pattern, pattern) != 0)
        i++;
    if (i == CALLBACKS_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: %d functions wait for messages here.",
                     CALLBACKS_MAX);
        report_hint(e->report, "One for \"/*\" can look at the address.");
        return value_poison();
    }
    s->waiting[i] = (struct waiting){pattern, a[1].value};
    s->n_waiting += i == s->n_waiting;
    return ticking_begin(e, &s->thing, span) ? value_bool(true) : value_poison();
}

METHOD(get_connection_count)
{
    const struct osc_ear *ear = &of(self)->ear;
    const struct outside *o = e->reach.outside;

    (void)a, (void)n, (void)span;
    return value_integer(ear->channel ? o->osc_senders(o->user, ear->channel) : 0);
}

static const struct method_word methods[] = {
    {"bind", "address", 1, 1, 0, 0, call_bind,
     "Where a server hears: \"host:port\", 0.0.0.0:8000 without."},
    {"start_listening", "", 0, 0, 0, 0, call_start_listening,
     "Let it hear from now on."},
    {"stop_listening", "", 0, 0, 0, 0, call_stop_listening, "Let it hear no more."},
    {"get_float", "address", 1, 1, 0, 0, call_get_float,
     "The number that came last to an address; nothing before one has."},
    {"get_int", "address", 1, 1, 0, 0, call_get_int,
     "The same, without what stands behind its point."},
    {"get_string", "address", 1, 1, 0, 0, call_get_string,
     "The text that came last to an address; nothing before one has."},
    {"get_bool", "address", 1, 1, 0, 0, call_get_bool,
     "Whether what came last to an address is true, or not 0."},
    {"get_parameter", "address", 1, 1, 0, 0, call_get_parameter,
     "All that came last to an address: a Map with the List `value`."},
    {"get_all_parameters", "", 0, 0, 0, 0, call_get_all_parameters,
     "A Map of all addresses that something came to, with what came last."},
    {"on_message", "pattern action", 2, 2, 0, 0, call_on_message,
     "Call a function with the address and the List of values, for each message."},
    {"get_connection_count", "", 0, 0, 0, 0, call_get_connection_count,
     "How many have sent something so far."},
    {0},
};

const struct thing_class osc_server_class = {
    .name = "an OSC server", .methods = methods, .tick = tick};

struct value osc_server_new(struct eval *e, struct span span)
{
    struct thing *kept = ticking_kept(e, &osc_server_class);

    if (kept)
        return (struct value){.kind = VALUE_THING, .thing = kept};
    const struct value value = thing_new(e, &osc_server_class, sizeof(struct server));
    if (value.kind == VALUE_POISON)
        return value;
    struct server *s = of(value);
    str_format(s->ear.host, sizeof(s->ear.host), "0.0.0.0");
    s->ear.port = PORT;
    s->looked = -1;
    s->site = e->site;
    s->span = span;
    s->newest = value_new_map(e->heap);
    s->arrived = value_new_list(e->heap, 0);
    if (s->newest.kind == VALUE_POISON || s->arrived.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    return ticking_keep(e, value.thing, span) ? value : value_poison();
}
