/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_KEY_H
#define LEAT_PIX_KEY_H

/**
 * key: what is like a colour becomes transparent.
 *
 *     keep = (distance - tolerance) / softness, in [0, 1]; softness 0: at once
 *     out  = in keep, all four channels
 *
 * The distance of a pixel, whose colour is taken without its alpha, from the key:
 *
 *     color:  the greatest difference of red, green and blue
 *     chroma: sqrt(dCb^2 + dCr^2), full range BT.709
 *     luma:   the difference of Y = (54 R + 183 G + 19 B) / 256
 *
 * Units:   distances in codes, [0, 255].
 * Thread:  frame threads; no allocation.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/level.h"

enum pix_key_kind { PIX_KEY_CHROMA, PIX_KEY_LUMA, PIX_KEY_COLOR };

struct pix_key {
    enum pix_key_kind kind;
    uint8_t rgb[3];
    float tolerance, softness; /* codes */
    bool is_inverted;          /* keep what is like it instead */
};

#define pix_key_row LEVEL(pix_key_row)

/** A row of `n` pixels of premultiplied RGBA8; out may be in. */
void pix_key_row(const struct pix_key *key, const uint8_t *in, uint8_t *out,
                 uint32_t n);

#endif
