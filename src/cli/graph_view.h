/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_GRAPH_VIEW_H
#define LEAT_CLI_GRAPH_VIEW_H

/**
 * A graph on paper: its nodes, and what negotiation decided for each link, at a rate
 * (0: the one the graph would run at).
 *
 * Errors:  as leat_graph_decide().
 */

#include <stdbool.h>
#include <stdio.h>

#include <leat/graph.h>

/** One line per node and link; with `caps` also formats, converters and costs. */
int graph_view_text(struct leat_graph *graph, double rate_hz, bool caps, FILE *file,
                    struct leat_diag *diag);
int graph_view_json(struct leat_graph *graph, double rate_hz, FILE *file,
                    struct leat_diag *diag);

/** Strict negotiation: LEAT_ERR_FORMAT when a link needs a converter, and each of them
 * named in `diag`. */
int graph_view_strict(struct leat_graph *graph, double rate_hz, struct leat_diag *diag);

/** All decisions of negotiation, which the caller frees.  Returns how many, or an
 * error.
 */
int graph_view_decide(struct leat_graph *graph, double rate_hz,
                      struct leat_decision **decisions, struct leat_diag *diag);

/** What a link carries: "48000 Hz, 2 channels", "640x480 i420, 30/1 frames a second".
 */
void graph_view_format(const struct leat_decision *decision, char text[96]);

/** Graphviz: from left to right, or from top to bottom where that would be too wide;
 * the rate is told once where all links share it (graph_dot.c). */
int graph_view_dot(struct leat_graph *graph, double rate_hz, FILE *file,
                   struct leat_diag *diag);

#endif
