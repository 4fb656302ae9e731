/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_FPU_H
#define LEAT_RT_FPU_H

/**
 * The floating-point control word, as every entry from foreign code must set it: round
 * to nearest, denormal numbers kept, no traps.  A host that has set it otherwise would
 * change bits.
 *
 *     const struct fpu before = fpu_enter();
 *     ... compute ...
 *     fpu_leave(before);
 *
 * Thread:  any, also rt.
 */

#include <stdint.h>

struct fpu {
    uint64_t word;
};

#if defined(__SSE2__)
#include <xmmintrin.h>

static inline struct fpu fpu_enter(void)
{
    const struct fpu before = {_mm_getcsr()};
    _mm_setcsr(0x1F80);
    return before;
}

static inline void fpu_leave(struct fpu before)
{
    _mm_setcsr((unsigned)before.word);
}

#elif defined(__aarch64__)

static inline struct fpu fpu_enter(void)
{
    struct fpu before;
    const uint64_t plain = 0;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before.word));
    __asm__ volatile("msr fpcr, %0" : : "r"(plain));
    return before;
}

static inline void fpu_leave(struct fpu before)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(before.word));
}

#else /* a machine without such a word, or one whose word leat does not know */

static inline struct fpu fpu_enter(void)
{
    return (struct fpu){0};
}

static inline void fpu_leave(struct fpu before)
{
    (void)before;
}

#endif

#endif
