/* SPDX-License-Identifier: MIT */
/* ramp: steps of 32 fractional bits along each row. */
#include "pix/ramp.h"

#include <string.h>

#include "base/math_d.h"
#include "pix/convert.h"

void pix_ramp_rows(double angle, const uint8_t palette[256][4],
                   struct leat_frame *frame, uint32_t y0, uint32_t y1)
{
    const double c = math_cos_d(angle), s = math_sin_d(angle);
    const double width = frame->format.width, height = frame->format.height;
    const double per = 0x1p40 / (width * math_abs_d(c) + height * math_abs_d(s));
    const int64_t across = (int64_t)(c * per), last = ((int64_t)1 << 40) - 1;

    for (uint32_t y = y0; y < y1; y++) {
        uint8_t *row = pix_row(frame, 0, y);
        int64_t t =
            (int64_t)(0x1p39 +
                      ((0.5 - 0.5 * width) * c + (y + 0.5 - 0.5 * height) * s) * per);
        for (uint32_t x = 0; x < frame->format.width; x++, t += across) {
            const int64_t inside = t < 0 ? 0 : t > last ? last : t;
            memcpy(row + 4 * (size_t)x, palette[inside >> 32], 4);
        }
    }
}
