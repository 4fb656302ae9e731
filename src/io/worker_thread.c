/* SPDX-License-Identifier: MIT */
/* worker_thread: threads that may block. */
#include "io/worker_thread.h"

#include <signal.h>
#include <string.h>

#include <leat/err.h>

#include "rt/fpu.h"

enum { STACK_BYTES = 512 << 10 }; /* encoders keep whole windows there */

static void *enter(void *user)
{
    const struct worker_thread *thread = user;

    fpu_enter(); /* the thread's own until it ends */
    thread->run(thread->user);
    return NULL;
}

int worker_thread_start(struct worker_thread *thread, void (*run)(void *user),
                        void *user, struct leat_diag *diag)
{
    pthread_attr_t attr;
    sigset_t all, before;
    int error;

    thread->run = run;
    thread->user = user;
    sigfillset(&all);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* the new thread inherits this */
    error = pthread_create(&thread->id, &attr, enter, thread);
    if (error) /* a sanitizer's thread wants a larger stack: the system's own */
        error = pthread_create(&thread->id, NULL, enter, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    thread->running = error == 0;
    if (!error)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 999,
                  "The system lets leat do no more things at once: %s.",
                  strerror(error));
    return LEAT_ERR_LIMIT;
}

void worker_thread_join(struct worker_thread *thread)
{
    if (thread->running)
        pthread_join(thread->id, NULL);
    thread->running = false;
}
