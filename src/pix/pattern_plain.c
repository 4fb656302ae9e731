/* SPDX-License-Identifier: MIT */
/* pattern_plain: gradients and squares. */
#include "pix/paint.h"

void pix_draw_gradient(struct leat_frame *frame, bool vertical)
{
    const uint32_t width = frame->format.width, height = frame->format.height;
    const uint32_t n = vertical ? height : width;

    for (uint32_t i = 0; i < n; i++) {
        const struct pix_color color =
            pix_gray_of((int32_t)i, n > 1 ? (int32_t)(n - 1) : 1);
        if (vertical)
            pix_fill(frame, 0, width, i, i + 1, &color);
        else
            pix_fill(frame, i, i + 1, 0, 1, &color);
    }
    if (!vertical)
        pix_repeat_row(frame, 0, height);
}

void pix_draw_checkerboard(struct leat_frame *frame, uint32_t cell)
{
    const uint32_t width = frame->format.width, height = frame->format.height;
    const uint32_t side = (width < height ? width : height) / 8;
    const struct pix_color color[2] = {pix_gray_of(1, 1), pix_gray_of(0, 1)};
    const uint32_t step = cell ? cell : side ? side : 1;

    for (uint32_t y = 0, row = 0; y < height; y += step, row++) {
        for (uint32_t x = 0, k = 0; x < width; x += step, k++)
            pix_fill(frame, x, x + step, y, y + 1, &color[(row + k) & 1]);
        pix_repeat_row(frame, y, y + step);
    }
}
