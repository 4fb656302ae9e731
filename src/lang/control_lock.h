/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CONTROL_LOCK_H
#define LEAT_LANG_CONTROL_LOCK_H

/**
 * The lock of a program's controls: frames run in one thread, and others set and read
 * what people move.  A build without threads needs none.
 *
 * Thread:  any.
 */

struct control_lock;

/** NULL: there is no memory. */
struct control_lock *control_lock_create(void);
void control_lock_destroy(struct control_lock *lock);

void control_lock(struct control_lock *lock);
void control_unlock(struct control_lock *lock);

#endif
