/* SPDX-License-Identifier: MIT */
/* patch: the edit that a peer has open, and the models that may come back. */
#include "control/patch.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

static void push(struct patch_stack *s, struct model *model)
{
    if (s->n == PATCH_UNDO) {
        model_destroy(&s->model[0]);
        memmove(s->model, s->model + 1, (PATCH_UNDO - 1) * sizeof(s->model[0]));
        s->n--;
    }
    s->model[s->n++] = model;
}

static void empty(struct patch_stack *s)
{
    while (s->n)
        model_destroy(&s->model[--s->n]);
}

static int copy_of(struct leat_graph *graph, struct model **out)
{
    graph_enter(graph);
    const int err = model_copy(graph->model, out);
    graph_leave(graph);
    return err;
}

void patch_finish(struct patch *patch)
{
    leat_edit_abort(&patch->edit);
    empty(&patch->past);
    empty(&patch->future);
}

void patch_leave(struct patch *patch, const struct osc_peer *peer)
{
    if (patch->edit && osc_peer_equal(&patch->owner, peer))
        leat_edit_abort(&patch->edit);
}

int patch_remember(struct patch *patch, struct leat_graph *graph)
{
    struct model *model;
    const int err = copy_of(graph, &model);

    if (err < 0)
        return err;
    push(&patch->past, model);
    empty(&patch->future);
    atomic_store(&patch->swapped, false);
    return 0;
}

void patch_forget(struct patch *patch)
{
    if (patch->past.n)
        model_destroy(&patch->past.model[--patch->past.n]);
}

/* Commit a model, which is taken in any case. */
static int put(struct leat_graph *graph, struct model *model, struct leat_diag *diag)
{
    struct leat_edit *edit;
    const int err = leat_graph_begin(graph, &edit);

    if (err < 0) {
        model_destroy(&model);
        return err;
    }
    if (model->next_id < edit->model->next_id)
        model->next_id = edit->model->next_id; /* no number is given twice */
    model_destroy(&edit->model);
    edit->model = model;
    return leat_edit_commit(&edit, LEAT_AT_QUANTUM, diag);
}

int patch_return(struct leat_graph *graph, struct patch_stack *from,
                 struct patch_stack *to, struct leat_diag *diag)
{
    struct model *now, *back;
    int err;

    if (from->n == 0)
        return LEAT_ERR_STATE;
    if ((err = copy_of(graph, &now)) < 0)
        return err;
    err = model_copy(from->model[from->n - 1], &back);
    if (err >= 0)
        err = put(graph, back, diag);
    if (err < 0) {
        model_destroy(&now);
        return err;
    }
    model_destroy(&from->model[--from->n]);
    push(to, now);
    return 0;
}

static void point_to(struct leat_link *link, const struct model *m,
                     const uint32_t *number)
{
    link->from = number[model_node_by_id(m, link->from) - m->node];
    link->to = number[model_node_by_id(m, link->to) - m->node];
}

static int compare(const void *a, const void *b)
{
    const struct model_node *x = a, *y = b;

    return x->id < y->id ? -1 : x->id > y->id;
}

static bool is_same_link(const struct leat_link *a, const struct leat_link *b)
{
    return a->from == b->from && a->from_port == b->from_port && a->to == b->to &&
           a->to_port == b->to_port && a->to_param == b->to_param &&
           a->mode == b->mode && a->feedback == b->feedback &&
           a->delay_frames == b->delay_frames;
}

/* Numbers of links go up in their order, in which sums are made: one that has come
 * before another of the running graph, and has not here, is a new one. */
static void number_links(struct model *fresh, const struct model *now)
{
    uint32_t next = 0; /* of the running graph's links */

    for (uint32_t i = 0; i < fresh->n_links; i++) {
        uint32_t k = next;
        while (k < now->n_links &&
               !is_same_link(&fresh->link[i].link, &now->link[k].link))
            k++;
        fresh->link[i].id = k < now->n_links ? now->link[k].id : fresh->next_id++;
        next = k < now->n_links ? k + 1 : now->n_links;
    }
}

/* Give nodes and links of a fresh model the numbers of those that they are. */
static int number(struct model *fresh, const struct model *now)
{
    uint32_t *numbers = calloc(fresh->n_nodes + 1, sizeof(*numbers));

    if (!numbers)
        return LEAT_ERR_NOMEM;
    fresh->next_id = now->next_id;
    for (uint32_t i = 0; i < fresh->n_nodes; i++) {
        const struct model_node *same = model_node_by_name(now, fresh->node[i].name);
        numbers[i] =
            same && same->class == fresh->node[i].class ? same->id : fresh->next_id++;
    }
    for (uint32_t i = 0; i < fresh->n_links; i++)
        point_to(&fresh->link[i].link, fresh, numbers);
    for (uint32_t i = 0; i < fresh->n_nodes; i++)
        fresh->node[i].id = numbers[i];
    qsort(fresh->node, fresh->n_nodes, sizeof(*fresh->node), compare);
    number_links(fresh, now);
    free(numbers);
    return 0;
}

int patch_place(struct patch *patch, struct leat_graph *graph, struct model **fresh,
                struct leat_diag *diag)
{
    struct model *now, *model = *fresh;
    int err = copy_of(graph, &now);

    *fresh = NULL;
    if (err >= 0) {
        err = number(model, now);
        model_destroy(&now);
    }
    if (err >= 0)
        err = patch_remember(patch, graph);
    if (err < 0) {
        model_destroy(&model);
        return err;
    }
    if ((err = put(graph, model, diag)) < 0)
        patch_forget(patch);
    return err;
}
