/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_MATRIX_H
#define LEAT_PIX_MATRIX_H

/**
 * matrix: RGB to Y'CbCr (BT.709, limited range) and back, with 16 fractional bits.
 *
 *     Y  =  16 + 219/255 (kr R + kg G + kb B)     kr = 0.2126, kb = 0.0722
 *     Cb = 128 + 224/255 (B - Y') / (2 (1 - kb))  Y' = kr R + kg G + kb B
 *     Cr = 128 + 224/255 (R - Y') / (2 (1 - kr))
 *
 * The three factors of Y sum to 219/255, those of Cb and Cr to 0, so greys stay grey.
 *
 * Inputs may carry fractional bits (`more`): chroma that was filtered is rounded once.
 * Source: ITU-R BT.709.
 */

#include <stdint.h>

enum {
    MATRIX_YR = 11966,
    MATRIX_YG = 40254,
    MATRIX_YB = 4064,
    MATRIX_CBR = -6596,
    MATRIX_CBG = -22188,
    MATRIX_CBB = 28784,
    MATRIX_CRR = 28784,
    MATRIX_CRG = -26145,
    MATRIX_CRB = -2639,
    MATRIX_GR = 13933, /* grey, full range */
    MATRIX_GG = 46871,
    MATRIX_GB = 4732,
    MATRIX_Y = 76309, /* and back: 255/219, 255/224 times ... */
    MATRIX_RCR = 117489,
    MATRIX_GCB = -13975,
    MATRIX_GCR = -34925,
    MATRIX_BCB = 138438,
    MATRIX_GRAY_Y = 56284, /* 219/255 */
};

static inline uint8_t matrix_clamp(int32_t code)
{
    return (uint8_t)(code < 0 ? 0 : code > 255 ? 255 : code);
}

/* What shifts right here may be negative: an arithmetic shift is floor, as every
 * compiler that leat is built with does it. */

static inline uint8_t matrix_y(int32_t r, int32_t g, int32_t b)
{
    return (uint8_t)((MATRIX_YR * r + MATRIX_YG * g + MATRIX_YB * b + (16 << 16) +
                      (1 << 15)) >>
                     16);
}

/** Of values with `more` fractional bits, at most 4. */
static inline uint8_t matrix_cb(int32_t r, int32_t g, int32_t b, int more)
{
    return (uint8_t)((MATRIX_CBR * r + MATRIX_CBG * g + MATRIX_CBB * b +
                      (128 << (16 + more)) + (1 << (15 + more))) >>
                     (16 + more));
}

static inline uint8_t matrix_cr(int32_t r, int32_t g, int32_t b, int more)
{
    return (uint8_t)((MATRIX_CRR * r + MATRIX_CRG * g + MATRIX_CRB * b +
                      (128 << (16 + more)) + (1 << (15 + more))) >>
                     (16 + more));
}

/** One of R, G and B from a luma code and chroma with 4 fractional bits. */
static inline uint8_t matrix_rgb(int32_t y, int32_t cb16, int32_t cr16, int32_t by_cb,
                                 int32_t by_cr)
{
    return matrix_clamp((MATRIX_Y * 16 * (y - 16) + by_cb * (cb16 - 128 * 16) +
                         by_cr * (cr16 - 128 * 16) + (1 << 19)) >>
                        20);
}

static inline uint8_t matrix_gray(int32_t r, int32_t g, int32_t b)
{
    return (uint8_t)((MATRIX_GR * r + MATRIX_GG * g + MATRIX_GB * b + (1 << 15)) >> 16);
}

/** Grey of full range to luma, and back. */
static inline uint8_t matrix_gray_to_y(int32_t gray)
{
    return (uint8_t)((MATRIX_GRAY_Y * gray + (16 << 16) + (1 << 15)) >> 16);
}

static inline uint8_t matrix_y_to_gray(int32_t y)
{
    return matrix_clamp((MATRIX_Y * (y - 16) + (1 << 15)) >> 16);
}

#endif
