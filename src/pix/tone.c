/* SPDX-License-Identifier: MIT */
/* tone: one colour, less of all colours, and the bright parts. */
#include "pix/tone.h"

#include <string.h>

#include "pix/convert.h"

void pix_clear(struct leat_frame *frame, uint32_t y0, uint32_t y1,
               const uint8_t rgba[4])
{
    for (uint32_t y = y0; y < y1; y++) {
        uint8_t *row = pix_row(frame, 0, y);
        for (uint32_t x = 0; x < frame->format.width; x++)
            memcpy(row + 4 * (size_t)x, rgba, 4);
    }
}

void pix_fade(struct leat_frame *frame, uint32_t y0, uint32_t y1, uint32_t keep)
{
    for (uint32_t y = y0; y < y1; y++) {
        uint8_t *row = pix_row(frame, 0, y);
        for (uint32_t x = 0; x < frame->format.width; x++) {
            row[4 * x + 0] = (uint8_t)(row[4 * x + 0] * keep >> 16);
            row[4 * x + 1] = (uint8_t)(row[4 * x + 1] * keep >> 16);
            row[4 * x + 2] = (uint8_t)(row[4 * x + 2] * keep >> 16);
        }
    }
}

void pix_bright(const struct leat_frame *in, struct leat_frame *out, uint32_t y0,
                uint32_t y1, uint32_t threshold)
{
    uint32_t weight[256]; /* with 8 fractional bits */

    for (uint32_t l = 0; l < 256; l++)
        weight[l] = l > threshold ? (l - threshold) * 256 / (255 - threshold) : 0;
    for (uint32_t y = y0; y < y1; y++) {
        const uint8_t *from = pix_row(in, 0, y);
        uint8_t *to = pix_row(out, 0, y);
        for (uint32_t x = 0; x < in->format.width; x++, from += 4, to += 4) {
            const uint32_t w =
                weight[(54u * from[0] + 183u * from[1] + 19u * from[2]) >> 8];
            for (int c = 0; c < 4; c++)
                to[c] = (uint8_t)((from[c] * w + 128) >> 8);
        }
    }
}
