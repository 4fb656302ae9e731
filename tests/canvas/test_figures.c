/* SPDX-License-Identifier: MIT */
/* Figures and views: as much is covered as geometry says, and at the right place. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <leat/draw.h>
#include <leat/err.h>

#include "base/random.h"
#include "io/png.h"
#include "pix/convert.h"

#define PI 3.14159265358979323846

enum { WIDTH = 240, HEIGHT = 160 };

/* Cairo 1.16 and fontconfig keep what they know of fonts until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:cairo_toy_font_face_create";
}

static struct leat_canvas *canvas;
static struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS];
static const struct leat_draw_class *class_now;

static int set_up(void **state)
{
    const struct leat_canvas_config config = {
        .size = sizeof(config), .width = WIDTH, .height = HEIGHT};

    (void)state;
    return leat_canvas_create(&config, &canvas);
}

static int tear_down(void **state)
{
    (void)state;
    leat_canvas_destroy(&canvas);
    return 0;
}

static void call(const char *name)
{
    class_now = leat_draw_class_find(name);
    memset(values, 0, sizeof(values));
}

static struct leat_draw_value *set(const char *param)
{
    const int index = leat_draw_param_find(class_now, param);

    assert_true(index >= 0);
    values[index].is_set = true;
    values[index].written = LEAT_DRAW_PIXELS;
    return &values[index];
}

static void put(const char *param, double number)
{
    set(param)->number = number;
}

/* The frame of a call on black; NULL where the build cannot draw it. */
static struct leat_frame *drawn(void)
{
    const struct leat_draw_value none[LEAT_DRAW_MAX_PARAMS] = {{.is_set = false}};
    struct leat_frame *frame;
    int err;

    leat_canvas_begin(canvas, 0.0, 0, 60.0);
    leat_canvas_draw(canvas, leat_draw_class_find("clear"), none, 0, NULL);
    err = leat_canvas_draw(canvas, class_now, values, 0, NULL);
    assert_true(err == 0 || err == LEAT_ERR_UNSUPPORTED);
    assert_int_equal(leat_canvas_end(canvas, &frame), 0);
    if (err)
        leat_frame_unref(&frame);
    return frame;
}

/* What is lit: how much in whole pixels, and where its middle is. */
struct lit {
    double area, x, y;
    uint32_t left, right, top, bottom; /* of what is seen; right, bottom: the last */
};

static struct lit lit_of(const struct leat_frame *frame)
{
    struct lit lit = {.left = WIDTH, .top = HEIGHT};

    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            const uint8_t *p = pix_row(frame, 0, y) + 4 * (size_t)x;
            const double light = (p[0] > p[1] ? p[0] : p[1]) / 255.0;
            if (!(light > 0.0))
                continue;
            lit.area += light;
            lit.x += light * (x + 0.5);
            lit.y += light * (y + 0.5);
            lit.left = x < lit.left ? x : lit.left;
            lit.right = x > lit.right ? x : lit.right;
            lit.top = y < lit.top ? y : lit.top;
            lit.bottom = y > lit.bottom ? y : lit.bottom;
        }
    lit.x /= lit.area;
    lit.y /= lit.area;
    return lit;
}

static struct lit seen(void)
{
    struct leat_frame *frame = drawn();
    struct lit lit = {0};

    if (frame)
        lit = lit_of(frame);
    leat_frame_unref(&frame);
    return lit;
}

/* Coverage has 255 steps, so each pixel of an edge is off by up to half a step. */
static void assert_near(double value, double wanted, double part)
{
    if (!(fabs(value - wanted) <= part * fabs(wanted) + 1e-9))
        fail_msg("%f, not %f", value, wanted);
}

static void rectangles_have_their_area(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 200; i++) {
        const double x = 20.0 + 20.0 * random_unit_d(i, 0), y = 15.3;
        const double w = 1.0 + 150.0 * random_unit_d(i, 1);
        const double h = 1.0 + 120.0 * random_unit_d(i, 2);
        const double corner = i % 2 ? 0.5 * random_unit_d(i, 3) * fmin(w, h) : 0.0;
        struct lit lit;
        call("rect");
        put("x", x);
        put("y", y);
        put("width", w);
        put("height", h);
        put("corner", corner);
        lit = seen();
        assert_near(lit.area, w * h - (4.0 - PI) * corner * corner,
                    corner > 0.0 && w * h < 100.0 ? 0.1 : 0.012);
        assert_near(lit.x, x + 0.5 * w, 0.002);
        assert_near(lit.y, y + 0.5 * h, 0.002);
    }
}

static void a_rectangle_may_go_backwards(void **state)
{
    struct lit lit;

    (void)state;
    call("rect");
    put("x", 100.0);
    put("y", 90.0);
    put("width", -30.0);
    put("height", -20.0);
    lit = seen();
    assert_int_equal(lit.left, 70);
    assert_int_equal(lit.right, 99);
    assert_int_equal(lit.top, 70);
    assert_int_equal(lit.bottom, 89);
    assert_near(lit.area, 600.0, 0.0);
}

static void circles_have_their_area(void **state)
{
    (void)state;
    for (int r = 2; r < 70; r += 3)
        for (int t = 0; t < 4; t++) {
            struct lit lit;
            call("circle");
            put("x", 121.3);
            put("y", 80.6);
            put("radius", r);
            put("fill", t ? 0.0 : 1.0);
            put("thickness", t);
            lit = seen();
            assert_near(lit.area, t ? 2.0 * PI * r * t : PI * r * r, 0.05);
            assert_near(lit.x, 121.3, 0.002); /* a quarter of a pixel */
            assert_near(lit.y, 80.6, 0.003);
        }
}

static void lines_have_their_area(void **state)
{
    (void)state;
    for (int k = 0; k < 64; k++)
        for (int t = 1; t < 8; t += 3) {
            const double dx = 60.0 * cos(k * PI / 32.0), dy = 60.0 * sin(k * PI / 32.0);
            struct lit lit;
            call("line");
            put("x1", 120.0 - dx);
            put("y1", 80.0 - dy);
            put("x2", 120.0 + dx);
            put("y2", 80.0 + dy);
            put("thickness", t);
            lit = seen();
            /* the ramp of a pixel at each edge is sampled once a pixel: of a line as
             * thin as a pixel at 45 degrees that is an eighth too much */
            assert_near(lit.area, 120.0 * t + 0.25 * PI * t * t, t == 1 ? 0.13 : 0.03);
            assert_near(lit.x, 120.0, 0.001);
        }
}

static void a_line_may_be_two_places(void **state)
{
    const struct leat_draw_point from = {10.0, 20.0, LEAT_DRAW_PIXELS,
                                         LEAT_DRAW_PIXELS};
    const struct leat_draw_point to = {50.0, 20.0, LEAT_DRAW_PIXELS, LEAT_DRAW_PIXELS};
    struct lit lit;

    (void)state;
    call("line");
    set("start")->points = &from;
    set("start")->n = 1;
    set("end")->points = &to;
    set("end")->n = 1;
    put("width", 2.0); /* another name of its thickness */
    lit = seen();
    assert_int_equal(lit.left, 9); /* its ends are round */
    assert_int_equal(lit.right, 50);
    assert_int_equal(lit.top, 19);
    assert_int_equal(lit.bottom, 20);
}

static void polygons_have_their_area(void **state)
{
    const struct leat_draw_point corners[] = {
        {20.0, 10.0, LEAT_DRAW_PIXELS, LEAT_DRAW_PIXELS},
        {220.0, 60.0, LEAT_DRAW_PIXELS, LEAT_DRAW_PIXELS},
        {70.0, 150.0, LEAT_DRAW_PIXELS, LEAT_DRAW_PIXELS}};
    struct lit lit;

    (void)state;
    call("polygon");
    set("points")->points = corners;
    set("points")->n = 3;
    lit = seen();
    if (!(lit.area > 0.0))
        skip(); /* a build without Cairo */
    assert_near(lit.area, 0.5 * (200.0 * 140.0 - 50.0 * 50.0), 0.005);
    assert_near(lit.x, 310.0 / 3.0, 0.005);
    put("fill", 0.0);
    put("thickness", 4.0);
    lit = seen();
    assert_near(lit.area, 4.0 * (hypot(200, 50) + hypot(150, 90) + hypot(50, 140)),
                0.02);
    call("polyline");
    set("points")->points = corners;
    set("points")->n = 3;
    put("thickness", 4.0);
    assert_near(seen().area, 4.0 * (hypot(200, 50) + hypot(150, 90)) + 4.0 * PI, 0.02);
    set("points")->n = 1;
    assert_true(seen().area < 20.0); /* one place is a dot at most */
}

static void words_stand_where_they_are_put(void **state)
{
    struct lit left, right, middle;

    (void)state;
    call("text");
    set("text")->text = "HHH";
    put("x", 120.0);
    put("y", 40.0);
    put("size", 30.0);
    left = seen();
    if (!(left.area > 0.0))
        skip(); /* a build without Cairo, or a machine without letters */
    put("align", 2.0);
    right = seen();
    put("align", 1.0);
    middle = seen();
    assert_true(left.left >= 120 && right.right <= 120);
    assert_near(left.area, right.area, 0.05);
    assert_near(middle.x, 120.0, 0.02);
    assert_true(left.top >= 40 && left.bottom < 40 + 36);
}

static void a_file_comes_back_as_it_was(void **state)
{
    const struct leat_video_format format = {LEAT_PIXEL_RGB24, 33, 21, {60, 1}};
    char path[] = "/tmp/leat_canvas_XXXXXX";
    struct leat_frame_pool *pool;
    struct leat_frame *picture, *frame;
    struct png_encoder *encoder;
    const uint8_t *bytes;
    size_t size;
    const int file = mkstemp(path);

    (void)state;
    assert_int_equal(leat_frame_pool_create(&format, 1, &pool), 0);
    picture = leat_frame_take(pool);
    leat_frame_pool_destroy(&pool);
    for (uint32_t y = 0; y < 21; y++)
        for (uint32_t i = 0; i < 99; i++)
            pix_row(picture, 0, y)[i] = (uint8_t)random_bits(y, i);
    assert_int_equal(png_encoder_create(&format, &encoder), 0);
    bytes = png_encode(encoder, picture, &size);
    assert_true(write(file, bytes, size) == (ssize_t)size);
    close(file);
    png_encoder_destroy(&encoder);
    call("image");
    set("path")->text = path;
    put("x", 50.0);
    put("y", 60.0);
    frame = drawn();
    for (uint32_t y = 0; frame && y < 21; y++)
        for (uint32_t x = 0; x < 33; x++)
            assert_memory_equal(pix_row(frame, 0, 60 + y) + 4 * (50 + x),
                                pix_row(picture, 0, y) + 3 * x, 3);
    leat_frame_unref(&frame);
    unlink(path);
    frame = drawn(); /* it is read once */
    if (frame)
        assert_memory_equal(pix_row(frame, 0, 60) + 200, pix_row(picture, 0, 0), 3);
    leat_frame_unref(&frame);
    leat_frame_unref(&picture);
}

static void views_show_their_numbers(void **state)
{
    static const double numbers[] = {1.0, 0.5, 0.0, 0.25};
    const struct {
        const char *name;
        double area; /* parts of the whole frame */
    } rows[] = {{"bars", 0.8 * 0.4375},
                {"spectrum_analyzer", (0.75 + 0.25 + 0.125) / 3}};

    (void)state;
    for (int i = 0; i < 2; i++) {
        call(rows[i].name);
        set("data")->numbers = numbers;
        set("data")->n = 4;
        set("color")->rgba[0] = 1.0f;
        set("color")->rgba[3] = 1.0f;
        assert_near(seen().area, rows[i].area * WIDTH * HEIGHT, 0.01);
        set("data")->n = 0;
        assert_true(seen().area == 0.0 || seen().area != seen().area);
    }
}

static void a_meter_is_in_decibels(void **state)
{
    const double half[] = {0.0316227766}; /* -30 dB */
    const uint8_t green[3] = {51, 217, 77};
    struct leat_frame *frame;

    (void)state;
    call("vu_meter");
    set("data")->numbers = half;
    set("data")->n = 1;
    frame = drawn();
    assert_memory_equal(pix_row(frame, 0, HEIGHT / 2 + 2) + 4 * 120, green, 3);
    assert_int_equal(pix_row(frame, 0, HEIGHT / 2 - 3)[4 * 120 + 1], 0x20);
    leat_frame_unref(&frame);
}

static void a_spectrogram_moves_to_the_left(void **state)
{
    double loud[8];
    struct leat_frame *frame = NULL;

    (void)state;
    for (int k = 0; k < 3; k++) {
        leat_frame_unref(&frame);
        for (int i = 0; i < 8; i++)
            loud[i] = k == 0;
        call("spectrogram");
        set("data")->numbers = loud;
        set("data")->n = 8;
        put("columns", 4.0);
        frame = drawn();
    }
    /* of four columns the first is not there yet, the second is loud, two are silent */
    assert_int_equal(pix_row(frame, 0, 80)[4 * 20 + 1], 0);
    assert_memory_not_equal(pix_row(frame, 0, 80) + 4 * 90,
                            pix_row(frame, 0, 80) + 4 * 150, 3);
    assert_memory_equal(pix_row(frame, 0, 80) + 4 * 150,
                        pix_row(frame, 0, 80) + 4 * 230, 3);
    leat_frame_unref(&frame);
}

static void keys_lie_as_on_a_piano(void **state)
{
    struct leat_frame *frame;
    const double pressed[] = {49.0}; /* the first black one */

    (void)state;
    call("piano_keys");
    set("data")->numbers = pressed;
    set("data")->n = 1;
    put("low", 48.0);
    put("high", 59.0); /* seven white keys */
    frame = drawn();
    for (uint32_t k = 0; k < 7; k++) {
        const uint32_t middle = (2 * k + 1) * WIDTH / 14;
        const uint32_t edge = k * WIDTH / 7;
        assert_int_equal(pix_row(frame, 0, HEIGHT - 5)[4 * middle], 240);
        if (k > 1) /* a black key on the left, but for F */
            assert_int_equal(pix_row(frame, 0, 20)[4 * (edge + 4)], k == 3 ? 240 : 16);
    }
    assert_int_equal(pix_row(frame, 0, 20)[4 * (WIDTH / 7)], 5); /* it is down */
    leat_frame_unref(&frame);
}

#define FIGURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIGURE(rectangles_have_their_area),      FIGURE(a_rectangle_may_go_backwards),
        FIGURE(circles_have_their_area),         FIGURE(lines_have_their_area),
        FIGURE(a_line_may_be_two_places),        FIGURE(polygons_have_their_area),
        FIGURE(words_stand_where_they_are_put),  FIGURE(a_file_comes_back_as_it_was),
        FIGURE(views_show_their_numbers),        FIGURE(a_meter_is_in_decibels),
        FIGURE(a_spectrogram_moves_to_the_left), FIGURE(keys_lie_as_on_a_piano),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
