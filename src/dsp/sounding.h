/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SOUNDING_H
#define LEAT_DSP_SOUNDING_H

/**
 * sounding: how long a source plays that would never end by itself.
 *
 * Such a class has the flags ENDLESS and ENDS and the parameter SOUNDING_PARAM: with
 * a duration above 0 its stream ends, to the frame, after that many seconds.
 */

#include <string.h>

#include <leat/node.h>

#include "dsp/seconds.h"

#define SOUNDING_PARAM                                                                 \
    {                                                                                  \
        .name = "duration", .unit = LEAT_UNIT_S, .max = 86400.0f,                      \
        .flags = LEAT_PARAM_STRUCTURAL,                                                \
        .help = "How long it sounds; 0 is without end."                                \
    }

struct sounding {
    int64_t left; /* frames; -1: without end */
};

LEAT_RT static inline void sounding_init(struct sounding *sounding,
                                         const struct leat_env *env, float duration_s)
{
    sounding->left =
        duration_s > 0.0f ? seconds_to_frames(duration_s, env->rate_hz) : -1;
}

/** End output 0 where the time is over.  Call it once, after the block is written. */
LEAT_RT static inline void sounding_end(struct sounding *sounding,
                                        const struct leat_block *block)
{
    const uint32_t lanes = block->out_lanes[0];

    if (sounding->left < 0)
        return;
    if (sounding->left < block->nframes) {
        block->out_live[0] = (uint32_t)sounding->left;
        memset(block->out[0] + (size_t)sounding->left * lanes, 0,
               sizeof(float) * (block->nframes - (size_t)sounding->left) * lanes);
    }
    sounding->left -= block->out_live[0];
}

#endif
