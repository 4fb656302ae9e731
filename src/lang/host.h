/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_HOST_H
#define LEAT_LANG_HOST_H

/**
 * What a program that plays can ask of the engine; nodes are known by identity.
 *
 * Thread:  the one that runs frames.
 */

#include <leat/buffer.h>
#include <stdbool.h>

#include <leat/block.h>
#include <leat/event.h>
#include <leat/graph.h>
#include <leat/stats.h>

#include "creative/health.h"

/** What was met in the last 10 s. */
struct host_health {
    struct health_figures figures;
    uint64_t clipped, late_frames; /* samples of the master, frames of the program */
    bool flows;                    /* something is being computed */
    /* The node whose calls take the most of the time: 0 is no share, and no node. */
    double share;
    char costliest[LEAT_NAME_MAX];
};

/** Whether the frame that runs has had its time, so that it draws no more. */
struct overtime {
    bool (*has_come)(void *user);
    void *user;
};

struct host {
    void *user;
    double fps; /* frames of a program a second */
    /** As leat_engine_mailbox(); LEAT_ERR_NOT_FOUND before the node exists. */
    int (*mailbox)(void *user, uint64_t identity, float *values, uint32_t n);
    /** As leat_engine_heard(); 0 before the node exists. */
    uint32_t (*heard)(void *user, uint64_t identity, int64_t until, uint64_t *since,
                      struct leat_event *events, uint32_t n);
    /** As leat_engine_give_picture(). */
    int (*give)(void *user, uint64_t identity, const struct leat_frame *picture);
    /** As leat_engine_picture(). */
    int (*picture)(void *user, uint64_t identity, int64_t frame,
                   struct leat_frame **out);
    /** The line that the musical clock is on, or will be on when all that was sent has
     * come; false: it cannot be said yet.  NULL: nobody else sets it. */
    bool (*tempo)(void *user, struct leat_tempo *line);
    /**
     * How well all plays.  When rendered, only what depends on the sound alone is
     * known: its peak, samples that were no numbers, and that nothing came late.
     */
    void (*health)(void *user, struct host_health *out);
    /** Rows of one node: its part of the time there is, live, and what its file or
     * device lost.  Nothing is known before it exists. */
    void (*node_health)(void *user, uint64_t identity, struct health_figures *out);
    /** As leat_engine_stats(); NULL, or all 0: there is no engine. */
    void (*stats)(void *user, struct leat_engine_stats *out);
};

#endif
