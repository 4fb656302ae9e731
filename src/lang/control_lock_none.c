/* SPDX-License-Identifier: MIT */
/* control_lock_none: the lock of controls in a build without threads. */
#include "lang/control_lock.h"

struct control_lock {
    char nothing;
};

static struct control_lock only;

struct control_lock *control_lock_create(void)
{
    return &only;
}

void control_lock_destroy(struct control_lock *lock)
{
    (void)lock;
}

void control_lock(struct control_lock *lock)
{
    (void)lock;
}

void control_unlock(struct control_lock *lock)
{
    (void)lock;
}
