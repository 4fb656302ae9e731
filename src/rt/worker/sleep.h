/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_WORKER_SLEEP_H
#define LEAT_RT_WORKER_SLEEP_H

/** Sleeping until a word changes.  Works between processes that share the word. */

#include <stdatomic.h>
#include <stdint.h>

/** Sleep for `nsec`, or less: when the word is not `seen`, or rt_wake() is called. */
void rt_sleep(_Atomic uint32_t *word, uint32_t seen, int64_t nsec);

/** Wake all who sleep on the word. */
void rt_wake(_Atomic uint32_t *word);

#endif
