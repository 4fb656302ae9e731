/* SPDX-License-Identifier: MIT */
/* paint: rectangles of one colour. */
#include "pix/paint.h"

#include <string.h>

/* Write one row of a packed plane. */
static void fill_row(uint8_t *row, enum leat_pixel pixel, uint32_t n,
                     const struct pix_color *c)
{
    switch (pixel) {
    case LEAT_PIXEL_RGBA8:
    case LEAT_PIXEL_BGRA8:
        for (uint32_t x = 0; x < n; x++) {
            row[4 * x + 0] = c->rgb[pixel == LEAT_PIXEL_RGBA8 ? 0 : 2];
            row[4 * x + 1] = c->rgb[1];
            row[4 * x + 2] = c->rgb[pixel == LEAT_PIXEL_RGBA8 ? 2 : 0];
            row[4 * x + 3] = 255;
        }
        break;
    default: /* rgb24 */
        for (uint32_t x = 0; x < n; x++) {
            row[3 * x + 0] = c->rgb[0];
            row[3 * x + 1] = c->rgb[1];
            row[3 * x + 2] = c->rgb[2];
        }
    }
}

void pix_fill(struct leat_frame *frame, uint32_t x0, uint32_t x1, uint32_t y0,
              uint32_t y1, const struct pix_color *color)
{
    const struct leat_video_format *f = &frame->format;

    x1 = x1 < f->width ? x1 : f->width;
    y1 = y1 < f->height ? y1 : f->height;
    for (uint32_t y = y0; y < y1 && x0 < x1; y++) {
        if (f->pixel == LEAT_PIXEL_I444)
            for (int p = 0; p < 3; p++)
                memset(frame->plane[p] + (size_t)y * frame->stride[p] + x0,
                       color->ycc[p], x1 - x0);
        else
            fill_row(frame->plane[0] + (size_t)y * frame->stride[0] +
                         (size_t)x0 * leat_pixel_layout(f->pixel).bytes,
                     f->pixel, x1 - x0, color);
    }
}

void pix_repeat_row(struct leat_frame *frame, uint32_t y, uint32_t end)
{
    const struct leat_video_format *f = &frame->format;

    for (uint32_t p = 0; p < leat_pixel_layout(f->pixel).planes; p++) {
        uint8_t *row = frame->plane[p] + (size_t)y * frame->stride[p];
        for (uint32_t i = 1; y + i < end && y + i < f->height; i++)
            memcpy(row + (size_t)i * frame->stride[p], row, leat_plane_bytes(f, p));
    }
}
