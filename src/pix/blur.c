/* SPDX-License-Identifier: MIT */
/* blur: sums over taps, for a stretch of bytes at a time. */
#include "pix/blur.h"

#include <string.h>

#include "base/math.h"
#include "pix/convert.h"

enum { BYTES = 1024, ONE = 65536 };

/* One column of 4 bytes per pixel, and the reach on both sides. */
enum { PADDED = BYTES + 8 * PIX_BLUR_REACH };

void pix_gauss_set(struct pix_gauss *gauss, double deviation)
{
    const double s = math_clamp_d(deviation, 0.0, 64.0);
    const uint32_t reach = (uint32_t)(3.0 * s + 0.999999);
    double sum = 0.0, shape[PIX_BLUR_REACH + 1];
    uint32_t rest = ONE;

    gauss->reach = reach;
    for (uint32_t k = 0; k <= reach; k++) {
        shape[k] = s > 0.0 ? math_exp_d(-(double)k * k / (2.0 * s * s)) : 1.0;
        sum += k ? 2.0 * shape[k] : shape[k];
    }
    for (uint32_t k = 1; k <= reach; k++) {
        const uint32_t w = (uint32_t)(shape[k] / sum * ONE + 0.5);
        gauss->weight[reach - k] = gauss->weight[reach + k] = w;
        rest -= 2 * w;
    }
    gauss->weight[reach] = rest;
}

/* What the sums of a stretch are, rounded. */
static void finish_bytes(const uint32_t *restrict sum, uint8_t *restrict out,
                         uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        out[i] = (uint8_t)((sum[i] + ONE / 2) / ONE);
}

static void add_bytes(uint32_t *restrict sum, const uint8_t *restrict in,
                      uint32_t weight, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        sum[i] += in[i] * weight;
}

/* Pixels [x - reach, x + n + reach) of a row. */
static void pad(const uint8_t *row, uint32_t width, int32_t x, uint32_t n,
                uint32_t reach, uint8_t padded[PADDED])
{
    const int32_t last = (int32_t)width - 1;

    for (int32_t i = 0; i < (int32_t)(n + 2 * reach); i++) {
        const int32_t at = x - (int32_t)reach + i;
        memcpy(padded + 4 * (size_t)i,
               row + 4 * (at < 0      ? 0
                          : at > last ? last
                                      : at),
               4);
    }
}

void pix_blur_across(const struct pix_gauss *gauss, const struct leat_frame *in,
                     struct leat_frame *out, uint32_t y0, uint32_t y1)
{
    const uint32_t width = in->format.width, taps = 2 * gauss->reach + 1;
    uint8_t padded[PADDED];
    uint32_t sum[BYTES];

    for (uint32_t y = y0; y < y1; y++)
        for (uint32_t x = 0; x < width; x += BYTES / 4) {
            const uint32_t n = width - x < BYTES / 4 ? width - x : BYTES / 4;
            pad(pix_row(in, 0, y), width, (int32_t)x, n, gauss->reach, padded);
            memset(sum, 0, sizeof(sum));
            for (uint32_t k = 0; k < taps; k++)
                add_bytes(sum, padded + 4 * (size_t)k, gauss->weight[k], 4 * n);
            finish_bytes(sum, pix_row(out, 0, y) + 4 * (size_t)x, 4 * n);
        }
}

void pix_blur_down(const struct pix_gauss *gauss, const struct leat_frame *in,
                   struct leat_frame *out, uint32_t y0, uint32_t y1)
{
    const int32_t last = (int32_t)in->format.height - 1, reach = (int32_t)gauss->reach;
    const uint32_t bytes = 4 * in->format.width;
    uint32_t sum[BYTES];

    for (uint32_t y = y0; y < y1; y++)
        for (uint32_t x = 0; x < bytes; x += BYTES) {
            const uint32_t n = bytes - x < BYTES ? bytes - x : BYTES;
            memset(sum, 0, sizeof(sum));
            for (int32_t k = -reach; k <= reach; k++) {
                const int32_t at = (int32_t)y + k;
                const uint32_t row = (uint32_t)(at < 0 ? 0 : at > last ? last : at);
                add_bytes(sum, pix_row(in, 0, row) + x, gauss->weight[k + reach], n);
            }
            finish_bytes(sum, pix_row(out, 0, y) + x, n);
        }
}
