/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_OUTCOME_H
#define LEAT_CLI_OUTCOME_H

/**
 * How a run ended: what was counted, what is printed, how the command exits.
 */

#include <leat/engine.h>

#include "cli/measure.h"
#include "cli/options.h"

struct outcome {
    int64_t start_nsec, first_sound_nsec;
    bool interrupted;
    bool has_run; /* the engine did */
    double run_s; /* time it took from the start, everything included */
    struct leat_engine_stats stats;
    struct measure measure; /* of the master */
    struct leat_diag notes; /* what nodes have to say */
    int err;                /* of a node that failed on the way; 0: none */
    char failure[280];      /* the first such node's, in words */
};

/** Ask an engine and the resources of its nodes, before the engine is destroyed. */
void outcome_collect(struct outcome *outcome, struct leat_engine *engine,
                     struct leat_graph *graph);

/** Print results and findings.  Returns how to exit. */
int outcome_tell(struct outcome *outcome, const struct options *options, int err,
                 struct leat_diag *diag);

#endif
