/* SPDX-License-Identifier: MIT */
/* lock_posix: the control threads' lock as a recursive POSIX mutex. */
#include <pthread.h>
#include <stdlib.h>

#include <leat/err.h>

#include "graph/lock.h"

int lock_create(void **out)
{
    pthread_mutexattr_t attr;
    pthread_mutex_t *mutex = malloc(sizeof(*mutex));

    *out = mutex;
    if (!mutex)
        return LEAT_ERR_NOMEM;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    return 0;
}

void lock_destroy(void **lock)
{
    if (*lock)
        pthread_mutex_destroy(*lock);
    free(*lock);
    *lock = NULL;
}

void lock_take(void *lock)
{
    pthread_mutex_lock(lock);
}

void lock_give(void *lock)
{
    pthread_mutex_unlock(lock);
}
