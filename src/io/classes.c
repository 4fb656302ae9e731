/* SPDX-License-Identifier: MIT */
/* classes: the table of nodes that need a library or a device. */
#include "graph/classes.h"

const struct leat_node_class *const io_node_classes[] = {NULL};
const size_t io_n_node_classes =
    sizeof(io_node_classes) / sizeof(io_node_classes[0]) - 1;
