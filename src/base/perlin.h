/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_PERLIN_H
#define LEAT_BASE_PERLIN_H

/**
 * perlin: improved noise, a smooth random field in [-1, 1] that is 0 at whole places.
 *
 * It repeats every 256 along each axis.
 *
 * Source:  K. Perlin, "Improving Noise", SIGGRAPH 2002; the permutation is his.
 * Thread:  any, also rt.
 */

#include <stdint.h>

extern const uint8_t math_permutation[256];

/** The hash of a corner of the lattice, [0, 256); any whole coordinates. */
static inline uint32_t math_corner(int32_t x, int32_t y, int32_t z)
{
    const uint8_t *p = math_permutation;
    const uint32_t at_x = p[(uint32_t)x & 255];
    const uint32_t at_y = p[(at_x + (uint32_t)y) & 255];

    return p[(at_y + (uint32_t)z) & 255];
}

/** The gradient of a hash: one of 12 directions to the middles of a cube's edges, 4 of
 * them twice. */
static inline void math_gradient(uint32_t hash, float *x, float *y, float *z)
{
    const uint32_t h = hash & 15;
    const float u = h & 1 ? -1.0f : 1.0f, v = h & 2 ? -1.0f : 1.0f;
    const uint32_t second = h < 4 ? 1 : h == 12 || h == 14 ? 0 : 2;

    *x = (h < 8 ? u : 0.0f) + (second == 0 ? v : 0.0f);
    *y = (h < 8 ? 0.0f : u) + (second == 1 ? v : 0.0f);
    *z = second == 2 ? v : 0.0f;
}

/** Noise at a place; 0 at one that is not finite or above 2^30. */
double math_noise_d(double x, double y, double z);

#endif
