/* SPDX-License-Identifier: MIT */
/* stage_lost: what others have removed from the graph is not on the stage any more. */
#include <stdlib.h>

#include <leat/err.h>

#include "lang/stage/staged.h"

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static bool has(const uint32_t *sorted, uint32_t n, uint32_t number)
{
    return n && bsearch(&number, sorted, n, sizeof(*sorted), by_number);
}

/* Numbers of all nodes, or links, of the graph, sorted; NULL: no memory. */
static uint32_t *list_nodes(struct leat_graph *graph, uint32_t *n)
{
    uint32_t *list = malloc((leat_graph_n_nodes(graph) + 1u) * sizeof(*list));
    const uint32_t room = leat_graph_n_nodes(graph);
    struct leat_node_info info;

    for (*n = 0; list && *n < room && leat_graph_node_at(graph, *n, &info) >= 0;)
        list[(*n)++] = info.node;
    if (list)
        qsort(list, *n, sizeof(*list), by_number);
    return list;
}

static uint32_t *list_links(struct leat_graph *graph, uint32_t *n)
{
    uint32_t *list = malloc((leat_graph_n_links(graph) + 1u) * sizeof(*list));
    const uint32_t room = leat_graph_n_links(graph);
    struct leat_link link;
    uint32_t id;

    for (*n = 0; list && *n < room && leat_graph_link_at(graph, *n, &link, &id) >= 0;)
        list[(*n)++] = id;
    if (list)
        qsort(list, *n, sizeof(*list), by_number);
    return list;
}

/* Close the gaps; `next` gets where each node has gone. */
static void close_gaps(struct stage *s, const uint32_t *nodes, uint32_t n_nodes,
                       const uint32_t *links, uint32_t n_links, uint32_t *next)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < s->n_nodes; i++) {
        next[i] = STAGED_NONE;
        if (has(nodes, n_nodes, s->node[i].node)) {
            next[i] = kept;
            s->node[kept++] = s->node[i];
        } else {
            free(s->node[i].param);
        }
    }
    s->n_nodes = kept;
    kept = 0;
    for (uint32_t i = 0; i < s->n_links; i++) {
        struct staged_link link = s->link[i];
        const bool lost = !has(links, n_links, link.id);
        link.from = next[link.from];
        link.to = next[link.to];
        if (lost || link.from == STAGED_NONE || link.to == STAGED_NONE)
            free((void *)(uintptr_t)link.link.matrix);
        else
            s->link[kept++] = link;
    }
    s->n_links = kept;
}

int stage_forget_lost(struct stage *s)
{
    uint32_t n_nodes, n_links;
    uint32_t *nodes = list_nodes(s->graph, &n_nodes);
    uint32_t *links = list_links(s->graph, &n_links);
    uint32_t *next = malloc((s->n_nodes + 1u) * sizeof(*next));
    const bool enough = nodes && links && next;

    if (enough && s->n_buckets) {
        close_gaps(s, nodes, n_nodes, links, n_links, next);
        stage_index(s->node, s->n_nodes, s->bucket, s->n_buckets);
    }
    free(nodes);
    free(links);
    free(next);
    return enough ? 0 : LEAT_ERR_NOMEM;
}
