/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_FRONT_H
#define LEAT_ENGINE_ISOLATION_FRONT_H

/** What the engine's own process keeps of its isolation. */

#include "engine/isolation.h"
#include "engine/isolation/shared.h"

struct isolation {
    struct shared shared;
    uint32_t mode;  /* enum leat_isolate */
    int socket;     /* to the zygote; control */
    int32_t zygote; /* process */
    bool is_alone;  /* the zygote is gone; control */
    bool is_live;
    const struct leat_engine *engine;
    uint64_t number;     /* rt: newest piece */
    uint64_t n_commands; /* rt: of the whole run */
    uint32_t n_now;      /* rt: of them those of the next piece */
    uint64_t adopt;      /* rt: newest edition adopted since the last piece */
    uint32_t n_muted_told;
    _Atomic uint64_t lost, mismatches, called; /* any thread */
    uint64_t non_finite;                       /* control: of workers */
};

#endif
