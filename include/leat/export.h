/* SPDX-License-Identifier: MIT */
#ifndef LEAT_EXPORT_H
#define LEAT_EXPORT_H

/** LEAT_API marks what the library exports; all else is hidden. */
#if defined(__GNUC__) && !defined(__wasm__)
#define LEAT_API __attribute__((visibility("default")))
#else
#define LEAT_API
#endif

/* Marks code that may run on the audio thread: it never blocks, allocates,
 * locks, logs or calls the system.  Clang 20 and later checks the promise;
 * for every compiler tests/support/rt_guard.c and tools/rt-audit do. */
#if defined(__clang__) && __clang_major__ >= 20
#define LEAT_RT __attribute__((nonblocking))
#else
#define LEAT_RT
#endif

#endif
