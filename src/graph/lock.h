/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_LOCK_H
#define LEAT_GRAPH_LOCK_H

/**
 * A recursive lock for control threads; nothing at all in a build without threads.
 * Never taken on the audio thread.
 */

int lock_create(void **out);
void lock_destroy(void **lock);
void lock_take(void *lock);
void lock_give(void *lock);

#endif
