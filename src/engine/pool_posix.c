/* SPDX-License-Identifier: MIT */
/* pool_posix: the pool dispatcher on POSIX threads.
 *
 * A task whose needs are met stands in the plan's queue, where each task comes once.
 * The caller works too, and alone when no helper shows up in time: nothing ever waits
 * for a thread that has not begun. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <leat/err.h>

#include "engine/cycle.h"
#include "engine/pool.h"
#include "rt/fpu.h"
#include "rt/pause.h"
#include "rt/stack.h"

enum { SPINS = 2000, YIELDS = 200, NAP_NSEC = 50000 };

struct helper {
    struct pool *pool;
    pthread_t thread;
    uint32_t number; /* whose scratch it uses; the caller's is 0 */
};

struct pool {
    _Alignas(64) atomic_bool open;        /* tasks may be taken; pairs with `inside` */
    _Alignas(64) _Atomic uint32_t inside; /* helpers that may look at the plan */
    _Alignas(64) _Atomic uint32_t taken;  /* queue places given out */
    _Alignas(64) _Atomic uint32_t queued; /* queue places filled or being filled */
    _Alignas(64) _Atomic uint32_t done;   /* tasks finished */
    atomic_bool quit;
    struct cycle *cycle;
    uint32_t n_helpers;
    struct helper helper[CYCLE_THREADS];
};

static void enqueue(struct pool *p, struct plan *plan, uint32_t task)
{
    const uint32_t at = atomic_fetch_add_explicit(&p->queued, 1, memory_order_relaxed);
    /* release: who takes the task sees what its needs have written */
    atomic_store_explicit(&plan->queue[at], task + 1, memory_order_release);
}

static void run_task(struct pool *p, struct cycle *c, uint32_t task, uint32_t thread)
{
    struct plan *plan = c->plan;

    for (uint32_t s = plan->task_first[task]; s < plan->task_first[task + 1]; s++)
        rt_step(c, &plan->step[s], thread);
    for (uint32_t k = plan->task_feeds_first[task];
         k < plan->task_feeds_first[task + 1]; k++) {
        const uint32_t next = plan->task_feeds[k];
        /* acq_rel: the last of its needs passes on what all of them have written */
        if (atomic_fetch_sub_explicit(&plan->task_left[next], 1,
                                      memory_order_acq_rel) == 1)
            enqueue(p, plan, next);
    }
    atomic_fetch_add_explicit(&p->done, 1, memory_order_release);
}

/* Take the oldest task that may begin; false when there is none now. */
static bool take(struct pool *p, struct plan *plan, uint32_t *task)
{
    uint32_t at = atomic_load_explicit(&p->taken, memory_order_relaxed);

    while (at < plan->n_tasks) {
        const uint32_t filled =
            atomic_load_explicit(&plan->queue[at], memory_order_acquire);
        if (!filled)
            return false;
        if (atomic_compare_exchange_weak_explicit(
                &p->taken, &at, at + 1, memory_order_relaxed, memory_order_relaxed)) {
            *task = filled - 1;
            return true;
        }
    }
    return false;
}

static void help(struct helper *h)
{
    struct pool *p = h->pool;
    uint32_t task;

    atomic_fetch_add(&p->inside, 1); /* seq_cst, as `open`: one sees the other */
    if (atomic_load(&p->open)) {
        struct cycle *c = p->cycle;
        uint32_t idle = 0;
        while (atomic_load_explicit(&p->open, memory_order_acquire) && idle < SPINS) {
            if (take(p, c->plan, &task)) {
                if (c->enter)
                    c->enter();
                run_task(p, c, task, h->number);
                if (c->leave)
                    c->leave();
                idle = 0;
            } else {
                idle++;
                rt_pause();
            }
        }
    }
    atomic_fetch_sub(&p->inside, 1);
}

static void *helper_main(void *user)
{
    struct helper *h = user;
    uint32_t idle = 0;

    fpu_enter();
    while (!atomic_load_explicit(&h->pool->quit, memory_order_relaxed)) {
        if (atomic_load_explicit(&h->pool->open, memory_order_relaxed)) {
            help(h);
            idle = 0;
        } else if (idle < SPINS) {
            idle++;
            rt_pause();
        } else if (idle < SPINS + YIELDS) {
            idle++;
            sched_yield();
        } else {
            nanosleep(&(struct timespec){.tv_nsec = NAP_NSEC}, NULL);
        }
    }
    return NULL;
}

int pool_create(uint32_t threads, struct pool **out)
{
    struct pool *p = aligned_alloc(64, (sizeof(*p) + 63) / 64 * 64);
    pthread_attr_t attr;

    *out = p;
    if (!p)
        return LEAT_ERR_NOMEM;
    *p = (struct pool){0};
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, RT_STACK_BYTES);
    for (uint32_t i = 1; i < threads && i < CYCLE_THREADS; i++) {
        struct helper *h = &p->helper[p->n_helpers];
        h->pool = p;
        h->number = i;
        /* A sanitizer's thread wants a larger stack than ours: the system's own. */
        if (pthread_create(&h->thread, &attr, helper_main, h) == 0 ||
            pthread_create(&h->thread, NULL, helper_main, h) == 0)
            p->n_helpers++;
    }
    pthread_attr_destroy(&attr);
    return 0;
}

void pool_destroy(struct pool **pool)
{
    struct pool *p = *pool;

    if (!p)
        return;
    atomic_store(&p->quit, true);
    for (uint32_t i = 0; i < p->n_helpers; i++)
        pthread_join(p->helper[i].thread, NULL);
    free(p);
    *pool = NULL;
}

void rt_pool_run(struct pool *p, struct cycle *c)
{
    struct plan *plan = c->plan;
    uint32_t task;

    for (uint32_t t = 0; t < plan->n_tasks; t++) {
        atomic_store_explicit(&plan->task_left[t], plan->task_needs[t],
                              memory_order_relaxed);
        atomic_store_explicit(&plan->queue[t], 0, memory_order_relaxed);
    }
    atomic_store_explicit(&p->taken, 0, memory_order_relaxed);
    atomic_store_explicit(&p->queued, 0, memory_order_relaxed);
    atomic_store_explicit(&p->done, 0, memory_order_relaxed);
    p->cycle = c;
    for (uint32_t t = 0; t < plan->n_tasks; t++)
        if (!plan->task_needs[t])
            enqueue(p, plan, t);
    atomic_store(&p->open, true);
    while (atomic_load_explicit(&p->done, memory_order_acquire) < plan->n_tasks) {
        if (take(p, plan, &task))
            run_task(p, c, task, 0);
        else
            rt_pause();
    }
    atomic_store(&p->open, false);
    while (atomic_load(&p->inside))
        rt_pause();
}
