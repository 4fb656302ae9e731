/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_TEMPO_PLAN_H
#define LEAT_LANG_TEMPO_PLAN_H

/**
 * A plan of tempi: which one holds from which beat on.
 *
 * It is known beforehand, so a frame begins with the changes that lie in it, before any
 * statement asks where a beat is.
 *
 * Thread:  the one that runs frames.
 */

#include "lang/eval.h"

enum { TEMPO_PLAN_MAX = 4096 };

/** Follow a plan from now on; what lies before now is not done again.  The same plan
 * once more changes nothing.
 *
 * Shape:   beats rise, tempi in [20, 400].
 * Owns:    the heap has the entries.
 * Errors:  false after E407. */
bool tempo_plan_set(struct eval *e, const struct planned_tempo *entry, uint32_t n,
                    struct span span);

/** A frame begins: its changes enter the tempo map.  Errors: LEAT_ERR_NOMEM. */
int tempo_plan_frame(struct eval *e);

/** The stream of its changes, as events of the tempo. */
struct value tempo_plan_stream(struct eval *e, struct span span);

#endif
