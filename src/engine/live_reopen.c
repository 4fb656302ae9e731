/* SPDX-License-Identifier: MIT */
/* live_reopen: opening a device beside, where it may take for ever. */
#include <stdlib.h>
#include <time.h>

#include "engine/live.h"

enum { PATIENCE_MS = 1000 };

static void *run(void *user)
{
    struct live *l = user;
    struct reopening *r = &l->reopening;

    r->err =
        leat_device_open(&r->wish, &r->callbacks, &r->device, &r->format, &r->diag);
    /* acq_rel: pairs with the look of the keeper, and with who left */
    if (atomic_exchange_explicit(&r->state, REOPEN_DONE, memory_order_acq_rel) ==
        REOPEN_LEFT) {
        leat_device_close(&r->device);
        free(l);
    }
    return NULL;
}

void live_reopen_start(struct live *l, const struct leat_device_wish *wish,
                       const struct leat_device_callbacks *callbacks)
{
    struct reopening *r = &l->reopening;
    pthread_t thread;

    r->wish = *wish;
    r->callbacks = *callbacks;
    r->device = NULL;
    leat_diag_clear(&r->diag);
    atomic_store_explicit(&r->state, REOPEN_RUNS, memory_order_relaxed);
    if (pthread_create(&thread, NULL, run, l) == 0)
        pthread_detach(thread);
    else
        atomic_store_explicit(&r->state, REOPEN_IDLE, memory_order_relaxed);
}

void live_reopen_end(struct live *l)
{
    struct reopening *r = &l->reopening;

    for (int ms = 0; ms < PATIENCE_MS; ms++) {
        if (atomic_load_explicit(&r->state, memory_order_relaxed) != REOPEN_RUNS)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    if (atomic_exchange_explicit(&r->state, REOPEN_LEFT, memory_order_acq_rel) ==
        REOPEN_RUNS)
        return;
    leat_device_close(&r->device);
    free(l);
}
