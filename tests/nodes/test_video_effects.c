/* SPDX-License-Identifier: MIT */
/* blur, crop, key and mix_video: in closed form, and the same bytes at every level. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nodes/video_rig.h"

enum { WIDTH = 75, HEIGHT = 40 };

static struct video_rig rig;

/* A frame of one colour. */
static struct leat_frame *plain(uint8_t r, uint8_t g, uint8_t b, uint8_t a)
{
    struct leat_frame *frame = video_rig_noise(LEAT_PIXEL_RGBA8, WIDTH, HEIGHT);
    const uint8_t rgba[4] = {r, g, b, a};

    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < 4 * WIDTH; x++)
            frame->plane[0][y * frame->stride[0] + x] = rgba[x % 4];
    return frame;
}

/* One tick of what was begun and set. */
static const struct leat_frame *tick(const struct leat_frame *in)
{
    rig.env.in_video[0] = in->format;
    assert_int_equal(video_rig_shape(&rig, in->format.pixel), 0);
    video_rig_start(&rig);
    assert_int_equal(video_rig_tick(&rig, 0, in), 0);
    return rig.out;
}

static double total(const struct leat_frame *frame, uint32_t byte)
{
    double sum = 0.0;

    for (uint32_t y = 0; y < frame->format.height; y++)
        for (uint32_t x = byte; x < 4 * frame->format.width; x += 4)
            sum += video_rig_at(frame, 0, x, y);
    return sum;
}

static void a_blurred_point_keeps_its_light(void **state)
{
    struct leat_frame *in = plain(0, 0, 0, 0);

    (void)state;
    for (uint32_t y = 16; y < 24; y++)
        memset(in->plane[0] + y * in->stride[0] + 4 * 32, 255, 4 * 8);
    for (int kind = 0; kind < 2; kind++) {
        video_rig_begin(&rig, "blur");
        video_rig_set(&rig, "sigma", 2.0f);
        video_rig_set(&rig, "kind", (float)kind);
        const struct leat_frame *out = tick(in);
        for (uint32_t c = 0; c < 4; c++)
            assert_true(fabs(total(out, c) - total(in, c)) < 0.01 * total(in, c));
        /* erf(4 / (2 sqrt 2))^2 of the light is still in the middle, of a box 8 / 13 */
        const double left = kind ? 64.0 / 169.0 : pow(erf(2.0 / sqrt(2.0)), 2.0);
        assert_true(fabs(video_rig_at(out, 0, 4 * 36, 20) - 255.0 * left) < 12.0);
        assert_int_equal(video_rig_at(out, 0, 0, 0), 0);
        video_rig_end(&rig);
    }
    leat_frame_unref(&in);
}

static void what_is_flat_stays_flat_in_every_format(void **state)
{
    (void)state;
    for (enum leat_pixel pixel = LEAT_PIXEL_RGBA8; pixel < LEAT_N_PIXELS; pixel++)
        for (int kind = 0; kind < 2; kind++) {
            struct leat_frame *in = video_rig_noise(pixel, 31, 21);
            const uint32_t planes = leat_pixel_layout(pixel).planes;
            for (uint32_t p = 0; p < planes; p++)
                memset(in->plane[p], 50 + (int)p,
                       (size_t)in->stride[p] * leat_plane_rows(&in->format, p));
            video_rig_begin(&rig, "blur");
            video_rig_set(&rig, "sigma", 7.0f);
            video_rig_set(&rig, "kind", (float)kind);
            const struct leat_frame *out = tick(in);
            for (uint32_t p = 0; p < planes; p++)
                for (uint32_t y = 0; y < leat_plane_rows(&in->format, p); y++)
                    for (uint32_t i = 0; i < leat_plane_bytes(&in->format, p); i++)
                        assert_int_equal(video_rig_at(out, p, i, y), 50 + p);
            video_rig_end(&rig);
            leat_frame_unref(&in);
        }
}

static void a_transparent_edge_lets_light_out(void **state)
{
    struct leat_frame *in = plain(200, 200, 200, 255);

    (void)state;
    video_rig_begin(&rig, "blur");
    video_rig_set(&rig, "sigma", 4.0f);
    video_rig_set(&rig, "edge", 2.0f);
    const struct leat_frame *out = tick(in);
    /* half of the Gaussian and half of its middle lie inside */
    const double inside = 0.5 + 0.5 / (4.0 * sqrt(2.0 * 3.14159265358979));
    assert_true(fabs(video_rig_at(out, 0, 3, 20) - 255.0 * inside) < 2.0);
    assert_int_equal(video_rig_at(out, 0, 4 * 37, 20), 200);
    video_rig_end(&rig);
    leat_frame_unref(&in);
}

static void no_blur_is_the_picture_itself(void **state)
{
    struct leat_frame *in = video_rig_noise(LEAT_PIXEL_I420, 31, 22);

    (void)state;
    video_rig_begin(&rig, "blur");
    video_rig_set(&rig, "sigma", 0.0f);
    assert_ptr_equal(tick(in), in);
    video_rig_end(&rig);
    leat_frame_unref(&in);
}

static void a_part_has_the_pixels_that_were_there(void **state)
{
    static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_RGB24,
                                             LEAT_PIXEL_GRAY8, LEAT_PIXEL_I444};

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        struct leat_frame *in = video_rig_noise(pixels[k], WIDTH, HEIGHT);
        const struct leat_pixel_layout l = leat_pixel_layout(pixels[k]);
        video_rig_begin(&rig, "crop");
        video_rig_set(&rig, "x", 7.0f);
        video_rig_set(&rig, "y", 11.0f);
        video_rig_set(&rig, "width", 20.0f);
        const struct leat_frame *out = tick(in);
        assert_int_equal(out->format.width, 20);
        assert_int_equal(out->format.height, HEIGHT - 11);
        for (uint32_t p = 0; p < l.planes; p++)
            for (uint32_t y = 0; y < HEIGHT - 11; y++)
                for (uint32_t i = 0; i < 20 * l.bytes; i++)
                    assert_int_equal(video_rig_at(out, p, i, y),
                                     video_rig_at(in, p, i + 7 * l.bytes, y + 11));
        video_rig_end(&rig);
        leat_frame_unref(&in);
    }
}

static void a_part_stays_inside_and_no_larger_one_is_taken(void **state)
{
    struct leat_frame *in = video_rig_noise(LEAT_PIXEL_GRAY8, WIDTH, HEIGHT);

    (void)state;
    video_rig_begin(&rig, "crop");
    video_rig_set(&rig, "x", 9000.0f);
    video_rig_set(&rig, "width", 5.0f);
    const struct leat_frame *out = tick(in);
    assert_int_equal(video_rig_at(out, 0, 4, 3), video_rig_at(in, 0, WIDTH - 1, 3));
    video_rig_end(&rig);
    video_rig_begin(&rig, "crop");
    video_rig_set(&rig, "width", WIDTH + 1);
    rig.env.in_video[0] = in->format;
    assert_int_equal(video_rig_shape(&rig, LEAT_PIXEL_GRAY8), LEAT_ERR_FORMAT);
    leat_frame_unref(&in);
}

/* The alpha that a colour keeps. */
static int keyed(const char *kind, const char *color, float tolerance, float softness,
                 uint32_t rgb)
{
    static const char *const kinds[] = {"chroma", "luma", "color"};
    struct leat_frame *in =
        plain((uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb, 255);
    int alpha;

    video_rig_begin(&rig, "key");
    for (int k = 0; k < 3; k++)
        if (strcmp(kind, kinds[k]) == 0)
            video_rig_set(&rig, "kind", (float)k);
    video_rig_text(&rig, "color", color);
    video_rig_set(&rig, "tolerance", tolerance);
    video_rig_set(&rig, "softness", softness);
    const struct leat_frame *out = tick(in);
    alpha = video_rig_at(out, 0, 4 * 40 + 3, 20);
    for (uint32_t c = 0; c < 3; c++) /* premultiplied, rounded */
        assert_int_equal(video_rig_at(out, 0, 4 * 40 + c, 20),
                         (int)(video_rig_at(in, 0, c, 0) * alpha / 255.0 + 0.5));
    video_rig_end(&rig);
    leat_frame_unref(&in);
    return alpha;
}

static void the_key_itself_vanishes_and_others_stay(void **state)
{
    static const char *const kinds[] = {"chroma", "luma", "color"};

    (void)state;
    for (int k = 0; k < 3; k++) {
        assert_int_equal(keyed(kinds[k], "#3a9c41", 0.0f, 0.0f, 0x3a9c41), 0);
        assert_int_equal(keyed(kinds[k], "#3a9c41", 0.0f, 0.0f, 0xffffff), 255);
    }
    /* chroma: darker and lighter green vanish, greys and skin stay */
    assert_int_equal(keyed("chroma", "#00ff00", 0.2f, 0.1f, 0x00d000), 0);
    assert_int_equal(keyed("chroma", "#00ff00", 0.2f, 0.1f, 0x808080), 255);
    assert_int_equal(keyed("chroma", "#00ff00", 0.2f, 0.1f, 0xe0a080), 255);
    /* luma: by brightness alone, Y = (54 R + 183 G + 19 B) / 256 */
    assert_int_equal(keyed("luma", "black", 0.2f, 0.0f, 0x333333), 0);
    assert_int_equal(keyed("luma", "black", 0.2f, 0.0f, 0x343434), 255);
    assert_int_equal(keyed("luma", "black", 0.2f, 0.0f, 0x0000ff), 0);
    /* color: the greatest difference, and half way up a soft edge half is kept */
    assert_int_equal(keyed("color", "#102030", 0.0f, 1.0f, 0x102030 + 0x80), 128);
    assert_int_equal(keyed("color", "#102030", 0.2f, 0.0f, 0x102030 + 51), 0);
    assert_int_equal(keyed("color", "#102030", 0.2f, 0.0f, 0x102030 + 52), 255);
}

static void inverted_keeps_the_key_alone(void **state)
{
    struct leat_frame *in = plain(0, 255, 0, 255), *other = plain(255, 0, 0, 255);

    (void)state;
    for (int k = 0; k < 2; k++) {
        video_rig_begin(&rig, "key");
        video_rig_set(&rig, "invert", 1.0f);
        assert_int_equal(video_rig_at(tick(k ? other : in), 0, 3, 0), k ? 0 : 255);
        video_rig_end(&rig);
    }
    leat_frame_unref(&in);
    leat_frame_unref(&other);
}

static double light_of(double code)
{
    const double c = code / 255.0;

    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double code_of(double light)
{
    return 255.0 *
           (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1.0 / 2.4) - 0.055);
}

static void a_mix_is_linear_in_what_it_mixes(void **state)
{
    (void)state;
    for (int space = 0; space < 2; space++)
        for (int a = 0; a < 256; a += 17)
            for (int b = 0; b < 256; b += 51)
                for (int amount = 0; amount <= 4; amount++) {
                    struct leat_frame *below = plain((uint8_t)a, 3, 250, 255);
                    struct leat_frame *above = plain((uint8_t)b, 200, 9, 255);
                    const double m = floor(255.0 * amount / 4.0 + 0.5) / 255.0;
                    const double wanted =
                        space ? code_of((1.0 - m) * light_of(a) + m * light_of(b))
                              : (1.0 - m) * a + m * b;
                    video_rig_begin(&rig, "mix_video");
                    video_rig_set(&rig, "amount", (float)amount / 4.0f);
                    video_rig_set(&rig, "space", (float)space);
                    rig.second = above;
                    const struct leat_frame *out = tick(below);
                    assert_true(fabs(video_rig_at(out, 0, 0, 0) - wanted) <= 1.0);
                    assert_int_equal(video_rig_at(out, 0, 3, 0), 255);
                    video_rig_end(&rig);
                    leat_frame_unref(&below);
                    leat_frame_unref(&above);
                }
}

static void what_is_transparent_lets_the_lower_picture_through(void **state)
{
    struct leat_frame *below = plain(10, 20, 30, 255), *nothing = plain(0, 0, 0, 0);
    struct leat_frame *half = plain(100, 50, 0, 128);

    (void)state;
    for (int space = 0; space < 2; space++) {
        video_rig_begin(&rig, "mix_video");
        video_rig_set(&rig, "amount", 1.0f);
        video_rig_set(&rig, "space", (float)space);
        rig.second = nothing;
        const struct leat_frame *out = tick(below);
        for (uint32_t c = 0; c < 4; c++)
            assert_int_equal(video_rig_at(out, 0, c, 7), video_rig_at(below, 0, c, 7));
        rig.second = half;
        assert_int_equal(video_rig_tick(&rig, 1, nothing), 0);
        for (uint32_t c = 0; c < 4; c++) /* over nothing it is itself */
            assert_in_range(video_rig_at(rig.out, 0, c, 7) + 1,
                            video_rig_at(half, 0, c, 7),
                            video_rig_at(half, 0, c, 7) + 2);
        video_rig_end(&rig);
    }
    leat_frame_unref(&below);
    leat_frame_unref(&nothing);
    leat_frame_unref(&half);
}

static void light_has_no_other_modes(void **state)
{
    struct leat_frame *in = plain(1, 2, 3, 255);

    (void)state;
    video_rig_begin(&rig, "mix_video");
    video_rig_set(&rig, "mode", 3.0f);
    video_rig_set(&rig, "space", 1.0f);
    rig.env.in_video[0] = in->format;
    assert_int_equal(video_rig_shape(&rig, LEAT_PIXEL_RGBA8), LEAT_ERR_FORMAT);
    assert_int_equal(rig.diag.finding[0].code, 407);
    leat_frame_unref(&in);
}

static void all_levels_give_the_same_bytes(void **state)
{
    static const char *const levels[] = {"v2", "v3", "v4"};
    static const char *const nodes[] = {"blur", "blur",      "crop",
                                        "key",  "mix_video", "mix_video"};
    static uint8_t first[4 * WIDTH * HEIGHT];

    (void)state;
    for (size_t k = 0; k < sizeof(nodes) / sizeof(nodes[0]); k++)
        for (int l = 0; l < 3; l++) {
            struct leat_frame *in = video_rig_noise(LEAT_PIXEL_RGBA8, WIDTH, HEIGHT);
            struct leat_frame *above = plain(90, 20, 110, 120);
            setenv("LEAT_CPU", levels[l], 1);
            for (uint32_t y = 0; y < HEIGHT; y++)
                for (uint32_t x = 3; x < 4 * WIDTH; x += 4)
                    in->plane[0][y * in->stride[0] + x] = 255;
            video_rig_begin(&rig, nodes[k]);
            if (k == 1)
                video_rig_set(&rig, "kind", 1.0f);
            if (k == 2)
                video_rig_set(&rig, "x", 3.0f);
            if (k == 5)
                video_rig_set(&rig, "space", 1.0f);
            rig.second = above;
            const struct leat_frame *out = tick(in);
            for (uint32_t y = 0; y < out->format.height; y++) {
                const size_t n = 4 * (size_t)out->format.width;
                if (l == 0)
                    memcpy(first + y * n, out->plane[0] + y * out->stride[0], n);
                assert_memory_equal(first + y * n, out->plane[0] + y * out->stride[0],
                                    n);
            }
            video_rig_end(&rig);
            leat_frame_unref(&in);
            leat_frame_unref(&above);
        }
    unsetenv("LEAT_CPU");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blurred_point_keeps_its_light),
        cmocka_unit_test(what_is_flat_stays_flat_in_every_format),
        cmocka_unit_test(a_transparent_edge_lets_light_out),
        cmocka_unit_test(no_blur_is_the_picture_itself),
        cmocka_unit_test(a_part_has_the_pixels_that_were_there),
        cmocka_unit_test(a_part_stays_inside_and_no_larger_one_is_taken),
        cmocka_unit_test(the_key_itself_vanishes_and_others_stay),
        cmocka_unit_test(inverted_keeps_the_key_alone),
        cmocka_unit_test(a_mix_is_linear_in_what_it_mixes),
        cmocka_unit_test(what_is_transparent_lets_the_lower_picture_through),
        cmocka_unit_test(light_has_no_other_modes),
        cmocka_unit_test(all_levels_give_the_same_bytes),
    };
    return cmocka_run_group_tests_name("video_effects", tests, NULL, NULL);
}
