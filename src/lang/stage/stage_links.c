/* SPDX-License-Identifier: MIT */
/* stage_links: the links that a draft makes, changes, keeps and lets go. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "lang/stage/staged.h"

/* Links of the stage by key, each once. */
struct search {
    uint32_t *bucket; /* index plus 1; 0: empty */
    uint32_t *next;   /* of equal bucket: index plus 1 */
    bool *found;
    uint32_t room;
};

/* Equal for links between the same nodes of the stage that will be, in the same way. */
static uint64_t key_of(const struct leat_link *l, uint32_t from, uint32_t to)
{
    const uint32_t facts[] = {from,        to,      l->from_port, l->to_port,
                              l->to_param, l->mode, l->feedback,  l->delay_frames,
                              l->profile,  l->depth};

    return fnv_bytes(FNV_START, facts, sizeof(facts));
}

static bool is_same_condition(const struct leat_condition *a,
                              const struct leat_condition *b)
{
    return a->kind == b->kind && a->watch == b->watch && a->threshold == b->threshold &&
           a->hold_s == b->hold_s && a->value == b->value &&
           strcmp(a->key, b->key) == 0 && strcmp(a->text, b->text) == 0;
}

bool staged_link_differs(const struct leat_link *a, const struct leat_link *b)
{
    const size_t bytes = sizeof(float) * a->matrix_in * a->matrix_out;

    return a->gain != b->gain || a->disabled != b->disabled ||
           !is_same_condition(&a->condition, &b->condition) ||
           !a->matrix != !b->matrix || a->matrix_in != b->matrix_in ||
           a->matrix_out != b->matrix_out ||
           (a->matrix && memcmp(a->matrix, b->matrix, bytes) != 0);
}

static bool is_sink(const struct staged *node)
{
    return node->class->flags & LEAT_CLASS_SINK;
}

/* The links of the stage whose ends stay, by what they are among those ends. */
static int begin_search(struct apply *a, struct search *search)
{
    const struct stage *s = a->stage;

    search->room = 16;
    while (search->room < 2 * s->n_links)
        search->room *= 2;
    search->bucket = arena_take(&a->arena, search->room, sizeof(uint32_t));
    search->next = arena_take(&a->arena, s->n_links + 1u, sizeof(uint32_t));
    search->found = arena_take(&a->arena, s->n_links + 1u, sizeof(bool));
    if (a->arena.err)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = s->n_links; i-- > 0;) { /* the first stands first in its bucket */
        struct staged_link *l = &s->link[i];
        const uint32_t from = a->next_of_old[l->from], to = a->next_of_old[l->to];
        if (from == STAGED_NONE || to == STAGED_NONE)
            continue;
        l->key = key_of(&l->link, from, to);
        const uint32_t at = (uint32_t)l->key & (search->room - 1);
        search->next[i] = search->bucket[at];
        search->bucket[at] = i + 1;
    }
    return 0;
}

/* The first link of a key that was not found yet, or STAGED_NONE. */
static uint32_t find(const struct apply *a, struct search *search, uint64_t key)
{
    uint32_t at = search->bucket[key & (search->room - 1)];

    while (at && (search->found[at - 1] || a->stage->link[at - 1].key != key))
        at = search->next[at - 1];
    if (!at)
        return STAGED_NONE;
    search->found[at - 1] = true;
    return at - 1;
}

/* Append a link to the stage that will be, with a matrix of its own. */
static int keep(struct apply *a, const struct staged_link *link)
{
    const struct leat_link *l = &link->link;
    const size_t bytes = sizeof(float) * l->matrix_in * l->matrix_out;
    float *matrix = l->matrix ? malloc(bytes) : NULL;

    if (l->matrix && !matrix)
        return LEAT_ERR_NOMEM;
    if (matrix)
        memcpy(matrix, l->matrix, bytes);
    a->link[a->n_links] = *link;
    a->link[a->n_links++].link.matrix = matrix;
    return 0;
}

/* A link of the draft: found, changed or made. */
static int take_link(struct apply *a, struct search *search, uint32_t i)
{
    const struct draft_link *draft = &a->draft->link[i];
    struct staged_link next = {.link = draft->link,
                               .from = a->part[draft->link.from].next,
                               .to = a->part[draft->link.to].next};
    struct leat_link wanted = draft->link;
    int err = 0;

    wanted.from = a->node[next.from].node;
    wanted.to = a->node[next.to].node;
    wanted.condition.watch = apply_node_of(a, draft->link.condition.watch);
    wanted.disabled |= a->stage->hushed && is_sink(&a->node[next.to]);
    next.key = key_of(&draft->link, next.from, next.to);
    const uint32_t at = find(a, search, next.key);
    if (at == STAGED_NONE) {
        if ((err = apply_place(a, draft->span)) >= 0)
            err = leat_edit_link(a->edit, &wanted, &next.id, a->diag);
    } else {
        const struct staged_link *old = &a->stage->link[at];
        const bool hush =
            a->stage->hushed != a->stage->was_hushed && is_sink(&a->node[next.to]);
        next.id = old->id;
        if (hush || wanted.condition.watch || /* it may be another node now */
            staged_link_differs(&draft->link, &old->link))
            err = leat_edit_relink(a->edit, next.id, &wanted, a->diag);
    }
    return err < 0 ? err : keep(a, &next);
}

/* The node of the same class that has replaced one, or STAGED_NONE. */
static uint32_t successor(const struct apply *a, uint32_t old)
{
    const uint32_t part = a->part_of_old[old];

    if (part == STAGED_NONE || a->part[part].fate != FATE_REPLACES)
        return STAGED_NONE;
    const uint32_t next = a->part[part].next;
    return a->node[next].class == a->stage->node[old].class ? next : STAGED_NONE;
}

/* What slept when its source was replaced will wake to the new one. */
static int inherit(struct apply *a, struct staged_link *next, uint32_t from)
{
    struct leat_link wanted = next->link;

    next->from = from;
    wanted.from = a->node[from].node;
    wanted.to = a->node[next->to].node;
    const int err = leat_edit_link(a->edit, &wanted, &next->id, a->diag);
    return err < 0 ? err : keep(a, next);
}

/* Links into what sleeps wait with it, those out of it to who is awake are let go; so
 * is one into a sink, which would hear it else. */
static int leave_link(struct apply *a, uint32_t i)
{
    struct staged_link next = a->stage->link[i];
    const uint32_t from = a->next_of_old[next.from], to = a->next_of_old[next.to];
    const uint32_t heir = from == STAGED_NONE ? successor(a, next.from) : STAGED_NONE;

    if (to != STAGED_NONE && heir != STAGED_NONE && a->node[to].asleep &&
        !is_sink(&a->node[to])) {
        next.to = to;
        return inherit(a, &next, heir);
    }
    if (from == STAGED_NONE || to == STAGED_NONE)
        return 0; /* it has gone with its node */
    next.from = from;
    next.to = to;
    if (!a->node[to].asleep || is_sink(&a->node[to]))
        return leat_edit_unlink(a->edit, next.id);
    return keep(a, &next);
}

int apply_links(struct apply *a)
{
    const struct stage *s = a->stage;
    struct search search = {0};
    int err = begin_search(a, &search);

    a->link = calloc((size_t)s->n_links + a->draft->n_links + 1, sizeof(*a->link));
    if (!a->link)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < a->draft->n_links && err >= 0; i++)
        err = take_link(a, &search, i);
    for (uint32_t i = 0; i < s->n_links && err >= 0; i++)
        if (!search.found[i])
            err = leave_link(a, i);
    return err < 0 ? err : 0;
}
