/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_CREW_H
#define LEAT_ENGINE_ISOLATION_CREW_H

/**
 * A crew: workers of a zygote that compute the same.  It forks them, learns how they
 * die, replaces them, and mutes what two died in on the same piece: the node, and where
 * they compute a group, that.
 *
 * Thread:  the zygote's.
 */

#include "engine/isolation/shared.h"
#include "engine/isolation/worker.h"

struct crew {
    struct leat_engine *engine;
    const struct shared *shared;
    uint32_t number; /* as nodes have it; 0: it computes everything */
    uint32_t mode;   /* enum leat_isolate */
    struct known_edition *known;
    uint32_t n_known;
    unsigned char *head; /* as of worker_parts */
    size_t head_bytes;
    struct page_tracker tracker;
    int64_t hang_nsec;               /* a piece that takes longer is a death */
    bool leaving[SHARED_SEATS];      /* killed by the crew since newer ones play */
    bool hung[SHARED_SEATS];         /* killed by the crew: it computed for ever */
    int64_t died_nsec[SHARED_SEATS]; /* of deaths without a replacement yet */
    uint32_t n_died;
    int64_t seen_nsec[SHARED_SEATS]; /* when it was first seen in seen_piece */
    bool raised[SHARED_SEATS];       /* it has the audio thread's priority */
    uint64_t seen_piece[SHARED_SEATS];
    uint64_t fault_piece; /* of the last death by a fault of a worker's own */
    uint32_t fault_serial, at_once;
    uint64_t last_death_piece;
};

/** See to it that as many workers live as should; whether enough of them, of the newest
 * edition, are in step. */
bool crew_tend(struct crew *crew);

/** A process has ended.  Whether it was one of the crew's. */
bool crew_bury(struct crew *crew, int32_t pid, int status);

/** End all of them; the caller waits for their processes. */
void crew_dismiss(struct crew *crew);

#endif
