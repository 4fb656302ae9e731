/* SPDX-License-Identifier: MIT */
/* command_chronus: what Chronus did by addresses of its own, where another address
 * alone (alias.c) does not say it. */
#include <string.h>

#include <leat/err.h>

#include "control/call.h"

static int check(struct call *call)
{
    if (call->control->config.aliases & ALIAS_CHRONUS)
        return 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "%s is an address of Chronus.",
                  call->address);
    leat_diag_hint(&call->diag, "leat serve --compat chronus understands it.");
    return LEAT_ERR_NOT_FOUND;
}

/* The first edit of a patch begins it. */
static int patch(struct call *call, int (*command)(struct call *call))
{
    int err = check(call);

    if (err >= 0 && !call->control->patch.edit)
        err = command_begin(call);
    return err < 0 ? err : command(call);
}

int command_patch_create(struct call *call)
{
    return patch(call, command_create);
}

int command_patch_connect(struct call *call)
{
    return patch(call, command_connect);
}

int command_patch_disconnect(struct call *call)
{
    return patch(call, command_disconnect);
}

int command_patch_remove(struct call *call)
{
    return patch(call, command_remove);
}

static bool leads_somewhere(const struct model *m, uint32_t node)
{
    for (uint32_t i = 0; i < m->n_links; i++)
        if (m->link[i].link.from == node)
            return true;
    return false;
}

/* Of the nodes that the edit has made the last one that leads nowhere, or NULL. */
static const struct model_node *find_end(struct call *call)
{
    struct leat_graph *graph = call->control->config.graph;
    const struct model *m = call->control->patch.edit->model;
    const struct model_node *end = NULL;

    graph_enter(graph);
    const uint32_t first = graph->model->next_id;
    graph_leave(graph);
    for (uint32_t i = 0; i < m->n_nodes; i++)
        if (m->node[i].id >= first && leat_node_port(m->node[i].class, LEAT_OUT, 0) &&
            !leads_somewhere(m, m->node[i].id))
            end = &m->node[i];
    return end;
}

int command_patch_commit(struct call *call)
{
    const struct patch *p = &call->control->patch;
    int err = check(call);

    if (err >= 0 && p->edit && osc_peer_equal(&p->owner, call->peer)) {
        const struct model_node *end = find_end(call);
        err = end ? call_output(call, end->name) : 0;
    }
    return err < 0 ? err : command_commit(call);
}

/* The voice of a patch of the first generation, or that of the rig. */
static const struct address *find_part(struct call *call, const char *patch,
                                       const char *rig)
{
    const struct address_book *book = call->control->book;
    const struct address *a = address_find(book, patch);

    return a ? a : address_find(book, rig);
}

/* 440 Hz, gain 0.3, gate on. */
int command_test(struct call *call)
{
    static const struct {
        const char *patch, *rig;
        float value;
    } parts[] = {{"/sine1/freq", "/voice1/freq", 440.0f},
                 {"/sine1/gain", "/voice1/amp", 0.3f},
                 {"/adsr1/gate", "/voice1/gate", 1.0f}};
    int err = check(call);

    for (int i = 0; i < 3 && err >= 0; i++) {
        const struct address *a = find_part(call, parts[i].patch, parts[i].rig);
        if (!a || a->param < 0)
            return call_refuse(call, LEAT_ERR_NOT_FOUND,
                               "There is neither a voice1 nor a sine1 with its adsr1.",
                               "The rig has voice1: leat serve without a program.");
        err = leat_engine_set(call->control->config.engine, a->node, (uint32_t)a->param,
                              parts[i].value, call->frame, -1.0f);
    }
    return err;
}

/* [stdout|json] says where it went; here it goes to who asks. */
int command_engine_schema(struct call *call)
{
    const char *where = "json";
    const int err = check(call);

    if (err < 0)
        return err;
    (void)osc_args_text(&call->args, &where);
    if (strcmp(where, "stdout") != 0 && strcmp(where, "json") != 0)
        return call_refuse(call, LEAT_ERR_UNSUPPORTED,
                           "The schema is told, it is not written into a file.",
                           "leat ctl schema >FILE");
    return command_schema(call);
}
