/* SPDX-License-Identifier: MIT */
/* light: tables there and back, and one pixel at a time. */
#include "pix/light.h"

#include <stddef.h>

#include "base/math_d.h"
#include "pix/alpha.h"

/* Light of a code that need not be whole, in [0, 255]. */
static double light_of(double code)
{
    const double c = code / 255.0;

    return 65535.0 * (c <= 0.04045 ? c / 12.92 : math_pow_d((c + 0.055) / 1.055, 2.4));
}

void pix_light_set(struct pix_light *light)
{
    uint32_t code = 0;

    for (int c = 0; c < 256; c++) {
        light->of[c] = (uint16_t)(light_of(c) + 0.5);
        light->from[c] = c ? (uint32_t)(light_of(c - 0.5) + 0.999999) : 0;
    }
    light->from[256] = 65536;
    for (uint32_t i = 0; i < PIX_LIGHT_STEPS; i++) {
        while (light->from[code + 1] <= 16 * i)
            code++;
        light->least[i] = (uint8_t)code;
    }
}

/* The darkest codes are 19.8 apart, so one step of 16 crosses at most one border. */
static uint32_t code_of(const struct pix_light *light, uint32_t amount)
{
    const uint32_t code = light->least[amount >> 4];

    return code + (amount >= light->from[code + 1]);
}

void pix_light_row(const struct pix_light *light, uint8_t *out, const uint8_t *above,
                   uint32_t opacity, uint32_t n)
{
    for (size_t i = 0; i < 4 * (size_t)n; i += 4) {
        const uint32_t as = above[i + 3] * opacity;                 /* of 255^2 */
        const uint32_t ab = out[i + 3] * (255u * 255u - as) / 255u; /* likewise */
        const uint32_t all = as + ab, alpha = (all + 127) / 255;
        if (as == 0)
            continue;
        for (size_t c = i; c < i + 3; c++) {
            const uint32_t ls = light->of[pix_without_alpha(above[c], above[i + 3])];
            const uint32_t lb = light->of[pix_without_alpha(out[c], out[i + 3])];
            const uint64_t sum = (uint64_t)as * ls + (uint64_t)ab * lb + all / 2;
            out[c] = (uint8_t)pix_times(code_of(light, (uint32_t)(sum / all)), alpha);
        }
        out[i + 3] = (uint8_t)alpha;
    }
}
