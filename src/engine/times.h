/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_TIMES_H
#define LEAT_ENGINE_TIMES_H

/** times: how long an engine's blocks took. */

#include <leat/engine.h>

#include "rt/histogram.h"

/** Nanoseconds of every call of the device, or of every piece of a clock that can wait.
 * It lives as long as the engine.  Thread: any. */
const struct histogram *engine_block_times(const struct leat_engine *engine);

/** The greatest load of a single block ever.  Thread: any. */
double engine_load_max(const struct leat_engine *engine);

#endif
