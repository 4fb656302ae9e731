/* SPDX-License-Identifier: MIT */
#ifndef TEST_PEERS_HAND_H
#define TEST_PEERS_HAND_H

/** hand: a chain of gains as somebody would write it in C for this one purpose. */

#include <stdint.h>

enum { HAND_FRAMES = 64 };

struct hand_node {
    void (*process)(const struct hand_node *node, float *samples);
    float factor;
};

void hand_init(struct hand_node *node, uint32_t n_nodes);

/** One block through all nodes, in place, a call through a pointer for each. */
void hand_by_pointers(const struct hand_node *node, uint32_t n_nodes, float *samples);

/** The same as one loop that keeps all samples of the block in registers. */
void hand_fused(const struct hand_node *node, uint32_t n_nodes, float *samples);

#endif
