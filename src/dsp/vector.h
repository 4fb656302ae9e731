/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_VECTOR_H
#define LEAT_DSP_VECTOR_H

/**
 * vector: floats side by side, as many as the CPU level's registers hold.
 *
 * For kernels whose loops the compiler does not turn into vectors by itself.  All
 * operations are element by element, so the width changes no bit.  The loose kind may
 * lie at any float.
 */

#if defined(__AVX512F__)
enum { VECTOR_WIDTH = 16 };
#elif defined(__AVX__)
enum { VECTOR_WIDTH = 8 };
#else
enum { VECTOR_WIDTH = 4 };
#endif

typedef float vector __attribute__((vector_size(VECTOR_WIDTH * sizeof(float))));
typedef float vector_loose
    __attribute__((vector_size(VECTOR_WIDTH * sizeof(float)), aligned(4), may_alias));

/** Four floats, at any level. */
typedef float vector4 __attribute__((vector_size(4 * sizeof(float))));
typedef float vector4_loose
    __attribute__((vector_size(4 * sizeof(float)), aligned(4), may_alias));

/** Four of the eight floats of a and b, by their numbers. */
#if defined(__clang__)
#define VECTOR4_SHUFFLE __builtin_shufflevector
#else
typedef int vector4_index __attribute__((vector_size(4 * sizeof(int))));
#define VECTOR4_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (vector4_index){__VA_ARGS__})
#endif

#endif
