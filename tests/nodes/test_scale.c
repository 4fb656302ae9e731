/* SPDX-License-Identifier: MIT */
/* scale: linear and by area against the definition in double precision. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "nodes/video_rig.h"

static struct video_rig rig;

static const struct leat_frame *scale(const struct leat_frame *in, uint32_t w,
                                      uint32_t h)
{
    static char size[32];

    snprintf(size, sizeof(size), "%ux%u", w, h);
    video_rig_begin(&rig, "scale");
    video_rig_text(&rig, "size", size);
    rig.env.in_video[0] = in->format;
    assert_int_equal(video_rig_shape(&rig, in->format.pixel), 0);
    assert_int_equal(rig.env.out_video[0].width, w);
    assert_int_equal(rig.env.out_video[0].pixel, in->format.pixel);
    video_rig_start(&rig);
    assert_int_equal(video_rig_tick(&rig, 0, in), 0);
    return rig.out;
}

/* What source s weighs in result i of one side. */
static double weigh(uint32_t s, uint32_t i, uint32_t from, uint32_t to, bool left)
{
    const double ratio = (double)from / to;

    if (from >= 2 * to) { /* the part of the result that lies over s */
        const double begin = fmax(i * ratio, s), end = fmin((i + 1) * ratio, s + 1.0);
        return end > begin ? (end - begin) / ratio : 0.0;
    }
    double place = left ? i * ratio + (ratio - 1.0) / 4.0 : (i + 0.5) * ratio - 0.5;
    place = fmin(fmax(place, 0.0), from - 1.0);
    return fmax(0.0, 1.0 - fabs(s - place));
}

static double want(const struct leat_frame *in, const struct leat_frame *out,
                   uint32_t p, uint32_t i, uint32_t y)
{
    const struct leat_pixel_layout l = leat_pixel_layout(in->format.pixel);
    const uint32_t step = p == 0 ? l.bytes : 1;
    const uint32_t w = leat_plane_bytes(&in->format, p) / step;
    const uint32_t h = leat_plane_rows(&in->format, p);
    const uint32_t to_w = leat_plane_bytes(&out->format, p) / step;
    const uint32_t to_h = leat_plane_rows(&out->format, p);
    double sum = 0.0;

    for (uint32_t sy = 0; sy < h; sy++) {
        const double down = weigh(sy, y, h, to_h, false);
        for (uint32_t sx = 0; down > 0.0 && sx < w; sx++)
            sum += down * weigh(sx, i / step, w, to_w, p > 0 && l.across) *
                   video_rig_at(in, p, sx * step + i % step, sy);
    }
    return sum;
}

/* Linear weights have 8 bits: each is off by 1/512 at most, so two sides are off by
 * 255 / 256 codes; area weights are exact.  Rounding adds a half. */
static void results_are_the_definition(void **state)
{
    static const uint32_t cases[][5] = {
        {16, 12, 37, 29, 0}, {37, 23, 20, 13, 0}, {3, 2, 64, 64, 0},
        {1, 1, 5, 7, 0},     {64, 48, 16, 12, 1}, {50, 37, 7, 5, 1},
        {64, 48, 1, 1, 1},   {40, 20, 20, 10, 1}, {600, 4, 290, 2, 1},
        {600, 4, 700, 5, 0}, {1024, 3, 600, 2, 0}};

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++)
        for (enum leat_pixel pixel = LEAT_PIXEL_RGBA8; pixel < LEAT_N_PIXELS; pixel++) {
            struct leat_frame *in = video_rig_noise(pixel, cases[k][0], cases[k][1]);
            const struct leat_frame *out = scale(in, cases[k][2], cases[k][3]);
            const double most = cases[k][4] ? 0.5 + 1e-9 : 0.5 + 255.0 / 256.0;
            for (uint32_t p = 0; p < leat_pixel_layout(pixel).planes; p++)
                for (uint32_t y = 0; y < leat_plane_rows(&out->format, p); y++)
                    for (uint32_t i = 0; i < leat_plane_bytes(&out->format, p); i++)
                        if (fabs(video_rig_at(out, p, i, y) - want(in, out, p, i, y)) >
                            most)
                            fail_msg(
                                "%s %ux%u to %ux%u: plane %u byte %u row %u is %u, "
                                "should be %g",
                                leat_pixel_layout(pixel).name, cases[k][0], cases[k][1],
                                cases[k][2], cases[k][3], p, i, y,
                                video_rig_at(out, p, i, y), want(in, out, p, i, y));
            video_rig_end(&rig);
            leat_frame_unref(&in);
        }
}

static void a_flat_picture_stays_flat(void **state)
{
    static const uint32_t sides[][2] = {{7, 5}, {30, 21}, {100, 99}, {640, 3}};

    (void)state;
    for (size_t k = 0; k < 4; k++)
        for (uint32_t value = 0; value < 256; value += 51) {
            struct leat_frame *in = video_rig_noise(LEAT_PIXEL_GRAY8, 31, 22);
            memset(in->plane[0], (int)value, in->stride[0] * 22u);
            const struct leat_frame *out = scale(in, sides[k][0], sides[k][1]);
            for (uint32_t y = 0; y < sides[k][1]; y++)
                for (uint32_t x = 0; x < sides[k][0]; x++)
                    assert_int_equal(video_rig_at(out, 0, x, y), value);
            video_rig_end(&rig);
            leat_frame_unref(&in);
        }
}

static void the_same_size_is_passed_on(void **state)
{
    struct leat_frame *in = video_rig_noise(LEAT_PIXEL_I420, 31, 22);

    (void)state;
    assert_ptr_equal(scale(in, 31, 22), in);
    video_rig_end(&rig);
    leat_frame_unref(&in);
}

static void all_levels_give_the_same_bytes(void **state)
{
    static const char *const levels[] = {"v2", "v3", "v4"};
    static uint8_t first[200 * 200];
    static const uint32_t sides[][2] = {{113, 61}, {20, 9}};

    (void)state;
    for (size_t k = 0; k < 2; k++)
        for (int l = 0; l < 3; l++) {
            struct leat_frame *in = video_rig_noise(LEAT_PIXEL_RGB24, 64, 48);
            setenv("LEAT_CPU", levels[l], 1);
            const struct leat_frame *out = scale(in, sides[k][0], sides[k][1]);
            for (uint32_t y = 0; y < sides[k][1]; y++) {
                const size_t n = 3 * sides[k][0];
                if (l == 0)
                    memcpy(first + y * n, out->plane[0] + y * out->stride[0], n);
                assert_memory_equal(first + y * n, out->plane[0] + y * out->stride[0],
                                    n);
            }
            video_rig_end(&rig);
            leat_frame_unref(&in);
        }
    unsetenv("LEAT_CPU");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_the_definition),
        cmocka_unit_test(a_flat_picture_stays_flat),
        cmocka_unit_test(the_same_size_is_passed_on),
        cmocka_unit_test(all_levels_give_the_same_bytes),
    };
    return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
