/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_RT_THREAD_H
#define LEAT_IO_RT_THREAD_H

/**
 * A thread for real-time work: a small stack that is in memory from the start, first in
 * line for the CPU when the system allows, and a plain floating-point unit.
 */

#include <pthread.h>
#include <stdbool.h>

struct rt_thread {
    pthread_t id;
    bool running;
    bool realtime; /* it has the priority */
    void *stack;
    void (*run)(void *user);
    void *user;
};

/** Give the calling thread that priority, where the system allows. */
void rt_thread_raise(void);

/** Whether this process may have real-time priority.  Thread: control. */
bool rt_thread_allowed(void);

/**
 * Start `run(user)`.
 *
 * Owns:    the caller joins it; `thread` must stay where it is until then.
 * Errors:  LEAT_ERR_LIMIT, LEAT_ERR_NOMEM.
 * Thread:  control.
 */
int rt_thread_start(struct rt_thread *thread, void (*run)(void *user), void *user);

/** Wait until it has returned; nothing when it was never started. */
void rt_thread_join(struct rt_thread *thread);

#endif
