/* SPDX-License-Identifier: MIT */
/*
 * pattern_bars: colour bars.
 *
 * SMPTE RP 219: d = 2 round(W/16), c = (W - 2d)/7, edges at d + 2 round(k c/2); rows at
 * 7/12, 8/12 and 9/12 of H, even.  Positions below are in sixths of c, so all are
 * whole.
 */
#include <stddef.h>

#include "pix/paint.h"

enum { SIXTHS = 42 }; /* of c, between the side panels */

/* -I and +Q, which no mixture of red, green and blue in percent is. */
static const struct pix_color minus_i = {{0, 63, 105}, {61, 153, 99}};
static const struct pix_color plus_q = {{65, 0, 120}, {35, 174, 152}};

/* Three digits, white to black: which of red, green and blue a bar has. */
static const uint8_t bars[7][3] = {{1, 1, 1}, {1, 1, 0}, {0, 1, 1}, {0, 1, 0},
                                   {1, 0, 1}, {1, 0, 0}, {0, 0, 1}};

static struct pix_color bar_color(uint32_t bar, int32_t level)
{
    return pix_color_of(bars[bar][0] * level, bars[bar][1] * level,
                        bars[bar][2] * level, 100);
}

/* The layout of one frame, and the row of bands that is being drawn. */
struct bands {
    struct leat_frame *frame;
    uint32_t side;      /* d */
    uint32_t y, y_next; /* rows of the band */
};

/* The column at so many sixths of c. */
static uint32_t column(const struct bands *b, uint32_t sixths)
{
    const int64_t inner = (int64_t)b->frame->format.width - 2 * (int64_t)b->side;

    return b->side + 2 * (uint32_t)pix_round_quotient(sixths * inner, 2 * SIXTHS);
}

/* Draw from one position to another in the first row of the band. */
static void band(const struct bands *b, uint32_t from, uint32_t to,
                 const struct pix_color *color)
{
    pix_fill(b->frame, column(b, from), column(b, to), b->y, b->y + 1, color);
}

static void gray_band(const struct bands *b, uint32_t from, uint32_t to,
                      int32_t percent)
{
    const struct pix_color color = pix_gray_of(percent, 100);

    band(b, from, to, &color);
}

/* The panels left and right; the right one reaches the edge. */
static void sides(const struct bands *b, const struct pix_color *left,
                  const struct pix_color *right)
{
    const uint32_t width = b->frame->format.width;
    const uint32_t from = column(b, SIXTHS);

    pix_fill(b->frame, 0, b->side, b->y, b->y + 1, left);
    pix_fill(b->frame, from < width ? from : width, width, b->y, b->y + 1, right);
}

static void finish(struct bands *b, uint32_t y_after)
{
    pix_repeat_row(b->frame, b->y, b->y_next);
    b->y = b->y_next;
    b->y_next = y_after;
}

static uint32_t twelfths(uint32_t height, uint32_t k)
{
    const uint32_t y = 2 * (uint32_t)pix_round_quotient((int64_t)k * height, 24);

    return y < height ? y : height;
}

static void draw_ramp(const struct bands *b)
{
    const uint32_t from = column(b, 6), to = column(b, 36);

    for (uint32_t x = from; x < to; x++) {
        const struct pix_color color = pix_gray_of(
            (int32_t)(x - from), to - from > 1 ? (int32_t)(to - from - 1) : 1);
        pix_fill(b->frame, x, x + 1, b->y, b->y + 1, &color);
    }
}

static void draw_black_levels(const struct bands *b)
{
    static const struct {
        uint32_t to;
        int32_t percent;
    } pluge[] = {{9, 0},  {21, 100}, {26, 0}, {28, -2},   {30, 0},
                 {32, 2}, {34, 0},   {36, 4}, {SIXTHS, 0}};
    uint32_t from = 0;

    for (size_t i = 0; i < sizeof(pluge) / sizeof(pluge[0]); i++) {
        gray_band(b, from, pluge[i].to, pluge[i].percent);
        from = pluge[i].to;
    }
}

void pix_draw_smpte(struct leat_frame *frame)
{
    const uint32_t width = frame->format.width, height = frame->format.height;
    const struct pix_color gray40 = pix_gray_of(40, 100), gray15 = pix_gray_of(15, 100);
    const struct pix_color cyan = bar_color(2, 100), blue = bar_color(6, 100);
    const struct pix_color yellow = bar_color(1, 100), red = bar_color(5, 100);
    struct bands b = {.frame = frame,
                      .side = 2 * (uint32_t)pix_round_quotient(width, 16),
                      .y_next = twelfths(height, 7)};

    for (uint32_t k = 0; k < 7; k++) {
        const struct pix_color color = bar_color(k, 75);
        band(&b, 6 * k, 6 * k + 6, &color);
    }
    sides(&b, &gray40, &gray40);
    finish(&b, twelfths(height, 8));
    band(&b, 0, 6, &minus_i);
    gray_band(&b, 6, SIXTHS, 75);
    sides(&b, &cyan, &blue);
    finish(&b, twelfths(height, 9));
    band(&b, 0, 6, &plus_q);
    draw_ramp(&b);
    gray_band(&b, 36, SIXTHS, 100);
    sides(&b, &yellow, &red);
    finish(&b, height);
    draw_black_levels(&b);
    sides(&b, &gray15, &gray15);
    finish(&b, height);
}

void pix_draw_bars(struct leat_frame *frame, uint32_t level)
{
    const uint32_t width = frame->format.width;

    for (uint32_t k = 0; k < 7; k++) {
        const struct pix_color color = bar_color(k, (int32_t)level);
        pix_fill(frame, (uint32_t)pix_round_quotient((int64_t)k * width, 7),
                 (uint32_t)pix_round_quotient((int64_t)(k + 1) * width, 7), 0, 1,
                 &color);
    }
    pix_repeat_row(frame, 0, frame->format.height);
}
