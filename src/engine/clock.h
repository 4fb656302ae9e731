/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_CLOCK_H
#define LEAT_ENGINE_CLOCK_H

#include <stdint.h>

/** Nanoseconds of the monotonic clock; 0 where there is none.  Thread: any, also rt (it
 * is read without a system call). */
int64_t clock_now_nsec(void);

#endif
