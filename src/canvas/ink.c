/* SPDX-License-Identifier: MIT */
/* ink: boxes, lines, spots and pictures. */
#include "canvas/ink.h"

#include <leat/err.h>

#include "base/math_d.h"

enum { COLUMNS = 256 };

void ink_of(const float rgba[4], double alpha, uint8_t out[4])
{
    const double a = math_clamp_d((double)rgba[3] * alpha, 0.0, 1.0);

    for (int c = 0; c < 3; c++)
        out[c] = (uint8_t)(math_clamp_d((double)rgba[c], 0.0, 1.0) * a * 255.0 + 0.5);
    out[3] = (uint8_t)(a * 255.0 + 0.5);
}

void ink_between(const float a[4], const float b[4], double t, float out[4])
{
    for (int c = 0; c < 4; c++)
        out[c] = a[c] + (b[c] - a[c]) * (float)t;
}

void ink_cover(struct leat_canvas *canvas, uint32_t x, uint32_t y, uint32_t n,
               const uint8_t *cover, const uint8_t rgba[4])
{
    const struct pix_source source = {rgba, 0, cover, 255};

    canvas->pix->blend_row(pix_row(canvas->target, 0, y) + 4 * (size_t)x, &source, n,
                           canvas->mode);
}

/* How much of pixel `at` lies in [from, to]. */
static double overlap(double from, double to, uint32_t at)
{
    return math_max_d(math_min_d(to, at + 1.0) - math_max_d(from, at), 0.0);
}

/* Pixels [*first, *end) of a side that an interval touches. */
static void touched(double from, double to, uint32_t side, uint32_t *first,
                    uint32_t *end)
{
    *first = (uint32_t)math_floor_d(math_clamp_d(from, 0.0, side));
    *end = (uint32_t)-math_floor_d(-math_clamp_d(to, 0.0, side));
}

void ink_box(struct leat_canvas *canvas, double x0, double y0, double x1, double y1,
             const uint8_t rgba[4])
{
    uint32_t left, right, top, bottom;
    uint8_t cover[COLUMNS];

    touched(x0, x1, canvas->width, &left, &right);
    touched(y0, y1, canvas->height, &top, &bottom);
    for (uint32_t y = top; y < bottom; y++) {
        const double down = 255.0 * overlap(y0, y1, y);
        for (uint32_t x = left; x < right; x += COLUMNS) {
            const uint32_t n = right - x < COLUMNS ? right - x : COLUMNS;
            for (uint32_t i = 0; i < n; i++)
                cover[i] = (uint8_t)(down * overlap(x0, x1, x + i) + 0.5);
            ink_cover(canvas, x, y, n, cover, rgba);
        }
    }
}

/* How far a place is outside the edge; inside it is below 0. */
static double outside(const struct ink_round *r, double x, double y)
{
    const double qx = math_abs_d(x - r->x) - r->half_width + r->corner;
    const double qy = math_abs_d(y - r->y) - r->half_height + r->corner;
    const double ox = math_max_d(qx, 0.0), oy = math_max_d(qy, 0.0);

    return math_sqrt_d(ox * ox + oy * oy) + math_min_d(math_max_d(qx, qy), 0.0) -
           r->corner;
}

void ink_round(struct leat_canvas *canvas, const struct ink_round *round,
               const uint8_t rgba[4])
{
    const double half = 0.5 * round->thickness, reach = half + 0.5;
    const double wide = round->half_width + reach, high = round->half_height + reach;
    uint32_t left, right, top, bottom;
    uint8_t cover[COLUMNS];

    touched(round->x - wide, round->x + wide, canvas->width, &left, &right);
    touched(round->y - high, round->y + high, canvas->height, &top, &bottom);
    for (uint32_t y = top; y < bottom; y++)
        for (uint32_t x = left; x < right; x += COLUMNS) {
            const uint32_t n = right - x < COLUMNS ? right - x : COLUMNS;
            for (uint32_t i = 0; i < n; i++) {
                const double d = outside(round, x + i + 0.5, y + 0.5);
                const double far = half > 0.0 ? math_abs_d(d) : d;
                cover[i] = (uint8_t)(math_clamp_d(reach - far, 0.0, 1.0) * 255.0 + 0.5);
            }
            ink_cover(canvas, x, y, n, cover, rgba);
        }
}

/* Whether a direction lies between two others, clockwise; `wide`: more than half a
 * turn. */
static bool between(double x, double y, const double from[2], const double to[2],
                    bool wide)
{
    const bool after = from[0] * y - from[1] * x >= 0.0;
    const bool before = x * to[1] - y * to[0] >= 0.0;

    return wide ? after || before : after && before;
}

void ink_arc(struct leat_canvas *canvas, double x, double y, double radius,
             double thickness, double from, double to, const uint8_t rgba[4])
{
    const double start[2] = {math_cos_pi_d(from), math_sin_pi_d(from)};
    const double stop[2] = {math_cos_pi_d(to), math_sin_pi_d(to)};
    const double reach = 0.5 * thickness + 0.5, wide = radius + reach;
    uint32_t left, right, top, bottom;
    uint8_t cover[COLUMNS];

    touched(x - wide, x + wide, canvas->width, &left, &right);
    touched(y - wide, y + wide, canvas->height, &top, &bottom);
    for (uint32_t j = top; j < bottom; j++)
        for (uint32_t i = left; i < right; i += COLUMNS) {
            const uint32_t n = right - i < COLUMNS ? right - i : COLUMNS;
            for (uint32_t k = 0; k < n; k++) {
                const double dx = i + k + 0.5 - x, dy = j + 0.5 - y;
                const double far = math_abs_d(math_sqrt_d(dx * dx + dy * dy) - radius);
                const bool lit = between(dx, dy, start, stop, to - from > 1.0);
                cover[k] = (uint8_t)((lit ? math_clamp_d(reach - far, 0.0, 1.0) : 0.0) *
                                         255.0 +
                                     0.5);
            }
            ink_cover(canvas, i, j, n, cover, rgba);
        }
}

void ink_wash(struct leat_canvas *canvas, const uint8_t rgba[4])
{
    for (uint32_t y = 0; y < canvas->height; y++)
        ink_cover(canvas, 0, y, canvas->width, NULL, rgba);
}

void ink_frame(struct leat_canvas *canvas, double x0, double y0, double x1, double y1,
               double thickness, const uint8_t rgba[4])
{
    const double most = math_max_d(0.5 * math_min_d(x1 - x0, y1 - y0), 0.0);
    const double t = math_clamp_d(thickness, 0.0, most);

    ink_box(canvas, x0, y0, x1, y0 + t, rgba);
    ink_box(canvas, x0, y1 - t, x1, y1, rgba);
    ink_box(canvas, x0, y0 + t, x0 + t, y1 - t, rgba);
    ink_box(canvas, x1 - t, y0 + t, x1, y1 - t, rgba);
}

void ink_spot(struct leat_canvas *canvas, double x, double y, double radius, bool soft,
              const uint8_t rgba[4])
{
    const struct pix_spot spot = {
        (float)x, (float)y, (float)radius, soft, {rgba[0], rgba[1], rgba[2], rgba[3]}};

    canvas->pix->spot_draw(canvas->target, &spot, canvas->mode);
}

/* The distance of a place from the stretch (x0, y0) + t (dx, dy), t in [0, 1]. */
static double distance(double x, double y, double dx, double dy)
{
    const double square = dx * dx + dy * dy;
    const double t =
        square > 0.0 ? math_clamp_d((x * dx + y * dy) / square, 0.0, 1.0) : 0.0;
    const double ex = x - t * dx, ey = y - t * dy;

    return math_sqrt_d(ex * ex + ey * ey);
}

/* The part [*from, *to] of a row whose middle is `y` that is nearer than `reach` to the
 * stretch's bounding band: where the line crosses the row, widened. */
static void band(double x0, double y0, double dx, double dy, double y, double reach,
                 double *from, double *to)
{
    const double low = math_min_d(x0, x0 + dx), high = math_max_d(x0, x0 + dx);

    *from = low - reach;
    *to = high + reach;
    if (math_abs_d(dy) > 1e-9) {
        const double slope = dx / dy, wide = reach * math_sqrt_d(1.0 + slope * slope);
        const double at = x0 + (y - y0) * slope;
        *from = math_max_d(*from, math_min_d(at - wide, high + reach));
        *to = math_min_d(*to, math_max_d(at + wide, low - reach));
    }
}

void ink_line(struct leat_canvas *canvas, double x0, double y0, double x1, double y1,
              double thickness, const uint8_t rgba[4])
{
    /* thinner than a pixel is fainter, not narrower */
    const double half = math_max_d(0.5 * thickness, 0.5), reach = half + 0.5;
    const double full = 255.0 * math_clamp_d(thickness, 0.0, 1.0);
    const double dx = x1 - x0, dy = y1 - y0;
    uint32_t top, bottom, left, right;
    uint8_t cover[COLUMNS];

    touched(math_min_d(y0, y1) - reach, math_max_d(y0, y1) + reach, canvas->height,
            &top, &bottom);
    for (uint32_t y = top; y < bottom; y++) {
        double from, to;
        band(x0, y0, dx, dy, y + 0.5, reach, &from, &to);
        touched(from, to, canvas->width, &left, &right);
        for (uint32_t x = left; x < right; x += COLUMNS) {
            const uint32_t n = right - x < COLUMNS ? right - x : COLUMNS;
            for (uint32_t i = 0; i < n; i++) {
                const double d = distance(x + i + 0.5 - x0, y + 0.5 - y0, dx, dy);
                cover[i] = (uint8_t)(full * math_clamp_d(reach - d, 0.0, 1.0) + 0.5);
            }
            ink_cover(canvas, x, y, n, cover, rgba);
        }
    }
}

/* A side of a picture as it is drawn: at most what a frame may have. */
static uint32_t side_of(double length)
{
    return (uint32_t)(math_clamp_d(length, 1.0, 16384.0) + 0.5);
}

int ink_picture(struct leat_canvas *canvas, const struct leat_frame *picture, double x,
                double y, double width, double height, double alpha)
{
    const uint32_t w = side_of(width), h = side_of(height);
    const int64_t left = (int64_t)math_round_d(x), top = (int64_t)math_round_d(y);
    const int64_t first = left < 0 ? -left : 0;
    const int64_t end = w < canvas->width - left ? w : canvas->width - left;
    struct leat_frame *scaled;

    if (end <= first)
        return 0;
    scaled = canvas_scaled(canvas, w, h);
    if (!scaled)
        return LEAT_ERR_NOMEM;
    canvas->pix->scale(picture, scaled);
    for (int64_t row = top < 0 ? -top : 0; row < h && top + row < canvas->height;
         row++) {
        const struct pix_source source = {
            pix_row(scaled, 0, (uint32_t)row) + 4 * first, 4, NULL,
            (uint32_t)(math_clamp_d(alpha, 0.0, 1.0) * 255.0 + 0.5)};
        canvas->pix->blend_row(pix_row(canvas->target, 0, (uint32_t)(top + row)) +
                                   4 * (left + first),
                               &source, (uint32_t)(end - first), canvas->mode);
    }
    return 0;
}
