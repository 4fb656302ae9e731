/* SPDX-License-Identifier: MIT */
/*
 * convert_chroma: chroma planes with other sides.
 *
 *     across, half of it:    (c[2k-1] + 2 c[2k] + c[2k+1]) / 4
 *     across, twice as much: c[k] at even columns, (c[k] + c[k+1]) / 2 between
 *     down, half of it:      (c[2j] + c[2j+1]) / 2
 *     down, twice as much:   (3 near + far) / 4
 *
 * Beyond an edge the outermost value goes on.
 */
#include "pix/convert.h"

/* The two rows that make row y, and how much each weighs in quarters. */
struct rows {
    const uint8_t *a, *b;
    uint32_t weigh_a, weigh_b;
};

static struct rows rows_of(const struct leat_frame *in, uint32_t plane, uint32_t down,
                           uint32_t y)
{
    const uint32_t have = leat_pixel_layout(in->format.pixel).down;
    const uint32_t last = leat_plane_rows(&in->format, plane) - 1;
    uint32_t a = y, b = y, weigh_a = 4;

    if (have > down) { /* to twice as many */
        a = y / 2;
        b = y % 2 ? (a < last ? a + 1 : last) : a > 0 ? a - 1 : 0;
        weigh_a = 3;
    } else if (have < down) {
        a = 2 * y;
        b = a < last ? a + 1 : last;
        weigh_a = 2;
    }
    return (struct rows){pix_row(in, plane, a), pix_row(in, plane, b), weigh_a,
                         4 - weigh_a};
}

/* Columns [first, first + n) in quarters; what lies beyond an edge is the outermost. */
static void quarters(const struct rows *r, int64_t first, uint32_t n, uint32_t last,
                     uint16_t *out)
{
    const uint32_t begin = first < 0; /* `first` is -1 at the least */
    const int64_t inside = (int64_t)last + 1 - first;
    const uint32_t end = inside < n ? (uint32_t)inside : n;
    const uint8_t *a = r->a + (first + begin), *b = r->b + (first + begin);

    if (begin)
        out[0] = (uint16_t)(r->weigh_a * a[0] + r->weigh_b * b[0]);
    for (uint32_t i = begin; i < end; i++)
        out[i] = (uint16_t)(r->weigh_a * a[i - begin] + r->weigh_b * b[i - begin]);
    for (uint32_t i = end; i < n; i++)
        out[i] = (uint16_t)(r->weigh_a * r->a[last] + r->weigh_b * r->b[last]);
}

void pix_chroma_row(const struct leat_frame *in, uint32_t plane, enum leat_pixel as,
                    uint32_t x0, uint32_t n, uint32_t y, uint16_t out[PIX_CHUNK])
{
    const struct leat_pixel_layout want = leat_pixel_layout(as);
    const uint32_t have = leat_pixel_layout(in->format.pixel).across;
    const uint32_t last = leat_plane_bytes(&in->format, plane) - 1;
    const struct rows r = rows_of(in, plane, want.down, y);
    uint16_t q[2 * PIX_CHUNK + 2];

    if (have == want.across) {
        quarters(&r, x0, n, last, q);
        for (uint32_t i = 0; i < n; i++)
            out[i] = (uint16_t)(4 * q[i]);
    } else if (have > want.across) { /* x0 is even */
        quarters(&r, x0 / 2, n / 2 + 1, last, q);
        for (uint32_t k = 0; k < n / 2; k++) {
            out[2 * k] = (uint16_t)(4 * q[k]);
            out[2 * k + 1] = (uint16_t)(2 * (q[k] + q[k + 1]));
        }
        if (n % 2)
            out[n - 1] = (uint16_t)(4 * q[n / 2]);
    } else {
        quarters(&r, 2 * (int64_t)x0 - 1, 2 * n + 1, last, q);
        for (uint32_t k = 0; k < n; k++)
            out[k] = (uint16_t)(q[2 * k] + 2 * q[2 * k + 1] + q[2 * k + 2]);
    }
}

void pix_convert_chroma(const struct leat_frame *in, struct leat_frame *out)
{
    uint16_t row[PIX_CHUNK];

    for (uint32_t p = 1; p < 3; p++) {
        const uint32_t width = leat_plane_bytes(&out->format, p);
        for (uint32_t y = 0; y < leat_plane_rows(&out->format, p); y++)
            for (uint32_t x = 0; x < width; x += PIX_CHUNK) {
                const uint32_t n = width - x < PIX_CHUNK ? width - x : PIX_CHUNK;
                uint8_t *to = pix_row(out, p, y) + x;
                pix_chroma_row(in, p, out->format.pixel, x, n, y, row);
                for (uint32_t i = 0; i < n; i++)
                    to[i] = (uint8_t)((row[i] + 8) >> 4);
            }
    }
}
