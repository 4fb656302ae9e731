/* SPDX-License-Identifier: MIT */
/* command_tell: what there is, and how it does. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/json.h"
#include "base/str.h"
#include "control/call.h"
#include "control/describe.h"

enum { PACKET_TEXTS = 256 }; /* texts of one reply; more go into another */

static void answer_many(struct call *call, const char *text)
{
    if (call->n_answer >= PACKET_TEXTS)
        call_answer_flush(call);
    call_answer_text(call, text);
}

int command_ping(struct call *call)
{
    call_answer_text(call, LEAT_VERSION);
    return 0;
}

static int tell_nodes_json(struct call *call)
{
    struct leat_node_info info;
    struct json j;

    json_to_memory(&j);
    json_object(&j);
    for (uint32_t i = 0; leat_graph_node_at(call->control->config.graph, i, &info) >= 0;
         i++) {
        json_key_string(&j, info.name, info.node_class->name);
    }
    json_end(&j);
    return call_answer_json(call, &j, true);
}

/* name class name class ... */
int command_nodes(struct call *call)
{
    struct leat_graph *graph = call->control->config.graph;
    struct leat_node_info info;

    if (call_wants_json(call))
        return tell_nodes_json(call);

    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++) {
        answer_many(call, info.name);
        call_answer_text(call, info.node_class->name);
    }
    return 0;
}

static const struct leat_node_class *info_of(struct leat_graph *graph, uint32_t node,
                                             const char **name)
{
    struct leat_node_info info;

    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++)
        if (info.node == node) {
            *name = info.name;
            return info.node_class;
        }
    return NULL;
}

/* "saw1:out lowpass1:in", "lfo1:out lowpass1.cutoff": as /graph/connect takes them. */
int command_links(struct call *call)
{
    struct leat_graph *graph = call->control->config.graph;
    char text[2 * LEAT_NAME_MAX];
    struct leat_link link;
    uint32_t id;

    for (uint32_t i = 0; leat_graph_link_at(graph, i, &link, &id) >= 0; i++) {
        const char *from = "", *to = "";
        const struct leat_node_class *a = info_of(graph, link.from, &from);
        const struct leat_node_class *b = info_of(graph, link.to, &to);
        if (!a || !b)
            continue;
        str_format(text, sizeof(text), "%s:%s", from,
                   leat_node_port(a, LEAT_OUT, link.from_port)->name);
        answer_many(call, text);
        str_format(text, sizeof(text), "%s%c%s", to, link.to_param ? '.' : ':',
                   link.to_param ? b->params[link.to_port].name
                                 : leat_node_port(b, LEAT_IN, link.to_port)->name);
        call_answer_text(call, text);
    }
    return 0;
}

/* One node with its addresses and its class. */
static void write_node(struct json *j, const struct leat_node_info *info)
{
    char path[LEAT_NAME_MAX + 2];

    address_of_node(info->name, path, sizeof(path));
    json_object(j);
    json_key_string(j, "name", info->name);
    json_key_string(j, "address", path);
    json_key(j, "class");
    describe_json(j, info->node_class, "");
    json_end(j);
}

static int tell_node(struct call *call, const struct leat_node_info *info)
{
    struct json j;

    json_to_memory(&j);
    write_node(&j, info);
    const int err = call_answer_json(call, &j, true);
    call_answer_flush(call);
    return err;
}

/* All nodes, or one, as one text. */
static int tell_schema_json(struct call *call, uint32_t wanted)
{
    struct leat_node_info info;
    struct json j;

    json_to_memory(&j);
    json_array(&j);
    for (uint32_t i = 0; leat_graph_node_at(call->control->config.graph, i, &info) >= 0;
         i++)
        if (!wanted || info.node == wanted)
            write_node(&j, &info);
    json_end(&j);
    return call_answer_json(call, &j, true);
}

/* Each node in a reply of its own, then one without; with `json` all in one. */
int command_schema(struct call *call)
{
    struct leat_graph *graph = call->control->config.graph;
    struct leat_node_info info;
    const char *name = NULL;
    uint32_t wanted = 0;
    int err = 0;

    if (!call_wants_json(call) && osc_args_text(&call->args, &name) > 0 &&
        (wanted = address_node(graph, name)) == 0) {
        leat_diag_add(&call->diag, LEAT_ERROR, 201, "No node here is called `%.64s`.",
                      name);
        return LEAT_ERR_NOT_FOUND;
    }
    if (call_wants_json(call))
        return tell_schema_json(call, wanted);
    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0 && err >= 0; i++)
        if (!wanted || info.node == wanted)
            err = tell_node(call, &info);
    return err;
}

/* name p50 p99 name p50 p99 ... */
int command_node_stats(struct call *call)
{
    struct control *c = call->control;
    struct leat_node_stats stats;
    struct leat_node_info info;

    for (uint32_t i = 0; leat_graph_node_at(c->config.graph, i, &info) >= 0; i++) {
        if (leat_engine_node_stats(c->config.engine, info.node, &stats) < 0)
            continue;
        answer_many(call, info.name);
        call_answer(call, osc_float((float)(stats.p50_nsec / 1e3)));
        call_answer(call, osc_float((float)(stats.p99_nsec / 1e3)));
    }
    return 0;
}
