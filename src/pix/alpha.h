/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_ALPHA_H
#define LEAT_PIX_ALPHA_H

/** alpha: bytes that stand for parts of 255. */

#include <stdint.h>

/** a b / 255, rounded; exact for all bytes. */
static inline uint32_t pix_times(uint32_t a, uint32_t b)
{
    const uint32_t t = a * b + 128;

    return (t + (t >> 8)) >> 8;
}

/** A premultiplied byte without its alpha, rounded; of alpha 0 the byte itself. */
static inline uint32_t pix_without_alpha(uint32_t byte, uint32_t alpha)
{
    uint32_t code = byte;

    if (alpha != 255 && alpha != 0)
        code = (2 * 255 * byte + alpha) / (2 * alpha);
    return code < 255 ? code : 255;
}

#endif
