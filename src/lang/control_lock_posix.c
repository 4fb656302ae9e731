/* SPDX-License-Identifier: MIT */
/* control_lock_posix: the lock of controls where there are threads. */
#include "lang/control_lock.h"

#include <pthread.h>
#include <stdlib.h>

struct control_lock {
    pthread_mutex_t mutex;
};

struct control_lock *control_lock_create(void)
{
    struct control_lock *lock = calloc(1, sizeof(*lock));

    if (lock)
        pthread_mutex_init(&lock->mutex, NULL);
    return lock;
}

void control_lock_destroy(struct control_lock *lock)
{
    if (lock)
        pthread_mutex_destroy(&lock->mutex);
    free(lock);
}

void control_lock(struct control_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void control_unlock(struct control_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}
