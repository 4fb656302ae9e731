/* SPDX-License-Identifier: MIT */
/* Pictures in an engine: as many as the clock has ticks, in time with the sound. */
#include <unistd.h>

#include "engine/take.h"

static void set_text(struct take *t, uint32_t node, const char *class_name,
                     const char *param, const char *text)
{
    assert_int_equal(leat_edit_set_text(t->edit, node, take_param(t, class_name, param),
                                        text, &t->diag),
                     0);
}

/* Render a test pattern of a rate into a Y4M file for some seconds; returns the frames
 * that stand in the file. */
static long frames_in_file(float rate, double seconds)
{
    struct take t;
    char path[64];

    snprintf(path, sizeof(path), "/tmp/leat-show-%d.y4m", (int)getpid());
    take_begin(&t);
    const uint32_t src = take_add(&t, "testpattern", NULL);
    const uint32_t out = take_add(&t, "y4m_out", NULL);
    set_text(&t, src, "testpattern", "size", "16x8");
    take_set(&t, src, "testpattern", "rate", rate);
    set_text(&t, out, "y4m_out", "path", path);
    take_set(&t, out, "y4m_out", "force", 1.0f);
    take_link(&t, src, out);
    t.config.duration_s = seconds;
    assert_int_equal(take_run(&t), 0);
    take_end(&t);

    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    while (fgetc(f) != '\n')
        continue;
    const long header = ftell(f);
    fseek(f, 0, SEEK_END);
    const long frame = 6 + 16 * 8 * 3; /* "FRAME\n" and three whole planes */
    const long bytes = ftell(f) - header;
    fclose(f);
    unlink(path);
    assert_int_equal(bytes % frame, 0);
    return bytes / frame;
}

static void a_second_has_as_many_frames_as_its_rate(void **state)
{
    (void)state;
    assert_int_equal(frames_in_file(30.0f, 1.0), 30);
    assert_int_equal(frames_in_file(25.0f, 2.0), 50);
    assert_int_equal(frames_in_file(60.0f, 0.5), 30);
}

static void broken_rates_do_not_drift(void **state)
{
    (void)state; /* 1001 s hold 30000 frames; a hundredth of that, rounded up, is 300 */
    assert_int_equal(frames_in_file(29.97f, 10.01), 300);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_has_as_many_frames_as_its_rate),
        cmocka_unit_test(broken_rates_do_not_drift),
    };
    return cmocka_run_group_tests_name("show", tests, NULL, NULL);
}
