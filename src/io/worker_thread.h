/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_WORKER_THREAD_H
#define LEAT_IO_WORKER_THREAD_H

/**
 * A thread for work that may block: files, printing.  Signals go to other threads, so a
 * Ctrl-C never lands in a half-written file.
 */

#include <pthread.h>
#include <stdbool.h>

#include <leat/diag.h>

struct worker_thread {
    pthread_t id;
    bool running;
    void (*run)(void *user);
    void *user;
};

/**
 * Start `run(user)`.
 *
 * Owns:    the caller joins it; `thread` must stay where it is until then.
 * Errors:  LEAT_ERR_LIMIT when the system gives no thread.
 * Thread:  control.
 */
int worker_thread_start(struct worker_thread *thread, void (*run)(void *user),
                        void *user, struct leat_diag *diag);

/** Wait until it has returned; nothing when it was never started. */
void worker_thread_join(struct worker_thread *thread);

#endif
