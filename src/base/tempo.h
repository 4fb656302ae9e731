/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_TEMPO_H
#define LEAT_BASE_TEMPO_H

#include <stdbool.h>

#include <leat/block.h>

/** How slow and how fast music may be, in beats a minute, and how fast it is unasked.
 */
enum { TEMPO_LEAST = 20, TEMPO_MOST = 400, TEMPO_DEFAULT = 120 };

/** Whether the clock stands: all beats lie where it does, or for ever before or behind.
 * Thread: any, also rt. */
static inline bool tempo_stands(const struct leat_tempo *tempo)
{
    return !(tempo->bpm > 0.0);
}

#endif
