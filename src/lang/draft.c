/* SPDX-License-Identifier: MIT */
/* draft: the graph that a program asks for, before it is made. */
#include "lang/draft.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "lang/names.h"

void draft_finish(struct draft *draft)
{
    free(draft->node);
    free(draft->link);
    free(draft->event);
    free(draft->line);
    free(draft->rule);
    free(draft->metadata);
    *draft = (struct draft){0};
}

void draft_truncate(struct draft *draft)
{
    draft->n_nodes = draft->n_permanent_nodes;
    draft->n_links = draft->n_permanent_links;
    draft->n_events = 0;
    draft->turn = (struct draft_turn){0};
}

void draft_return(struct draft *draft, struct draft_mark mark)
{
    draft->n_nodes = mark.n_nodes;
    draft->n_links = mark.n_links;
}

/* Of a word, of which kind it is, and of how often it came before. */
static uint64_t identity_of(const char *word, bool is_name, uint32_t times)
{
    uint64_t hash = fnv_u32(FNV_START, is_name);

    hash = fnv_u32(fnv_text(hash, word), times);
    return hash ? hash : 1;
}

int draft_identify(struct draft *d)
{
    uint32_t *times = calloc(2 * (size_t)d->n_nodes + 2, sizeof(*times));
    struct names names;

    names_init(&names);
    for (uint32_t i = 0; times && i < d->n_nodes; i++) {
        struct draft_node *node = &d->node[i];
        const bool is_name = node->name != NULL;
        const char *word = is_name ? node->name : node->class->name;
        const uint32_t n = names_add(&names, word, strlen(word));
        if (!node->identity)
            node->identity = identity_of(word, is_name, times[2 * n + is_name]++);
    }
    const int err = times ? names.err : LEAT_ERR_NOMEM;
    names_finish(&names);
    free(times);
    return err;
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
    d->node[d->n_nodes].turn = d->turn;
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
    d->link[d->n_links].turn = d->turn;
    return (int)d->n_links++;
}

int draft_add_rule(struct draft *d, const struct leat_rule *rule)
{
    void *wider = widen(d->rule, d->n_rules, &d->room_rules, sizeof(*d->rule));
    if (!wider)
        return LEAT_ERR_NOMEM;
    d->rule = wider;
    d->rule[d->n_rules] = *rule;
    return (int)d->n_rules++;
}

int draft_add_metadata(struct draft *d, const struct draft_metadata *metadata)
{
    void *wider =
        widen(d->metadata, d->n_metadata, &d->room_metadata, sizeof(*d->metadata));
    if (!wider)
        return LEAT_ERR_NOMEM;
    d->metadata = wider;
    d->metadata[d->n_metadata] = *metadata;
    return (int)d->n_metadata++;
}

int draft_add_event(struct draft *d, const struct draft_event *event)
{
    if (d->n_events == INT32_MAX / 2)
        return LEAT_ERR_LIMIT;
    void *wider = widen(d->event, d->n_events, &d->room_events, sizeof(*d->event));
    if (!wider)
        return LEAT_ERR_NOMEM;
    d->event = wider;
    d->event[d->n_events] = *event;
    return (int)d->n_events++;
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
