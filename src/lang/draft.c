/* SPDX-License-Identifier: MIT */
/* draft: the graph that a program asks for, before it is made. */
#include "lang/draft.h"

#include <stdlib.h>

#include <leat/err.h>

void draft_finish(struct draft *draft)
{
    free(draft->node);
    free(draft->link);
    free(draft->line);
    *draft = (struct draft){0};
}

/* Room for one item more; NULL when there is no memory. */
static void *widen(void *items, uint32_t n, uint32_t *room, size_t size)
{
    const uint32_t more = *room ? 2 * *room : 16;

    if (n < *room)
        return items;
    items = realloc(items, more * size);
    if (items)
        *room = more;
    return items;
}

int draft_add_node(struct draft *d, const struct draft_node *node)
{
    if (d->n_nodes == DRAFT_NODES_MAX)
        return LEAT_ERR_LIMIT;
    void *wider = widen(d->node, d->n_nodes, &d->room_nodes, sizeof(*d->node));
    if (!wider)
        return LEAT_ERR_NOMEM;
    d->node = wider;
    d->node[d->n_nodes] = *node;
    return (int)d->n_nodes++;
}

int draft_add_link(struct draft *d, const struct draft_link *link)
{
    if (d->n_links == INT32_MAX / 2)
        return LEAT_ERR_LIMIT;
    void *wider = widen(d->link, d->n_links, &d->room_links, sizeof(*d->link));
    if (!wider)
        return LEAT_ERR_NOMEM;
    d->link = wider;
    d->link[d->n_links] = *link;
    return (int)d->n_links++;
}

int draft_add_line(struct draft *d, const char *line)
{
    if (d->n_lines == INT32_MAX / 2)
        return LEAT_ERR_LIMIT;
    void *wider = widen(d->line, d->n_lines, &d->room_lines, sizeof(*d->line));
    if (!wider)
        return LEAT_ERR_NOMEM;
    d->line = wider;
    d->line[d->n_lines] = line;
    return (int)d->n_lines++;
}
