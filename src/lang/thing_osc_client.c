/* SPDX-License-Identifier: MIT */
/*
 * thing_osc_client: messages of OSC that a program sends.
 *
 * What the top of a program sends goes out with its first frame: one that is only
 * looked at sends nothing.
 *
 * Source: language reference, section 8.7.
 */
#include <string.h>

#include "base/str.h"
#include "lang/reach.h"
#include "lang/thing_osc.h"

enum { PORT = 9000, WAITING_MAX = 1024 };

struct client {
    struct thing thing;
    char host[OUTSIDE_NAME];
    uint16_t port;
    bool told;
    struct value waiting; /* List of tuples: address, List of values */
};

static struct client *of(struct value self)
{
    return (struct client *)self.thing;
}

/* Send values now; they were looked at before. */
static bool send_now(struct eval *e, struct client *c, const char *word,
                     const char *address, const struct value *item, uint32_t n,
                     struct span span)
{
    const struct outside *o = e->reach.outside;
    struct outside_message m = {.address = address, .n = n};

    for (uint32_t i = 0; i < n; i++)
        if (!reach_message_value(e, word, &item[i], span, &m.value[i]))
            return false;
    if (!o) {
        if (!c->told)
            reach_tell_alone(e, "osc_client");
        c->told = true;
    } else if (o->osc_send(o->user, c->host, c->port, &m) < 0 && !c->told) {
        const struct leat_diag diag = {0};
        (void)reach_keep(e, "osc_client", -1, &diag);
        c->told = true;
    }
    return true;
}

static bool keep(struct eval *e, struct client *c, const char *address,
                 const struct value *item, uint32_t n, struct span span)
{
    struct value list = value_new_list(e->heap, n);
    struct value *pair = heap_take(e->heap, 2, sizeof(*pair));

    if (list.kind == VALUE_POISON || !pair || c->waiting.list->n >= WAITING_MAX) {
        eval_too_large(e, span, "messages that wait for the first frame");
        return false;
    }
    if (n)
        memcpy(list.list->item, item, n * sizeof(*item));
    pair[0] = value_text(address, strlen(address));
    pair[1] = list;
    if (!value_push(e->heap, c->waiting.list,
                    (struct value){.kind = VALUE_TUPLE, .n = 2, .item = pair})) {
        eval_out_of_memory(e);
        return false;
    }
    return ticking_begin(e, &c->thing, span);
}

static struct value send(struct eval *e, struct value self, const char *word,
                         const char *address, const struct value *item, uint32_t n,
                         struct span span)
{
    struct outside_value checked;

    if (address[0] != '/' || n > OUTSIDE_ARGS) {
        report_error(e->report, span, 407, "`%s` cannot work: %s.", word,
                     n > OUTSIDE_ARGS ? "a message has at most 64 values"
                                      : "an address begins with `/`");
        report_hint(e->report, "Such as `send_float(\"/volume\", 0.8)`.");
        return value_poison();
    }
    for (uint32_t i = 0; i < n; i++)
        if (!reach_message_value(e, word, &item[i], span, &checked))
            return value_poison();
    const bool good = reach_can(e) ? send_now(e, of(self), word, address, item, n, span)
                                   : keep(e, of(self), address, item, n, span);
    return good ? value_bool(true) : value_poison();
}

void osc_client_aim(struct value client, const char *host, uint16_t port)
{
    str_format(of(client)->host, sizeof(of(client)->host), "%s", host);
    of(client)->port = port;
}

bool osc_client_send(struct eval *e, struct value client, const char *address,
                     const struct value *item, uint32_t n, struct span span)
{
    return send(e, client, "Stream.output", address, item, n, span).kind !=
           VALUE_POISON;
}

static bool tick(struct eval *e, struct thing *thing)
{
    struct client *c = (struct client *)thing;
    const struct span nowhere = {0, 0};
    bool good = true;

    if (!reach_can(e))
        return true;
    for (uint32_t i = 0; i < c->waiting.list->n && good; i++) {
        const struct value *pair = c->waiting.list->item[i].item;
        good = send_now(e, c, "send", pair[0].text, pair[1].list->item, pair[1].list->n,
                        nowhere);
    }
    c->waiting.list->n = 0;
    ticking_end(e, thing);
    return good;
}

METHOD(connect)
{
    struct client *c = of(self);

    (void)n, (void)span;
    return reach_address(e, "connect", &a[0], c->host, &c->port) ? value_bool(true)
                                                                 : value_poison();
}

/* One value, as the kind that the word says. */
static struct value send_one(struct eval *e, struct value self, const char *word,
                             const struct argument *a, struct value item,
                             struct span span)
{
    const char *address = reach_text(e, word, &a[0]);

    return address ? send(e, self, word, address, &item, 1, span) : value_poison();
}

METHOD(send_float)
{
    double x;

    (void)n;
    return reach_number(e, "send_float", &a[1], &x)
               ? send_one(e, self, "send_float", a, value_number(x, MEASURE_NONE), span)
               : value_poison();
}

METHOD(send_int)
{
    double x;

    (void)n;
    if (!reach_number(e, "send_int", &a[1], &x))
        return value_poison();
    x = x > 2147483647.0 ? 2147483647.0 : x < -2147483648.0 ? -2147483648.0 : x;
    return send_one(e, self, "send_int", a, value_integer((int64_t)x), span);
}

METHOD(send_string)
{
    char text[1024];

    (void)n;
    if (a[1].value.kind == VALUE_POISON)
        return value_poison();
    const size_t size = value_print(&a[1].value, false, text, sizeof(text));
    const char *copy = heap_text(e->heap, text, size);
    return copy ? send_one(e, self, "send_string", a, value_text(copy, size), span)
                : eval_out_of_memory(e);
}

METHOD(send_bool)
{
    (void)n;
    return send_one(e, self, "send_bool", a, value_bool(value_is_true(&a[1].value)),
                    span);
}

/* A List of values, or one. */
static struct value send_values(struct eval *e, struct value self, const char *word,
                                const struct value *address, const struct value *value,
                                struct span span)
{
    uint32_t n_items;
    size_t size;
    const struct value *item = value_items(value, &n_items);
    const char *text = value_word(address, &size);

    if (value->kind == VALUE_POISON || address->kind == VALUE_POISON)
        return value_poison();
    if (!text) {
        report_error(e->report, span, 306, "This is %s; `%s` needs an address.",
                     value_kind_name(address), word);
        report_hint(e->report, "Such as `send_message(\"/note\", [60, 0.8])`.");
        return value_poison();
    }
    if (value->kind == VALUE_NULL)
        return send(e, self, word, text, NULL, 0, span);
    return send(e, self, word, text, item ? item : value, item ? n_items : 1, span);
}

METHOD(send_message)
{
    const struct value nothing = value_null();

    return send_values(e, self, "send_message", &a[0].value,
                       n > 1 ? &a[1].value : &nothing, span);
}

/* [["/a", 1], ["/b", [2, 3]]], or a Map of addresses */
METHOD(send_multiple)
{
    const struct value *v = &a[0].value;
    struct value sent = value_bool(true);
    uint32_t n_items = 0, n_pair;
    const struct value *item = value_items(v, &n_items);

    (void)n;
    if (v->kind == VALUE_MAP)
        for (uint32_t i = 0; i < v->map->n && sent.kind != VALUE_POISON; i++) {
            const struct entry *entry = &v->map->entry[i];
            const struct value key = value_text(entry->key, strlen(entry->key));
            sent = send_values(e, self, "send_multiple", &key, &entry->value, span);
        }
    for (uint32_t i = 0; item && i < n_items && sent.kind != VALUE_POISON; i++) {
        const struct value *pair = value_items(&item[i], &n_pair);
        if (pair && n_pair == 2) {
            sent = send_values(e, self, "send_multiple", &pair[0], &pair[1], span);
            continue;
        }
        report_error(e->report, a[0].span, 306,
                     "`send_multiple` needs pairs of an address and its values.");
        report_hint(e->report, "Such as `[[\"/a\", 1], [\"/b\", [2, 3]]]`.");
        return value_poison();
    }
    return sent;
}

static const struct method_word methods[] = {
    {"connect", "address", 1, 1, 0, 0, call_connect,
     "Where a client sends: \"host:port\", 127.0.0.1:9000 without."},
    {"send_float", "address value", 2, 2, 0, 0, call_send_float, "Send a number."},
    {"send_int", "address value", 2, 2, 0, 0, call_send_int, "Send a whole number."},
    {"send_string", "address value", 2, 2, 0, 0, call_send_string, "Send a text."},
    {"send_bool", "address value", 2, 2, 0, 0, call_send_bool, "Send true or false."},
    {"send_message", "address values", 1, 2, 0, 0, call_send_message,
     "Send a List of values in one message."},
    {"send_multiple", "messages", 1, 1, 0, 0, call_send_multiple,
     "Send several: pairs of an address and its values, or a Map of them."},
    {0},
};

const struct thing_class osc_client_class = {
    .name = "an OSC client", .methods = methods, .tick = tick};

struct value osc_client_new(struct eval *e, struct span span)
{
    struct thing *kept = ticking_kept(e, &osc_client_class);

    if (kept)
        return (struct value){.kind = VALUE_THING, .thing = kept};
    const struct value value = thing_new(e, &osc_client_class, sizeof(struct client));
    if (value.kind == VALUE_POISON)
        return value;
    struct client *c = of(value);
    str_format(c->host, sizeof(c->host), "127.0.0.1");
    c->port = PORT;
    c->waiting = value_new_list(e->heap, 0);
    if (c->waiting.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    return ticking_keep(e, value.thing, span) ? value : value_poison();
}
