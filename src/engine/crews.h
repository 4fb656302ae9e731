/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_CREWS_H
#define LEAT_ENGINE_CREWS_H

/**
 * Crews: the groups of nodes that are computed by other processes, each by its own.
 *
 * A group is some named nodes and all that they hear, but for what lives from this
 * process: files, devices, pictures, sinks, the parts of a series.  Who belongs to one,
 * and who to none, does so as long as it lives: its state is there.
 *
 * Thread:  control.
 */

#include <leat/diag.h>

#include "graph/net.h"

enum { CREWS_MAX = 8, CREWS_NAME = 128 };

struct crews {
    char name[CREWS_MAX][CREWS_NAME]; /* as they were given: "lead", "pad+bass" */
    uint32_t n;                       /* 0: no groups */
};

/** Read "lead,pad+bass": groups with commas, nodes of one group with plus signs.
 * Errors: LEAT_ERR_INVALID, LEAT_ERR_LIMIT. */
int crews_parse(const char *text, struct crews *out, struct leat_diag *diag);

struct cast;

/**
 * Say of each node of a cast's net which crew has it, and sort the net so.
 *
 * `before`: the newest cast, or NULL: then every name must be found.
 * Errors:  LEAT_ERR_NOT_FOUND, LEAT_ERR_UNSUPPORTED, both with a finding, and
 * LEAT_ERR_NOMEM.
 */
int crews_assign(const struct crews *crews, const struct cast *before,
                 struct cast *cast, struct leat_diag *diag);

#endif
