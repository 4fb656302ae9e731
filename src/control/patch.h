/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_PATCH_H
#define LEAT_CONTROL_PATCH_H

/**
 * patch: the edit that a peer has open, and the models that may come back.
 *
 * Thread:  control.
 */

#include <stdatomic.h>
#include <stdbool.h>

#include "graph/edit.h"
#include "net/osc_server.h"

enum { PATCH_UNDO = 64 };

/** Models of the graph, the newest last. */
struct patch_stack {
    struct model *model[PATCH_UNDO];
    uint32_t n;
};

struct patch {
    struct leat_edit *edit; /* NULL: none is open */
    struct osc_peer owner;
    bool begun; /* by a word; else it lasts for one command */
    struct patch_stack past, future;
    atomic_bool swapped; /* the program, since the newest edit; any thread */
};

void patch_finish(struct patch *patch);

/** Drop the edit that a peer has open. */
void patch_leave(struct patch *patch, const struct osc_peer *peer);

/** Keep a copy of the graph as it stands, to come back to, and forget what was undone.
 * Errors: LEAT_ERR_NOMEM. */
int patch_remember(struct patch *patch, struct leat_graph *graph);

/** The copy was for nothing: the edit was refused. */
void patch_forget(struct patch *patch);

/**
 * Bring back the newest model of one stack, and put what stands on the other.
 *
 * Errors:  LEAT_ERR_STATE: there is none, or an edit is open; as leat_edit_commit().
 */
int patch_return(struct leat_graph *graph, struct patch_stack *from,
                 struct patch_stack *to, struct leat_diag *diag);

/**
 * Put another model in the graph's place, in one edit: nodes of one name and class, and
 * links between them, are those that there were, and go on.
 *
 * Owns:    `fresh` is the patch's in any case, and NULL then.
 * Errors:  LEAT_ERR_STATE: an edit is open; as leat_edit_commit().
 */
int patch_place(struct patch *patch, struct leat_graph *graph, struct model **fresh,
                struct leat_diag *diag);

#endif
