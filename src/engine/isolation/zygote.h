/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_ZYGOTE_H
#define LEAT_ENGINE_ISOLATION_ZYGOTE_H

/**
 * The zygote: a process with one thread that makes every edition as the engine does,
 * runs none, and forks the workers, each of which begins as its copy.
 *
 * The front tells it over a socket what is adopted; it answers when there are workers
 * that know the edition.  When the socket ends it ends its workers, and itself.
 */

#include "engine/crews.h"
#include "engine/engine.h"
#include "engine/isolation/shared.h"

/** What the front tells; the bytes of a packed model follow.  The answer is an int32_t,
 * 0 or a leat_err. */
struct zygote_order {
    uint64_t edition;
    double rate_hz; /* as the front's config has it by now */
    uint32_t channels;
    bool is_live;
    uint64_t bytes;
};

struct zygote_parts {
    struct leat_engine *engine;  /* the fork's own */
    const struct shared *shared; /* [n_crews] */
    uint32_t n_crews;
    int socket;
    uint32_t mode; /* enum leat_isolate */
};

_Noreturn void zygote_main(const struct zygote_parts *parts);

#endif
