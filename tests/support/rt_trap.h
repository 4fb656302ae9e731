/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_RT_TRAP_H
#define LEAT_TESTS_RT_TRAP_H

/**
 * Between set and release, any system call of this thread, by whatever library, aborts
 * the process and names its number.  Where the kernel or the machine lacks the means
 * (Linux 5.11 on x86-64 has it), the first set says so in one line and traps nothing.
 */

#include <stdbool.h>

/** Returns whether system calls are trapped now. */
bool rt_trap_set(void);
void rt_trap_release(void);

#endif
