/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_OSC_BYTES_H
#define LEAT_NET_OSC_BYTES_H

/**
 * Numbers as OSC has them: big-endian, at any address.
 */

#include <stdint.h>

static inline uint32_t osc_load32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t osc_load64(const uint8_t *p)
{
    return (uint64_t)osc_load32(p) << 32 | osc_load32(p + 4);
}

static inline void osc_store32(uint8_t *p, uint32_t x)
{
    p[0] = (uint8_t)(x >> 24);
    p[1] = (uint8_t)(x >> 16);
    p[2] = (uint8_t)(x >> 8);
    p[3] = (uint8_t)x;
}

static inline void osc_store64(uint8_t *p, uint64_t x)
{
    osc_store32(p, (uint32_t)(x >> 32));
    osc_store32(p + 4, (uint32_t)x);
}

#endif
