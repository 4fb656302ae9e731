/* SPDX-License-Identifier: MIT */
/* pictures: what programs draw, and what they do with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "lang/program.h"

static char printed[1 << 12];
static struct leat_diag diag;

static struct leat_program *begin(const char *text)
{
    const struct leat_program_options options = {.size = sizeof(options)};
    struct leat_program *program;

    leat_diag_clear(&diag);
    printed[0] = '\0';
    if (leat_program_create(text, strlen(text), &options, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    return program;
}

static int frame(struct leat_program *program, int64_t k)
{
    const int err = program_frame(program, k, program_fps(program), &diag);

    for (uint32_t i = 0; i < program->draft.n_lines; i++) {
        strcat(printed, program->draft.line[i]);
        strcat(printed, ";");
    }
    program->draft.n_lines = 0;
    return err;
}

static uint32_t pixel(const struct leat_program *p, uint32_t x, uint32_t y)
{
    const uint8_t *at =
        p->picture->plane[0] + (size_t)y * p->picture->stride[0] + 4 * (size_t)x;

    return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

static void a_layer_is_laid_over_as_a_whole(void **state)
{
    /* two squares of one layer at 50% do not shine through each other */
    struct leat_program *p =
        begin("Graphics.size(64, 32)\n"
              "loop { clear(black)\n"
              "  layer(\"a\", opacity: 50%) { rect(0, 0, 40.px, 32.px, white)\n"
              "    rect(20.px, 0, 44.px, 32.px, #0000FF) }\n"
              "  rect(0, 16.px, 64.px, 16.px, #00FF00) }");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(pixel(p, 4, 4), 0x808080);
    assert_int_equal(pixel(p, 30, 4), 0x000080);
    assert_int_equal(pixel(p, 60, 4), 0x000080);
    assert_int_equal(pixel(p, 30, 20), 0x00FF00); /* behind it, on the ground again */
    leat_program_destroy(&p);
}

static void a_layer_adds(void **state)
{
    struct leat_program *p = begin("Graphics.size(16, 16)\n"
                                   "clear(#404040)\n"
                                   "Graphics.layer(\"light\", mode: \"Add\") { "
                                   "rect(0, 0, 16.px, 16.px, #102030) }");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(pixel(p, 8, 8), 0x506070);
    leat_program_destroy(&p);
}

static void what_leaves_a_block_ends_its_layers(void **state)
{
    struct leat_program *p =
        begin("Graphics.size(16, 16)\n"
              "func half() { layer(\"b\", opacity: 0) { return 7 } }\n"
              "loop { clear(black)\n"
              "  for i in 0..3 { layer(\"a\", opacity: 0) { if i == 1 { break } } }\n"
              "  for i in 0..3 { layer(\"c\", opacity: 0) { continue } }\n"
              "  n = half()\n"
              "  rect(0, 0, 16.px, 16.px, #FF0000); print(n) }");

    (void)state;
    for (int64_t k = 0; k < 20; k++) {
        assert_int_equal(frame(p, k), 0);
        assert_int_equal(pixel(p, 8, 8), 0xFF0000);
    }
    leat_program_destroy(&p);
}

static void a_captured_frame_is_a_picture(void **state)
{
    struct leat_program *p =
        begin("Graphics.size(32, 16)\n"
              "let mut old = null\n"
              "if old == null { clear(#FF0000); rect(0, 0, 16.px, 16.px, #0000FF)\n"
              "  old = capture_frame(); print(old.width, old.height) }\n"
              "clear(black)\n"
              "image(old, 0, 0, width: 16.px, height: 8.px)\n"
              "if frame() > 0 { video(old, 16.px, 8.px, 16.px, 8.px) }");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_string_equal(printed, "32 px 16 px;");
    assert_int_equal(pixel(p, 4, 4), 0x0000FF);
    assert_int_equal(pixel(p, 12, 4), 0xFF0000);
    assert_int_equal(pixel(p, 12, 12), 0x000000);
    for (int64_t k = 1; k < 200; k++) /* also when memory was looked through */
        assert_int_equal(frame(p, k), 0);
    assert_int_equal(pixel(p, 20, 12), 0x0000FF);
    assert_int_equal(pixel(p, 28, 12), 0xFF0000);
    leat_program_destroy(&p);
}

static int n_saved;

static int save(void *user, const char *path, const struct leat_frame *picture,
                struct leat_diag *why)
{
    (void)user;
    if (strcmp(path, "no.png") == 0) {
        leat_diag_add(why, LEAT_ERROR, 802, "It is full.");
        return LEAT_ERR_NO_SPACE;
    }
    assert_string_equal(path, "yes.png");
    assert_int_equal(picture->plane[0][0], 0xFF); /* what came after it is seen, too */
    n_saved++;
    return 0;
}

static void a_screenshot_has_the_whole_frame(void **state)
{
    struct leat_program *p =
        begin("Graphics.size(16, 16)\n"
              "loop { if frame() == 1 { save_screenshot(\"yes.png\") }\n"
              "  if frame() == 2 { save_screenshot(\"no.png\") }\n"
              "  clear(#FF0000) }");

    (void)state;
    n_saved = 0;
    p->save = save;
    assert_int_equal(frame(p, 0), 0);
    assert_int_equal(frame(p, 1), 0);
    assert_int_equal(n_saved, 1);
    assert_int_equal(frame(p, 2), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 407);
    assert_string_equal(diag.finding[0].message,
                        "`save_screenshot` cannot work: It is full.");
    assert_int_equal(diag.finding[0].line, 3);
    leat_diag_clear(&diag);
    assert_int_equal(frame(p, 3), 0);
    assert_int_equal(n_saved, 1);
    leat_program_destroy(&p);
}

static void fps_sets_the_time_of_frames(void **state)
{
    struct leat_program *p = begin("fps(25); clear(black)\n"
                                   "print(time, fps(), delta_time())");

    (void)state;
    assert_true(program_fps(p) == 60.0);
    for (int64_t k = 0; k < 3; k++)
        assert_int_equal(frame(p, k), 0);
    assert_string_equal(printed, "0 25 0.04;0.04 25 0.04;0.08 25 0.04;");
    assert_int_equal(p->picture->format.rate.num, 25);
    assert_int_equal(p->picture->format.rate.den, 1);
    leat_program_destroy(&p);
}

static void a_loop_sets_the_time_of_its_frames(void **state)
{
    struct leat_program *p =
        begin("let fps = 25\n"
              "loop at (fps * 2).hz { clear(black); print(time) }");

    (void)state;
    assert_true(program_fps(p) == 50.0);
    for (int64_t k = 0; k < 3; k++)
        assert_int_equal(frame(p, k), 0);
    assert_string_equal(printed, "0;0.02;0.04;");
    assert_int_equal(p->picture->format.rate.num, 50);
    leat_program_destroy(&p);
}

static void the_mouse_is_on_a_picture_be_it_empty(void **state)
{
    struct leat_program *p = begin("Graphics.size(8, 8)\nloop { x = mouse.x }");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_non_null(p->picture);
    assert_int_equal(pixel(p, 4, 4), 0);
    leat_program_destroy(&p);
}

static void the_wind_is_a_vector(void **state)
{
    struct leat_program *p = begin("clear(black)\nprint(mouse.x, mouse_position().y)\n"
                                   "wind_effect(direction: 90, strength: 2)\n"
                                   "print(round(wind_vector.x, 6), wind_vector.y)");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_string_equal(printed, "0.5 0.5;0 2;");
    leat_program_destroy(&p);
}

/* x += v dt with v = 120 px/s down from the middle; gravity adds g t^2 / 2. */
static void particles_fly_as_the_formula_says(void **state)
{
    struct leat_program *p =
        begin("Graphics.size(64, 256)\n"
              "let mut s = ParticleSystem.new(3)\n"
              "clear(black)\n"
              "if frame() == 0 { s.spawn([32, 20], 5, speed: 120, angle: 90, size: 6, "
              "life: 10); print(s.count, s.max) }\n"
              "if frame() == 60 { s.reset() }\n"
              "s.render(white)\n"
              "s.update()\n"
              "if frame() == 61 { print(s.count) }");

    (void)state;
    for (int64_t k = 0; k <= 30; k++)
        assert_int_equal(frame(p, k), 0);
    assert_true(pixel(p, 32, 20 + 60) > 0xC0C0C0);
    assert_int_equal(pixel(p, 32, 20 + 50), 0);
    assert_int_equal(pixel(p, 32, 20 + 70), 0);
    for (int64_t k = 31; k <= 61; k++)
        assert_int_equal(frame(p, k), 0);
    assert_int_equal(pixel(p, 32, 20 + 120), 0);
    assert_string_equal(printed, "3 3;0;");
    leat_program_destroy(&p);
}

/* As a grid of its steps, which leaves its notes where they are. */
static void a_sequencer_is_drawn_as_its_steps(void **state)
{
    struct leat_program *p =
        begin("Graphics.size(64, 64)\n"
              "seq = Sequencer.new(4, tracks: { kick: \"X...\", hat: \"..x.\" })\n"
              "loop { clear(black)\nGraphics.pattern_grid(seq, color: white) }");

    (void)state;
    assert_int_equal(frame(p, 0), 0);
    assert_true(pixel(p, 8, 16) > 0xC0C0C0);
    assert_true(pixel(p, 40, 48) > 0x606060 && pixel(p, 40, 48) < 0xA0A0A0);
    assert_true(pixel(p, 24, 16) < 0x404040);
    assert_true(pixel(p, 8, 48) < 0x404040);
    leat_program_destroy(&p);
}

static void gravity_pulls_what_is_drawn(void **state)
{
    static const char *const programs[] = {
        "Graphics.set_gravity(0, 20000)", "Graphics.set_gravity(20000)",
        "Graphics.set_gravity([0, 20000])", "Graphics.set_gravity(0, 0)"};
    char text[400];

    (void)state;
    for (int i = 0; i < 4; i++) {
        snprintf(text, sizeof(text),
                 "Graphics.size(64, 64)\n%s\nclear(black)\n"
                 "particles(count: 50, emission_rate: 3000, velocity_spread: 0, "
                 "life_time: 10.s, color_end: white)",
                 programs[i]);
        struct leat_program *p = begin(text);
        for (int64_t k = 0; k < 30; k++)
            assert_int_equal(frame(p, k), 0);
        assert_true((pixel(p, 32, 32) == 0) == (i < 3));
        leat_program_destroy(&p);
    }
}

static void what_is_planned_does_nothing(void **state)
{
    struct leat_program *p =
        begin("rose = Plant.new(\"rose\"); rose.grow(2); rose.height = 3\n"
              "Graphics.set_water_level(0.5)\n"
              "pool = Graphics.create_particle_pool(100)\n"
              "more = Plant.new(\"lily\")\n"
              "loop { clear(black); print(rose.height, rose.draw(), rose == more, "
              "pool.size) }");

    (void)state;
    assert_int_equal(diag.n, 3); /* once a word */
    for (uint32_t i = 0; i < diag.n; i++)
        assert_int_equal(diag.finding[i].code, 206);
    assert_int_equal(frame(p, 0), 0);
    assert_string_equal(printed, "null null false null;");
    leat_program_destroy(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer_is_laid_over_as_a_whole),
        cmocka_unit_test(a_layer_adds),
        cmocka_unit_test(what_leaves_a_block_ends_its_layers),
        cmocka_unit_test(a_captured_frame_is_a_picture),
        cmocka_unit_test(a_screenshot_has_the_whole_frame),
        cmocka_unit_test(fps_sets_the_time_of_frames),
        cmocka_unit_test(a_loop_sets_the_time_of_its_frames),
        cmocka_unit_test(particles_fly_as_the_formula_says),
        cmocka_unit_test(the_mouse_is_on_a_picture_be_it_empty),
        cmocka_unit_test(the_wind_is_a_vector),
        cmocka_unit_test(a_sequencer_is_drawn_as_its_steps),
        cmocka_unit_test(gravity_pulls_what_is_drawn),
        cmocka_unit_test(what_is_planned_does_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
