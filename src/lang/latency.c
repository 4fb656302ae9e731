/* SPDX-License-Identifier: MIT */
/* latency: how late streams are. */
#include "lang/latency.h"

enum { LATENCY_PASSES = 64 };

/* Frames by which what a node gives lags what goes in. */
static uint32_t latency_of(struct eval *e, const struct draft_node *node)
{
    const struct leat_node_class *class = node->class;
    float number[LEAT_MAX_PARAMS];
    const char *text[LEAT_MAX_PARAMS];
    bool is_set[LEAT_MAX_PARAMS] = {false};
    const struct leat_settings settings = {number, text, is_set};
    struct leat_env env = {.rate_hz = e->convert.rate_hz,
                           .lanes = 1,
                           .voices = 1,
                           .max_frames = LEAT_QUANTUM,
                           .base = ""};

    if (!class->latency)
        return 0;
    for (size_t i = 0; i < class->n_params; i++) {
        number[i] = class->params[i].def;
        text[i] = class->params[i].text ? class->params[i].text : "";
    }
    for (uint32_t i = 0; i < node->n_params; i++) {
        const struct draft_param *p = &node->param[i];
        is_set[p->param] = true;
        if (p->n)
            number[p->param] = p->value[0];
        else
            text[p->param] = p->text;
    }
    for (int p = 0; p < LEAT_MAX_PORTS; p++)
        env.in_lanes[p] = env.out_lanes[p] = 1;
    return class->latency(&env, &settings);
}

/* The longest way from the sources: each pass takes in one link more of it, and links
 * mostly lead from earlier nodes to later ones. */
bool latency_of_stream(struct eval *e, const struct stream *s, struct span span,
                       double *seconds)
{
    const struct draft *d = e->draft;
    uint32_t *late = heap_take(e->heap, d->n_nodes + 1, sizeof(*late));
    uint32_t *own = heap_take(e->heap, d->n_nodes + 1, sizeof(*own));

    if (!late || !own) {
        eval_out_of_memory(e);
        return false;
    }
    if (!eval_see(e, s, span))
        return false;
    for (uint32_t i = 0; i < d->n_nodes; i++)
        late[i] = own[i] = latency_of(e, &d->node[i]);
    bool grows = true;
    for (int pass = 0; grows && pass < LATENCY_PASSES; pass++) {
        grows = false;
        for (uint32_t i = 0; i < d->n_links; i++) {
            const struct leat_link *l = &d->link[i].link;
            const uint32_t then = late[l->from] + own[l->to];
            if (l->feedback || then <= late[l->to])
                continue;
            late[l->to] = then;
            grows = true;
        }
    }
    *seconds = late[s->node] / e->convert.rate_hz;
    return true;
}
