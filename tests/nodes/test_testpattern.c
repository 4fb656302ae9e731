/* SPDX-License-Identifier: MIT */
/* testpattern: every pixel of every pattern, in every format it draws. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "nodes/video_rig.h"

enum { SMPTE, SMPTE_BARS, BARS, GRADIENT, CHECKERBOARD, SOLID, BLACK, WHITE };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_RGB24,
                                         LEAT_PIXEL_BGRA8, LEAT_PIXEL_I444};

static struct video_rig rig;

/* A colour as the tables state it. */
struct stated {
    uint8_t r, g, b, y, cb, cr;
};

static void draw(int pattern, const char *size, enum leat_pixel pixel)
{
    video_rig_set(&rig, "pattern", (float)pattern);
    video_rig_text(&rig, "size", size);
    assert_int_equal(video_rig_shape(&rig, pixel), 0);
    video_rig_start(&rig);
    assert_int_equal(video_rig_tick(&rig, 0, NULL), 0);
}

static bool is(uint32_t x, uint32_t y, struct stated c)
{
    const struct leat_frame *f = rig.out;

    switch (f->format.pixel) {
    case LEAT_PIXEL_RGBA8:
        return video_rig_at(f, 0, 4 * x, y) == c.r &&
               video_rig_at(f, 0, 4 * x + 1, y) == c.g &&
               video_rig_at(f, 0, 4 * x + 2, y) == c.b &&
               video_rig_at(f, 0, 4 * x + 3, y) == 255;
    case LEAT_PIXEL_BGRA8:
        return video_rig_at(f, 0, 4 * x, y) == c.b &&
               video_rig_at(f, 0, 4 * x + 1, y) == c.g &&
               video_rig_at(f, 0, 4 * x + 2, y) == c.r &&
               video_rig_at(f, 0, 4 * x + 3, y) == 255;
    case LEAT_PIXEL_RGB24:
        return video_rig_at(f, 0, 3 * x, y) == c.r &&
               video_rig_at(f, 0, 3 * x + 1, y) == c.g &&
               video_rig_at(f, 0, 3 * x + 2, y) == c.b;
    default:
        return video_rig_at(f, 0, x, y) == c.y && video_rig_at(f, 1, x, y) == c.cb &&
               video_rig_at(f, 2, x, y) == c.cr;
    }
}

static void assert_band(uint32_t x0, uint32_t x1, uint32_t y0, uint32_t y1,
                        struct stated c)
{
    for (uint32_t y = y0; y < y1; y++)
        for (uint32_t x = x0; x < x1; x++)
            if (!is(x, y, c))
                fail_msg("pixel %u, %u is not as stated", x, y);
}

/* 8-bit RGB and Y'CbCr as the reference states them. */
static const struct stated bars75[7] = {
    {191, 191, 191, 180, 128, 128}, {191, 191, 0, 168, 44, 136},
    {0, 191, 191, 145, 147, 44},    {0, 191, 0, 133, 63, 52},
    {191, 0, 191, 63, 193, 204},    {191, 0, 0, 51, 109, 212},
    {0, 0, 191, 28, 212, 120}};
static const struct stated gray40 = {102, 102, 102, 104, 128, 128};
static const struct stated gray15 = {38, 38, 38, 49, 128, 128};
static const struct stated black = {0, 0, 0, 16, 128, 128};
static const struct stated white = {255, 255, 255, 235, 128, 128};
static const struct stated cyan = {0, 255, 255, 188, 154, 16};
static const struct stated yellow = {255, 255, 0, 219, 16, 138};
static const struct stated blue = {0, 0, 255, 32, 240, 118};
static const struct stated red = {255, 0, 0, 63, 102, 240};
static const struct stated minus_i = {0, 63, 105, 61, 153, 99};
static const struct stated plus_q = {65, 0, 120, 35, 174, 152};

/* RP 219 at 1920x1080: 240, 206 206 206 204 206 206 206, 240; rows 630, 720, 810. */
static void check_smpte_1080(void)
{
    static const uint32_t edge[8] = {240, 446, 652, 858, 1062, 1268, 1474, 1680};
    static const struct {
        uint32_t to;
        struct stated c;
    } levels[] = {
        {548, {0, 0, 0, 16, 128, 128}},  {960, {255, 255, 255, 235, 128, 128}},
        {1132, {0, 0, 0, 16, 128, 128}}, {1200, {0, 0, 0, 12, 128, 128}},
        {1268, {0, 0, 0, 16, 128, 128}}, {1338, {5, 5, 5, 20, 128, 128}},
        {1406, {0, 0, 0, 16, 128, 128}}, {1474, {10, 10, 10, 25, 128, 128}},
        {1680, {0, 0, 0, 16, 128, 128}}};
    uint32_t from = 240;

    assert_band(0, 240, 0, 630, gray40);
    for (int k = 0; k < 7; k++)
        assert_band(edge[k], edge[k + 1], 0, 630, bars75[k]);
    assert_band(1680, 1920, 0, 630, gray40);
    assert_band(0, 240, 630, 720, cyan);
    assert_band(240, 446, 630, 720, minus_i);
    assert_band(446, 1680, 630, 720, bars75[0]);
    assert_band(1680, 1920, 630, 720, blue);
    assert_band(0, 240, 720, 810, yellow);
    assert_band(240, 446, 720, 810, plus_q);
    for (uint32_t x = 446; x < 1474; x++) {
        const double v = (double)(x - 446) / 1027.0;
        const uint8_t rgb = (uint8_t)(255.0 * v + 0.5);
        assert_band(x, x + 1, 720, 810,
                    (struct stated){rgb, rgb, rgb, (uint8_t)(16.0 + 219.0 * v + 0.5),
                                    128, 128});
    }
    assert_band(1474, 1680, 720, 810, white);
    assert_band(1680, 1920, 720, 810, red);
    assert_band(0, 240, 810, 1080, gray15);
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        assert_band(from, levels[i].to, 810, 1080, levels[i].c);
        from = levels[i].to;
    }
    assert_band(1680, 1920, 810, 1080, gray15);
}

static void smpte_is_rp_219_in_every_pixel(void **state)
{
    (void)state;
    for (int p = 0; p < 4; p++) {
        video_rig_begin(&rig, "testpattern");
        draw(p & 1 ? SMPTE_BARS : SMPTE, "1920x1080", pixels[p]);
        check_smpte_1080();
        video_rig_end(&rig);
    }
}

/* Odd and tiny sizes: bands meet, nothing is left out, nothing is written outside. */
static void smpte_fills_any_size(void **state)
{
    static const char *const sizes[] = {"640x480", "37x23", "7x5",
                                        "1x1",     "2x3",   "16x1"};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct leat_frame *copy;
        video_rig_begin(&rig, "testpattern");
        draw(SMPTE, sizes[i], LEAT_PIXEL_RGBA8);
        copy = leat_frame_take(rig.pool); /* drawn again, over other bytes */
        memset(copy->plane[0], 0x55, copy->stride[0] * (size_t)copy->format.height);
        leat_frame_unref(&copy);
        leat_frame_unref(&rig.out);
        rig.out = NULL;
        assert_int_equal(video_rig_tick(&rig, 1, NULL), 0);
        for (uint32_t y = 0; y < rig.out->format.height; y++)
            for (uint32_t x = 0; x < rig.out->format.width; x++)
                assert_int_equal(video_rig_at(rig.out, 0, 4 * x + 3, y), 255);
        video_rig_end(&rig);
    }
}

static void bars_have_edges_at_rounded_sevenths(void **state)
{
    (void)state;
    for (int p = 0; p < 4; p++) {
        video_rig_begin(&rig, "testpattern");
        draw(BARS, "640x48", pixels[p]);
        for (uint32_t k = 0; k < 7; k++)
            assert_band((k * 640 * 2 + 7) / 14, ((k + 1) * 640 * 2 + 7) / 14, 0, 48,
                        bars75[k]);
        video_rig_end(&rig);
        video_rig_begin(&rig, "testpattern");
        video_rig_set(&rig, "level", 100.0f);
        draw(BARS, "7x2", pixels[p]);
        assert_band(1, 2, 0, 2, yellow);
        assert_band(6, 7, 0, 2, blue);
        video_rig_end(&rig);
    }
}

static void a_gradient_is_linear_both_ways(void **state)
{
    (void)state;
    for (int vertical = 0; vertical < 2; vertical++)
        for (int p = 0; p < 4; p++) {
            video_rig_begin(&rig, "testpattern");
            video_rig_set(&rig, "dir", (float)vertical);
            draw(GRADIENT, "300x200", pixels[p]);
            for (uint32_t y = 0; y < 200; y++)
                for (uint32_t x = 0; x < 300; x++) {
                    const double v = vertical ? y / 199.0 : x / 299.0;
                    const uint8_t rgb = (uint8_t)(255.0 * v + 0.5);
                    assert_true(
                        is(x, y,
                           (struct stated){rgb, rgb, rgb, (uint8_t)(16.5 + 219.0 * v),
                                           128, 128}));
                }
            video_rig_end(&rig);
        }
    video_rig_begin(&rig, "testpattern");
    draw(GRADIENT, "1x3", LEAT_PIXEL_RGB24);
    assert_band(0, 1, 0, 3, black);
    video_rig_end(&rig);
}

static void squares_alternate_from_white(void **state)
{
    static const struct {
        const char *size;
        float cell;
        uint32_t w, h, side;
    } cases[] = {
        {"64x48", 0.0f, 64, 48, 6}, {"20x9", 3.0f, 20, 9, 3}, {"5x4", 0.0f, 5, 4, 1}};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (int p = 0; p < 4; p++) {
            video_rig_begin(&rig, "testpattern");
            video_rig_set(&rig, "cell", cases[i].cell);
            draw(CHECKERBOARD, cases[i].size, pixels[p]);
            for (uint32_t y = 0; y < cases[i].h; y++)
                for (uint32_t x = 0; x < cases[i].w; x++)
                    assert_true(is(
                        x, y,
                        (x / cases[i].side + y / cases[i].side) % 2 ? black : white));
            video_rig_end(&rig);
        }
}

static void one_colour_is_the_one_that_was_named(void **state)
{
    static const struct {
        const char *text;
        struct stated c;
    } colours[] = {{"red", {255, 0, 0, 63, 102, 240}},
                   {"#f80", {255, 136, 0, 146, 56, 186}},
                   {"#00FF00", {0, 255, 0, 173, 42, 26}}};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (int p = 0; p < 4; p++) {
            video_rig_begin(&rig, "testpattern");
            video_rig_text(&rig, "color", colours[i].text);
            draw(SOLID, "9x7", pixels[p]);
            assert_band(0, 9, 0, 7, colours[i].c);
            video_rig_end(&rig);
        }
    for (int p = 0; p < 4; p++) {
        video_rig_begin(&rig, "testpattern");
        draw(BLACK, "9x7", pixels[p]);
        assert_band(0, 9, 0, 7, black);
        video_rig_end(&rig);
        video_rig_begin(&rig, "testpattern");
        draw(WHITE, "9x7", pixels[p]);
        assert_band(0, 9, 0, 7, white);
        video_rig_end(&rig);
    }
}

static void it_is_drawn_once_and_ends_on_time(void **state)
{
    const struct leat_frame *first;

    (void)state;
    video_rig_begin(&rig, "testpattern");
    video_rig_set(&rig, "rate", 29.97f);
    video_rig_set(&rig, "duration", 2.0f);
    draw(SMPTE, "64x48", LEAT_PIXEL_RGBA8);
    first = rig.out;
    for (int64_t k = 1; k < 60; k++) {
        assert_int_equal(video_rig_tick(&rig, k, NULL), 0);
        assert_ptr_equal(rig.out, first);
    }
    assert_int_equal(video_rig_tick(&rig, 60, NULL), LEAT_ERR_CANCELLED);
    video_rig_end(&rig);
}

static void rates_are_rationals(void **state)
{
    static const struct {
        float fps;
        int64_t num, den;
    } rates[] = {{30.0f, 30, 1},
                 {29.97f, 30000, 1001},
                 {30000.0f / 1001.0f, 30000, 1001},
                 {23.976f, 24000, 1001},
                 {23.98f, 24000, 1001},
                 {59.94f, 60000, 1001},
                 {24.0f, 24, 1},
                 {12.5f, 25, 2},
                 {25.0f, 25, 1},
                 {0.001f, 1, 1000}};

    (void)state;
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        video_rig_begin(&rig, "testpattern");
        video_rig_set(&rig, "fps", rates[i].fps);
        assert_int_equal(video_rig_shape(&rig, LEAT_PIXEL_RGBA8), 0);
        assert_int_equal(rig.env.out_video[0].rate.num, rates[i].num);
        assert_int_equal(rig.env.out_video[0].rate.den, rates[i].den);
    }
}

static void what_is_no_size_or_colour_is_refused_in_words(void **state)
{
    static const char *const sizes[] = {"",     "640",         "640x",    "x480",
                                        "0x1",  "1x0",         "16385x1", "640x480x",
                                        "-1x4", "9999999999x4"};
    static const char *const colours[] = {"",         "#",       "#12", "#12345",
                                          "#1234567", "#gggggg", "blu", "bluee"};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        video_rig_begin(&rig, "testpattern");
        video_rig_text(&rig, "size", sizes[i]);
        assert_int_equal(video_rig_shape(&rig, LEAT_PIXEL_RGBA8), LEAT_ERR_FORMAT);
        assert_int_equal(rig.diag.n_errors, 1);
    }
    for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
        video_rig_begin(&rig, "testpattern");
        video_rig_text(&rig, "color", colours[i]);
        assert_int_equal(video_rig_shape(&rig, LEAT_PIXEL_RGBA8), LEAT_ERR_FORMAT);
        assert_true(rig.diag.finding[0].hint[0] != '\0');
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(smpte_is_rp_219_in_every_pixel),
        cmocka_unit_test(smpte_fills_any_size),
        cmocka_unit_test(bars_have_edges_at_rounded_sevenths),
        cmocka_unit_test(a_gradient_is_linear_both_ways),
        cmocka_unit_test(squares_alternate_from_white),
        cmocka_unit_test(one_colour_is_the_one_that_was_named),
        cmocka_unit_test(it_is_drawn_once_and_ends_on_time),
        cmocka_unit_test(rates_are_rationals),
        cmocka_unit_test(what_is_no_size_or_colour_is_refused_in_words),
    };
    return cmocka_run_group_tests_name("testpattern", tests, NULL, NULL);
}
