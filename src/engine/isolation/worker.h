/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_WORKER_H
#define LEAT_ENGINE_ISOLATION_WORKER_H

/**
 * A worker: a process that computes piece after piece from the log.
 */

#include "engine/engine.h"
#include "engine/isolation/checkpoint.h"
#include "engine/isolation/shared.h"

/** How a worker ends that was not killed. */
enum { WORKER_RETIRED = 60, WORKER_BEHIND, WORKER_DIVERGED };

/** The editions that a zygote has made, with the ranges of their plans. */
struct known_edition {
    struct edition *edition;
    struct ranges transition, final;
};

struct worker_parts {
    struct leat_engine *engine; /* as the zygote made it */
    const struct shared *shared;
    const struct known_edition *known;
    uint32_t n_known;
    uint32_t crew; /* whose part of the plan it computes; 0: all of it */
    uint32_t seat;
    unsigned char *head; /* room for the head of any of their checkpoints */
    size_t head_bytes;
    struct page_tracker tracker;
    double period_nsec; /* of a quantum; a checkpoint may cost a tenth of it */
};

/** Compute until the end.  The caller is a fresh fork of the zygote. */
_Noreturn void worker_main(const struct worker_parts *parts);

#endif
