/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_FRONT_H
#define LEAT_ENGINE_ISOLATION_FRONT_H

/** What the engine's own process keeps of its isolation. */

#include "engine/crews.h"
#include "engine/isolation.h"
#include "engine/isolation/shared.h"

/** What it keeps of one crew. */
struct relay {
    const struct shared *shared;
    uint32_t crew;        /* of the net's nodes; 0: it computes everything */
    uint64_t number;      /* rt: newest piece */
    uint64_t n_commands;  /* rt: of the whole run */
    uint32_t n_now;       /* rt: of them those of the next piece */
    uint64_t n_inbox;     /* rt: bytes of the whole run */
    uint64_t adopt;       /* rt: newest edition adopted since the last piece */
    int64_t sent_nsec;    /* rt: when that piece was posted */
    int64_t watched_nsec; /* rt: for how long workers were watched, about */
    uint32_t n_unwatched; /* rt: pieces to sleep for at once */
    uint32_t n_muted_told;
    bool failure_told;
    _Atomic uint64_t lost, mismatches, called; /* any thread */
    uint64_t non_finite, clipped;              /* control: of workers */
};

struct isolation {
    struct shared shared[CREWS_MAX];
    struct relay relay[CREWS_MAX];
    uint32_t n_relays;
    uint32_t mode;  /* enum leat_isolate */
    int socket;     /* to the zygote; control */
    int32_t zygote; /* process */
    bool is_alone;  /* the zygote is gone; control */
    bool is_live;
    const struct leat_engine *engine;
};

/** The name of a crew's group, or NULL where it computes everything. */
static inline const char *relay_group(const struct isolation *x, const struct relay *r)
{
    return r->crew ? x->engine->crews.name[r->crew - 1] : NULL;
}

#endif
