/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_JUNK_H
#define LEAT_TESTS_JUNK_H

/**
 * The worst of modulation: at every frame every parameter that may move jumps to one of
 * the ends of its range, while the input is noise of full scale.
 */

#include <math.h>

#include "support/rig.h"

static inline uint32_t junk_next(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 16;
}

static inline void junk_fill(struct rig *rig, uint32_t *seed)
{
    for (uint32_t s = 0; s < RIG_FRAMES * rig->env.lanes; s++)
        for (uint32_t p = 0; rig->env.in_lanes[p]; p++)
            rig->in[p][s] = (float)junk_next(seed) / 32768.0f - 1.0f;
    for (uint32_t k = 0; k < rig->node->n_params; k++) {
        const struct leat_param *param = &rig->node->params[k];
        if (rig_is_fixed(param) || param->kind != LEAT_NUMBER)
            continue;
        rig->step[k] = rig->env.lanes;
        for (uint32_t s = 0; s < RIG_FRAMES * rig->env.lanes; s++)
            rig->param[k][s] = junk_next(seed) & 1 ? param->max : param->min;
    }
}

/** The greatest absolute sample of `blocks` blocks; infinity when one is not finite. */
static inline double junk_peak(struct rig *rig, uint32_t blocks)
{
    uint32_t seed = 1;
    double peak = 0.0;

    rig_prepare(rig);
    for (uint32_t b = 0; b < blocks; b++) {
        junk_fill(rig, &seed);
        rig_run_at(rig, (int64_t)b * RIG_FRAMES, 0, RIG_FRAMES);
        for (uint32_t s = 0; s < RIG_FRAMES * rig->env.out_lanes[0]; s++) {
            if (!isfinite(rig->out[0][s]))
                return (double)INFINITY;
            peak = fmax(peak, fabs((double)rig->out[0][s]));
        }
    }
    return peak;
}

#endif
