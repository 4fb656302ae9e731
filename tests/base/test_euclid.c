/* SPDX-License-Identifier: MIT */
/* euclid: the rhythms that are known, and evenness by its definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/euclid.h"

static void write_text(uint32_t hits, uint32_t steps, int32_t rotation, char *text)
{
    bool is_hit[EUCLID_MAX];

    euclid_write(hits, steps, rotation, is_hit);
    for (uint32_t i = 0; i < steps; i++)
        text[i] = is_hit[i] ? 'x' : '.';
    text[steps] = '\0';
}

/* As G. Toussaint lists them. */
static void known_rhythms_come_out(void **state)
{
    static const struct {
        uint32_t hits, steps;
        const char *text;
    } rows[] = {
        {1, 2, "x."},
        {1, 3, "x.."},
        {1, 4, "x..."},
        {2, 3, "x.x"},
        {2, 5, "x.x.."},
        {3, 4, "x.xx"},
        {3, 5, "x.x.x"},
        {3, 7, "x.x.x.."},
        {3, 8, "x..x..x."},
        {4, 7, "x.x.x.x"},
        {4, 9, "x.x.x.x.."},
        {4, 11, "x..x..x..x."},
        {4, 12, "x..x..x..x.."},
        {5, 6, "x.xxxx"},
        {5, 7, "x.xx.xx"},
        {5, 8, "x.xx.xx."},
        {5, 9, "x.x.x.x.x"},
        {5, 11, "x.x.x.x.x.."},
        {5, 12, "x..x.x..x.x."},
        {5, 16, "x..x..x..x..x..."},
        {7, 8, "x.xxxxxx"},
        {7, 12, "x.xx.x.xx.x."},
        {7, 16, "x..x.x.x..x.x.x."},
        {9, 16, "x.xx.x.x.xx.x.x."},
        {11, 24, "x..x.x.x.x.x..x.x.x.x.x."},
        {13, 24, "x.xx.x.x.x.x.xx.x.x.x.x."},
        {0, 4, "...."},
        {4, 4, "xxxx"},
        {1, 1, "x"},
    };
    char text[EUCLID_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        write_text(rows[i].hits, rows[i].steps, 0, text);
        assert_string_equal(text, rows[i].text);
    }
}

/* Any w steps in a row, round the end, hold w * hits / steps of them, rounded down or
 * up: no set of as many hits is more even. */
static void hits_are_as_even_as_they_can_be(void **state)
{
    bool is_hit[EUCLID_MAX];

    (void)state;
    for (uint32_t steps = 1; steps <= 16; steps++)
        for (uint32_t hits = 0; hits <= steps; hits++) {
            euclid_write(hits, steps, 0, is_hit);
            assert_true(is_hit[0] == (hits > 0));
            for (uint32_t w = 1; w <= steps; w++)
                for (uint32_t first = 0; first < steps; first++) {
                    uint32_t n = 0;
                    for (uint32_t i = 0; i < w; i++)
                        n += is_hit[(first + i) % steps];
                    assert_true(n >= w * hits / steps);
                    assert_true(n <= (w * hits + steps - 1) / steps);
                }
        }
}

static void a_rotation_begins_later_in_the_rhythm(void **state)
{
    char text[EUCLID_MAX + 1], rotated[EUCLID_MAX + 1];

    (void)state;
    write_text(3, 8, 2, rotated);
    assert_string_equal(rotated, ".x..x.x.");
    for (uint32_t steps = 1; steps <= 16; steps++)
        for (int32_t rotation = -40; rotation <= 40; rotation++) {
            write_text(steps / 2, steps, 0, text);
            write_text(steps / 2, steps, rotation, rotated);
            for (uint32_t i = 0; i < steps; i++) {
                const int32_t at = (int32_t)i + rotation + 48 * (int32_t)steps;
                assert_true(rotated[i] == text[at % (int32_t)steps]);
            }
        }
}

static void the_longest_rhythm_has_room(void **state)
{
    bool is_hit[EUCLID_MAX];
    uint32_t n = 0;

    (void)state;
    euclid_write(101, EUCLID_MAX, 0, is_hit);
    for (uint32_t i = 0; i < EUCLID_MAX; i++)
        n += is_hit[i];
    assert_int_equal(n, 101);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_rhythms_come_out),
        cmocka_unit_test(hits_are_as_even_as_they_can_be),
        cmocka_unit_test(a_rotation_begins_later_in_the_rhythm),
        cmocka_unit_test(the_longest_rhythm_has_room),
    };
    return cmocka_run_group_tests_name("euclid", tests, NULL, NULL);
}
