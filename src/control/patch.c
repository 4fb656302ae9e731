/* SPDX-License-Identifier: MIT */
/* patch: the edit that a peer has open, and the models that may come back. */
#include "control/patch.h"

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
    return 0;
}

void patch_forget(struct patch *patch)
{
    if (patch->past.n)
        model_destroy(&patch->past.model[--patch->past.n]);
}

int patch_return(struct leat_graph *graph, struct patch_stack *from,
                 struct patch_stack *to, struct leat_diag *diag)
{
    struct leat_edit *edit;
    struct model *now, *back;
    int err = LEAT_ERR_STATE;

    if (from->n == 0 || (err = leat_graph_begin(graph, &edit)) < 0)
        return err;
    if ((err = copy_of(graph, &now)) < 0 ||
        (err = model_copy(from->model[from->n - 1], &back)) < 0) {
        leat_edit_abort(&edit);
        return err;
    }
    back->next_id = now->next_id; /* no number is given twice */
    model_destroy(&edit->model);
    edit->model = back;
    err = leat_edit_commit(&edit, LEAT_AT_QUANTUM, diag);
    if (err < 0) {
        model_destroy(&now);
        return err;
    }
    model_destroy(&from->model[--from->n]);
    push(to, now);
    return 0;
}
