/* SPDX-License-Identifier: MIT */
/* turtle: a square comes back, a bracket too, and what is not paired is refused. */
#include <string.h>

#include <leat/err.h>

#include "creative/turtle.h"
#include "near.h"

static struct turtle_line line[64];

static int walk(const char *text, double degrees)
{
    return turtle_walk(text, strlen(text), degrees * 3.14159265358979323846 / 180.0,
                       line, 64);
}

static void a_square_comes_back(void **state)
{
    (void)state;
    assert_int_equal(walk("F+F+F+FX", 90.0), 4);
    ASSERT_NEAR(line[0].x1, 0.0, 1e-12);
    ASSERT_NEAR(line[0].y2, -1.0, 1e-12); /* up */
    ASSERT_NEAR(line[1].x2, -1.0, 1e-12); /* then to the left */
    ASSERT_NEAR(line[3].x2, 0.0, 1e-12);
    ASSERT_NEAR(line[3].y2, 0.0, 1e-12);
}

static void brackets_go_back(void **state)
{
    (void)state;
    assert_int_equal(walk("F[+F[-f|F]]F", 30.0), 4);
    assert_int_equal(line[2].depth, 2);
    assert_int_equal(line[3].depth, 0);
    ASSERT_NEAR(line[3].x1, 0.0, 1e-12);
    ASSERT_NEAR(line[3].y1, -1.0, 1e-12);
    ASSERT_NEAR(line[1].x2, -0.5, 1e-12); /* sin 30 degrees */
}

static void lines_are_counted_beyond_the_room(void **state)
{
    char text[101];

    (void)state;
    memset(text, 'F', 100);
    text[100] = '\0';
    assert_int_equal(walk(text, 0.0), 100);
    ASSERT_NEAR(line[63].y2, -64.0, 1e-12);
}

static void what_is_not_paired_is_refused(void **state)
{
    char text[TURTLE_BRACKETS_MAX + 2];

    (void)state;
    assert_int_equal(walk("F]", 1.0), LEAT_ERR_LIMIT);
    memset(text, '[', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(walk(text, 1.0), LEAT_ERR_LIMIT);
    text[TURTLE_BRACKETS_MAX] = '\0';
    assert_int_equal(walk(text, 1.0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_comes_back),
        cmocka_unit_test(brackets_go_back),
        cmocka_unit_test(lines_are_counted_beyond_the_room),
        cmocka_unit_test(what_is_not_paired_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
