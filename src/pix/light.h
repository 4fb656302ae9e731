/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_LIGHT_H
#define LEAT_PIX_LIGHT_H

/**
 * light: sRGB codes as amounts of light, and pictures mixed as light mixes.
 *
 *     light = c / 12.92 for c <= 0.04045, else ((c + 0.055) / 1.055)^2.4
 *
 * Units:   light in parts of 65535, rounded.
 * Source:  IEC 61966-2-1.
 * Thread:  frame threads; no allocation.
 */

#include <stdint.h>

#include "base/level.h"

enum { PIX_LIGHT_STEPS = 4096 };

struct pix_light {
    uint16_t of[256];   /* a code's light */
    uint32_t from[257]; /* the least light that is this code; of 256: none */
    uint8_t least[PIX_LIGHT_STEPS]; /* the code of 16 times the index */
};

#define pix_light_set LEVEL(pix_light_set)
#define pix_light_row LEVEL(pix_light_row)

void pix_light_set(struct pix_light *light);

/**
 * Lay `n` pixels over `out`, each times opacity / 255, as light:
 *
 *     ao = as + ab (1 - as), ao Lo = as Ls + ab (1 - as) Lb
 *
 * Shape:   both premultiplied RGBA8.
 */
void pix_light_row(const struct pix_light *light, uint8_t *out, const uint8_t *above,
                   uint32_t opacity, uint32_t n);

#endif
