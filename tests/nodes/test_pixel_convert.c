/* SPDX-License-Identifier: MIT */
/* pixel_convert: every pair of formats against the formula in double precision. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nodes/video_rig.h"

static struct video_rig rig;

static bool is_planar(enum leat_pixel pixel)
{
    return leat_pixel_layout(pixel).planes == 3;
}

static struct leat_frame *make(struct leat_frame_pool **pool, enum leat_pixel pixel,
                               uint32_t w, uint32_t h)
{
    const struct leat_video_format f = {pixel, w, h, {30, 1}};

    assert_int_equal(leat_frame_pool_create(&f, 1, pool), 0);
    return leat_frame_take(*pool);
}

static void free_frame(struct leat_frame_pool **pool, struct leat_frame **frame)
{
    leat_frame_unref(frame);
    leat_frame_pool_destroy(pool);
}

/* Noise, with flat patches and hard edges; alpha is at least what it multiplied. */
static void fill(struct leat_frame *f, uint32_t seed)
{
    for (uint32_t p = 0; p < leat_pixel_layout(f->format.pixel).planes; p++)
        for (uint32_t y = 0; y < leat_plane_rows(&f->format, p); y++)
            for (uint32_t i = 0; i < leat_plane_bytes(&f->format, p); i++) {
                seed = seed * 1664525u + 1013904223u;
                f->plane[p][y * f->stride[p] + i] = (i / 16 + y / 8) % 3 == 0
                                                        ? (uint8_t)((i / 32) * 255)
                                                        : (uint8_t)(seed >> 24);
            }
}

static const struct leat_frame *convert(const struct leat_frame *in, enum leat_pixel to)
{
    video_rig_begin(&rig, "pixel_convert");
    video_rig_set(&rig, "to", (float)(to - 1));
    rig.env.in_video[0] = in->format;
    assert_int_equal(video_rig_shape(&rig, LEAT_PIXEL_NONE), 0);
    assert_int_equal(rig.env.out_video[0].pixel, to);
    video_rig_start(&rig);
    assert_int_equal(video_rig_tick(&rig, 0, in), 0);
    return rig.out;
}

static uint32_t limit(int64_t x, uint32_t n)
{
    return x < 0 ? 0 : x >= n ? n - 1 : (uint32_t)x;
}

/* R, G, B or A in codes, of packed and grey frames. */
static double packed_at(const struct leat_frame *f, int64_t x, int64_t y, uint32_t c)
{
    const uint32_t step = leat_pixel_layout(f->format.pixel).bytes;
    const bool swapped = f->format.pixel == LEAT_PIXEL_BGRA8 && c != 3;
    const uint32_t at = swapped ? 2 - c : c;

    if (c == 3 && step != 4)
        return 255.0;
    return video_rig_at(f, 0, limit(x, f->format.width) * step + (step == 1 ? 0 : at),
                        limit(y, f->format.height));
}

static double luma_of(double r, double g, double b)
{
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/* A chroma code at a place of its own plane's grid, of frames that have chroma. */
static double code_at(const struct leat_frame *f, uint32_t p, int64_t x, int64_t y)
{
    return video_rig_at(f, p, limit(x, leat_plane_bytes(&f->format, p)),
                        limit(y, leat_plane_rows(&f->format, p)));
}

/* Chroma of a planar frame at full sides. */
static double full_chroma(const struct leat_frame *f, uint32_t p, int64_t x, int64_t y)
{
    const struct leat_pixel_layout l = leat_pixel_layout(f->format.pixel);
    const int64_t near = l.down ? y / 2 : y;
    const int64_t far = l.down ? (y % 2 ? near + 1 : near - 1) : y;
    const int64_t left = l.across ? x / 2 : x, right = l.across ? (x + 1) / 2 : x;

    return (3.0 * code_at(f, p, left, near) + code_at(f, p, left, far) +
            3.0 * code_at(f, p, right, near) + code_at(f, p, right, far)) /
           8.0;
}

/* Chroma of an RGB pixel, as a code with its fraction. */
static double rgb_chroma(const struct leat_frame *f, uint32_t p, int64_t x, int64_t y)
{
    const double r = packed_at(f, x, y, 0), g = packed_at(f, x, y, 1),
                 b = packed_at(f, x, y, 2);

    return 128.0 + 224.0 / 255.0 *
                       (p == 1 ? (b - luma_of(r, g, b)) / 1.8556
                               : (r - luma_of(r, g, b)) / 1.5748);
}

static double across_121(const struct leat_frame *f, uint32_t p, int64_t x, int64_t y,
                         double (*at)(const struct leat_frame *, uint32_t, int64_t,
                                      int64_t))
{
    return (at(f, p, x - 1, y) + 2.0 * at(f, p, x, y) + at(f, p, x + 1, y)) / 4.0;
}

/* Chroma plane p of the result. */
static double want_chroma(const struct leat_frame *f, enum leat_pixel to, uint32_t p,
                          int64_t x, int64_t y)
{
    const struct leat_pixel_layout l = leat_pixel_layout(to);
    const struct leat_pixel_layout have = leat_pixel_layout(f->format.pixel);

    if (f->format.pixel == LEAT_PIXEL_GRAY8)
        return 128.0;
    if (have.planes == 1) {
        const int64_t a = y << l.down, b = limit(a + l.down, f->format.height);
        if (!l.across)
            return (rgb_chroma(f, p, x, a) + rgb_chroma(f, p, x, b)) / 2.0;
        return (across_121(f, p, 2 * x, a, rgb_chroma) +
                across_121(f, p, 2 * x, b, rgb_chroma)) /
               2.0;
    }
    if (have.across == l.across && have.down == l.down)
        return code_at(f, p, x, y);
    if (have.across == l.across && have.down < l.down)
        return (code_at(f, p, x, 2 * y) + code_at(f, p, x, 2 * y + 1)) / 2.0;
    if (have.across == l.across && have.down > l.down)
        return (3.0 * code_at(f, p, x, y / 2) +
                code_at(f, p, x, y % 2 ? y / 2 + 1 : y / 2 - 1)) /
               4.0;
    if (have.across < l.across) {
        const int64_t a = y << l.down, b = a + l.down;
        return (across_121(f, p, 2 * x, a, code_at) +
                across_121(f, p, 2 * x, b, code_at)) /
               2.0;
    }
    return full_chroma(f, p, x, y);
}

/* Byte i of row y of the result, before it is limited and rounded. */
static double want(const struct leat_frame *f, enum leat_pixel to, uint32_t p,
                   uint32_t i, uint32_t y)
{
    const uint32_t step = leat_pixel_layout(to).bytes;
    const uint32_t x = p == 0 ? i / step : i;
    const uint32_t c =
        to == LEAT_PIXEL_BGRA8 && i % step != 3 ? 2 - i % step : i % step;
    const bool from_planar = is_planar(f->format.pixel);

    if (p > 0)
        return want_chroma(f, to, p, x, y);
    if (from_planar && is_planar(to))
        return code_at(f, 0, x, y);
    if (from_planar) {
        const double luma = (code_at(f, 0, x, y) - 16.0) * 255.0 / 219.0;
        if (to == LEAT_PIXEL_GRAY8)
            return luma;
        const double cb = (full_chroma(f, 1, x, y) - 128.0) * 255.0 / 224.0;
        const double cr = (full_chroma(f, 2, x, y) - 128.0) * 255.0 / 224.0;
        return c == 0   ? luma + 1.5748 * cr
               : c == 1 ? luma - (0.0722 * 1.8556 * cb + 0.2126 * 1.5748 * cr) / 0.7152
               : c == 2 ? luma + 1.8556 * cb
                        : 255.0;
    }
    const double grey =
        luma_of(packed_at(f, x, y, 0), packed_at(f, x, y, 1), packed_at(f, x, y, 2));
    if (is_planar(to))
        return 16.0 + 219.0 / 255.0 * grey;
    return to == LEAT_PIXEL_GRAY8 ? grey : packed_at(f, x, y, c);
}

/* 0.5 for rounding once, and the 16 fractional bits of the factors. */
static void every_pair_is_the_formula_rounded_once(void **state)
{
    static const uint32_t sides[][2] = {{1, 1}, {2, 2}, {37, 23}, {64, 48}, {1300, 5}};

    (void)state;
    for (size_t s = 0; s < sizeof(sides) / sizeof(sides[0]); s++)
        for (enum leat_pixel a = LEAT_PIXEL_RGBA8; a < LEAT_N_PIXELS; a++)
            for (enum leat_pixel b = LEAT_PIXEL_RGBA8; b < LEAT_N_PIXELS; b++) {
                struct leat_frame_pool *pool;
                struct leat_frame *in = make(&pool, a, sides[s][0], sides[s][1]);
                fill(in, 1u + (uint32_t)s);
                const struct leat_frame *out = convert(in, b);
                for (uint32_t p = 0; p < leat_pixel_layout(b).planes; p++)
                    for (uint32_t y = 0; y < leat_plane_rows(&out->format, p); y++)
                        for (uint32_t i = 0; i < leat_plane_bytes(&out->format, p);
                             i++) {
                            const double v =
                                fmin(255.0, fmax(0.0, want(in, b, p, i, y)));
                            const double code = video_rig_at(out, p, i, y);
                            if (fabs(code - v) > 0.52)
                                fail_msg("%s to %s: plane %u byte %u row %u is %g, "
                                         "should be %g",
                                         leat_pixel_layout(a).name,
                                         leat_pixel_layout(b).name, p, i, y, code, v);
                        }
                video_rig_end(&rig);
                free_frame(&pool, &in);
            }
}

static void all_colours_survive_444_within_2_codes(void **state)
{
    struct leat_frame_pool *pool, *pool2;
    struct leat_frame *in = make(&pool, LEAT_PIXEL_RGB24, 4096, 4096);
    struct leat_frame *ycc = make(&pool2, LEAT_PIXEL_I444, 4096, 4096);
    int worst = 0;

    (void)state;
    for (uint32_t c = 0; c < 1u << 24; c++)
        for (uint32_t k = 0; k < 3; k++)
            in->plane[0][(c >> 12) * in->stride[0] + 3 * (c & 4095) + k] =
                (uint8_t)(c >> 8 * k);
    const struct leat_frame *out = convert(in, LEAT_PIXEL_I444);
    for (uint32_t p = 0; p < 3; p++)
        memcpy(ycc->plane[p], out->plane[p], (size_t)4096 * 4096);
    video_rig_end(&rig);
    out = convert(ycc, LEAT_PIXEL_RGB24);
    for (uint32_t y = 0; y < 4096; y++)
        for (uint32_t i = 0; i < 3 * 4096; i++) {
            const int off =
                abs((int)video_rig_at(out, 0, i, y) - (int)video_rig_at(in, 0, i, y));
            worst = off > worst ? off : worst;
        }
    assert_true(worst <= 2);
    video_rig_end(&rig);
    free_frame(&pool, &in);
    free_frame(&pool2, &ycc);
}

static void greys_stay_grey_and_the_same_format_is_passed_on(void **state)
{
    struct leat_frame_pool *pool;
    struct leat_frame *in = make(&pool, LEAT_PIXEL_RGB24, 256, 4);

    (void)state;
    for (uint32_t y = 0; y < 4; y++)
        for (uint32_t i = 0; i < 768; i++)
            in->plane[0][y * in->stride[0] + i] = (uint8_t)(i / 3);
    for (enum leat_pixel to = LEAT_PIXEL_I420; to <= LEAT_PIXEL_I444; to++) {
        const struct leat_frame *out = convert(in, to);
        for (uint32_t p = 1; p < 3; p++)
            for (uint32_t y = 0; y < leat_plane_rows(&out->format, p); y++)
                for (uint32_t x = 0; x < leat_plane_bytes(&out->format, p); x++)
                    assert_int_equal(video_rig_at(out, p, x, y), 128);
        assert_int_equal(video_rig_at(out, 0, 0, 0), 16);
        assert_int_equal(video_rig_at(out, 0, 255, 0), 235);
        video_rig_end(&rig);
    }
    assert_ptr_equal(convert(in, LEAT_PIXEL_RGB24), in);
    video_rig_end(&rig);
    free_frame(&pool, &in);
}

static void all_levels_give_the_same_bytes(void **state)
{
    static const char *const levels[] = {"v3", "v4", "base"};
    struct leat_frame_pool *pool, *pool2;

    (void)state;
    for (enum leat_pixel a = LEAT_PIXEL_RGBA8; a < LEAT_N_PIXELS; a++)
        for (enum leat_pixel b = LEAT_PIXEL_RGBA8; b < LEAT_N_PIXELS; b++) {
            struct leat_frame *in = make(&pool, a, 331, 17);
            struct leat_frame *first = make(&pool2, b, 331, 17);
            fill(in, 7);
            for (int l = -1; l < 3; l++) {
                setenv("LEAT_CPU", l < 0 ? "v2" : levels[l], 1);
                const struct leat_frame *out = convert(in, b);
                for (uint32_t p = 0; p < leat_pixel_layout(b).planes; p++)
                    for (uint32_t y = 0; y < leat_plane_rows(&out->format, p); y++) {
                        uint8_t *row = first->plane[p] + y * first->stride[p];
                        const uint8_t *got = out->plane[p] + y * out->stride[p];
                        const uint32_t n = leat_plane_bytes(&out->format, p);
                        if (l < 0)
                            memcpy(row, got, n);
                        assert_memory_equal(row, got, n);
                    }
                video_rig_end(&rig);
            }
            free_frame(&pool, &in);
            free_frame(&pool2, &first);
        }
    unsetenv("LEAT_CPU");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_the_formula_rounded_once),
        cmocka_unit_test(all_colours_survive_444_within_2_codes),
        cmocka_unit_test(greys_stay_grey_and_the_same_format_is_passed_on),
        cmocka_unit_test(all_levels_give_the_same_bytes),
    };
    return cmocka_run_group_tests_name("pixel_convert", tests, NULL, NULL);
}
