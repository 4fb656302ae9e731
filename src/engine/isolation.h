/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_H
#define LEAT_ENGINE_ISOLATION_H

/**
 * Isolation: the plan is computed by other processes, so that one of them may die at
 * any moment and no sample is lost.
 *
 * The engine goes on as it does alone, but for the steps of its plan: what would move
 * them (commands, adoptions, the device's input) is written to a log for each piece,
 * two workers compute the piece from it, and the engine takes the samples from whoever
 * has them first.  In mode `replay` one computes, and a second, which sleeps, begins
 * from a checkpoint when the first is late or dead.  Workers are forked by a zygote,
 * which holds the same editions as the engine and nothing else (isolation/zygote.c).
 */

#include "engine/engine.h"

struct isolation;

/**
 * Begin: the zygote is a fork of the caller, so nothing that has threads, and no
 * device, may have been opened for this engine yet.
 *
 * Errors:  LEAT_ERR_UNSUPPORTED where there are no processes, LEAT_ERR_NOMEM.
 * Thread:  control.
 */
int isolation_create(struct leat_engine *e, struct isolation **out,
                     struct leat_diag *diag);

/** Ends all its processes.  Thread: control. */
void isolation_destroy(struct isolation **isolation);

/** Whether a net can be computed elsewhere: no pictures, and no node that lives from a
 * thread of this process.  Errors: LEAT_ERR_UNSUPPORTED, says which node.
 * Thread:  control. */
int isolation_accepts(const struct net *net, struct leat_diag *diag);

/** Have workers that know this edition before the audio thread is told of it.
 * Errors:  LEAT_ERR_STATE when the zygote is gone.  Thread: control. */
int isolation_adopt(struct isolation *isolation, const struct model *model,
                    uint64_t number, struct leat_diag *diag);

/** Take over what workers have to tell people: values, counters, who died.  The graph
 * is entered.  Thread: control. */
void isolation_refresh(struct leat_engine *e);

/** Whether nothing can be computed any more: never where groups alone are isolated.
 * Thread: control. */
bool isolation_has_failed(const struct isolation *isolation);

/** Of one group, from 0, or of all: UINT32_MAX.  False when there are not so many. */
bool isolation_stats(const struct isolation *isolation, uint32_t group,
                     struct leat_isolation_stats *out);

/* For the audio thread: a command has come, an edition is adopted; and the steps of the
 * piece, which the log then holds, are to be computed. */
LEAT_RT void rt_isolation_command(struct isolation *isolation,
                                  const struct command *command);
LEAT_RT void rt_isolation_adopt(struct isolation *isolation, uint64_t number);
LEAT_RT void rt_isolation_run(struct isolation *isolation, struct cycle *c);

/* Of groups: a crew is told what it hears in this piece, and what it gives is taken. */
LEAT_RT void rt_isolation_send(struct isolation *isolation, const struct cycle *c,
                               const struct border *border);
LEAT_RT void rt_isolation_take(struct isolation *isolation, const struct cycle *c,
                               const struct border *border);

#endif
