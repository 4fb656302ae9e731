/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SECONDS_H
#define LEAT_DSP_SECONDS_H

/** seconds: the whole number of frames nearest to a time. */

#include <stdint.h>

static inline int64_t seconds_to_frames(float time_s, double rate_hz)
{
    return (int64_t)((double)time_s * rate_hz + 0.5);
}

#endif
