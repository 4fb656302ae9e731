/* SPDX-License-Identifier: MIT */
/* convert: which kernel turns one pixel format into another, and the simple ones. */
#include "pix/convert.h"

#include <string.h>

#include "pix/matrix.h"

static uint32_t planes_of(const struct leat_frame *frame)
{
    return leat_pixel_layout(frame->format.pixel).planes;
}

static void copy_plane(const struct leat_frame *in, struct leat_frame *out,
                       uint32_t plane)
{
    const uint32_t rows = leat_plane_rows(&in->format, plane);
    const uint32_t bytes = leat_plane_bytes(&in->format, plane);

    for (uint32_t y = 0; y < rows; y++)
        memcpy(pix_row(out, plane, y), pix_row(in, plane, y), bytes);
}

/* Packed to packed.  Inlined for each pair, so that places are constant. */
static inline __attribute__((always_inline)) void swizzle(const uint8_t *in,
                                                          uint8_t *out, uint32_t n,
                                                          enum leat_pixel from,
                                                          enum leat_pixel to)
{
    const struct pix_places a = pix_places_of(from), b = pix_places_of(to);

    for (uint32_t x = 0; x < n; x++, in += a.step, out += b.step) {
        const uint8_t red = in[a.r], green = in[a.g], blue = in[a.b];
        const uint8_t alpha = a.step == 4 ? in[3] : 255;
        out[b.r] = red;
        out[b.g] = green;
        out[b.b] = blue;
        if (b.step == 4)
            out[3] = alpha;
    }
}

static void swizzle_row(const uint8_t *in, uint8_t *out, uint32_t n,
                        enum leat_pixel from, enum leat_pixel to)
{
    const bool wide_in = from != LEAT_PIXEL_RGB24, wide_out = to != LEAT_PIXEL_RGB24;

    if (wide_in && wide_out) /* rgba to bgra or back: the same exchange */
        swizzle(in, out, n, LEAT_PIXEL_RGBA8, LEAT_PIXEL_BGRA8);
    else if (wide_in && from == LEAT_PIXEL_RGBA8)
        swizzle(in, out, n, LEAT_PIXEL_RGBA8, LEAT_PIXEL_RGB24);
    else if (wide_in)
        swizzle(in, out, n, LEAT_PIXEL_BGRA8, LEAT_PIXEL_RGB24);
    else if (to == LEAT_PIXEL_RGBA8)
        swizzle(in, out, n, LEAT_PIXEL_RGB24, LEAT_PIXEL_RGBA8);
    else
        swizzle(in, out, n, LEAT_PIXEL_RGB24, LEAT_PIXEL_BGRA8);
}

static void gray_row_to_packed(const uint8_t *in, uint8_t *out, uint32_t n,
                               enum leat_pixel to)
{
    const struct pix_places p = pix_places_of(to);

    for (uint32_t x = 0; x < n; x++, out += p.step) {
        out[p.r] = out[p.g] = out[p.b] = in[x];
        if (p.step == 4)
            out[3] = 255;
    }
}

static void packed_row_to_gray(const uint8_t *in, uint8_t *out, uint32_t n,
                               enum leat_pixel from)
{
    const struct pix_places p = pix_places_of(from);

    for (uint32_t x = 0; x < n; x++, in += p.step)
        out[x] = matrix_gray(in[p.r], in[p.g], in[p.b]);
}

static void convert_packed(const struct leat_frame *in, struct leat_frame *out)
{
    const enum leat_pixel from = in->format.pixel, to = out->format.pixel;

    for (uint32_t y = 0; y < in->format.height; y++) {
        const uint8_t *a = pix_row(in, 0, y);
        uint8_t *b = pix_row(out, 0, y);
        if (from == LEAT_PIXEL_GRAY8)
            gray_row_to_packed(a, b, in->format.width, to);
        else if (to == LEAT_PIXEL_GRAY8)
            packed_row_to_gray(a, b, in->format.width, from);
        else
            swizzle_row(a, b, in->format.width, from, to);
    }
}

static void gray_to_planar(const struct leat_frame *in, struct leat_frame *out)
{
    for (uint32_t y = 0; y < in->format.height; y++)
        for (uint32_t x = 0; x < in->format.width; x++)
            pix_row(out, 0, y)[x] = matrix_gray_to_y(pix_row(in, 0, y)[x]);
    for (uint32_t p = 1; p < 3; p++)
        for (uint32_t y = 0; y < leat_plane_rows(&out->format, p); y++)
            memset(pix_row(out, p, y), 128, leat_plane_bytes(&out->format, p));
}

static void planar_to_gray(const struct leat_frame *in, struct leat_frame *out)
{
    for (uint32_t y = 0; y < in->format.height; y++)
        for (uint32_t x = 0; x < in->format.width; x++)
            pix_row(out, 0, y)[x] = matrix_y_to_gray(pix_row(in, 0, y)[x]);
}

void pix_convert(const struct leat_frame *in, struct leat_frame *out)
{
    const enum leat_pixel from = in->format.pixel, to = out->format.pixel;
    const bool planar_in = planes_of(in) == 3, planar_out = planes_of(out) == 3;

    if (from == to) {
        for (uint32_t p = 0; p < planes_of(in); p++)
            copy_plane(in, out, p);
    } else if (planar_in && planar_out) {
        copy_plane(in, out, 0);
        pix_convert_chroma(in, out);
    } else if (planar_in && to == LEAT_PIXEL_GRAY8) {
        planar_to_gray(in, out);
    } else if (planar_out && from == LEAT_PIXEL_GRAY8) {
        gray_to_planar(in, out);
    } else if (planar_in) {
        pix_convert_from_planar(in, out);
    } else if (planar_out) {
        pix_convert_to_planar(in, out);
    } else {
        convert_packed(in, out);
    }
}
