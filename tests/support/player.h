/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_PLAYER_H
#define LEAT_TESTS_PLAYER_H

/**
 * A rig as tests of one node use it: defaults, a few parameters by name, and stretches
 * of sound of any length.
 */

#include "support/rig.h"

/** Set up with every parameter at its default and silence at the inputs. */
static inline void rig_set_up_plain(struct rig *rig, const char *name, uint32_t lanes)
{
    const struct leat_node_class *node = leat_node_class_find(name);

    assert(node);
    rig_set_up(rig, node, lanes, RIG_STILL, RIG_ALL_ALIKE);
    memset(rig->in, 0, sizeof(rig->in));
    for (uint32_t k = 0; k < node->n_params; k++) {
        if (node->params[k].kind != LEAT_TEXT)
            rig_set(rig, k, node->params[k].def);
        rig->is_set[k] = false;
    }
    rig_prepare(rig);
}

/** Hold a parameter, by its name, at one value, and begin anew. */
static inline void rig_hold(struct rig *rig, const char *name, float value)
{
    const int k = leat_node_param_find(rig->node, name);

    assert(k >= 0);
    rig_set(rig, (uint32_t)k, value);
    const int err = rig_prepare(rig);
    assert(err == 0);
    (void)err;
}

/**
 * Play `n` frames of input port 0 into `out`; `in` NULL is silence.  Lanes as the
 * rig's. The timeline goes on from `*frame`.
 */
static inline void rig_play(struct rig *rig, int64_t *frame, const float *in,
                            float *out, uint32_t n)
{
    const size_t wide_in = rig->env.in_lanes[0], wide_out = rig->env.out_lanes[0];

    for (uint32_t i = 0, part; i < n; i += part) {
        part = n - i < RIG_FRAMES ? n - i : RIG_FRAMES;
        memset(rig->in[0], 0, sizeof(rig->in[0]));
        if (in)
            memcpy(rig->in[0], in + i * wide_in, part * wide_in * sizeof(float));
        rig_run_at(rig, *frame, 0, part);
        memcpy(out + i * wide_out, rig->out[0], part * wide_out * sizeof(float));
        *frame += part;
    }
}

#endif
