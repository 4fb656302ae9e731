/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_ROOTS_H
#define LEAT_BASE_ROOTS_H

/**
 * roots: the roots of unity of every power of two up to 65536, for transforms and
 * windows; a constant table that make_roots_table.c writes during the build.
 */

enum { ROOTS_MAX = 65536, ROOTS_TABLE = 3 * ROOTS_MAX };

/** Where the rows of size n begin: w^p real, imaginary, w^2p, w^3p alike, p < n / 4. */
#define ROOTS_OF(n) ((n) / 2 * 3)

extern const float math_roots[ROOTS_TABLE];

#endif
