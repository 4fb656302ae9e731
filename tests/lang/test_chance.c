/* SPDX-License-Identifier: MIT */
/* chance: each call of a program has a row of random numbers of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/chance.h"

enum { SITES = 1000, TIMES = 7 };

static uint64_t next(struct chance *chance, struct heap *heap, uint64_t seed,
                     uint64_t site)
{
    uint64_t out;

    assert_true(chance_next(chance, heap, seed, site, &out));
    return out;
}

/* Calls by turns, or one after the other, or alone: a call gets the same. */
static void what_a_call_gets_depends_on_no_other_call(void **state)
{
    static uint64_t by_turns[SITES][TIMES];
    struct chance chance = {0};
    struct heap heap;

    (void)state;
    heap_init(&heap, 1 << 20);
    for (uint32_t k = 0; k < TIMES; k++)
        for (uint64_t s = 0; s < SITES; s++)
            by_turns[s][k] = next(&chance, &heap, 1, s << 32);
    chance = (struct chance){0};
    for (uint64_t s = SITES; s-- > 0;)
        for (uint32_t k = 0; k < TIMES; k++)
            assert_int_equal(next(&chance, &heap, 1, s << 32), by_turns[s][k]);
    for (uint64_t s = 0; s < SITES; s += 100) {
        chance = (struct chance){0};
        for (uint32_t k = 0; k < TIMES; k++)
            assert_int_equal(next(&chance, &heap, 1, s << 32), by_turns[s][k]);
    }
    heap_finish(&heap);
}

static void seeds_calls_and_times_all_tell_numbers_apart(void **state)
{
    struct chance chance = {0}, other = {0};
    struct heap heap;

    (void)state;
    heap_init(&heap, 1 << 20);
    const uint64_t a = next(&chance, &heap, 1, 5), b = next(&chance, &heap, 1, 5);
    const uint64_t c = next(&chance, &heap, 1, 6), d = next(&other, &heap, 2, 5);
    assert_true(a != b && a != c && a != d && b != c && b != d && c != d);
    heap_finish(&heap);
}

static void numbers_below_a_limit_come_equally_often(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 12; n++) {
        uint32_t count[12] = {0};
        for (uint64_t i = 0; i < 12000; i++) {
            const uint32_t x = chance_below(3, i, n);
            assert_true(x < n);
            count[x]++;
        }
        /* 12000 / n, give or take five times the root of it */
        for (uint32_t x = 0; x < n; x++) {
            const double expected = 12000.0 / n, off = count[x] - expected;
            assert_true(off * off <= 25.0 * expected);
        }
    }
}

static void without_memory_there_is_no_number(void **state)
{
    struct chance chance = {0};
    struct heap heap;
    uint64_t out;

    (void)state;
    heap_init(&heap, 8);
    assert_false(chance_next(&chance, &heap, 1, 5, &out));
    heap_finish(&heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_call_gets_depends_on_no_other_call),
        cmocka_unit_test(seeds_calls_and_times_all_tell_numbers_apart),
        cmocka_unit_test(numbers_below_a_limit_come_equally_often),
        cmocka_unit_test(without_memory_there_is_no_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
