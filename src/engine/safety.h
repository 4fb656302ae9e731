/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_SAFETY_H
#define LEAT_ENGINE_SAFETY_H

/**
 * The safety limiter in front of a sound device: ceiling -1 dBFS, look-ahead 1.5 ms.
 *
 * While no sample exceeds the ceiling every sample passes bit for bit, 1.5 ms late.
 * Else all channels are turned down together: the gain falls in a straight line that
 * arrives when the loud sample does, and rises again with a time constant of 0.4 s.
 */

#include <stdint.h>

struct safety;

/** Errors: LEAT_ERR_NOMEM.  Thread: control. */
int safety_create(double rate_hz, uint32_t channels, struct safety **out);
void safety_destroy(struct safety **safety);

/** Frames by which it delays.  Thread: any. */
uint32_t safety_latency(const struct safety *safety);

/** Limit interleaved samples in place.  Thread: rt. */
void rt_safety_process(struct safety *safety, float *samples, uint32_t nframes);

#endif
