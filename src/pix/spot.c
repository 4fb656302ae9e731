/* SPDX-License-Identifier: MIT */
/* spot: how much of each pixel is covered, row by row. */
#include "pix/spot.h"

#include "base/math.h"
#include "pix/convert.h"

enum { COLUMNS = 256 };

static void cover_row(const struct pix_spot *s, uint32_t x, float dy2, uint32_t n,
                      uint8_t *restrict cover)
{
    const float sharp = s->radius + 0.5f, per = 1.0f / math_max(s->radius, 0.5f);

    for (uint32_t i = 0; i < n; i++) {
        const float dx = (float)(int32_t)(x + i) + 0.5f - s->x;
        const float d = math_sqrt(dx * dx + dy2), near = math_max(1.0f - d * per, 0.0f);
        const float part = s->soft ? near * near : math_clamp(sharp - d, 0.0f, 1.0f);
        cover[i] = (uint8_t)(int32_t)(part * 255.0f + 0.5f);
    }
}

/* The pixels [*from, *to) that something from `low` to `high` may touch. */
static void touched(float low, float high, uint32_t side, uint32_t *from, uint32_t *to)
{
    const float n = (float)(int32_t)side;

    *from = (uint32_t)(int32_t)math_clamp(math_floor(low), 0.0f, n);
    *to = (uint32_t)(int32_t)math_clamp(math_floor(high) + 1.0f, 0.0f, n);
}

void pix_spot_draw(struct leat_frame *frame, const struct pix_spot *spot,
                   enum pix_blend mode)
{
    const float reach = spot->radius + 0.5f;
    uint32_t x0, x1, y0, y1;
    uint8_t cover[COLUMNS];

    if (!(math_abs(spot->x) < 1e6f && math_abs(spot->y) < 1e6f && reach < 1e6f))
        return;
    touched(spot->x - reach, spot->x + reach, frame->format.width, &x0, &x1);
    touched(spot->y - reach, spot->y + reach, frame->format.height, &y0, &y1);
    for (uint32_t y = y0; y < y1; y++) {
        const float dy = (float)(int32_t)y + 0.5f - spot->y;
        for (uint32_t x = x0; x < x1; x += COLUMNS) {
            const uint32_t n = x1 - x < COLUMNS ? x1 - x : COLUMNS;
            const struct pix_source source = {spot->rgba, 0, cover, 255};
            cover_row(spot, x, dy * dy, n, cover);
            pix_blend_row(pix_row(frame, 0, y) + 4 * (size_t)x, &source, n, mode);
        }
    }
}
