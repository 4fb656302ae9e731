/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_FNV_H
#define LEAT_BASE_FNV_H

/**
 * FNV-1a with 64 bits: one number for a stream of bytes.  Two renders are the same when
 * theirs is.
 *
 * Source: G. Fowler, L. C. Noll, K.-P. Vo.
 */

#include <stddef.h>
#include <stdint.h>

#define FNV_START UINT64_C(0xcbf29ce484222325) /* hash of no bytes */

/** Continue a hash with bytes. */
static inline uint64_t fnv_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *b = (const unsigned char *)bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ b[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/** Continue a hash with a text, without its closing 0. */
static inline uint64_t fnv_text(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

/** Continue a hash with the four bytes of a number, low byte first. */
static inline uint64_t fnv_u32(uint64_t hash, uint32_t number)
{
    for (int shift = 0; shift < 32; shift += 8)
        hash = (hash ^ (number >> shift & 0xff)) * UINT64_C(0x100000001b3);
    return hash;
}

/** Continue a hash with samples; -0 counts as 0, since no ear can tell them apart. */
static inline uint64_t fnv_samples(uint64_t hash, const float *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const union {
            float value;
            uint32_t bits;
        } sample = {samples[i]};
        hash = fnv_u32(hash, sample.bits == 0x80000000u ? 0 : sample.bits);
    }
    return hash;
}

#endif
