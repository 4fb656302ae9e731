/* SPDX-License-Identifier: MIT */
/* time: scaling positions is exact, also where products pass 64 bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <leat/time.h>

static void rounds_down_and_to_nearest(void **state)
{
    (void)state;
    assert_int_equal(leat_rt_scale_floor(7, 1, 2), 3);
    assert_int_equal(leat_rt_scale_floor(-7, 1, 2), -4);
    assert_int_equal(leat_rt_scale_round(7, 1, 2), 4); /* halves go up */
    assert_int_equal(leat_rt_scale_round(-7, 1, 2), -3);
    assert_int_equal(leat_rt_scale_round(10, 1, 3), 3);
    assert_int_equal(leat_rt_scale_round(11, 1, 3), 4);
    assert_int_equal(leat_rt_scale_round(1, 0, 3), 0);
    assert_int_equal(leat_rt_scale_round(INT64_MAX, 1, 1), INT64_MAX);
    assert_int_equal(leat_rt_scale_round(INT64_MIN, 1, 1), INT64_MIN);
}

/* A year at 384 kHz in nanoseconds and back. */
static void survives_products_beyond_64_bits(void **state)
{
    const int64_t frames = INT64_C(384000) * 86400 * 365;

    (void)state;
    assert_int_equal(leat_rt_scale_round(frames, 1000000000, 384000),
                     INT64_C(31536000000000000));
    assert_int_equal(leat_rt_scale_floor(-frames - 1, 1000000000, 384000),
                     -INT64_C(31536000000000000) - 2605);
    assert_int_equal(leat_rt_scale_floor(INT64_MAX, INT64_MAX, INT64_MAX), INT64_MAX);
    assert_int_equal(leat_rt_scale_round(INT64_MIN, INT64_MAX, INT64_MAX), INT64_MIN);
}

/* Both roads, with 64 and with 128 bits, follow one definition. */
static void gives_the_quotient_that_bounds_the_product(void **state)
{
    uint64_t x = 1;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        const int64_t position = (int64_t)x >> 8, num = 1 + (int64_t)(x >> 41);
        const int64_t den = num + (int64_t)(x >> 33 & 0xffff);
        const int64_t q = leat_rt_scale_floor(position, num, den);
        __extension__ const __int128 rest =
            (__int128)position * num - (__int128)q * den;
        assert_true(rest >= 0 && rest < den);
        assert_int_equal(leat_rt_scale_round(position, num, den),
                         q + (2 * rest >= den));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_down_and_to_nearest),
        cmocka_unit_test(survives_products_beyond_64_bits),
        cmocka_unit_test(gives_the_quotient_that_bounds_the_product),
    };
    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
