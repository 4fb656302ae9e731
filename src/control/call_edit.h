/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_CALL_EDIT_H
#define LEAT_CONTROL_CALL_EDIT_H

/**
 * The edit that a call changes: the one that its peer has open, or one of its own.
 *
 * Inside of control only.
 *
 * Thread:  control.
 */

#include "control/call.h"

/** The edit that is open, or NULL. */
struct leat_edit *call_edit(struct call *call);

/**
 * Open an edit unless the peer has one open, and close it after a change that gave
 * `err`: one that was opened for this alone is committed, or dropped after an error;
 * one that the peer has begun stays open, without what was refused.
 *
 * Errors:  LEAT_ERR_STATE: somebody else has an edit open; call_edit_close() passes on
 *          `err`, else what call_edit_commit() returns.
 */
int call_edit_open(struct call *call);
int call_edit_close(struct call *call, int err);

/** Change the edit: open, `change`, close. */
int call_edit_change(struct call *call, int (*change)(struct call *call));

/** Let it be heard, and remember what there was before. */
int call_edit_commit(struct call *call, enum leat_when when);

/** Refuse what cannot be done while an edit is open. */
int call_edit_none(struct call *call);

/** A node by the first `size` bytes of its name or address; NULL without complaint. */
struct model_node *call_edit_find(struct call *call, const char *text, size_t size);

/** Alike, by all of it; NULL with E201, which tells the nearest name. */
struct model_node *call_edit_node(struct call *call, const char *name);

/** E301, which tells the nearest name. */
int call_edit_no_param(struct call *call, const struct leat_node_class *c,
                       const char *name);

/** Set a parameter from the next argument. */
int call_edit_set(struct call *call, const struct leat_node_class *class, uint32_t node,
                  int param);

#endif
