/* SPDX-License-Identifier: MIT */
/* plasma: three of the waves are read from one table; the fourth is symmetric both
 * ways, so a quarter of it is computed, where the rows asked for allow it. */
#include "pix/plasma.h"

#include <stdbool.h>
#include <string.h>

#include "base/math.h"
#include "pix/convert.h"

enum { HALF = 256 }; /* columns of one half at a time */

#define TURNS_PER_RADIAN 0.159154943f

void pix_plasma_table(const struct pix_plasma *plasma, uint32_t width, uint32_t height,
                      float *table)
{
    const float step = plasma->scale * TURNS_PER_RADIAN;

    for (uint32_t i = 0; i < width + height; i++)
        table[i] = math_sin_turns((float)(int32_t)i * step + plasma->phase);
}

/* The fourth wave of columns that lie `x` and more to the right of the middle. */
static void ring_waves(float *restrict out, float x, float y2, float step, float phase,
                       uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const float across = x + (float)(int32_t)i;
        const float r = math_sqrt(across * across + y2);
        out[i] = math_sin_turns(r * step + phase);
    }
}

static void mirror_waves(float *restrict last, const float *restrict in, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        last[-i] = in[i];
}

static void add_waves(float *restrict sums, const float *restrict ring, float row,
                      const float *restrict a, const float *restrict b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        sums[i] = (ring[i] + row) + (a[i] + b[i]);
}

static void look_up(uint32_t *restrict pixels, const float *restrict sums,
                    const uint32_t *restrict colors, float base, float by, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        pixels[i] = colors[(int32_t)(base + by * sums[i]) & 255];
}

/* What all rows share. */
struct picture {
    const struct pix_plasma *plasma;
    const float *table;
    struct leat_frame *frame;
    uint32_t colors[256];
};

/* Columns [x, x + n) of row y, by the fourth wave of theirs. */
static void draw_part(const struct picture *p, const float *ring, uint32_t x,
                      uint32_t n, uint32_t y)
{
    const float by = 32.0f * p->plasma->intensity;                   /* 256 * 0.5 / 4 */
    const float base = 128.0f + 256.0f * p->plasma->shift + 1024.0f; /* stays above 0 */
    uint32_t *row = (uint32_t *)(void *)pix_row(p->frame, 0, y); /* 64-byte aligned */
    float sums[HALF];

    add_waves(sums, ring, p->table[y], p->table + x, p->table + x + y, n);
    look_up(row + x, sums, p->colors, base, by, n);
}

/* Row y, and row `other`, as far from the middle, unless it is the same. */
static void draw_rows(const struct picture *p, uint32_t y, uint32_t other)
{
    const uint32_t width = p->frame->format.width, height = p->frame->format.height;
    const uint32_t half = width - width / 2;
    const float middle = 0.5f * (float)(int32_t)(width - 1);
    const float down = (float)(int32_t)y - 0.5f * (float)(int32_t)(height - 1);
    float left[HALF], right[HALF];

    for (uint32_t x = 0; x < half; x += HALF) {
        const uint32_t n = half - x < HALF ? half - x : HALF, far = width - x - n;
        ring_waves(left, (float)(int32_t)x - middle, down * down,
                   p->plasma->scale * TURNS_PER_RADIAN, p->plasma->phase, n);
        mirror_waves(right + n - 1, left, (int32_t)n);
        draw_part(p, left, x, n, y);
        draw_part(p, right, far, n, y);
        if (other == y)
            continue;
        draw_part(p, left, x, n, other);
        draw_part(p, right, far, n, other);
    }
}

void pix_plasma_rows(const struct pix_plasma *plasma, const float *table,
                     const uint8_t palette[256][4], struct leat_frame *frame,
                     uint32_t y0, uint32_t y1)
{
    struct picture p = {.plasma = plasma, .table = table, .frame = frame};

    memcpy(p.colors, palette, sizeof(p.colors));
    for (uint32_t y = y0; y < y1; y++) {
        const uint32_t mirror = frame->format.height - 1 - y;
        const bool is_ours = mirror >= y0 && mirror < y1;
        if (!is_ours || mirror >= y) /* or it has been drawn */
            draw_rows(&p, y, is_ours ? mirror : y);
    }
}
