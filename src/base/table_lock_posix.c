/* SPDX-License-Identifier: MIT */
/* table_lock_posix: the lock of tables where there are threads. */
#include <pthread.h>

#include "base/table.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void table_lock(void)
{
    pthread_mutex_lock(&mutex);
}

void table_unlock(void)
{
    pthread_mutex_unlock(&mutex);
}
