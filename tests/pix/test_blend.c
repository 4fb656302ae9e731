/* SPDX-License-Identifier: MIT */
/* Every blend mode against the formulas of W3C Compositing and Blending Level 1, in
 * double, as they stand there. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fnv.h"
#include "base/random.h"
#include "nodes/registry.h"
#include "pix/kernels.h"

enum { N = 40000 };

static const struct pix_kernels *pix;

/* Section 9.1 */
static double separable(double b, double s, enum pix_blend mode)
{
    double d;

    switch (mode) {
    case PIX_BLEND_NORMAL:
        return s;
    case PIX_BLEND_ADD:
        return fmin(1.0, b + s);
    case PIX_BLEND_SUBTRACT:
        return fmax(0.0, b - s);
    case PIX_BLEND_MULTIPLY:
        return b * s;
    case PIX_BLEND_SCREEN:
        return b + s - b * s;
    case PIX_BLEND_OVERLAY:
        return separable(s, b, PIX_BLEND_HARD_LIGHT);
    case PIX_BLEND_HARD_LIGHT:
        return s <= 0.5 ? separable(b, 2.0 * s, PIX_BLEND_MULTIPLY)
                        : separable(b, 2.0 * s - 1.0, PIX_BLEND_SCREEN);
    case PIX_BLEND_COLOR_DODGE:
        return b == 0.0 ? 0.0 : s == 1.0 ? 1.0 : fmin(1.0, b / (1.0 - s));
    case PIX_BLEND_COLOR_BURN:
        return b == 1.0 ? 1.0 : s == 0.0 ? 0.0 : 1.0 - fmin(1.0, (1.0 - b) / s);
    case PIX_BLEND_SOFT_LIGHT:
        if (s <= 0.5)
            return b - (1.0 - 2.0 * s) * b * (1.0 - b);
        d = b <= 0.25 ? ((16.0 * b - 12.0) * b + 4.0) * b : sqrt(b);
        return b + (2.0 * s - 1.0) * (d - b);
    case PIX_BLEND_DARKEN:
        return fmin(b, s);
    case PIX_BLEND_LIGHTEN:
        return fmax(b, s);
    case PIX_BLEND_DIFFERENCE:
        return fabs(b - s);
    case PIX_BLEND_EXCLUSION:
        return b + s - 2.0 * b * s;
    default:
        return NAN;
    }
}

/* Section 9.2 */
static double lum(const double c[3])
{
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2];
}

static double sat(const double c[3])
{
    return fmax(fmax(c[0], c[1]), c[2]) - fmin(fmin(c[0], c[1]), c[2]);
}

static void set_lum(const double c[3], double l, double out[3])
{
    const double d = l - lum(c);
    double n, x;

    for (int i = 0; i < 3; i++)
        out[i] = c[i] + d;
    l = lum(out);
    n = fmin(fmin(out[0], out[1]), out[2]);
    x = fmax(fmax(out[0], out[1]), out[2]);
    for (int i = 0; n < 0.0 && i < 3; i++)
        out[i] = l + (out[i] - l) * l / (l - n);
    for (int i = 0; x > 1.0 && i < 3; i++)
        out[i] = l + (out[i] - l) * (1.0 - l) / (x - l);
}

static void set_sat(const double c[3], double s, double out[3])
{
    int max = 0, min = 0;

    for (int i = 1; i < 3; i++) {
        max = c[i] > c[max] ? i : max;
        min = c[i] <= c[min] ? i : min;
    }
    memset(out, 0, 3 * sizeof(*out));
    if (c[max] <= c[min])
        return;
    for (int i = 0; i < 3; i++)
        out[i] = i == max   ? s
                 : i == min ? 0.0
                            : (c[i] - c[min]) * s / (c[max] - c[min]);
}

static void mixed(const double b[3], const double s[3], enum pix_blend mode,
                  double out[3])
{
    double between[3];

    switch (mode) {
    case PIX_BLEND_HUE:
        set_sat(s, sat(b), between);
        set_lum(between, lum(b), out);
        break;
    case PIX_BLEND_SATURATION:
        set_sat(b, sat(s), between);
        set_lum(between, lum(b), out);
        break;
    case PIX_BLEND_COLOR:
        set_lum(s, lum(b), out);
        break;
    case PIX_BLEND_LUMINOSITY:
        set_lum(b, lum(s), out);
        break;
    default:
        for (int i = 0; i < 3; i++)
            out[i] = separable(b[i], s[i], mode);
    }
}

/* Section 5.1 and 8: premultiplied codes, not rounded. */
static void reference(const uint8_t below[4], const uint8_t above[4], double cover,
                      enum pix_blend mode, double out[4])
{
    const double ab = below[3] / 255.0, as = above[3] / 255.0 * cover;
    double b[3], s[3], m[3];

    for (int i = 0; i < 3; i++) {
        b[i] = below[3] ? (double)below[i] / below[3] : 0.0;
        s[i] = above[3] ? (double)above[i] / above[3] : 0.0;
    }
    mixed(b, s, mode, m);
    for (int i = 0; i < 3; i++)
        out[i] =
            255.0 * (as * (1.0 - ab) * s[i] + as * ab * m[i] + (1.0 - as) * ab * b[i]);
    out[3] = 255.0 * (as + ab * (1.0 - as));
}

/* Premultiplied pixels: opaque ones, clear ones, and between; corners of the range more
 * often than chance has them. */
static void any_pixel(uint64_t seed, uint64_t i, uint8_t out[4])
{
    const uint64_t bits = random_bits(seed, i);
    const uint32_t kind = (uint32_t)(bits >> 60);

    out[3] = kind < 5 ? 255 : kind == 5 ? 0 : (uint8_t)(bits >> 24);
    for (int c = 0; c < 3; c++) {
        const uint32_t code = (uint32_t)(bits >> (8 * c)) & 255;
        const uint32_t edge = (uint32_t)(bits >> (32 + 3 * c)) & 7;
        const uint32_t straight = edge == 0 ? 0 : edge == 1 ? 255 : code;
        out[c] = (uint8_t)((straight * out[3] + 127) / 255);
    }
}

/* Float adds a trifle to the half that rounding is off and to the half that unpacking
 * is; whole numbers round opacity, cover and both products. */
static void every_mode_is_the_formula(void **state)
{
    static uint8_t below[N][4], above[N][4], cover[N], out[N][4];
    const uint32_t opacities[] = {255, 100, 0};

    (void)state;
    for (uint64_t i = 0; i < N; i++) {
        any_pixel(1, i, below[i]);
        any_pixel(2, i, above[i]);
        cover[i] = i % 3 ? (uint8_t)random_bits(3, i) : 255;
    }
    for (int mode = 0; mode < PIX_N_BLENDS; mode++)
        for (int o = 0; o < 3; o++)
            for (int covered = 0; covered < 2; covered++) {
                const struct pix_source source = {above[0], 4, covered ? cover : NULL,
                                                  opacities[o]};
                memcpy(out, below, sizeof(out));
                pix->blend_row(out[0], &source, N, (enum pix_blend)mode);
                for (int i = 0; i < N; i++) {
                    double wanted[4];
                    reference(below[i], above[i],
                              opacities[o] / 255.0 * (covered ? cover[i] / 255.0 : 1.0),
                              (enum pix_blend)mode, wanted);
                    for (int c = 0; c < 4; c++)
                        if (fabs(out[i][c] - wanted[c]) >
                            (mode == PIX_BLEND_NORMAL ? 2.0 : 1.001))
                            fail_msg("mode %d pixel %d channel %d: %d, not %f", mode, i,
                                     c, out[i][c], wanted[c]);
                }
            }
}

static void one_colour_is_a_row_of_it(void **state)
{
    static uint8_t row[N][4], many[N][4], one[N][4];
    uint8_t color[4];

    (void)state;
    any_pixel(4, 7, color);
    for (int mode = 0; mode < PIX_N_BLENDS; mode++) {
        const struct pix_source single = {color, 0, NULL, 200};
        const struct pix_source all = {row[0], 4, NULL, 200};
        for (uint64_t i = 0; i < N; i++) {
            any_pixel(5, i, many[i]);
            memcpy(row[i], color, 4);
        }
        memcpy(one, many, sizeof(one));
        pix->blend_row(one[0], &single, N, (enum pix_blend)mode);
        pix->blend_row(many[0], &all, N, (enum pix_blend)mode);
        assert_memory_equal(one, many, sizeof(one));
    }
}

/* Where nothing is laid over, nothing changes, by more than unpacking rounds: nothing.
 */
static void nothing_changes_nothing(void **state)
{
    static uint8_t out[N][4], before[N][4];
    const uint8_t clear[4] = {0, 0, 0, 0};

    (void)state;
    for (int mode = 0; mode < PIX_N_BLENDS; mode++) {
        const struct pix_source source = {clear, 0, NULL, 255};
        for (uint64_t i = 0; i < N; i++)
            any_pixel(6, i, out[i]);
        memcpy(before, out, sizeof(out));
        pix->blend_row(out[0], &source, N, (enum pix_blend)mode);
        assert_memory_equal(out, before, sizeof(out));
    }
}

static void rows_may_be_cut_anywhere(void **state)
{
    static uint8_t whole[333][4], cut[333][4], above[333][4], cover[333];

    (void)state;
    for (int mode = 0; mode < PIX_N_BLENDS; mode++) {
        const struct pix_source source = {above[0], 4, cover, 255};
        for (uint64_t i = 0; i < 333; i++) {
            any_pixel(7, i, whole[i]);
            any_pixel(8, i, above[i]);
            cover[i] = (uint8_t)random_bits(9, i);
        }
        memcpy(cut, whole, sizeof(cut));
        pix->blend_row(whole[0], &source, 333, (enum pix_blend)mode);
        for (uint32_t x = 0, n; x < 333; x += n) {
            const struct pix_source part = {above[x], 4, cover + x, 255};
            n = 1 + (uint32_t)(random_bits(10, x) % 90);
            n = n < 333 - x ? n : 333 - x;
            pix->blend_row(cut[x], &part, n, (enum pix_blend)mode);
        }
        assert_memory_equal(whole, cut, sizeof(cut));
    }
}

static void every_cpu_level_gives_the_same_bits(void **state)
{
    static const char *const levels[] = {"v2", "v3", "v4"};
    static uint8_t out[N][4], above[N][4];
    uint64_t first = 0;

    (void)state;
    for (int l = 0; l < 3; l++) {
        uint64_t hash = FNV_START;
        setenv("LEAT_CPU", levels[l], 1);
        for (int mode = 0; mode < PIX_N_BLENDS; mode++) {
            const struct pix_source source = {above[0], 4, NULL, 222};
            for (uint64_t i = 0; i < N; i++) {
                any_pixel(11, i, out[i]);
                any_pixel(12, i, above[i]);
            }
            nodes_registry_choose(NULL)->pix->blend_row(out[0], &source, N,
                                                        (enum pix_blend)mode);
            hash = fnv_bytes(hash, out, sizeof(out));
        }
        first = l ? first : hash;
        assert_true(hash == first);
    }
    unsetenv("LEAT_CPU");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mode_is_the_formula),
        cmocka_unit_test(one_colour_is_a_row_of_it),
        cmocka_unit_test(nothing_changes_nothing),
        cmocka_unit_test(rows_may_be_cut_anywhere),
        cmocka_unit_test(every_cpu_level_gives_the_same_bits),
    };

    pix = nodes_registry_choose(NULL)->pix;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
