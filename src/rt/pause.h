/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_PAUSE_H
#define LEAT_RT_PAUSE_H

/** Look again in a moment: lets the other thread of the core go on.  Thread: any. */
static inline void rt_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#else
    __asm__ volatile("" ::: "memory");
#endif
}

#endif
