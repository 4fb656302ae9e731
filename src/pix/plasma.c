/* SPDX-License-Identifier: MIT */
/* plasma: three of the waves are read from one table; of the fourth a row is symmetric,
 * so its left half is computed and serves for both. */
#include "pix/plasma.h"

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

/* Columns [x, x + n), and those that mirror them, whose last is `mirror`. */
struct stretch {
    const float *line, *diagonal; /* of column 0 in this row */
    float row, y2, middle;
    uint32_t x, n, mirror;
};

static void look_up(uint32_t *restrict pixels, const float *restrict sums,
                    const uint32_t *restrict colors, float base, float by, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        pixels[i] = colors[(int32_t)(base + by * sums[i]) & 255];
}

/* The fourth wave of columns that lie `x` and more to the right of the middle. */
static void ring_waves(float *restrict out, float x, float y2, float step, float phase,
                       float more, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const float across = x + (float)(int32_t)i;
        const float r = math_sqrt(across * across + y2);
        out[i] = math_sin_turns(r * step + phase) + more;
    }
}

static void mirror_waves(float *restrict last, const float *restrict in, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        last[-i] = in[i];
}

static void add_waves(float *restrict sums, const float *restrict a,
                      const float *restrict b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        sums[i] += a[i] + b[i];
}

static void draw_stretch(const struct pix_plasma *p, const struct stretch *s,
                         const uint32_t colors[256], uint32_t *row)
{
    const float by = 32.0f * p->intensity;                   /* 256 * 0.5 / 4 */
    const float base = 128.0f + 256.0f * p->shift + 1024.0f; /* stays above 0 */
    const uint32_t other = s->mirror + 1 - s->n;
    float left[HALF], right[HALF];

    ring_waves(left, (float)(int32_t)s->x - s->middle, s->y2,
               p->scale * TURNS_PER_RADIAN, p->phase, s->row, s->n);
    mirror_waves(right + s->n - 1, left, (int32_t)s->n);
    add_waves(left, s->line + s->x, s->diagonal + s->x, s->n);
    add_waves(right, s->line + other, s->diagonal + other, s->n);
    look_up(row + s->x, left, colors, base, by, s->n);
    look_up(row + other, right, colors, base, by, s->n);
}

void pix_plasma_rows(const struct pix_plasma *plasma, const float *table,
                     const uint8_t palette[256][4], struct leat_frame *frame,
                     uint32_t y0, uint32_t y1)
{
    const uint32_t width = frame->format.width, height = frame->format.height;
    const uint32_t half = width - width / 2;
    uint32_t colors[256];

    memcpy(colors, palette, sizeof(colors));
    for (uint32_t y = y0; y < y1; y++) {
        const float down = (float)(int32_t)y - 0.5f * (float)(int32_t)(height - 1);
        struct stretch s = {.line = table,
                            .diagonal = table + y,
                            .row = table[y],
                            .y2 = down * down,
                            .middle = 0.5f * (float)(int32_t)(width - 1)};
        for (s.x = 0; s.x < half; s.x += HALF) {
            s.n = half - s.x < HALF ? half - s.x : HALF;
            s.mirror = width - 1 - s.x;
            /* rows are 64-byte aligned */
            draw_stretch(plasma, &s, colors, (uint32_t *)(void *)pix_row(frame, 0, y));
        }
    }
}
