/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_ECHOES_H
#define LEAT_CONTROL_ECHOES_H

/**
 * echoes: what sounds on when nothing comes in any more, begun anew.
 *
 * An edit puts in the place of each node that has a tail, and of each link that has
 * memory, another that is the same but knows nothing: links fade over 10 ms, so the
 * old sound fades out, and what goes straight through goes on.  It is no step of
 * `/graph/undo`.
 *
 * Thread:  control.
 */

#include <leat/diag.h>

struct control;

/** Errors: as leat_edit_commit(). */
int echoes_clear(struct control *c, struct leat_diag *diag);

#endif
