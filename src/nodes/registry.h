/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NODES_REGISTRY_H
#define LEAT_NODES_REGISTRY_H

#include <leat/node.h>

#include "dsp/flow.h"

struct convolve_kernel;
struct pix_kernels;

/** The built-in nodes of one CPU level, in the order of the build's lists. */
struct nodes_registry {
    const struct leat_node_class *const *classes;
    const char *const *families; /* of each class, for people */
    size_t n;
    const struct flow *flow;                /* the engine's own arithmetic */
    const struct convolve_kernel *convolve; /* for a node that is built once for all */
    const struct pix_kernels *pix;          /* for the canvas, likewise */
};

/**
 * The registry of the highest level this machine has, or of the one LEAT_CPU names.
 *
 * Shape:   `level` (may be NULL) gets the level's name, such as "v3"; NULL where this
 * machine has none that was built, so that nothing may be computed.
 * Thread:  any; the answer never changes while the program runs.
 */
const struct nodes_registry *nodes_registry_choose(const char **level);

#endif
