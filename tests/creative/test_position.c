/* SPDX-License-Identifier: MIT */
/* position: the nine names, and when numbers are parts. */
#include <leat/err.h>

#include "creative/position.h"
#include "near.h"

static void nine_names_are_nine_places(void **state)
{
    static const struct {
        const char *name;
        double x, y;
    } rows[] = {
        {"center", 0.5, 0.5},   {"top_left", 0, 0}, {"top", 0.5, 0},
        {"top_right", 1, 0},    {"left", 0, 0.5},   {"right", 1, 0.5},
        {"bottom_left", 0, 1},  {"bottom", 0.5, 1}, {"bottom_right", 1, 1},
        {"Bottom Right", 1, 1},
    };
    double x, y;
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(position_find(rows[i].name, strlen(rows[i].name), &x, &y), 0);
        assert_true(x == rows[i].x && y == rows[i].y);
    }
    while (position_name(n))
        n++;
    assert_int_equal(n, 9);
    assert_int_equal(position_find("middle", 6, &x, &y), LEAT_ERR_NOT_FOUND);
    assert_int_equal(position_find("", 0, &x, &y), LEAT_ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nine_names_are_nine_places),
    };
    return cmocka_run_group_tests_name("position", tests, NULL, NULL);
}
