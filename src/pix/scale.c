/* SPDX-License-Identifier: MIT */
/* scale: linear or by area, in whole numbers. */
#include "pix/scale.h"

#include <stdbool.h>
#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))

enum { COLUMNS = 256, UNIT = 256 }; /* columns at a time; weights of linear */

/* What one result is made of along one side: `n` sources from `first` on.  The first
 * weighs `head`, the last `tail`, those between `whole`; all together `total`. */
struct taps {
    uint32_t first, n, head, tail, whole, total;
};

/* One side of a plane: `shift` 1 when it is sited left of a side twice as long. */
struct side {
    uint32_t from, to, shift;
};

/* Mean of the cells that result i covers: source cell s is [s to, (s + 1) to), result i
 * is [i from, (i + 1) from). */
static struct taps area_taps(const struct side *side, uint32_t i)
{
    const uint64_t begin = (uint64_t)i * side->from, end = begin + side->from;
    const uint32_t first = (uint32_t)(begin / side->to);
    const uint32_t last = (uint32_t)((end - 1) / side->to);
    struct taps t = {first, last - first + 1, 0, 0, side->to, side->from};

    t.head = (uint32_t)((uint64_t)(first + 1) * side->to - begin);
    t.tail = (uint32_t)(end - (uint64_t)last * side->to);
    return t;
}

/* Between the two nearest: the place is ((2 i + 1) from / to - 1) / 2, or with chroma
 * sited left, whose cell begins at 2 i of a side twice as long, i from / to plus
 * (from / to - 1) / 4. */
static struct taps linear_taps(const struct side *side, uint32_t i)
{
    const int64_t num = side->shift
                            ? (4 * (int64_t)i + 1) * side->from - side->to
                            : (4 * (int64_t)i + 2) * side->from - 2 * (int64_t)side->to;
    const int64_t place = num * UNIT, den = 4 * (int64_t)side->to;
    const int64_t at = place <= 0 ? 0 : (place + den / 2) / den;
    const int64_t last = (int64_t)(side->from - 1) * UNIT;
    const int64_t inside = at < last ? at : last;
    const uint32_t first = (uint32_t)(inside / UNIT), part = (uint32_t)(inside % UNIT);

    return (struct taps){first, part ? 2 : 1, UNIT - part, part ? part : UNIT, 0, UNIT};
}

static struct taps taps_of(const struct side *side, uint32_t i)
{
    return side->from >= 2 * side->to ? area_taps(side, i) : linear_taps(side, i);
}

/* A stretch of one result row: its columns' taps and where in it they are. */
struct stretch {
    struct taps columns[COLUMNS];
    uint32_t n, step;
    const uint8_t *rows; /* the source plane */
    size_t stride;
};

/* Linear both ways.  Down first, for all columns that are needed, with 8 bits more;
 * then across, inlined for each number of channels, and rounded. */
INLINE void blend(const struct stretch *s, uint32_t step, const struct taps *down,
                  uint8_t *restrict out)
{
    const uint32_t first = s->columns[0].first * step;
    const struct taps *last = &s->columns[s->n - 1];
    const uint32_t bytes = (last->first + last->n) * step - first;
    const uint8_t *a = s->rows + down->first * s->stride + first;
    const uint8_t *b = a + (down->n - 1) * s->stride;
    const uint32_t part = down->n == 2 ? down->tail : 0;
    uint16_t column[4 * (2 * COLUMNS + 2)];

    for (uint32_t i = 0; i < bytes; i++)
        column[i] = (uint16_t)(a[i] * (UNIT - part) + b[i] * part);
    for (uint32_t i = 0; i < s->n; i++) {
        const struct taps *t = &s->columns[i];
        const uint16_t *left = column + (t->first * step - first);
        const uint16_t *right = left + (t->n - 1) * step;
        const uint32_t across = t->n == 2 ? t->tail : 0;
        for (uint32_t c = 0; c < step; c++)
            *out++ = (uint8_t)((left[c] * (UNIT - across) + right[c] * across +
                                UNIT * UNIT / 2) /
                               (UNIT * UNIT));
    }
}

/* By area at least one way. */
static uint8_t mean(const uint8_t *rows, size_t stride, uint32_t step,
                    const struct taps *across, const struct taps *down)
{
    const uint64_t total = (uint64_t)across->total * down->total;
    uint64_t sum = 0;

    for (uint32_t j = 0; j < down->n; j++) {
        const uint8_t *row =
            rows + (down->first + j) * stride + (size_t)across->first * step;
        const uint32_t weight = j == 0             ? down->head
                                : j + 1 == down->n ? down->tail
                                                   : down->whole;
        uint64_t line = (uint64_t)across->head * row[0];
        uint32_t between = 0;
        for (uint32_t k = 1; k + 1 < across->n; k++)
            between += row[(size_t)k * step];
        if (across->n > 1)
            line += (uint64_t)across->tail * row[(size_t)(across->n - 1) * step];
        sum += (line + (uint64_t)across->whole * between) * weight;
    }
    return (uint8_t)((2 * sum + total) / (2 * total));
}

static void scale_row(const struct stretch *s, bool linear, const struct taps *down,
                      uint8_t *out)
{
    if (linear && s->step == 1)
        blend(s, 1, down, out);
    else if (linear && s->step == 3)
        blend(s, 3, down, out);
    else if (linear)
        blend(s, 4, down, out);
    else
        for (uint32_t i = 0; i < s->n; i++)
            for (uint32_t c = 0; c < s->step; c++)
                *out++ = mean(s->rows + c, s->stride, s->step, &s->columns[i], down);
}

static void scale_plane(const struct leat_frame *in, struct leat_frame *out,
                        uint32_t plane, uint32_t step, const struct side *across,
                        const struct side *down)
{
    const bool linear = across->from < 2 * across->to && down->from < 2 * down->to;
    struct stretch s = {
        .step = step, .rows = in->plane[plane], .stride = in->stride[plane]};

    for (uint32_t x = 0; x < across->to; x += COLUMNS) {
        s.n = across->to - x < COLUMNS ? across->to - x : COLUMNS;
        for (uint32_t i = 0; i < s.n; i++)
            s.columns[i] = taps_of(across, x + i);
        for (uint32_t y = 0; y < down->to; y++) {
            const struct taps t = taps_of(down, y);
            scale_row(&s, linear, &t,
                      out->plane[plane] + (size_t)y * out->stride[plane] +
                          (size_t)x * step);
        }
    }
}

void pix_scale(const struct leat_frame *in, struct leat_frame *out)
{
    const struct leat_pixel_layout layout = leat_pixel_layout(in->format.pixel);

    for (uint32_t p = 0; p < layout.planes; p++) {
        const uint32_t step = p == 0 ? layout.bytes : 1;
        const struct side across = {leat_plane_bytes(&in->format, p) / step,
                                    leat_plane_bytes(&out->format, p) / step,
                                    p > 0 && layout.across};
        const struct side down = {leat_plane_rows(&in->format, p),
                                  leat_plane_rows(&out->format, p), 0};
        scale_plane(in, out, p, step, &across, &down);
    }
}
