/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_SOURCES_H
#define LEAT_CONTROL_SOURCES_H

/**
 * sources: what of a graph is to be recorded.
 *
 * Thread:  control.
 */

#include <leat/diag.h>

#include "engine/tap.h"
#include "graph/model.h"

/** One output of a node. */
struct source_port {
    uint32_t node, port;
    char label[LEAT_NAME_MAX]; /* part of a file's name */
};

struct sources {
    bool master;
    uint32_t n;
    struct source_port at[TAPS_MAX];
};

/** One node: its first output; of a name for voices, the sum of them.  Errors:
 * LEAT_ERR_NOT_FOUND with the nearest name, LEAT_ERR_LIMIT. */
int sources_node(struct sources *s, const struct model *model, const char *name,
                 struct leat_diag *diag);

/** What is given to the limiter before the output.  Errors: LEAT_ERR_NOT_FOUND without
 * one. */
int sources_dry(struct sources *s, const struct model *model, struct leat_diag *diag);

/**
 * What goes to the output.  A bus on that way, which several go into, is replaced by
 * them: a node gain, mix, limiter or rig_dist.
 *
 * Errors:  LEAT_ERR_NOT_FOUND when nothing does, LEAT_ERR_LIMIT.
 */
int sources_stems(struct sources *s, const struct model *model, struct leat_diag *diag);

#endif
