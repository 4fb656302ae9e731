/* SPDX-License-Identifier: MIT */
/*
 * noise: octaves along a row.
 *
 * In one row y and z stand still, so within a cell each side's four gradients become
 * one line a + b dx; noise is then one blend of two lines per pixel and octave:
 *
 *     N = left(dx) + w(dx) (right(dx - 1) - left(dx))     w = 6 t^5 - 15 t^4 + 10 t^3
 */
#include "pix/noise.h"

#include <string.h>

#include "base/math.h"
#include "base/perlin.h"
#include "pix/convert.h"

enum { COLUMNS = 256 };

/* a + b dx */
struct line {
    float a, b;
};

/* Where a row lies in the lattice: floor and rest of y and z. */
struct depth {
    int32_t j, k;
    float dy, dz, wy, wz;
};

static float ease(float t)
{
    return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f);
}

static struct depth depth_of(float y, float z)
{
    const float j = math_floor(y), k = math_floor(z);

    return (struct depth){(int32_t)j, (int32_t)k,  y - j,
                          z - k,      ease(y - j), ease(z - k)};
}

/* The four corners at column i of the lattice, blended along y and z. */
static struct line side(const struct depth *d, int32_t i)
{
    struct line sum = {0.0f, 0.0f};

    for (int32_t c = 0; c < 4; c++) {
        const int32_t down = c & 1, deep = c >> 1;
        const float w = (down ? d->wy : 1.0f - d->wy) * (deep ? d->wz : 1.0f - d->wz);
        float x, y, z;
        math_gradient(math_corner(i, d->j + down, d->k + deep), &x, &y, &z);
        sum.a += w * (y * (d->dy - (float)down) + z * (d->dz - (float)deep));
        sum.b += w * x;
    }
    return sum;
}

/* Add to columns that lie in one cell, the first of them at `place` in it. */
static void add_cell(float *restrict sum, const struct line *left,
                     const struct line *right, float place, float step, float gain,
                     uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const float t = place + (float)(int32_t)i * step;
        const float l = left->a + left->b * t, r = right->a + right->b * (t - 1.0f);
        sum[i] += gain * (l + ease(t) * (r - l));
    }
}

/* The first column after i that lies at `edge` or beyond, at most n.  A quotient says
 * about where; products, which are what counts, say exactly. */
static uint32_t end_of_cell(uint32_t x, uint32_t i, uint32_t n, float q, float edge)
{
    const float way = edge - (float)(int32_t)(x + i) * q,
                room = (float)(int32_t)(n - i);
    const float about = way < room * q ? way / q : room;
    uint32_t end = i + (uint32_t)(int32_t)math_max(about, 1.0f);

    while (end > i + 1 && (float)(int32_t)(x + end - 1) * q >= edge)
        end--;
    while (end < n && (float)(int32_t)(x + end) * q < edge)
        end++;
    return end;
}

/* One octave of columns [x, x + n) in steps of q cells. */
static void add_octave(float *sum, const struct depth *d, uint32_t x, uint32_t n,
                       float q, float gain)
{
    struct line left = {0.0f, 0.0f}, right = left;
    int32_t cell = 0;
    bool known = false;

    for (uint32_t i = 0; i < n;) {
        const float place = (float)(int32_t)(x + i) * q, below = math_floor(place);
        const uint32_t end = end_of_cell(x, i, n, q, below + 1.0f);
        left = known && (int32_t)below == cell + 1 ? right : side(d, (int32_t)below);
        cell = (int32_t)below;
        known = true;
        right = side(d, cell + 1);
        add_cell(sum + i, &left, &right, place - below, q, gain, end - i);
        i = end;
    }
}

static void draw_stretch(const struct pix_noise *noise, const uint32_t colors[256],
                         uint32_t x, uint32_t y, uint32_t n, uint32_t *out)
{
    float sum[COLUMNS] = {0.0f};
    float q = noise->frequency, z = noise->z, gain = 1.0f, total = 0.0f, by;

    for (uint32_t o = 0; o < noise->octaves; o++) {
        const struct depth d = depth_of((float)(int32_t)y * q, z);
        add_octave(sum, &d, x, n, q, gain);
        total += gain;
        /* places must stay whole numbers of 32 bits */
        q = math_min(q * noise->lacunarity, 64.0f);
        z = math_min(z * noise->lacunarity, 0x1p24f);
        gain *= noise->persistence;
    }
    by = 128.0f * noise->amplitude / math_max(total, 1e-9f);
    for (uint32_t i = 0; i < n; i++)
        out[i] = colors[(int32_t)math_clamp(128.0f + by * sum[i], 0.0f, 255.0f)];
}

void pix_noise_rows(const struct pix_noise *noise, const uint8_t palette[256][4],
                    struct leat_frame *frame, uint32_t y0, uint32_t y1)
{
    const uint32_t width = frame->format.width;
    uint32_t colors[256];

    memcpy(colors, palette, sizeof(colors));
    for (uint32_t y = y0; y < y1; y++) {
        uint32_t *row = (uint32_t *)(void *)pix_row(frame, 0, y); /* 64-byte aligned */
        for (uint32_t x = 0; x < width; x += COLUMNS)
            draw_stretch(noise, colors, x, y, width - x < COLUMNS ? width - x : COLUMNS,
                         row + x);
    }
}
