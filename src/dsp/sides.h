/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SIDES_H
#define LEAT_DSP_SIDES_H

/**
 * sides: shapes of the classes that tell left from right.  Channels of even number are
 * on the left, of odd number on the right; a single one is on both.
 */

#include <leat/node.h>

#include "base/math.h"

/** As many channels come out as go in, but at least two; parameters are for all. */
static inline int sides_shape(struct leat_env *env,
                              const struct leat_settings *settings,
                              struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = 1;
    env->out_lanes[0] = env->in_lanes[0] > 2 ? env->in_lanes[0] : 2;
    return 0;
}

/** As many channels come out as go in. */
static inline int sides_keep(struct leat_env *env, const struct leat_settings *settings,
                             struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = 1;
    env->out_lanes[0] = env->in_lanes[0] ? env->in_lanes[0] : 1;
    return 0;
}

/** The value of a parameter that is for all channels. */
LEAT_RT static inline float sides_param(struct leat_value value, uint32_t frame)
{
    return leat_value_row(value, frame)[0];
}

#endif
