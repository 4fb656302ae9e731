/* SPDX-License-Identifier: MIT */
/* stage_nodes: the nodes that a draft adds, replaces, keeps and lets go. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "lang/stage/staged.h"

static bool goes(const struct apply *a, uint32_t old)
{
    const uint32_t part = a->part_of_old[old];

    return part == STAGED_NONE ? a->expires[old] : a->part[part].fate == FATE_REPLACES;
}

static void add_name(struct names *names, const char *name)
{
    names_add(names, name, strlen(name));
}

static bool is_free(const struct apply *a, const char *name)
{
    return names_find(&a->taken, name) == 0 &&
           (leat_graph_find(a->stage->graph, name) == 0 || names_find(&a->freed, name));
}

/* Nodes that stay keep their names, and those that are replaced leave them to who comes
 * instead.  Variables come before the invented names. */
static void reserve_names(struct apply *a)
{
    for (uint32_t i = 0; i < a->stage->n_nodes; i++) {
        add_name(goes(a, i) ? &a->freed : &a->taken, a->stage->node[i].name);
        if (goes(a, i) && a->part_of_old[i] != STAGED_NONE)
            add_name(&a->taken, a->stage->node[i].name);
    }
    for (uint32_t i = 0; i < a->draft->n_nodes; i++) {
        const char *name = a->draft->node[i].name;
        if (a->part[i].fate != FATE_NEW || !name || !is_free(a, name))
            continue;
        a->part[i].is_named = true;
        add_name(&a->taken, name);
    }
}

/* That of the class and a number. */
static void invent_name(struct apply *a, const struct leat_node_class *class,
                        char name[LEAT_NAME_MAX])
{
    struct stage_numbers *numbers = &a->stage->numbers;
    size_t i = 0;

    while (i + 1 < STAGE_CLASSES && numbers->class[i] && numbers->class[i] != class)
        i++;
    numbers->class[i] = class;
    do
        str_format(name, LEAT_NAME_MAX, "%.48s%u", class->name, ++numbers->n[i]);
    while (!is_free(a, name));
    add_name(&a->taken, name);
}

/* Paths start from the program's folder. */
static int set_text(struct apply *a, uint32_t node, const struct draft_param *p,
                    bool is_path)
{
    const char *base = a->cue->base ? a->cue->base : "";
    char path[4096];

    if (!is_path || !base[0] || p->text[0] == '/' || strcmp(p->text, "-") == 0)
        return leat_edit_set_text(a->edit, node, p->param, p->text, a->diag);
    str_format(path, sizeof(path), "%s/%s", base, p->text);
    return leat_edit_set_text(a->edit, node, p->param, path, a->diag);
}

/* Add a node of the draft to the graph. */
static int add(struct apply *a, const struct draft_node *node, struct staged *staged)
{
    int err = apply_place(a, node->span);

    if (err >= 0)
        err = leat_edit_add(a->edit, node->class->name, staged->name, &staged->node,
                            a->diag);
    if (err >= 0 && node->voices)
        err = leat_edit_set_voices(a->edit, staged->node, node->voices);
    for (uint32_t i = 0; err >= 0 && i < node->n_params; i++) {
        const struct draft_param *p = &node->param[i];
        const uint32_t flags = node->class->params[p->param].flags;
        if ((err = apply_place(a, p->span)) < 0)
            break;
        err = p->text ? set_text(a, staged->node, p, flags & LEAT_PARAM_PATH)
                      : leat_edit_set(a->edit, staged->node, p->param, p->value, p->n,
                                      a->diag);
    }
    return err;
}

static int take_part(struct apply *a, uint32_t i)
{
    const struct draft_node *node = &a->draft->node[i];
    struct part *part = &a->part[i];
    struct staged *next = &a->node[part->next];
    const struct staged *old = next->identity ? &a->stage->node[part->old] : NULL;
    const bool fresh = part->fate == FATE_NEW || part->fate == FATE_REPLACES;

    *next = (struct staged){.identity = node->identity,
                            .structure = part->structure,
                            .inputs = part->inputs,
                            .class = node->class,
                            .node = old ? old->node : 0,
                            .param = part->param,
                            .since = old ? old->since : 0};
    if (old)
        memcpy(next->name, old->name, sizeof(next->name));
    else if (part->is_named)
        str_format(next->name, sizeof(next->name), "%s", node->name);
    else
        invent_name(a, node->class, next->name);
    if (fresh)
        return add(a, node, next);
    const int err = apply_place(a, node->span);
    return err < 0 ? err : apply_params(a, part, next);
}

/* Who was there keeps its place, so that links find it; who goes without successor
 * leaves none. */
static int place_old(struct apply *a)
{
    const struct stage *s = a->stage;
    int err = 0;

    for (uint32_t i = 0; i < s->n_nodes && err >= 0; i++) {
        const uint32_t part = a->part_of_old[i];
        a->next_of_old[i] = STAGED_NONE;
        if (goes(a, i))
            err = leat_edit_remove(a->edit, s->node[i].node);
        if (goes(a, i) && part == STAGED_NONE)
            continue;
        a->node[a->n_nodes] = s->node[i];
        if (!goes(a, i))
            a->next_of_old[i] = a->n_nodes;
        if (part != STAGED_NONE) {
            a->part[part].next = a->n_nodes++;
            continue;
        }
        struct staged *absent = &a->node[a->n_nodes++];
        if (!absent->asleep)
            absent->since = a->cue->frame;
        absent->asleep = true;
        err = err < 0 ? err : apply_notes(a, absent);
    }
    return err;
}

int apply_nodes(struct apply *a)
{
    const uint32_t n = a->stage->n_nodes + a->draft->n_nodes;
    int err;

    a->node = calloc(n + 1u, sizeof(*a->node));
    a->next_of_old = arena_take(&a->arena, a->stage->n_nodes + 1u, sizeof(uint32_t));
    if (!a->node || !a->next_of_old)
        return LEAT_ERR_NOMEM;
    if (a->edit)
        reserve_names(a);
    if ((err = place_old(a)) < 0)
        return err;
    for (uint32_t i = 0; i < a->draft->n_nodes && err >= 0; i++) {
        if (a->part[i].fate == FATE_NEW)
            a->part[i].next = a->n_nodes++;
        err = take_part(a, i);
    }
    if (a->taken.err || a->freed.err)
        return LEAT_ERR_NOMEM;
    return err < 0 ? err : 0;
}
