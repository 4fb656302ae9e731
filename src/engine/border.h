/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_BORDER_H
#define LEAT_ENGINE_BORDER_H

/**
 * What crosses a border in one piece, as bytes: each stream with its end, so that who
 * computes on has what it would have, had it computed the stream itself.
 */

#include "graph/plan.h"

/** Find out how many bytes cross each border of a plan at most.  Thread: control. */
void border_measure(struct plan *plan);

/** Write what stands in the buffers; returns the bytes. */
LEAT_RT size_t rt_border_put(const struct crossing *crossing, uint32_t n,
                             const struct plan *plan, unsigned char *to);

/** Put it into the buffers. */
LEAT_RT void rt_border_get(const struct crossing *crossing, uint32_t n,
                           const struct plan *plan, const unsigned char *from);

/** Nobody had it in time: silence, of streams that go on. */
LEAT_RT void rt_border_silence(const struct crossing *crossing, uint32_t n,
                               const struct plan *plan);

#endif
