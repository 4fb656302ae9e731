/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_COLOR_H
#define LEAT_PIX_COLOR_H

/**
 * color: one colour in every pixel format, exact.
 *
 *     Y  = kr R + kg G + kb B     Cb = (B - Y) / (2 (1 - kb))     Cr = (R - Y) / (2 (1
 * - kr)) codes: 16 + 219 Y, 128 + 224 C, 255 R; rounding is floor(v + 0.5)
 *
 * Source: ITU-R BT.709, kr = 0.2126, kb = 0.0722.
 */

#include <stdint.h>

struct pix_color {
    uint8_t rgb[3];
    uint8_t ycc[3];
};

/** floor(num / den + 0.5), den > 0. */
static inline int64_t pix_round_quotient(int64_t num, int64_t den)
{
    const int64_t twice = 2 * num + den, q = twice / (2 * den);

    return twice % (2 * den) < 0 ? q - 1 : q;
}

static inline uint8_t pix_code(int64_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/** The colour whose red, green and blue are r/full, g/full and b/full of white. */
static inline struct pix_color pix_color_of(int32_t r, int32_t g, int32_t b,
                                            int32_t full)
{
    const int64_t y = 2126 * (int64_t)r + 7152 * (int64_t)g + 722 * (int64_t)b;
    const int64_t cb = 10000 * (int64_t)b - y, cr = 10000 * (int64_t)r - y;

    return (struct pix_color){
        .rgb = {pix_code(pix_round_quotient(255 * (int64_t)r, full)),
                pix_code(pix_round_quotient(255 * (int64_t)g, full)),
                pix_code(pix_round_quotient(255 * (int64_t)b, full))},
        .ycc = {pix_code(16 + pix_round_quotient(219 * y, 10000 * (int64_t)full)),
                pix_code(128 + pix_round_quotient(224 * cb, 18556 * (int64_t)full)),
                pix_code(128 + pix_round_quotient(224 * cr, 15748 * (int64_t)full))},
    };
}

static inline struct pix_color pix_gray_of(int32_t level, int32_t full)
{
    return pix_color_of(level, level, level, full);
}

#endif
