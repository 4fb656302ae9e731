/* SPDX-License-Identifier: MIT */
/* tunnel: the light of a stretch of pixels, then their colour. */
#include "pix/tunnel.h"

#include "base/math.h"
#include "pix/convert.h"

enum { COLUMNS = 256 };

static void lights(const struct pix_tunnel *t, float x, float y, float step, uint32_t n,
                   float *restrict light)
{
    for (uint32_t i = 0; i < n; i++) {
        const float across = x + (float)(int32_t)i * step;
        const float r = math_sqrt(across * across + y * y);
        const float far = 1.0f / math_max(r, 1e-4f);
        const float u = t->texture * t->depth * far + t->travel;
        const float v = math_atan2(y, across) + t->twist * far;
        const float wave = math_sin_turns(u) * math_cos(8.0f * v);
        light[i] = math_min(r, 1.0f) * (0.5f + 0.5f * wave);
    }
}

void pix_tunnel_rows(const struct pix_tunnel *tunnel, struct leat_frame *frame,
                     uint32_t y0, uint32_t y1)
{
    const uint32_t width = frame->format.width, height = frame->format.height;
    const float step = 2.0f / (float)(int32_t)(width < height ? width : height);
    const float left = -0.5f * (float)(int32_t)(width - 1);
    const float top = -0.5f * (float)(int32_t)(height - 1);
    float light[COLUMNS];

    for (uint32_t y = y0; y < y1; y++)
        for (uint32_t x = 0; x < width; x += COLUMNS) {
            const uint32_t n = width - x < COLUMNS ? width - x : COLUMNS;
            uint8_t *out = pix_row(frame, 0, y) + 4 * (size_t)x;
            lights(tunnel, (left + (float)(int32_t)x) * step,
                   (top + (float)(int32_t)y) * step, step, n, light);
            for (uint32_t i = 0; i < n; i++, out += 4) {
                for (int c = 0; c < 3; c++)
                    out[c] =
                        (uint8_t)(int32_t)((float)tunnel->rgba[c] * light[i] + 0.5f);
                out[3] = 255;
            }
        }
}
