/* SPDX-License-Identifier: MIT */
/* convert_rgb: packed RGB to Y'CbCr planes and back. */
#include "pix/convert.h"
#include "pix/matrix.h"

#define INLINE static inline __attribute__((always_inline))

/* Each kernel is inlined once for every packed format, so that places are constant. */
#define WITH_PLACES(pixel, call)                                                       \
    switch (pixel) {                                                                   \
    case LEAT_PIXEL_RGB24: {                                                           \
        const struct pix_places places = {3, 0, 1, 2};                                 \
        call;                                                                          \
    } break;                                                                           \
    case LEAT_PIXEL_BGRA8: {                                                           \
        const struct pix_places places = {4, 2, 1, 0};                                 \
        call;                                                                          \
    } break;                                                                           \
    default: {                                                                         \
        const struct pix_places places = {4, 0, 1, 2};                                 \
        call;                                                                          \
    }                                                                                  \
    }

INLINE void luma_row(const uint8_t *restrict in, uint8_t *restrict out, uint32_t n,
                     struct pix_places p)
{
    for (uint32_t x = 0; x < n; x++, in += p.step)
        out[x] = matrix_y(in[p.r], in[p.g], in[p.b]);
}

/* Colours of columns x0 - 1 to x0 + n, summed over two rows. */
struct sums {
    int16_t r[2 * PIX_CHUNK + 2], g[2 * PIX_CHUNK + 2], b[2 * PIX_CHUNK + 2];
};

INLINE void add_rows(const uint8_t *a, const uint8_t *b, uint32_t x0, uint32_t n,
                     uint32_t width, struct sums *s, struct pix_places p)
{
    const uint32_t begin = x0 == 0; /* entry i is column x0 + i - 1 */
    const uint32_t end = width - x0 + 1 < n + 2 ? width - x0 + 1 : n + 2;

    a += (size_t)(x0 + begin - 1) * p.step;
    b += (size_t)(x0 + begin - 1) * p.step;
    for (uint32_t i = begin; i < end; i++, a += p.step, b += p.step) {
        s->r[i] = (int16_t)(a[p.r] + b[p.r]);
        s->g[i] = (int16_t)(a[p.g] + b[p.g]);
        s->b[i] = (int16_t)(a[p.b] + b[p.b]);
    }
    if (begin) { /* beyond an edge the outermost goes on */
        s->r[0] = s->r[1];
        s->g[0] = s->g[1];
        s->b[0] = s->b[1];
    }
    for (uint32_t i = end; i < n + 2; i++) {
        s->r[i] = s->r[end - 1];
        s->g[i] = s->g[end - 1];
        s->b[i] = s->b[end - 1];
    }
}

/* Three neighbours 1-2-1, or the middle one alone: in eighths either way. */
INLINE int32_t eighths(const int16_t *sum, uint32_t middle, bool across)
{
    return across ? sum[middle - 1] + 2 * sum[middle] + sum[middle + 1]
                  : 4 * sum[middle];
}

/* `n` chroma columns; column k lies at luma column k << across. */
INLINE void chroma_from_sums(const struct sums *s, uint8_t *restrict cb,
                             uint8_t *restrict cr, uint32_t n, bool across)
{
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t middle = (k << across) + 1;
        const int32_t r = eighths(s->r, middle, across);
        const int32_t g = eighths(s->g, middle, across);
        const int32_t b = eighths(s->b, middle, across);
        cb[k] = matrix_cb(r, g, b, 3);
        cr[k] = matrix_cr(r, g, b, 3);
    }
}

void pix_convert_to_planar(const struct leat_frame *in, struct leat_frame *out)
{
    const struct leat_pixel_layout to = leat_pixel_layout(out->format.pixel);
    const uint32_t width = in->format.width, last = in->format.height - 1;
    const uint32_t columns = leat_plane_bytes(&out->format, 1);
    struct sums s;

    for (uint32_t y = 0; y <= last; y++)
        WITH_PLACES(in->format.pixel,
                    luma_row(pix_row(in, 0, y), pix_row(out, 0, y), width, places));
    for (uint32_t y = 0; y < leat_plane_rows(&out->format, 1); y++) {
        const uint32_t ya = y << to.down, yb = to.down && ya < last ? ya + 1 : ya;
        const uint8_t *a = pix_row(in, 0, ya), *b = pix_row(in, 0, yb);
        for (uint32_t k = 0; k < columns; k += PIX_CHUNK) {
            const uint32_t n = columns - k < PIX_CHUNK ? columns - k : PIX_CHUNK;
            WITH_PLACES(in->format.pixel, add_rows(a, b, k << to.across, n << to.across,
                                                   width, &s, places));
            if (to.across)
                chroma_from_sums(&s, pix_row(out, 1, y) + k, pix_row(out, 2, y) + k, n,
                                 true);
            else
                chroma_from_sums(&s, pix_row(out, 1, y) + k, pix_row(out, 2, y) + k, n,
                                 false);
        }
    }
}

INLINE void packed_row(const uint8_t *restrict y, const uint16_t *restrict cb,
                       const uint16_t *restrict cr, uint8_t *restrict out, uint32_t n,
                       struct pix_places p)
{
    for (uint32_t x = 0; x < n; x++, out += p.step) {
        out[p.r] = matrix_rgb(y[x], cb[x], cr[x], 0, MATRIX_RCR);
        out[p.g] = matrix_rgb(y[x], cb[x], cr[x], MATRIX_GCB, MATRIX_GCR);
        out[p.b] = matrix_rgb(y[x], cb[x], cr[x], MATRIX_BCB, 0);
        if (p.step == 4)
            out[3] = 255;
    }
}

void pix_convert_from_planar(const struct leat_frame *in, struct leat_frame *out)
{
    const uint32_t width = in->format.width;
    const uint32_t step = leat_pixel_layout(out->format.pixel).bytes;
    uint16_t cb[PIX_CHUNK], cr[PIX_CHUNK];

    for (uint32_t y = 0; y < in->format.height; y++)
        for (uint32_t x = 0; x < width; x += PIX_CHUNK) {
            const uint32_t n = width - x < PIX_CHUNK ? width - x : PIX_CHUNK;
            pix_chroma_row(in, 1, LEAT_PIXEL_I444, x, n, y, cb);
            pix_chroma_row(in, 2, LEAT_PIXEL_I444, x, n, y, cr);
            WITH_PLACES(out->format.pixel,
                        packed_row(pix_row(in, 0, y) + x, cb, cr,
                                   pix_row(out, 0, y) + (size_t)x * step, n, places));
        }
}
