/* SPDX-License-Identifier: MIT */
/* blur: sums over taps, for a strip of columns at a time. */
#include "pix/blur.h"

#include <string.h>

#include "base/math.h"
#include "pix/convert.h"

enum { STRIP = PIX_BLUR_STRIP, ONE = 32768 };

/* Columns of a strip, and the reach on both sides, of pixels of up to 4 bytes. */
enum { PADDED = STRIP + 8 * PIX_BLUR_REACH };

/* What is worked on: bytes [x, x + n) of all rows. */
struct strip {
    const struct pix_blur_plane *of;
    uint32_t step;            /* bytes from pixel to pixel */
    uint32_t n_bytes, n_rows; /* of the plane */
    uint32_t n_kept;          /* summed rows that are kept */
    uint32_t x, n;
};

void pix_gauss_set(struct pix_gauss *gauss, double deviation, uint32_t reach)
{
    const double s = math_clamp_d(deviation, 0.0, 64.0);
    double sum = 0.0, shape[PIX_BLUR_REACH + 1];
    uint32_t rest = ONE;

    gauss->reach = s > 0.0 ? reach ? reach : pix_gauss_reach(s) : 0;
    if (gauss->reach > PIX_BLUR_REACH)
        gauss->reach = PIX_BLUR_REACH;
    for (uint32_t k = 0; k <= gauss->reach; k++) {
        shape[k] = s > 0.0 ? math_exp_d(-(double)k * k / (2.0 * s * s)) : 1.0;
        sum += k ? 2.0 * shape[k] : shape[k];
    }
    for (uint32_t k = 1; k <= gauss->reach; k++) {
        gauss->weight[k] = (uint32_t)(shape[k] / sum * ONE + 0.5);
        rest -= 2 * gauss->weight[k];
    }
    gauss->weight[0] = rest;
}

/* The pixel or row, [0, n), that stands at a place beyond the frame; -1: outside. */
static int32_t place_of(int32_t at, int32_t n, enum pix_edge edge)
{
    if (at >= 0 && at < n)
        return at;
    if (edge == PIX_EDGE_OUTSIDE)
        return -1;
    if (edge == PIX_EDGE_CLAMP || n == 1)
        return at < 0 ? 0 : n - 1;
    at = (at < 0 ? -at : at) % (2 * n - 2);
    return at < n ? at : 2 * n - 2 - at;
}

/* A row of the strip with `reach` pixels on both sides. */
static void pad(const struct strip *s, uint32_t y, uint32_t reach,
                uint8_t padded[PADDED])
{
    const uint8_t *row = pix_row(s->of->in, s->of->plane, y);
    const int32_t width = (int32_t)(s->n_bytes / s->step);
    const int32_t first = (int32_t)(s->x / s->step) - (int32_t)reach;
    const int32_t n = (int32_t)(s->n / s->step + 2 * reach);

    if (first >= 0 && first + n <= width) {
        memcpy(padded, row + (size_t)first * s->step, (size_t)n * s->step);
        return;
    }
    for (int32_t i = 0; i < n; i++) {
        const int32_t at = place_of(first + i, width, s->of->edge);
        if (at < 0)
            memset(padded + (size_t)i * s->step, s->of->outside, s->step);
        else
            memcpy(padded + (size_t)i * s->step, row + (size_t)at * s->step, s->step);
    }
}

static void gauss_across(const struct pix_gauss *g, const struct strip *s, uint32_t y,
                         uint16_t out[STRIP])
{
    uint8_t padded[PADDED];
    uint32_t sum[STRIP];
    const uint8_t *middle = padded + (size_t)g->reach * s->step;

    pad(s, y, g->reach, padded);
    for (uint32_t i = 0; i < STRIP; i++)
        sum[i] = middle[i] * g->weight[0] + 128;
    for (uint32_t k = 1; k <= g->reach; k++) {
        const uint8_t *a = middle - (size_t)k * s->step;
        const uint8_t *b = middle + (size_t)k * s->step;
        const uint32_t weight = g->weight[k];
        for (uint32_t i = 0; i < STRIP; i++)
            sum[i] += (uint32_t)(a[i] + b[i]) * weight;
    }
    for (uint32_t i = 0; i < STRIP; i++)
        out[i] = (uint16_t)(sum[i] >> 8);
}

/* The summed row that stands at row y of the frame or beyond it. */
static const uint16_t *row_at(const struct strip *s, const struct pix_blur_rows *rows,
                              int32_t y, const uint16_t outside[STRIP])
{
    const int32_t at = place_of(y, (int32_t)s->n_rows, s->of->edge);

    return at < 0 ? outside : rows->at[(uint32_t)at % s->n_kept];
}

static void gauss_down(const struct pix_gauss *g, const struct strip *s,
                       const struct pix_blur_rows *rows, uint32_t y,
                       const uint16_t outside[STRIP])
{
    uint8_t *out = pix_row(s->of->out, s->of->plane, y) + s->x;
    const uint16_t *middle = row_at(s, rows, (int32_t)y, outside);
    uint32_t sum[STRIP];

    for (uint32_t i = 0; i < STRIP; i++)
        sum[i] = middle[i] * g->weight[0] + (1u << 21);
    for (uint32_t k = 1; k <= g->reach; k++) {
        const uint16_t *a = row_at(s, rows, (int32_t)y - (int32_t)k, outside);
        const uint16_t *b = row_at(s, rows, (int32_t)(y + k), outside);
        const uint32_t weight = g->weight[k];
        for (uint32_t i = 0; i < STRIP; i++)
            sum[i] += (uint32_t)(a[i] + b[i]) * weight;
    }
    for (uint32_t i = 0; i < s->n; i++)
        out[i] = (uint8_t)(sum[i] >> 22);
}

static struct strip strip_of(const struct pix_blur_plane *p, uint32_t reach_down)
{
    const struct leat_video_format *f = &p->in->format;

    return (struct strip){.of = p,
                          .step = p->plane ? 1 : leat_pixel_layout(f->pixel).bytes,
                          .n_bytes = leat_plane_bytes(f, p->plane),
                          .n_rows = leat_plane_rows(f, p->plane),
                          .n_kept = 2 * reach_down + 1};
}

/* Move on to the next columns, whole pixels; false past the last. */
static bool next(struct strip *s)
{
    const uint32_t whole = STRIP / s->step * s->step;

    s->x += s->n;
    s->n = s->n_bytes - s->x < whole ? s->n_bytes - s->x : whole;
    return s->n > 0;
}

void pix_blur(const struct pix_gauss *across, const struct pix_gauss *down,
              const struct pix_blur_plane *plane, struct pix_blur_rows *rows)
{
    uint16_t outside[STRIP];
    struct strip s = strip_of(plane, down->reach);

    for (uint32_t i = 0; i < STRIP; i++)
        outside[i] = (uint16_t)(plane->outside * (ONE >> 8));
    while (next(&s))
        for (uint32_t y = 0, done = 0; y < s.n_rows; y++) {
            for (; done < s.n_rows && done <= y + down->reach; done++)
                gauss_across(across, &s, done, rows->at[done % s.n_kept]);
            gauss_down(down, &s, rows, y, outside);
        }
}

static void box_across(uint32_t reach, const struct strip *s, uint32_t y,
                       uint16_t out[STRIP])
{
    const uint32_t step = s->step, taps = 2 * reach + 1;
    uint8_t padded[PADDED];

    pad(s, y, reach, padded);
    for (uint32_t c = 0; c < step; c++) {
        out[c] = 0;
        for (uint32_t k = 0; k < taps; k++)
            out[c] = (uint16_t)(out[c] + padded[c + k * step]);
    }
    for (uint32_t i = step; i < s->n; i++)
        out[i] = (uint16_t)(out[i - step] + padded[i + (taps - 1) * step] -
                            padded[i - step]);
}

/* floor((S + floor(n / 2)) / n) by a product: S < 2^25 and n < 2^17, so it is exact. */
static void box_finish(const struct strip *s, uint32_t y, const uint32_t sum[STRIP],
                       uint32_t n)
{
    const uint64_t inverse = ((UINT64_C(1) << 48) + n - 1) / n;
    uint8_t *out = pix_row(s->of->out, s->of->plane, y) + s->x;

    for (uint32_t i = 0; i < s->n; i++)
        out[i] = (uint8_t)((sum[i] + n / 2) * inverse >> 48);
}

static void box_strip(uint32_t across, uint32_t down, const struct strip *s,
                      struct pix_blur_rows *rows)
{
    const int32_t reach = (int32_t)down;
    uint16_t outside[STRIP];
    uint32_t sum[STRIP] = {0}, done = 0;

    for (uint32_t i = 0; i < STRIP; i++)
        outside[i] = (uint16_t)(s->of->outside * (2 * across + 1));
    for (int32_t y = -2 * reach; y < (int32_t)s->n_rows; y++) {
        for (; done < s->n_rows && (int32_t)done <= (y < 0 ? 0 : y) + reach; done++)
            box_across(across, s, done, rows->at[done % s->n_kept]);
        const uint16_t *in = row_at(s, rows, y + reach, outside);
        for (uint32_t i = 0; i < s->n; i++)
            sum[i] += in[i];
        if (y < 0)
            continue;
        box_finish(s, (uint32_t)y, sum, (2 * across + 1) * (2 * down + 1));
        const uint16_t *past = row_at(s, rows, y - reach, outside);
        for (uint32_t i = 0; i < s->n; i++)
            sum[i] -= past[i];
    }
}

void pix_box(uint32_t across, uint32_t down, const struct pix_blur_plane *plane,
             struct pix_blur_rows *rows)
{
    struct strip s = strip_of(plane, down);

    while (next(&s))
        box_strip(across, down, &s, rows);
}
