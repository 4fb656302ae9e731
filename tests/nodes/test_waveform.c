/* SPDX-License-Identifier: MIT */
/* waveform: what a picture of sound shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nodes/video_rig.h"

static struct video_rig rig;

/* Draw `n` frames of `lanes` samples as white on black, 64 wide and 33 high. */
static void draw(const float *at, uint32_t n, uint32_t lanes)
{
    video_rig_begin(&rig, "waveform");
    video_rig_text(&rig, "size", "64x33");
    video_rig_text(&rig, "color", "white");
    assert_int_equal(video_rig_shape(&rig, LEAT_PIXEL_RGB24), 0);
    video_rig_start(&rig);
    rig.sound = (struct leat_span){at, n, lanes};
    assert_int_equal(video_rig_tick(&rig, 1, NULL), 0);
}

static bool lit(uint32_t x, uint32_t y)
{
    return video_rig_at(rig.out, 0, 3 * x, y) == 255;
}

static void assert_column(uint32_t x, uint32_t top, uint32_t bottom)
{
    for (uint32_t y = 0; y < 33; y++)
        if (lit(x, y) != (y >= top && y <= bottom))
            fail_msg("column %u, row %u", x, y);
}

static void a_step_is_a_vertical_line(void **state)
{
    float sound[128];

    (void)state;
    for (int i = 0; i < 128; i++)
        sound[i] = i < 64 ? 1.0f : -1.0f;
    draw(sound, 128, 1);
    for (uint32_t x = 0; x < 64; x++)
        assert_column(x, x > 32 ? 32 : 0, x < 32 ? 0 : 32);
    video_rig_end(&rig);
}

static void silence_and_no_sound_are_a_line_in_the_middle(void **state)
{
    static const float zeros[800];

    (void)state;
    for (uint32_t n = 0; n <= 800; n += 800) {
        draw(zeros, n, 1);
        for (uint32_t x = 0; x < 64; x++)
            assert_column(x, 16, 16);
        video_rig_end(&rig);
    }
}

static void channels_have_strips_and_what_is_too_loud_stays_inside(void **state)
{
    float sound[3 * 20];

    (void)state;
    for (int i = 0; i < 20; i++) {
        sound[3 * i] = 7.0f;
        sound[3 * i + 1] = 0.0f;
        sound[3 * i + 2] = -7.0f;
    }
    draw(sound, 20, 3);
    for (uint32_t x = 0; x < 64; x++)
        for (uint32_t y = 0; y < 33; y++)
            assert_true(lit(x, y) == (y == 0 || y == 16 || y == 32));
    video_rig_end(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_a_vertical_line),
        cmocka_unit_test(silence_and_no_sound_are_a_line_in_the_middle),
        cmocka_unit_test(channels_have_strips_and_what_is_too_loud_stays_inside),
    };
    return cmocka_run_group_tests_name("waveform", tests, NULL, NULL);
}
