/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_SHOW_H
#define LEAT_ENGINE_SHOW_H

/**
 * The show: the video domains of an engine, each with its clock.
 *
 * Thread:  control, but for what says otherwise.
 */

#include "engine/engine.h"

/** Make what the pictures of a net need; 0 when there are none. */
int show_prepare(struct leat_engine *e, const struct net *net, struct leat_diag *diag);

/** The span that the link `link` of the net feeds, or NULL.  `user` is the engine. */
void *show_span_of(void *user, uint32_t link);

/** Offline, manual: run the ticks that are due when sound stands at `frame`. */
int show_run_to(struct leat_engine *e, int64_t frame, struct leat_diag *diag);

/** Live: start and stop the frame threads. */
int show_start(struct leat_engine *e);
void show_stop(struct leat_engine *e);

/** Whether every video sink has ended; true when there is none. */
bool show_is_over(const struct leat_engine *e);
bool show_exists(const struct leat_engine *e);

/* Statistics; LEAT_ERR_NOT_FOUND when it is no picture's. */
int show_node_stats(struct leat_engine *e, uint32_t node, struct leat_node_stats *out);
int show_link_stats(struct leat_engine *e, uint32_t link, struct leat_link_stats *out);
int show_resource_status(struct leat_engine *e, uint32_t node,
                         struct leat_resource_status *out);
void show_stats(struct leat_engine *e, struct leat_engine_stats *out);

/** Finish all sinks and free.  Returns the first error. */
int show_destroy(struct leat_engine *e, struct leat_diag *diag);

#endif
