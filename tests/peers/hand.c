/* SPDX-License-Identifier: MIT */
/* hand: a chain of gains as somebody would write it in C for this one purpose. */
#include "hand.h"

static void process(const struct hand_node *node, float *samples)
{
    for (uint32_t k = 0; k < HAND_FRAMES; k++)
        samples[k] *= node->factor;
}

void hand_init(struct hand_node *node, uint32_t n_nodes)
{
    for (uint32_t i = 0; i < n_nodes; i++)
        node[i] = (struct hand_node){process, 0.9999f};
}

void hand_by_pointers(const struct hand_node *node, uint32_t n_nodes, float *samples)
{
    for (uint32_t i = 0; i < n_nodes; i++)
        node[i].process(&node[i], samples);
}

void hand_fused(const struct hand_node *node, uint32_t n_nodes, float *samples)
{
    float x[HAND_FRAMES];

    for (uint32_t k = 0; k < HAND_FRAMES; k++)
        x[k] = samples[k];
    for (uint32_t i = 0; i < n_nodes; i++)
        for (uint32_t k = 0; k < HAND_FRAMES; k++)
            x[k] *= node[i].factor;
    for (uint32_t k = 0; k < HAND_FRAMES; k++)
        samples[k] = x[k];
}
