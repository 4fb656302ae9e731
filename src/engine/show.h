/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_SHOW_H
#define LEAT_ENGINE_SHOW_H

/**
 * The show: the video domains of an engine.
 *
 * Nodes of one frame rate are one domain.  Its tick k stands at frame round(k * sound
 * rate / frame rate); offline and by hand the ticks run when the sound has come that
 * far, live a thread follows the sound.  An edit that leaves all pictures as they were
 * leaves the show as it is; any other makes a new one, in which nodes that stayed keep
 * their state.
 *
 * Thread:  control, but for what says otherwise.
 */

#include "engine/engine.h"

/** Make what the pictures of a net need; 0 when there are none.  A refused edit must be
 * followed by show_refuse(), an accepted one by show_accept(). */
int show_prepare(struct leat_engine *e, const struct net *net, struct leat_diag *diag);
void show_refuse(struct leat_engine *e);
void show_accept(struct leat_engine *e);

/** The span that the model's link `id` feeds, or NULL.  `user` is the engine. */
void *show_span_of(void *user, uint32_t id);

/** Offline, manual: run the ticks that are due when sound stands at `frame`. */
int show_run_to(struct leat_engine *e, int64_t frame, struct leat_diag *diag);

/** Live: start and stop the frame thread. */
int show_start(struct leat_engine *e);
void show_stop(struct leat_engine *e);

/** Whether every video sink has ended; true when there is none.  Thread: any. */
bool show_is_over(const struct leat_engine *e);
bool show_exists(const struct leat_engine *e);

/** Set a parameter of a video node.  LEAT_ERR_NOT_FOUND when it is none.  Thread: any.
 */
int show_set(struct leat_engine *e, uint32_t node, uint32_t param, float value);

/* Statistics; LEAT_ERR_NOT_FOUND when it is no picture's. */
int show_node_stats(struct leat_engine *e, uint32_t node, struct leat_node_stats *out);
int show_link_stats(struct leat_engine *e, uint32_t link, struct leat_link_stats *out);
int show_resource_status(struct leat_engine *e, uint32_t node,
                         struct leat_resource_status *out);
void show_stats(struct leat_engine *e, struct leat_engine_stats *out);
struct pictures_recent;
/** What the video domains had in the second of sound `second` and the 10 before it. */
void show_recent(struct leat_engine *e, uint64_t second, struct pictures_recent *out);

/** Free shows that no plan feeds any longer. */
void show_reap(struct leat_engine *e);

/** Finish all sinks and free.  Returns the first error. */
int show_destroy(struct leat_engine *e, struct leat_diag *diag);

#endif
