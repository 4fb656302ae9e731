/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_PERLIN_H
#define LEAT_CREATIVE_PERLIN_H

/**
 * Perlin's noise: a smooth field of random hills, 0 at every whole point.
 *
 * Source:  K. Perlin, "Improving Noise", SIGGRAPH 2002.
 * Thread:  any.
 */

#include <stdint.h>

/**
 * The field of a seed at a point; seed 0 is the published one.
 *
 * Shape:   [-1, 1]; repeats after 256 along each axis; 0 where a coordinate is not
 *          finite.
 */
double perlin_noise(double x, double y, double z, uint64_t seed);

#endif
