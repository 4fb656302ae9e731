/* SPDX-License-Identifier: MIT */
/* ticker_posix: the frame thread; where there are pictures it looks each millisecond
 * how far the sound has come. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <leat/err.h>

#include "engine/show.h"
#include "engine/ticker.h"

enum { LOOK_NSEC = 1000000 };

struct ticker {
    struct leat_engine *engine;
    pthread_t thread;
    sem_t wake; /* pictures have come, or the end */
    atomic_bool quit;
};

static void *ticker_main(void *user)
{
    struct ticker *t = user;

    while (!atomic_load_explicit(&t->quit, memory_order_relaxed)) {
        if (!show_exists(t->engine)) {
            (void)sem_wait(&t->wake); /* early is no harm */
            continue;
        }
        show_run_to(t->engine, leat_engine_frame(t->engine), NULL);
        nanosleep(&(struct timespec){.tv_nsec = LOOK_NSEC}, NULL);
    }
    return NULL;
}

int ticker_start(struct leat_engine *e, struct ticker **out)
{
    struct ticker *t = calloc(1, sizeof(*t));

    *out = NULL;
    if (!t)
        return LEAT_ERR_NOMEM;
    t->engine = e;
    sem_init(&t->wake, 0, 0);
    if (pthread_create(&t->thread, NULL, ticker_main, t) != 0) {
        sem_destroy(&t->wake);
        free(t);
        return LEAT_ERR_NOMEM;
    }
    *out = t;
    return 0;
}

void ticker_wake(struct ticker *ticker)
{
    if (ticker)
        (void)sem_post(&ticker->wake);
}

void ticker_stop(struct ticker **ticker)
{
    if (!*ticker)
        return;
    atomic_store_explicit(&(*ticker)->quit, true, memory_order_relaxed);
    ticker_wake(*ticker);
    pthread_join((*ticker)->thread, NULL);
    sem_destroy(&(*ticker)->wake);
    free(*ticker);
    *ticker = NULL;
}
