/* SPDX-License-Identifier: MIT */
/* registry: the table of built-in nodes of one CPU level, from the lists the build
 * keeps. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/convolve.h"
#include "node_list.h"
#include "nodes/registry.h"
#include "pix/kernels.h"

#define X(name, family) extern const struct leat_node_class LEVEL(leat_node_##name);
LEAT_NODE_LIST(X)
#undef X

static const struct leat_node_class *const classes[] = {
#define X(name, family) &LEVEL(leat_node_##name),
    LEAT_NODE_LIST(X)
#undef X
};

static const char *const families[] = {
#define X(name, family) family,
    LEAT_NODE_LIST(X)
#undef X
};

extern const struct flow LEVEL(dsp_flow);

const struct nodes_registry LEVEL(nodes_registry) = {
    .classes = classes,
    .families = families,
    .n = sizeof(classes) / sizeof(classes[0]),
    .flow = &LEVEL(dsp_flow),
    .convolve = &convolve_kernel_of_level,
    .pix = &pix_kernels_of_level,
};
