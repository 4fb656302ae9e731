/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_RANDOM_H
#define LEAT_BASE_RANDOM_H

/**
 * Random numbers without a state: the n-th number of a seed is a hash of both, so any
 * node can ask for the number of any frame, in any order, in any lane.
 *
 * Source: the mixer of SplitMix64 (G. Steele, D. Lea, C. Flood, 2014; constants of
 * D. Stafford), applied to the seed and again to seed plus counter.
 */

#include <stdint.h>

#include "base/fnv.h"

static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/** 64 random bits: number `counter` of a seed. */
static inline uint64_t random_bits(uint64_t seed, uint64_t counter)
{
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);

    return random_mix(random_mix(seed + golden) + (counter + 1) * golden);
}

/** Uniform in [0, 1), in steps of 2^-24: every value is exact in a float. */
static inline float random_unit(uint64_t seed, uint64_t counter)
{
    return (float)(int32_t)(random_bits(seed, counter) >> 40) * 0x1p-24f;
}

/** Uniform in [-1, 1), in steps of 2^-23. */
static inline float random_bipolar(uint64_t seed, uint64_t counter)
{
    return (float)((int32_t)(random_bits(seed, counter) >> 40) - 0x800000) * 0x1p-23f;
}

/** Uniform in [0, 1), in steps of 2^-53. */
static inline double random_unit_d(uint64_t seed, uint64_t counter)
{
    return (double)(int64_t)(random_bits(seed, counter) >> 11) * 0x1p-53;
}

/**
 * The seed of a node: a hash of the run's seed and the node's path, so that neither the
 * order of creation nor other nodes change what it plays.
 */
static inline uint64_t random_seed(uint64_t seed, const char *path)
{
    return random_bits(fnv_text(FNV_START, path), seed);
}

/** The seed of one lane of a node. */
static inline uint64_t random_lane_seed(uint64_t seed, uint32_t lane)
{
    return random_bits(~seed, lane);
}

#endif
