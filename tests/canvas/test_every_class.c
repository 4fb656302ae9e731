/* SPDX-License-Identifier: MIT */
/* What holds of every drawing class, and of the frames of a canvas. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "base/random.h"
#include "canvas/example.h"
#include "pix/convert.h"

/* Cairo 1.16 and fontconfig keep what they know of fonts until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:cairo_toy_font_face_create";
}

static struct leat_canvas *canvas_of(uint32_t width, uint32_t height, uint64_t seed)
{
    const struct leat_canvas_config config = {
        .size = sizeof(config), .width = width, .height = height, .seed = seed};
    struct leat_canvas *canvas;

    assert_int_equal(leat_canvas_create(&config, &canvas), 0);
    return canvas;
}

static uint64_t hash_of(const struct leat_frame *frame)
{
    uint64_t hash = FNV_START;

    for (uint32_t y = 0; y < frame->format.height; y++)
        hash = fnv_bytes(hash, pix_row(frame, 0, y), 4 * (size_t)frame->format.width);
    return hash;
}

static const uint8_t *pixel(const struct leat_frame *frame, uint32_t x, uint32_t y)
{
    return pix_row(frame, 0, y) + 4 * (size_t)x;
}

/* Colours never above their alpha: what is drawn is premultiplied. */
static void check_premultiplied(const struct leat_frame *frame, const char *name)
{
    for (uint32_t y = 0; y < frame->format.height; y++)
        for (uint32_t x = 0; x < frame->format.width; x++)
            for (int c = 0; c < 3; c++)
                if (pixel(frame, x, y)[c] > pixel(frame, x, y)[3])
                    fail_msg("%s: colour above alpha at %u, %u", name, x, y);
}

static int last_err; /* of the call that draw_frames() made last */

/* Draw some frames of a class by values that `fill` makes; the hash of all of them. */
static uint64_t draw_frames(const struct leat_draw_class *draw, uint32_t width,
                            uint32_t height, uint64_t seed,
                            void (*fill)(struct leat_draw_value *, uint64_t kind,
                                         const struct leat_draw_class *),
                            uint64_t kind)
{
    struct leat_canvas *canvas = canvas_of(width, height, seed);
    struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS];
    static double numbers[EXAMPLE_NUMBERS];
    struct leat_frame *frame = NULL;
    uint64_t hash = FNV_START;

    for (int k = 0; k < 4; k++) {
        struct leat_frame *before = frame;
        leat_canvas_begin(canvas, k / 30.0, k, 30.0);
        example_values(draw, values, numbers, before, "no such file.png");
        if (fill)
            fill(values, kind + (uint64_t)k, draw);
        last_err = leat_canvas_draw(canvas, draw, values, 3, NULL);
        assert_int_equal(leat_canvas_end(canvas, &frame), 0);
        leat_frame_unref(&before);
        hash = fnv_u32(hash, (uint32_t)hash_of(frame));
        check_premultiplied(frame, draw->name);
    }
    leat_frame_unref(&frame);
    leat_canvas_destroy(&canvas);
    return hash;
}

static void every_class_is_complete(void **state)
{
    (void)state;
    assert_true(leat_n_draw_classes() >= 40);
    for (size_t i = 0; i < leat_n_draw_classes(); i++) {
        const struct leat_draw_class *d = leat_draw_class_at(i);
        assert_int_equal(d->size, sizeof(*d));
        assert_ptr_equal(leat_draw_class_find(d->name), d);
        assert_non_null(d->draw);
        assert_true(d->summary[strlen(d->summary) - 1] == '.');
        assert_non_null(strstr(d->example, d->name));
        assert_in_range(d->n_params, 1, LEAT_DRAW_MAX_PARAMS);
        for (size_t p = 0; p < d->n_params; p++) {
            const struct leat_draw_param *param = &d->params[p];
            const size_t length = strlen(param->help);
            assert_int_equal(leat_draw_param_find(d, param->name), (int)p);
            assert_true(length > 3 && param->help[length - 1] == '.');
            if (param->kind == LEAT_DRAW_NUMBER || param->kind == LEAT_DRAW_CHOICE)
                assert_true(param->min <= param->def && param->def <= param->max &&
                            param->min < param->max);
            assert_true((param->kind == LEAT_DRAW_CHOICE) == (param->choices != NULL));
        }
    }
}

static void every_class_draws_by_its_defaults(void **state)
{
    static const char *const unseen[] = {"clear",        "fade_to_black",  "blend_mode",
                                         "bloom_effect", "depth_of_field", "feedback",
                                         "screen_shake", "wind_effect",    "image",
                                         "video",        "blend_modes"};

    (void)state;
    for (size_t i = 0; i < leat_n_draw_classes(); i++) {
        const struct leat_draw_class *d = leat_draw_class_at(i);
        const uint64_t black =
            draw_frames(leat_draw_class_find("clear"), 420, 240, 1, NULL, 0);
        bool seen = true;
        for (size_t k = 0; k < sizeof(unseen) / sizeof(unseen[0]); k++)
            seen = seen && strcmp(unseen[k], d->name) != 0;
        if ((draw_frames(d, 420, 240, 1, NULL, 0) != black) != seen &&
            last_err != LEAT_ERR_UNSUPPORTED) /* a build without Cairo */
            fail_msg("%s draws %s", d->name, seen ? "nothing" : "something");
    }
}

static void the_same_calls_draw_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < leat_n_draw_classes(); i++) {
        const struct leat_draw_class *d = leat_draw_class_at(i);
        assert_true(draw_frames(d, 97, 61, 5, NULL, 0) ==
                    draw_frames(d, 97, 61, 5, NULL, 0));
    }
    assert_true(draw_frames(leat_draw_class_find("starfield"), 97, 61, 5, NULL, 0) !=
                draw_frames(leat_draw_class_find("starfield"), 97, 61, 6, NULL, 0));
}

static void every_cpu_level_draws_the_same(void **state)
{
    static const char *const levels[] = {"v2", "v3", "v4"};

    (void)state;
    for (size_t i = 0; i < leat_n_draw_classes(); i++) {
        const struct leat_draw_class *d = leat_draw_class_at(i);
        uint64_t first = 0;
        for (int l = 0; l < 3; l++) {
            uint64_t hash;
            setenv("LEAT_CPU", levels[l], 1);
            hash = draw_frames(d, 97, 61, 5, NULL, 0);
            first = l ? first : hash;
            assert_true(hash == first);
        }
    }
    unsetenv("LEAT_CPU");
}

/* Ends of ranges, what lies far beyond them, and what is no number. */
static void fill_wild(struct leat_draw_value *values, uint64_t kind,
                      const struct leat_draw_class *draw)
{
    static double numbers[64];
    static struct leat_draw_point points[16];
    const double wild[] = {NAN,   INFINITY, -INFINITY, 0.0, -0.0, 1.0,     -1.0,
                           1e300, -1e300,   1e-300,    0.5, 37.0, -1000.0, 5000.0};
    const size_t n = sizeof(wild) / sizeof(wild[0]);

    for (size_t i = 0; i < 64; i++)
        numbers[i] = wild[random_bits(kind, i) % n];
    for (size_t i = 0; i < 16; i++)
        points[i] = (struct leat_draw_point){
            wild[random_bits(kind, 100 + i) % n], wild[random_bits(kind, 200 + i) % n],
            (enum leat_draw_written)(random_bits(kind, 300 + i) % 3),
            (enum leat_draw_written)(random_bits(kind, 400 + i) % 3)};
    for (size_t i = 0; i < draw->n_params; i++) {
        const struct leat_draw_param *p = &draw->params[i];
        const uint64_t bits = random_bits(kind, 500 + i);
        values[i] = (struct leat_draw_value){
            .is_set = bits % 5 > 0 || p->flags & LEAT_PARAM_REQUIRED,
            .written = (enum leat_draw_written)(bits >> 8 & 1 ? 0 : bits >> 9 & 2),
            .number = bits >> 16 & 1   ? wild[(bits >> 20) % n]
                      : bits >> 17 & 1 ? p->min
                                       : p->max,
            .second = wild[(bits >> 30) % n],
            .text = bits >> 40 & 1 ? "" : "a\xff\xfe \xe2\x82\nb",
            .numbers = bits >> 41 & 1 ? numbers : NULL,
            .points = bits >> 42 & 1 ? points : NULL,
            .n = (bits >> 43) % 17,
            .columns = (bits >> 48) % 6,
        };
        for (int c = 0; c < 4; c++)
            values[i].rgba[c] = (float)wild[(bits >> (50 + 3 * c)) % n];
        /* thousands of particles by the million pixels are for another test */
        if (p->kind == LEAT_DRAW_NUMBER && p->max >= 5000.0 && p->max <= 1e5 &&
            values[i].number > 50.0)
            values[i].number = 50.0;
    }
}

static void wild_values_do_no_harm(void **state)
{
    static const uint32_t sides[][2] = {{1, 1}, {17, 3}, {3, 50}, {64, 33}};

    (void)state;
    for (size_t i = 0; i < leat_n_draw_classes(); i++)
        for (uint64_t kind = 0; kind < 24; kind++)
            for (size_t s = 0; s < 4; s++)
                draw_frames(leat_draw_class_at(i), sides[s][0], sides[s][1], kind,
                            fill_wild, 1000 * kind);
}

static struct leat_frame *frame_with(struct leat_canvas *canvas, double time_s,
                                     int64_t number, const char *name,
                                     const struct leat_draw_value *values)
{
    const struct leat_draw_value none[LEAT_DRAW_MAX_PARAMS] = {{.is_set = false}};
    struct leat_frame *frame;

    leat_canvas_begin(canvas, time_s, number, 60.0);
    if (name)
        assert_int_equal(leat_canvas_draw(canvas, leat_draw_class_find(name),
                                          values ? values : none, 0, NULL),
                         0);
    assert_int_equal(leat_canvas_end(canvas, &frame), 0);
    return frame;
}

static void what_was_drawn_stays(void **state)
{
    struct leat_canvas *canvas = canvas_of(40, 30, 0);
    struct leat_frame *a = frame_with(canvas, 0.0, 0, "circle", NULL);
    struct leat_frame *b = frame_with(canvas, 0.1, 1, NULL, NULL);
    struct leat_frame *c = frame_with(canvas, 0.2, 2, "clear", NULL);

    (void)state;
    assert_int_equal(pixel(a, 20, 15)[0], 255);
    assert_int_equal(pixel(a, 0, 0)[3], 255);
    assert_true(hash_of(a) == hash_of(b));
    assert_int_equal(pixel(c, 20, 15)[0], 0);
    assert_int_equal(c->tick, 2);
    leat_frame_unref(&a);
    leat_frame_unref(&b);
    leat_frame_unref(&c);
    leat_canvas_destroy(&canvas);
}

static void a_flash_fades_and_leaves_nothing(void **state)
{
    struct leat_canvas *canvas = canvas_of(4, 4, 0);
    const int wanted[] = {255, 191, 128, 64, 0, 0};

    (void)state;
    for (int k = 0; k < 6; k++) { /* a flash of 0.1 s, a frame each 25 ms */
        struct leat_frame *f =
            frame_with(canvas, 0.025 * k, k, k ? NULL : "flash", NULL);
        assert_true(abs(pixel(f, 2, 2)[1] - wanted[k]) <= 1);
        leat_frame_unref(&f);
    }
    leat_canvas_destroy(&canvas);
}

static void feedback_does_not_see_a_flash(void **state)
{
    struct leat_canvas *canvas = canvas_of(4, 4, 0);
    const struct leat_draw_value strong[LEAT_DRAW_MAX_PARAMS] = {
        {.is_set = true, .number = 0.999}};
    const int wanted[] = {255, 191, 128, 64, 0, 0};

    (void)state;
    for (int k = 0; k < 6; k++) {
        struct leat_frame *f = frame_with(canvas, 0.025 * k, k,
                                          k ? "feedback" : "flash", k ? strong : NULL);
        assert_true(abs(pixel(f, 2, 2)[1] - wanted[k]) <= 1);
        leat_frame_unref(&f);
    }
    leat_canvas_destroy(&canvas);
}

static void shaking_moves_what_is_shown_and_comes_to_rest(void **state)
{
    struct leat_canvas *canvas = canvas_of(100, 100, 0);
    const struct leat_draw_value red[LEAT_DRAW_MAX_PARAMS] = {
        {.is_set = true, .rgba = {1.0f, 0.0f, 0.0f, 1.0f}}};
    struct leat_frame *f = frame_with(canvas, 0.0, 0, "clear", red);

    (void)state;
    leat_frame_unref(&f);
    f = frame_with(canvas, 1.0, 1, "screen_shake", NULL);
    assert_int_equal(pixel(f, 9, 50)[0], 0); /* 10 pixels to the right at first */
    assert_int_equal(pixel(f, 10, 50)[0], 255);
    leat_frame_unref(&f);
    f = frame_with(canvas, 1.5, 2, NULL, NULL);
    assert_int_equal(pixel(f, 0, 0)[0], 255);
    assert_int_equal(pixel(f, 99, 99)[0], 255);
    leat_frame_unref(&f);
    leat_canvas_destroy(&canvas);
}

static void a_layer_is_laid_down_with_its_opacity(void **state)
{
    struct leat_canvas *canvas = canvas_of(8, 8, 0);
    const struct leat_draw_value none[LEAT_DRAW_MAX_PARAMS] = {{.is_set = false}};
    struct leat_frame *frame;

    (void)state;
    leat_canvas_begin(canvas, 0.0, 0, 60.0);
    assert_int_equal(leat_canvas_layer_end(canvas), LEAT_ERR_STATE);
    assert_int_equal(leat_canvas_layer_begin(canvas, 0.5, 0), 0);
    leat_canvas_draw(canvas, leat_draw_class_find("rect"), none, 0, NULL);
    assert_int_equal(leat_canvas_layer_end(canvas), 0);
    for (int i = 0; i < 8; i++)
        assert_int_equal(leat_canvas_layer_begin(canvas, 1.0, 0), 0);
    assert_int_equal(leat_canvas_layer_begin(canvas, 1.0, 0), LEAT_ERR_LIMIT);
    leat_canvas_draw(canvas, leat_draw_class_find("border"), none, 0, NULL);
    assert_int_equal(leat_canvas_end(canvas, &frame), 0); /* lays all of them down */
    assert_int_equal(pixel(frame, 4, 4)[0], 128);
    assert_int_equal(pixel(frame, 4, 4)[3], 255);
    assert_int_equal(pixel(frame, 0, 0)[0], 255);
    leat_frame_unref(&frame);
    leat_canvas_destroy(&canvas);
}

static void a_blend_mode_lasts_to_the_end_of_the_frame(void **state)
{
    struct leat_canvas *canvas = canvas_of(8, 8, 0);
    const struct leat_draw_value multiply[LEAT_DRAW_MAX_PARAMS] = {
        {.is_set = true, .number = 3}};
    const struct leat_draw_value none[LEAT_DRAW_MAX_PARAMS] = {{.is_set = false}};
    struct leat_frame *frame;

    (void)state;
    leat_canvas_begin(canvas, 0.0, 0, 60.0);
    leat_canvas_draw(canvas, leat_draw_class_find("blend_mode"), multiply, 0, NULL);
    leat_canvas_draw(canvas, leat_draw_class_find("rect"), none, 0, NULL);
    leat_canvas_end(canvas, &frame);
    assert_int_equal(pixel(frame, 4, 4)[0], 0); /* white times black */
    leat_frame_unref(&frame);
    frame = frame_with(canvas, 0.1, 1, "rect", NULL);
    assert_int_equal(pixel(frame, 4, 4)[0], 255);
    leat_frame_unref(&frame);
    leat_canvas_destroy(&canvas);
}

static void particles_come_at_their_rate_and_go(void **state)
{
    struct leat_canvas *canvas = canvas_of(200, 200, 0);
    struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS] = {
        {.is_set = true, .number = 1000.0}, {.is_set = true, .number = 60.0}};
    int k = 0;

    (void)state;
    for (; k < 60; k++) {
        struct leat_frame *f = frame_with(canvas, k / 60.0, k, "particles", values);
        leat_frame_unref(&f);
    }
    assert_int_equal(leat_canvas_n_particles(canvas), 60); /* all live on */
    values[1].number = 0.0;
    for (; k < 60 + 160; k++) {
        struct leat_frame *f = frame_with(canvas, k / 60.0, k, "particles", values);
        leat_frame_unref(&f);
    }
    assert_int_equal(leat_canvas_n_particles(canvas), 0); /* 2.5 s is the longest */
    values[0].number = 10.0;
    values[1].number = 1e5;
    for (int more = 0; more < 3; more++, k++) {
        struct leat_frame *f = frame_with(canvas, k / 60.0, k, "particles", values);
        leat_frame_unref(&f);
    }
    assert_int_equal(leat_canvas_n_particles(canvas), 10);
    leat_canvas_destroy(&canvas);
}

static void frames_that_are_held_are_a_limit(void **state)
{
    struct leat_canvas *canvas = canvas_of(8, 8, 0);
    struct leat_frame *held[32];
    int n = 0, err = 0;

    (void)state;
    while (n < 32) {
        leat_canvas_begin(canvas, n, n, 60.0);
        err = leat_canvas_end(canvas, &held[n]);
        if (err)
            break;
        n++;
    }
    assert_int_equal(err, LEAT_ERR_LIMIT);
    assert_in_range(n, 8, 31);
    while (n > 0)
        leat_frame_unref(&held[--n]);
    leat_canvas_begin(canvas, 99.0, 99, 60.0);
    assert_int_equal(leat_canvas_end(canvas, &held[0]), 0);
    leat_canvas_destroy(&canvas); /* a frame outlives it */
    assert_int_equal(pixel(held[0], 7, 7)[3], 255);
    leat_frame_unref(&held[0]);
}

static void sides_may_change(void **state)
{
    struct leat_canvas_config config = {.size = sizeof(config)};
    struct leat_canvas *canvas;
    struct leat_frame *frame;

    (void)state;
    assert_int_equal(leat_canvas_create(&config, &canvas), 0);
    assert_int_equal(leat_canvas_width(canvas), 1280);
    assert_int_equal(leat_canvas_height(canvas), 720);
    assert_int_equal(leat_canvas_resize(canvas, 0, 5), LEAT_ERR_INVALID);
    assert_int_equal(leat_canvas_resize(canvas, 5, 16385), LEAT_ERR_INVALID);
    assert_int_equal(leat_canvas_resize(canvas, 31, 17), 0);
    frame = frame_with(canvas, 0.0, 0, "plasma", NULL);
    assert_int_equal(frame->format.width, 31);
    assert_int_equal(frame->format.height, 17);
    leat_frame_unref(&frame);
    leat_canvas_destroy(&canvas);
    config.width = 16385;
    assert_int_equal(leat_canvas_create(&config, &canvas), LEAT_ERR_INVALID);
    assert_null(canvas);
}

static void a_file_that_is_missing_is_told(void **state)
{
    static struct leat_diag diag;
    struct leat_canvas *canvas = canvas_of(8, 8, 0);
    const struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS] = {
        {.is_set = true, .text = "no such file.png"}};
    int err;

    (void)state;
    leat_canvas_begin(canvas, 0.0, 0, 60.0);
    err = leat_canvas_draw(canvas, leat_draw_class_find("image"), values, 0, &diag);
    assert_true(err == LEAT_ERR_NO_FILE || err == LEAT_ERR_UNSUPPORTED);
    assert_true(diag.n_errors == 1);
    leat_canvas_destroy(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_class_is_complete),
        cmocka_unit_test(every_class_draws_by_its_defaults),
        cmocka_unit_test(the_same_calls_draw_the_same),
        cmocka_unit_test(every_cpu_level_draws_the_same),
        cmocka_unit_test(wild_values_do_no_harm),
        cmocka_unit_test(what_was_drawn_stays),
        cmocka_unit_test(a_flash_fades_and_leaves_nothing),
        cmocka_unit_test(feedback_does_not_see_a_flash),
        cmocka_unit_test(shaking_moves_what_is_shown_and_comes_to_rest),
        cmocka_unit_test(a_layer_is_laid_down_with_its_opacity),
        cmocka_unit_test(a_blend_mode_lasts_to_the_end_of_the_frame),
        cmocka_unit_test(particles_come_at_their_rate_and_go),
        cmocka_unit_test(frames_that_are_held_are_a_limit),
        cmocka_unit_test(sides_may_change),
        cmocka_unit_test(a_file_that_is_missing_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
