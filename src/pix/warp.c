/* SPDX-License-Identifier: MIT */
/* warp: bilinear samples along a straight line. */
#include "pix/warp.h"

#include <string.h>

#include "base/math_d.h"
#include "pix/convert.h"

static int64_t fixed(double pixels)
{
    return (int64_t)math_floor_d(math_clamp_d(pixels, -0x1p30, 0x1p30) * 65536.0 + 0.5);
}

void pix_warp_set(struct pix_warp *warp, uint32_t width, uint32_t height, double zoom,
                  double turn, double x, double y)
{
    const double mx = 0.5 * (width - 1.0), my = 0.5 * (height - 1.0);
    const double c = math_cos_d(turn) / zoom, s = math_sin_d(turn) / zoom;

    /* backwards: take the move away, turn back, shrink */
    warp->across[0] = fixed(c);
    warp->across[1] = fixed(-s);
    warp->down[0] = fixed(s);
    warp->down[1] = fixed(c);
    warp->origin[0] = fixed(mx - (c * (mx + x) + s * (my + y)));
    warp->origin[1] = fixed(my - (c * (my + y) - s * (mx + x)));
}

/* A pixel of the picture, or of the black around it. */
static const uint8_t *at(const struct leat_frame *in, int64_t x, int64_t y)
{
    static const uint8_t black[4] = {0, 0, 0, 255};

    if (x < 0 || y < 0 || x >= in->format.width || y >= in->format.height)
        return black;
    return pix_row(in, 0, (uint32_t)y) + 4 * x;
}

/* Two rows of two pixels, as they lie in memory. */
static void mix(const uint8_t *above, const uint8_t *below, uint32_t right,
                uint32_t down, const uint32_t tint[3], uint8_t out[4])
{
    for (int c = 0; c < 3; c++) {
        const uint32_t top = above[c] * (256 - right) + above[4 + c] * right;
        const uint32_t low = below[c] * (256 - right) + below[4 + c] * right;
        const uint32_t mean = (top * (256 - down) + low * down) >> 8; /* 8 bits more */
        out[c] = (uint8_t)((uint64_t)mean * tint[c] >> 24);
    }
    out[3] = 255;
}

static void sample(const struct pix_warp *w, const struct leat_frame *in, int64_t x,
                   int64_t y, uint8_t out[4])
{
    const int64_t i = x >> 16, j = y >> 16;
    const uint32_t right = (uint32_t)(x >> 8) & 255, down = (uint32_t)(y >> 8) & 255;
    const int64_t width = in->format.width, height = in->format.height;

    if (i >= 0 && j >= 0 && i + 1 < width && j + 1 < height) {
        const uint8_t *above = pix_row(in, 0, (uint32_t)j) + 4 * i;
        mix(above, above + in->stride[0], right, down, w->tint, out);
    } else {
        uint8_t above[8], below[8];
        memcpy(above, at(in, i, j), 4);
        memcpy(above + 4, at(in, i + 1, j), 4);
        memcpy(below, at(in, i, j + 1), 4);
        memcpy(below + 4, at(in, i + 1, j + 1), 4);
        mix(above, below, right, down, w->tint, out);
    }
}

void pix_warp_rows(const struct pix_warp *warp, const struct leat_frame *in,
                   struct leat_frame *out, uint32_t y0, uint32_t y1)
{
    for (uint32_t j = y0; j < y1; j++) {
        int64_t x = warp->origin[0] + warp->down[0] * (int64_t)j;
        int64_t y = warp->origin[1] + warp->down[1] * (int64_t)j;
        uint8_t *row = pix_row(out, 0, j);
        for (uint32_t i = 0; i < out->format.width; i++) {
            sample(warp, in, x, y, row + 4 * (size_t)i);
            x += warp->across[0];
            y += warp->across[1];
        }
    }
}
