/* SPDX-License-Identifier: MIT */
/* y4m_in: what a file holds is what comes out, and damage is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/folder.h"
#include "io/picture_run.h"
#include "io/y4m.h"

enum { PICTURES = 20 };

static struct picture_run run;
static uint8_t bytes[1 << 20], copy[1 << 20];

/* A file of noise; returns its bytes, which are in `bytes`. */
static size_t make_file(const char *name, enum leat_pixel pixel)
{
    const struct leat_video_format f = {pixel, 37, 23, {25, 1}};
    size_t n = y4m_write_header((char *)bytes, &f);
    uint32_t seed = 1;

    for (int k = 0; k < PICTURES; k++) {
        memcpy(bytes + n, "FRAME\n", 6);
        n += 6;
        for (uint32_t p = 0; p < leat_pixel_layout(pixel).planes; p++)
            for (uint32_t i = 0; i < leat_plane_bytes(&f, p) * leat_plane_rows(&f, p);
                 i++) {
                seed = seed * 1664525u + 1013904223u;
                bytes[n++] = (uint8_t)(seed >> 24);
            }
    }
    folder_put(name, bytes, n);
    return n;
}

static size_t load(const char *name, uint8_t *to)
{
    FILE *file = fopen(name, "rb");
    size_t n;

    assert_non_null(file);
    n = fread(to, 1, sizeof(copy), file);
    fclose(file);
    return n;
}

static int play(const char *from, const char *to)
{
    int err, end;

    memset(&run, 0, sizeof(run));
    picture_run_text(&run, picture_run_add(&run, "y4m_in"), "path", from);
    const uint32_t sink = picture_run_add(&run, "y4m_out");
    picture_run_text(&run, sink, "path", to);
    picture_run_set(&run, sink, "force", 1.0f);
    err = picture_run_open(&run, LEAT_PIXEL_NONE);
    if (!err)
        err = pictures_run_to(&run.pictures, 1, 1000 * 48000);
    end = picture_run_close(&run);
    return err ? err : end;
}

static void a_file_comes_out_as_it_went_in(void **state)
{
    static const enum leat_pixel pixels[] = {LEAT_PIXEL_I420, LEAT_PIXEL_I422,
                                             LEAT_PIXEL_I444, LEAT_PIXEL_GRAY8};

    (void)state;
    for (int i = 0; i < 4; i++) {
        const size_t n = make_file("in.y4m", pixels[i]);
        assert_int_equal(play("in.y4m", "out.y4m"), 0);
        assert_int_equal(load("out.y4m", copy), n);
        assert_memory_equal(bytes, copy, n);
    }
}

static void a_file_that_is_cut_gives_its_whole_pictures_and_says_so(void **state)
{
    const size_t n = make_file("in.y4m", LEAT_PIXEL_I420);
    const size_t picture = 6 + 37 * 23 + 2 * 19 * 12;

    (void)state;
    for (size_t lost = 1; lost < picture; lost += 400) {
        folder_put("cut.y4m", bytes, n - picture - lost);
        assert_int_equal(play("cut.y4m", "out.y4m"), LEAT_ERR_BAD_FILE);
        assert_int_equal(load("out.y4m", copy), n - 2 * picture);
        assert_memory_equal(bytes, copy, n - 2 * picture);
        assert_int_equal(run.diag.n_errors, 1);
        assert_non_null(strstr(run.diag.finding[0].message, "`cut.y4m`"));
        assert_non_null(strstr(run.diag.finding[0].message, "after 18 pictures."));
    }
}

static void what_is_no_picture_file_is_refused(void **state)
{
    (void)state;
    assert_int_equal(play("absent.y4m", "out.y4m"), LEAT_ERR_NO_FILE);
    folder_put("empty.y4m", "", 0);
    assert_int_equal(play("empty.y4m", "out.y4m"), LEAT_ERR_BAD_FILE);
    folder_put("text.y4m", "hello", 5);
    assert_int_equal(play("text.y4m", "out.y4m"), LEAT_ERR_BAD_FILE);
    folder_put("deep.y4m", "YUV4MPEG2 W4 H4 C420p10\n", 24);
    assert_int_equal(play("deep.y4m", "out.y4m"), LEAT_ERR_UNSUPPORTED);
    assert_true(run.diag.finding[0].hint[0] != '\0');
}

static void an_unread_file_can_be_closed(void **state)
{
    (void)state;
    make_file("in.y4m", LEAT_PIXEL_I420);
    memset(&run, 0, sizeof(run));
    picture_run_text(&run, picture_run_add(&run, "y4m_in"), "path", "in.y4m");
    assert_int_equal(picture_run_open(&run, LEAT_PIXEL_NONE), 0);
    assert_int_equal(pictures_tick(run.pictures, 0), 0);
    assert_int_equal(picture_run_close(&run), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_comes_out_as_it_went_in),
        cmocka_unit_test(a_file_that_is_cut_gives_its_whole_pictures_and_says_so),
        cmocka_unit_test(what_is_no_picture_file_is_refused),
        cmocka_unit_test(an_unread_file_can_be_closed),
    };
    return cmocka_run_group_tests_name("y4m_in", tests, folder_enter, folder_leave);
}
