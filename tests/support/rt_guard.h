/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_RT_GUARD_H
#define LEAT_TESTS_RT_GUARD_H

/**
 * Between enter and leave, this thread may not allocate, free, lock or call the
 * system: the process aborts and names the call.  Allocation is seen by the linker's
 * --wrap (`rt_guard_args` in tests/support/meson.build), so it works with any compiler
 * and any sanitizer; system calls by support/rt_trap.h, where the kernel can.
 */
void rt_guard_enter(void);
void rt_guard_leave(void);

#endif
