/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_CLASSES_H
#define LEAT_GRAPH_CLASSES_H

#include <leat/node.h>

/** Nodes that need a library or a device, from src/io; empty in a build without io. */
extern const struct leat_node_class *const io_node_classes[];
extern const size_t io_n_node_classes;

/** What nodes like the one of that index in leat_node_class_at() are called together,
 * such as "filters"; NULL past the last. */
const char *classes_family_at(size_t index);

#endif
