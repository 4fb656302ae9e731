/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_CONDUCT_H
#define LEAT_SEQUENCE_CONDUCT_H

/**
 * conduct: a player at the desk of an engine.
 *
 * Set `conduct` and `conduct_user` (a struct player made with the engine's rate and
 * bpm) in struct leat_engine_config; what the player emits is then in the engine's
 * command log, at its frames.
 */

#include <leat/engine.h>

#include "sequence/player.h"

/** Thread: rt, the engine's. */
void rt_conduct(void *player, struct leat_engine *engine, int64_t frame,
                uint32_t nframes);

#endif
