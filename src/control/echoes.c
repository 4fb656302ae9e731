/* SPDX-License-Identifier: MIT */
/* echoes: what sounds on when nothing comes in any more, begun anew. */
#include "control/echoes.h"

#include <stdlib.h>

#include <leat/err.h>

#include "control/call.h"

enum { SHORT = 50 }; /* a tail below a 50th of a second is no echo */

static bool has_gate(const struct leat_node_class *class)
{
    return leat_node_param_find(class, "gate") >= 0 ||
           leat_node_port_find(class, LEAT_IN, "gate") >= 0;
}

/* Envelopes end with their gates; all else that has a tail keeps sound. */
static bool sounds_on(struct leat_engine *engine, const struct model_node *node)
{
    struct leat_node_stats stats;

    return node->class->tail && !has_gate(node->class) &&
           leat_engine_node_stats(engine, node->id, &stats) >= 0 &&
           (stats.tail < 0 || (double)stats.tail > leat_engine_rate(engine) / SHORT);
}

/* Values as they stand move into a node that would begin with those of its edit, and
 * into an open edit that has left them alone. */
static void take_values(struct model *m, struct model *standing, struct leat_edit *open,
                        uint32_t node)
{
    struct model_node *to = model_node_by_id(m, node);
    struct model_node *from = model_node_by_id(standing, node);
    const struct model_node *theirs = open ? model_node_by_id(open->model, node) : NULL;

    for (uint32_t p = 0; theirs && p < theirs->class->n_params; p++) {
        const float value = model_value(from, p, 0);
        if (value != model_value(to, p, 0) &&
            model_value(theirs, p, 0) == model_value(to, p, 0))
            (void)leat_edit_set(open, node, p, &value, 1, NULL);
    }
    struct model_param *param = from->param;
    from->param = to->param;
    to->param = param;
}

static void keep_held(struct held *held, const struct leat_node_class *class,
                      uint32_t from, uint32_t to)
{
    float value;

    for (uint32_t p = 0; p < class->n_params; p++)
        if (held_get(held, from, p, &value))
            (void)held_set(held, to, p, value);
}

static uint32_t place_of(const struct model *m, uint32_t node)
{
    return (uint32_t)(model_node_by_id(m, node) - m->node);
}

/* The number that comes next in both of two models. */
static void meet(struct model *m, struct leat_edit *open)
{
    if (open && open->model->next_id > m->next_id)
        m->next_id = open->model->next_id;
    if (open)
        open->model->next_id = m->next_id;
}

static void renew_node(struct control *c, struct model *m, struct model *standing,
                       struct leat_edit *open, uint32_t id)
{
    take_values(m, standing, open, id);
    keep_held(&c->held, model_node_by_id(m, id)->class, id, m->next_id);
    model_renew_node(m, id);
    if (open)
        model_renew_node(open->model, id);
    meet(m, open);
}

/* Mark what a node leads to, or (back) what leads to it. */
static void spread(const struct model *m, uint32_t node, bool back, bool *marked)
{
    bool changed = true;

    marked[place_of(m, node)] = true;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < m->n_links; i++) {
            const struct leat_link *l = &m->link[i].link;
            const uint32_t from = place_of(m, back ? l->to : l->from);
            const uint32_t to = place_of(m, back ? l->from : l->to);
            if (!marked[from] || marked[to])
                continue;
            marked[to] = changed = true;
        }
    }
}

/* All of a circle keeps sound: what lies between the ends of the link that closes it.
 */
static int mark_circle(const struct model *m, const struct leat_link *link, bool *old)
{
    bool *behind = calloc(2 * (size_t)m->n_nodes, sizeof(*behind));
    bool *before = behind + m->n_nodes;

    if (!behind)
        return LEAT_ERR_NOMEM;
    spread(m, link->to, false, behind);
    spread(m, link->from, true, before);
    for (uint32_t i = 0; i < m->n_nodes; i++)
        old[i] |= behind[i] && before[i];
    free(behind);
    return 0;
}

/* Which nodes have kept sound, by their places. */
static int mark(struct control *c, const struct model *m, bool *old)
{
    int err = 0;

    for (uint32_t i = 0; i < m->n_nodes; i++)
        old[i] = sounds_on(c->config.engine, &m->node[i]);
    for (uint32_t i = 0; i < m->n_links && err >= 0; i++)
        if (m->link[i].link.feedback)
            err = mark_circle(m, &m->link[i].link, old);
    return err;
}

/* What has kept sound gets new numbers, in the graph and in the edit that somebody has
 * open (NULL: nobody).  Returns whether there was any. */
static int renew(struct control *c, struct model *m, struct model *standing,
                 struct leat_edit *open)
{
    const uint32_t n_nodes = m->n_nodes, n_links = m->n_links;
    bool *old = calloc(n_nodes + 1, sizeof(*old));
    int found = old ? mark(c, m, old) : LEAT_ERR_NOMEM;

    meet(m, open);
    for (uint32_t k = 0, i = 0; k < n_nodes && found >= 0; k++) {
        if (old[k])
            renew_node(c, m, standing, open, m->node[i].id);
        else
            i++;
        found |= old[k];
    }
    for (uint32_t k = 0, i = 0; k < n_links && found >= 0; k++) {
        const struct model_link *l = &m->link[i];
        if (!l->link.feedback && !l->link.delay_frames) {
            i++;
            continue;
        }
        if (open)
            model_renew_link(open->model, l->id);
        model_renew_link(m, l->id);
        meet(m, open);
        found = 1;
    }
    free(old);
    return found;
}

static int commit(struct control *c, struct model *standing, struct leat_edit *open,
                  struct leat_diag *diag)
{
    struct leat_edit *edit;
    int err = leat_graph_begin(c->config.graph, &edit);

    if (err < 0)
        return err;
    err = renew(c, edit->model, standing, open);
    if (err <= 0) {
        leat_edit_abort(&edit);
        return err;
    }
    err = leat_edit_commit(&edit, LEAT_AT_QUANTUM, diag);
    return err < 0 ? err : control_renew(c);
}

/* Let an edit that is open step aside, or come back. */
static void put_edit(struct leat_graph *graph, struct leat_edit *edit)
{
    graph_enter(graph);
    graph->edit = edit;
    graph_leave(graph);
}

int echoes_clear(struct control *c, struct leat_diag *diag)
{
    struct leat_edit *open = c->patch.edit;
    struct model *standing;
    int err = held_model(&c->held, c->config.graph, c->config.engine, HELD_AS_HEARD,
                         &standing);

    if (err < 0)
        return err;
    if (open)
        put_edit(c->config.graph, NULL);
    err = commit(c, standing, open, diag);
    if (open)
        put_edit(c->config.graph, open);
    model_destroy(&standing);
    return err;
}
