/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_STACK_H
#define LEAT_RT_STACK_H

/**
 * Stack of a thread that computes sound.  The largest kernels take half of it; with the
 * address sanitizer, which keeps each array apart from the next, several times as much.
 */

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RT_STACK_SANITIZED
#endif
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(RT_STACK_SANITIZED)
enum { RT_STACK_BYTES = 1 << 20 };
#else
enum { RT_STACK_BYTES = 128 << 10 };
#endif

#endif
