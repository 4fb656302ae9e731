/* SPDX-License-Identifier: MIT */
/* blend: Normal in whole numbers, the other modes in float, 64 pixels at a time. */
#include "pix/blend.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/rounding.h"

#define INLINE static inline __attribute__((always_inline))

enum { COLUMNS = 64 };

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "red is the low byte");

/* Pixels as planes of floats in [0, 1], colours not premultiplied. */
struct planes {
    float r[COLUMNS], g[COLUMNS], b[COLUMNS], a[COLUMNS];
};

struct rgb {
    float r, g, b;
};

INLINE uint32_t load(const uint8_t *at)
{
    uint32_t pixel;

    memcpy(&pixel, at, sizeof(pixel));
    return pixel;
}

/* All four bytes times k / 255, k in [0, 255], each rounded: exact for such products.
 */
INLINE uint32_t times(uint32_t pixel, uint32_t k)
{
    const uint32_t even = 0x00ff00ff;
    uint32_t low = (pixel & even) * k + 0x00800080;
    uint32_t high = (pixel >> 8 & even) * k + 0x00800080;

    low = (low + (low >> 8 & even)) >> 8 & even;
    high = (high + (high >> 8 & even)) & ~even;
    return low | high;
}

/* Two bytes at a time would carry into each other if a sum passed 255: it may by 1,
 * when both products were rounded up. */
INLINE uint32_t plus(uint32_t a, uint32_t b)
{
    const uint32_t even = 0x00ff00ff, carry = 0x01000100;
    uint32_t low = (a & even) + (b & even), high = (a >> 8 & even) + (b >> 8 & even);

    low |= (low & carry) - ((low & carry) >> 8);
    high |= (high & carry) - ((high & carry) >> 8);
    return (low & even) | (high & even) << 8;
}

INLINE uint32_t over(uint32_t below, uint32_t above)
{
    return plus(above, times(below, 255 - (above >> 24)));
}

/* Inlined for each kind of source, so that every loop is one of its own. */
INLINE void normal(uint8_t *restrict out, const struct pix_source *source, uint32_t n,
                   bool is_row, bool is_covered)
{
    const uint8_t *restrict rgba = source->rgba, *restrict cover = source->cover;
    const uint32_t opacity = source->opacity, one = times(load(rgba), opacity);

    for (size_t i = 0; i < n; i++) {
        const uint32_t whole = is_row ? times(load(rgba + 4 * i), opacity) : one;
        const uint32_t pixel =
            over(load(out + 4 * i), is_covered ? times(whole, cover[i]) : whole);
        memcpy(out + 4 * i, &pixel, sizeof(pixel));
    }
}

static void normal_row(uint8_t *out, const struct pix_source *source, uint32_t n)
{
    if (source->step && source->cover)
        normal(out, source, n, true, true);
    else if (source->step)
        normal(out, source, n, true, false);
    else if (source->cover)
        normal(out, source, n, false, true);
    else
        normal(out, source, n, false, false);
}

/* Without alpha there is no colour: 0 / 1. */
static void unpack(const uint8_t *restrict rgba, uint32_t n,
                   struct planes *restrict out)
{
    for (size_t i = 0; i < n; i++) {
        const float a = rgba[4 * i + 3], per = math_max(a, 1.0f);
        out->r[i] = math_min((float)rgba[4 * i] / per, 1.0f);
        out->g[i] = math_min((float)rgba[4 * i + 1] / per, 1.0f);
        out->b[i] = math_min((float)rgba[4 * i + 2] / per, 1.0f);
        out->a[i] = a * (1.0f / 255.0f);
    }
}

/* One colour for a whole row. */
static void repeat(const uint8_t rgba[4], struct planes *out)
{
    unpack(rgba, 1, out);
    for (uint32_t i = 1; i < COLUMNS; i++) {
        out->r[i] = out->r[0];
        out->g[i] = out->g[0];
        out->b[i] = out->b[0];
        out->a[i] = out->a[0];
    }
}

static void scale_alpha(float *restrict a, const struct pix_source *source, uint32_t x,
                        uint32_t n)
{
    const float opacity = (float)(int32_t)source->opacity * (1.0f / 255.0f);

    for (size_t i = 0; i < n; i++)
        a[i] *= opacity;
    for (size_t i = 0; source->cover && i < n; i++)
        a[i] *= (float)source->cover[x + i] * (1.0f / 255.0f);
}

/* W3C section 9.1.2 on: B of one channel. */
INLINE float hard_light(float b, float s)
{
    const float twice = 2.0f * s;

    return s <= 0.5f ? b * twice : b + (twice - 1.0f) - b * (twice - 1.0f);
}

INLINE float soft_light(float b, float s)
{
    const float d = b <= 0.25f ? ((16.0f * b - 12.0f) * b + 4.0f) * b
                               : math_sqrt(math_max(b, 0.0f));

    return s <= 0.5f ? b - (1.0f - 2.0f * s) * b * (1.0f - b)
                     : b + (2.0f * s - 1.0f) * (d - b);
}

INLINE float color_dodge(float b, float s)
{
    const float bright = s < 1.0f ? math_min(b / (1.0f - s), 1.0f) : 1.0f;

    return b > 0.0f ? bright : 0.0f;
}

INLINE float color_burn(float b, float s)
{
    const float dark = s > 0.0f ? 1.0f - math_min((1.0f - b) / s, 1.0f) : 0.0f;

    return b < 1.0f ? dark : 1.0f;
}

INLINE float channel(float b, float s, enum pix_blend mode)
{
    switch (mode) {
    case PIX_BLEND_ADD:
        return math_min(b + s, 1.0f);
    case PIX_BLEND_SUBTRACT:
        return math_max(b - s, 0.0f);
    case PIX_BLEND_MULTIPLY:
        return b * s;
    case PIX_BLEND_SCREEN:
        return b + s - b * s;
    case PIX_BLEND_OVERLAY:
        return hard_light(s, b);
    case PIX_BLEND_SOFT_LIGHT:
        return soft_light(b, s);
    case PIX_BLEND_HARD_LIGHT:
        return hard_light(b, s);
    case PIX_BLEND_COLOR_DODGE:
        return color_dodge(b, s);
    case PIX_BLEND_COLOR_BURN:
        return color_burn(b, s);
    case PIX_BLEND_DARKEN:
        return math_min(b, s);
    case PIX_BLEND_LIGHTEN:
        return math_max(b, s);
    case PIX_BLEND_DIFFERENCE:
        return math_abs(b - s);
    case PIX_BLEND_EXCLUSION:
        return b + s - 2.0f * b * s;
    default:
        return s;
    }
}

/* W3C section 9.2: functions of the whole colour. */
INLINE float least(struct rgb c)
{
    return math_min(math_min(c.r, c.g), c.b);
}

INLINE float most(struct rgb c)
{
    return math_max(math_max(c.r, c.g), c.b);
}

INLINE float luminosity(struct rgb c)
{
    return 0.3f * c.r + 0.59f * c.g + 0.11f * c.b;
}

/* The colour moved to a luminosity, then drawn towards that grey until it is one. */
INLINE struct rgb with_luminosity(struct rgb c, float l)
{
    const float by = l - luminosity(c);
    const struct rgb moved = {c.r + by, c.g + by, c.b + by};
    const float low = least(moved), high = most(moved);
    const float up = low < 0.0f ? l / (l - low) : 1.0f;
    const float down = high > 1.0f ? (1.0f - l) / (high - l) : 1.0f;
    const float k = math_min(up, down);

    return (struct rgb){l + (moved.r - l) * k, l + (moved.g - l) * k,
                        l + (moved.b - l) * k};
}

INLINE struct rgb with_saturation(struct rgb c, float s)
{
    const float low = least(c), range = most(c) - low;
    const float k = range > 0.0f ? s / range : 0.0f;

    return (struct rgb){(c.r - low) * k, (c.g - low) * k, (c.b - low) * k};
}

INLINE struct rgb whole(struct rgb b, struct rgb s, enum pix_blend mode)
{
    switch (mode) {
    case PIX_BLEND_HUE:
        return with_luminosity(with_saturation(s, most(b) - least(b)), luminosity(b));
    case PIX_BLEND_SATURATION:
        return with_luminosity(with_saturation(b, most(s) - least(s)), luminosity(b));
    case PIX_BLEND_COLOR:
        return with_luminosity(s, luminosity(b));
    case PIX_BLEND_LUMINOSITY:
        return with_luminosity(b, luminosity(s));
    default:
        return (struct rgb){channel(b.r, s.r, mode), channel(b.g, s.g, mode),
                            channel(b.b, s.b, mode)};
    }
}

INLINE float composite(float cb, float ab, float cs, float as, float mixed)
{
    return as * (1.0f - ab) * cs + as * ab * mixed + (1.0f - as) * ab * cb;
}

INLINE uint8_t code(float v)
{
    return (uint8_t)(int32_t)(math_clamp(v, 0.0f, 1.0f) * 255.0f + 0.5f);
}

/* Inlined for each mode, as above. */
INLINE void chunk(uint8_t *restrict out, const struct planes *restrict below,
                  const struct planes *restrict above, uint32_t n, enum pix_blend mode)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct rgb b = {below->r[i], below->g[i], below->b[i]};
        const struct rgb s = {above->r[i], above->g[i], above->b[i]};
        const float ab = below->a[i], as = above->a[i];
        const struct rgb mixed = whole(b, s, mode);
        out[4 * i + 0] = code(composite(b.r, ab, s.r, as, mixed.r));
        out[4 * i + 1] = code(composite(b.g, ab, s.g, as, mixed.g));
        out[4 * i + 2] = code(composite(b.b, ab, s.b, as, mixed.b));
        out[4 * i + 3] = code(as + ab * (1.0f - as));
    }
}

static void chunk_of(uint8_t *out, const struct planes *below,
                     const struct planes *above, uint32_t n, enum pix_blend mode)
{
    switch (mode) {
#define X(name, text)                                                                  \
    case PIX_BLEND_##name:                                                             \
        chunk(out, below, above, n, PIX_BLEND_##name);                                 \
        break;
        PIX_BLEND_LIST(X)
#undef X
    default:
        break;
    }
}

void pix_blend_row(uint8_t *out, const struct pix_source *source, uint32_t n,
                   enum pix_blend mode)
{
    struct planes below, above, one;

    if (mode == PIX_BLEND_NORMAL) {
        normal_row(out, source, n);
        return;
    }
    if (!source->step)
        repeat(source->rgba, &one);
    for (uint32_t x = 0; x < n; x += COLUMNS) {
        const uint32_t columns = n - x < COLUMNS ? n - x : COLUMNS;
        unpack(out + 4 * (size_t)x, columns, &below);
        if (source->step)
            unpack(source->rgba + 4 * (size_t)x, columns, &above);
        else
            above = one;
        scale_alpha(above.a, source, x, columns);
        chunk_of(out + 4 * (size_t)x, &below, &above, columns, mode);
    }
}
