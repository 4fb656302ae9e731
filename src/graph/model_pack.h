/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_MODEL_PACK_H
#define LEAT_GRAPH_MODEL_PACK_H

/**
 * A model as bytes, for another process of the same program: classes are written as
 * their addresses, which both have in common.
 *
 * Thread:  control.
 */

#include "graph/model.h"

/** Owns: *bytes, to be freed by the caller.  Errors: LEAT_ERR_NOMEM. */
int model_pack(const struct model *model, void **bytes, size_t *size);

/** Errors: LEAT_ERR_NOMEM; LEAT_ERR_BAD_FILE when the bytes are not a packed model. */
int model_unpack(const void *bytes, size_t size, struct model **out);

#endif
