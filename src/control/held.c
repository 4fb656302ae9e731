/* SPDX-License-Identifier: MIT */
/* held: what messages have set parameters to. */
#include "control/held.h"

#include <stdlib.h>
#include <string.h>

#include <leat/engine.h>
#include <leat/err.h>

#include "graph/graph.h"

enum { ROOM_LEAST = 256 };

void held_init(struct held *held)
{
    *held = (struct held){0};
    pthread_mutex_init(&held->lock, NULL);
}

void held_finish(struct held *held)
{
    free(held->at);
    pthread_mutex_destroy(&held->lock);
}

static uint64_t key_of(uint32_t node, uint32_t param)
{
    return (uint64_t)node << 32 | (param + 1);
}

/* Where a key is or would be. */
static struct held_value *place(struct held_value *at, uint32_t room, uint64_t key)
{
    uint32_t i = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (room - 1);

    while (at[i].key && at[i].key != key)
        i = (i + 1) & (room - 1);
    return &at[i];
}

/* Half of the room may be taken. */
static bool is_full(const struct held *h)
{
    return 2 * h->n >= h->room;
}

/* Move into other room, but for what belongs to no node of a graph (NULL: all move). */
static int move(struct held *h, uint32_t room, const struct model *model)
{
    struct held_value *at = calloc(room, sizeof(*at));

    if (!at)
        return LEAT_ERR_NOMEM;
    h->n = 0;
    for (uint32_t i = 0; i < h->room; i++) {
        const struct held_value *v = &h->at[i];
        if (!v->key || (model && !model_node_by_id(model, (uint32_t)(v->key >> 32))))
            continue;
        *place(at, room, v->key) = *v;
        h->n++;
    }
    free(h->at);
    h->at = at;
    h->room = room;
    return 0;
}

/* The place of a key, where it may be put; NULL when memory is out. */
static struct held_value *place_for(struct held *h, uint64_t key)
{
    struct held_value *v = h->room ? place(h->at, h->room, key) : NULL;

    if (v && v->key)
        return v;
    if (is_full(h) && move(h, h->room ? 2 * h->room : ROOM_LEAST, NULL) < 0)
        return NULL;
    h->n++;
    return place(h->at, h->room, key);
}

int held_set(struct held *held, uint32_t node, uint32_t param, float value)
{
    const uint64_t key = key_of(node, param);

    pthread_mutex_lock(&held->lock);
    struct held_value *v = place_for(held, key);
    if (v)
        *v = (struct held_value){key, value};
    pthread_mutex_unlock(&held->lock);
    return v ? 0 : LEAT_ERR_NOMEM;
}

bool held_get(struct held *held, uint32_t node, uint32_t param, float *value)
{
    const uint64_t key = key_of(node, param);
    bool found = false;

    pthread_mutex_lock(&held->lock);
    if (held->room) {
        const struct held_value *v = place(held->at, held->room, key);
        found = v->key == key;
        *value = found ? v->value : *value;
    }
    pthread_mutex_unlock(&held->lock);
    return found;
}

void held_purge(struct held *held, struct leat_graph *graph)
{
    graph_enter(graph);
    pthread_mutex_lock(&held->lock);
    if (held->room && is_full(held))
        (void)move(held, held->room, graph->model); /* else it grows */
    pthread_mutex_unlock(&held->lock);
    graph_leave(graph);
}

void held_clear(struct held *held)
{
    pthread_mutex_lock(&held->lock);
    if (held->room)
        memset(held->at, 0, held->room * sizeof(*held->at));
    held->n = 0;
    pthread_mutex_unlock(&held->lock);
}

bool held_is_gate(const struct leat_param *param)
{
    return strcmp(param->name, "gate") == 0;
}

static bool is_moved(const struct model *m, uint32_t node, uint32_t param)
{
    for (uint32_t i = 0; i < m->n_links; i++) {
        const struct leat_link *l = &m->link[i].link;
        if (l->to == node && l->to_param && l->to_port == param)
            return true;
    }
    return false;
}

/* The base value of a parameter: where a stream moves it, as it was set, else as it is
 * heard, which may be on its way; or where it is on its way to. */
static float base_of(struct held *held, const struct model *m,
                     struct leat_engine *engine, const struct model_node *node,
                     uint32_t param, enum held_moment moment)
{
    const struct leat_param *p = &node->class->params[param];
    float value = model_value(node, param, 0);
    const bool as_set = is_moved(m, node->id, param) || moment == HELD_AS_SET;

    if (as_set && held_get(held, node->id, param, &value))
        return leat_param_clamp(p, value);
    if (!is_moved(m, node->id, param) &&
        leat_engine_get(engine, node->id, param, &value) < 0)
        (void)held_get(held, node->id, param, &value);
    return leat_param_clamp(p, value);
}

static int take_param(struct held *held, struct model *m, struct leat_engine *engine,
                      struct model_node *node, uint32_t param, enum held_moment moment)
{
    const struct leat_param *p = &node->class->params[param];
    struct model_param *mine = &node->param[param];

    if (p->kind == LEAT_TEXT || p->flags & LEAT_PARAM_STRUCTURAL || mine->n > 1 ||
        held_is_gate(p))
        return 0;
    const float value = base_of(held, m, engine, node, param, moment);
    if (value == model_value(node, param, 0))
        return 0;
    if (!mine->values && !(mine->values = calloc(1, sizeof(*mine->values))))
        return LEAT_ERR_NOMEM;
    mine->n = 1;
    mine->values[0] = value;
    return 0;
}

int held_model(struct held *held, struct leat_graph *graph, struct leat_engine *engine,
               enum held_moment moment, struct model **out)
{
    graph_enter(graph);
    int err = model_copy(graph->model, out);
    graph_leave(graph);
    for (uint32_t i = 0; err >= 0 && i < (*out)->n_nodes; i++) {
        struct model_node *node = &(*out)->node[i];
        for (uint32_t p = 0; err >= 0 && p < node->class->n_params; p++)
            err = take_param(held, *out, engine, node, p, moment);
    }
    if (err < 0)
        model_destroy(out);
    return err;
}
