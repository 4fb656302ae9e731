/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_NOISE_H
#define LEAT_PIX_NOISE_H

/**
 * noise: clouds of fractal noise, looked up in a palette.
 *
 *     f = sum over octaves o of persistence^o N(x q, y q, z q), q = frequency
 * lacunarity^o colour = palette[clamp(floor(256 (0.5 + 0.5 amplitude f / sum of
 * persistence^o)))]
 *
 * N is improved noise (base/perlin.h), in float.  x and y count in pixels from the
 * first one.
 *
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include <leat/buffer.h>

#include "base/level.h"

enum { PIX_NOISE_OCTAVES = 8 };

struct pix_noise {
    uint32_t octaves; /* [1, PIX_NOISE_OCTAVES] */
    float frequency;  /* cells per pixel, [0, 1] */
    float amplitude, lacunarity, persistence;
    float z; /* third place, in cells, [0, 256) */
};

#define pix_noise_rows LEVEL(pix_noise_rows)

/** Draw rows [y0, y1) of RGBA8 with 256 premultiplied colours. */
void pix_noise_rows(const struct pix_noise *noise, const uint8_t palette[256][4],
                    struct leat_frame *frame, uint32_t y0, uint32_t y1);

#endif
