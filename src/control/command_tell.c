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

/* name class name class ... */
int command_nodes(struct call *call)
{
    struct leat_graph *graph = call->control->config.graph;
    struct leat_node_info info;

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
static int tell_node(struct call *call, const struct leat_node_info *info)
{
    struct json j;
    char path[LEAT_NAME_MAX + 2], *text;

    address_of_node(info->name, path, sizeof(path));
    json_to_memory(&j);
    json_object(&j);
    json_key(&j, "name");
    json_string(&j, info->name);
    json_key(&j, "address");
    json_string(&j, path);
    json_key(&j, "class");
    describe_json(&j, info->node_class, "");
    json_end(&j);
    const int err = json_finish(&j, &text);
    if (err >= 0)
        call_answer_text(call, text);
    free(text);
    call_answer_flush(call);
    return err;
}

/* Each node in a reply of its own, then one without. */
int command_schema(struct call *call)
{
    struct leat_graph *graph = call->control->config.graph;
    struct leat_node_info info;
    const char *name = NULL;
    uint32_t wanted = 0;
    int err = 0;

    if (osc_args_text(&call->args, &name) > 0 &&
        (wanted = address_node(graph, name)) == 0) {
        leat_diag_add(&call->diag, LEAT_ERROR, 201, "No node here is called `%.64s`.",
                      name);
        return LEAT_ERR_NOT_FOUND;
    }
    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0 && err >= 0; i++)
        if (!wanted || info.node == wanted)
            err = tell_node(call, &info);
    return err;
}

/* name value name value ... */
int command_stats(struct call *call)
{
    struct control_stats mine;
    struct leat_engine_stats s;

    leat_engine_stats(call->control->config.engine, &s);
    control_stats(call->control, &mine);
    call_answer_text(call, "device");
    call_answer_text(call, s.device);
    call_answer_pair(call, "rate", s.rate_hz);
    call_answer_pair(call, "frames", (double)s.frame);
    call_answer_pair(call, "blocks", (double)s.blocks);
    call_answer_pair(call, "load", s.load);
    call_answer_pair(call, "load_p99", s.load_p99);
    call_answer_pair(call, "xruns", (double)s.xruns);
    call_answer_pair(call, "late", (double)s.overruns);
    call_answer_pair(call, "edits", (double)s.edits);
    call_answer_pair(call, "nodes", leat_graph_n_nodes(call->control->config.graph));
    call_answer_pair(call, "links", leat_graph_n_links(call->control->config.graph));
    call_answer_pair(call, "mem", (double)s.state_bytes);
    call_answer_pair(call, "cmd", (double)mine.commands);
    call_answer_pair(call, "cmd_late", (double)(mine.late + s.late_commands));
    call_answer_pair(call, "cmd_bad", (double)mine.bad);
    call_answer_pair(call, "cmd_dropped", (double)(mine.dropped + s.dropped_commands));
    call_answer_pair(call, "late_events", (double)s.late_events);
    call_answer_pair(call, "lost_events", (double)s.lost_events);
    call_answer_pair(call, "nonfinite", (double)s.non_finite);
    call_answer_pair(call, "starved", (double)s.starved);
    call_answer_pair(call, "dropped", (double)s.dropped);
    return 0;
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
