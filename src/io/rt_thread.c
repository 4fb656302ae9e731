/* SPDX-License-Identifier: MIT */
/* rt_thread: threads that compute sound. */
#include "io/rt_thread.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <leat/err.h>

#include "rt/fpu.h"
#include "rt/stack.h"

enum { PAGE = 4096 };
enum { PRIORITY = 70 }; /* above what plays music, below what moves the hardware */

static void *enter(void *user)
{
    const struct rt_thread *thread = user;

    fpu_enter(); /* the thread's own until it ends */
    thread->run(thread->user);
    return NULL;
}

void rt_thread_raise(void)
{
    const struct sched_param priority = {.sched_priority = PRIORITY};

    (void)pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
}

static int create(struct rt_thread *thread, bool realtime)
{
    const struct sched_param priority = {.sched_priority = PRIORITY};
    pthread_attr_t attr;
    sigset_t all, before;
    int error;

    pthread_attr_init(&attr);
    pthread_attr_setstack(&attr, thread->stack, RT_STACK_BYTES);
    if (realtime) {
        pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
        pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
        pthread_attr_setschedparam(&attr, &priority);
    }
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* the new thread inherits this */
    error = pthread_create(&thread->id, &attr, enter, thread);
    if (error) /* a sanitizer's thread wants a larger stack: the system's own */
        error = pthread_create(&thread->id, NULL, enter, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    return error;
}

int rt_thread_start(struct rt_thread *thread, void (*run)(void *user), void *user)
{
    thread->run = run;
    thread->user = user;
    thread->stack = aligned_alloc(PAGE, RT_STACK_BYTES);
    if (!thread->stack)
        return LEAT_ERR_NOMEM;
    memset(thread->stack, 0, RT_STACK_BYTES);   /* no page is touched first at work */
    (void)mlock(thread->stack, RT_STACK_BYTES); /* where that is allowed */
    thread->realtime = create(thread, true) == 0;
    thread->running = thread->realtime || create(thread, false) == 0;
    if (thread->running)
        return 0;
    rt_thread_join(thread);
    return LEAT_ERR_LIMIT;
}

void rt_thread_join(struct rt_thread *thread)
{
    if (thread->running)
        pthread_join(thread->id, NULL);
    thread->running = false;
    if (thread->stack)
        munlock(thread->stack, RT_STACK_BYTES);
    free(thread->stack);
    thread->stack = NULL;
}

static void return_at_once(void *user)
{
    (void)user;
}

bool rt_thread_allowed(void)
{
    struct rt_thread thread = {0};
    bool realtime;

    if (rt_thread_start(&thread, return_at_once, NULL))
        return false;
    realtime = thread.realtime;
    rt_thread_join(&thread);
    return realtime;
}
