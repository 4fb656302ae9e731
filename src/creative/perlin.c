/* SPDX-License-Identifier: MIT */
/*
 * perlin: at each corner of a unit cube stands one of 12 slopes, chosen by a hash of
 * the corner; what the 8 slopes say at a point is mixed by f(t) = 6 t^5 - 15 t^4 + 10
 * t^3.
 */
#include "creative/perlin.h"

#include "base/math_d.h"
#include "base/random.h"

/* The permutation of the paper. */
static const uint8_t permutation[256] = {
    151, 160, 137, 91,  90,  15,  131, 13,  201, 95,  96,  53,  194, 233, 7,   225,
    140, 36,  103, 30,  69,  142, 8,   99,  37,  240, 21,  10,  23,  190, 6,   148,
    247, 120, 234, 75,  0,   26,  197, 62,  94,  252, 219, 203, 117, 35,  11,  32,
    57,  177, 33,  88,  237, 149, 56,  87,  174, 20,  125, 136, 171, 168, 68,  175,
    74,  165, 71,  134, 139, 48,  27,  166, 77,  146, 158, 231, 83,  111, 229, 122,
    60,  211, 133, 230, 220, 105, 92,  41,  55,  46,  245, 40,  244, 102, 143, 54,
    65,  25,  63,  161, 1,   216, 80,  73,  209, 76,  132, 187, 208, 89,  18,  169,
    200, 196, 135, 130, 116, 188, 159, 86,  164, 100, 109, 198, 173, 186, 3,   64,
    52,  217, 226, 250, 124, 123, 5,   202, 38,  147, 118, 126, 255, 82,  85,  212,
    207, 206, 59,  227, 47,  16,  58,  17,  182, 189, 28,  42,  223, 183, 170, 213,
    119, 248, 152, 2,   44,  154, 163, 70,  221, 153, 101, 155, 167, 43,  172, 9,
    129, 22,  39,  253, 19,  98,  108, 110, 79,  113, 224, 232, 178, 185, 112, 104,
    218, 246, 97,  228, 251, 34,  242, 193, 238, 210, 144, 12,  191, 179, 162, 241,
    81,  51,  145, 235, 249, 14,  239, 107, 49,  192, 214, 31,  181, 199, 106, 157,
    184, 84,  204, 176, 115, 121, 50,  45,  127, 4,   150, 254, 138, 236, 205, 93,
    222, 114, 67,  29,  24,  72,  243, 141, 128, 195, 78,  66,  215, 61,  156, 180,
};

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
    uint8_t hash = permutation[(uint8_t)(x ^ (bits & 255))];

    hash = permutation[(uint8_t)((hash + y) ^ (bits >> 8 & 255))];
    return permutation[(uint8_t)((hash + z) ^ (bits >> 16 & 255))];
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
