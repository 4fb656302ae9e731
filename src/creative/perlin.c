/* SPDX-License-Identifier: MIT */
/*
 * perlin: at each corner of a unit cube stands one of 12 slopes, chosen by a hash of
 * the corner; what the 8 slopes say at a point is mixed by f(t) = 6 t^5 - 15 t^4 + 10
 * t^3.
 */
#include "creative/perlin.h"

#include "base/math_d.h"
#include "base/perlin.h"
#include "base/random.h"

/* A whole coordinate modulo 256, and what is above it. */
struct axis {
    uint8_t cell;
    double part;
};

static struct axis split(double x)
{
    const double cell = math_floor_d(x);

    return (struct axis){(uint8_t)(cell - 256.0 * math_floor_d(cell / 256.0)),
                         x - cell};
}

static double fade(double t)
{
    return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}

static double mix(double t, double a, double b)
{
    return a + t * (b - a);
}

/* The slope of a corner times the way from it: two of the three coordinates. */
static double slope(uint8_t hash, double x, double y, double z)
{
    const int h = hash & 15;
    const double u = h < 8 ? x : y;
    const double v = h < 4 ? y : h == 12 || h == 14 ? x : z;

    return (h & 1 ? -u : u) + (h & 2 ? -v : v);
}

/* The seed's bytes change the permutation between the axes; 0 leaves it as published.
 */
static uint8_t corner(uint8_t x, uint8_t y, uint8_t z, uint64_t bits)
{
    uint8_t hash = math_permutation[(uint8_t)(x ^ (bits & 255))];

    hash = math_permutation[(uint8_t)((hash + y) ^ (bits >> 8 & 255))];
    return math_permutation[(uint8_t)((hash + z) ^ (bits >> 16 & 255))];
}

double perlin_noise(double x, double y, double z, uint64_t seed)
{
    const uint64_t bits = seed ? random_bits(seed, 0) : 0;
    double edge[4];

    if (x - x != 0.0 || y - y != 0.0 || z - z != 0.0)
        return 0.0;
    const struct axis a = split(x), b = split(y), c = split(z);
    const double u = fade(a.part), v = fade(b.part), w = fade(c.part);
    for (unsigned i = 0; i < 4; i++) {
        const unsigned j = i & 1, k = i >> 1;
        const uint8_t cy = (uint8_t)(b.cell + j), cz = (uint8_t)(c.cell + k);
        const double dy = b.part - j, dz = c.part - k;
        edge[i] = mix(
            u, slope(corner(a.cell, cy, cz, bits), a.part, dy, dz),
            slope(corner((uint8_t)(a.cell + 1), cy, cz, bits), a.part - 1.0, dy, dz));
    }
    return mix(w, mix(v, edge[0], edge[1]), mix(v, edge[2], edge[3]));
}
