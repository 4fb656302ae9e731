/* SPDX-License-Identifier: MIT */
/* random and fnv: fixed for ever, and without order that can be heard. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"

/* Source: the test vectors of the FNV authors. */
static void hashes_as_published(void **state)
{
    static const float samples[] = {0.0f, -0.0f}, zeros[] = {0.0f, 0.0f};

    (void)state;
    assert_int_equal(fnv_text(FNV_START, ""), UINT64_C(0xcbf29ce484222325));
    assert_int_equal(fnv_text(FNV_START, "a"), UINT64_C(0xaf63dc4c8601ec8c));
    assert_int_equal(fnv_text(FNV_START, "foobar"), UINT64_C(0x85944171f73967e8));
    assert_int_equal(fnv_bytes(FNV_START, "foobar", 6), fnv_text(FNV_START, "foobar"));
    assert_int_equal(fnv_u32(FNV_START, 0x626f6f66), fnv_text(FNV_START, "foob"));
    assert_int_equal(fnv_samples(FNV_START, samples, 2),
                     fnv_bytes(FNV_START, zeros, 8));
}

/* Mean 0, variance 1/3, and no correlation with what came up to 64 numbers before;
 * bounds are 5 standard deviations of 100 000 independent numbers. */
static void is_white(void **state)
{
    enum { N = 100000 };

    (void)state;
    for (uint64_t seed = 0; seed < 3; seed++) {
        double sum = 0.0, squares = 0.0;
        for (uint64_t i = 0; i < N; i++) {
            const double x = random_bipolar(seed, i);
            assert_true(x >= -1.0 && x < 1.0);
            sum += x;
            squares += x * x;
        }
        assert_true(fabs(sum / N) < 5.0 * sqrt(1.0 / 3.0 / N));
        assert_true(fabs(squares / N - 1.0 / 3.0) < 5.0 * sqrt(4.0 / 45.0 / N));
        for (uint64_t lag = 1; lag <= 64; lag++) {
            double product = 0.0;
            for (uint64_t i = 0; i < N; i++)
                product += (double)random_bipolar(seed, i) *
                           (double)random_bipolar(seed, i + lag);
            assert_true(fabs(product / N) < 5.0 / 3.0 / sqrt(N));
        }
    }
}

/* Neighbouring seeds, paths and lanes must not sound alike. */
static void gives_each_seed_path_and_lane_its_own_numbers(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        int same = 0;
        for (uint64_t i = 0; i < 64; i++)
            same += __builtin_popcountll(
                ~(random_bits(seed, i) ^ random_bits(seed + 1, i)));
        assert_true(abs(same - 2048) < 5 * 32); /* of 4096 bits, deviation 32 */
    }
    assert_true(random_seed(1, "/a") != random_seed(1, "/b"));
    assert_true(random_seed(1, "/a") != random_seed(2, "/a"));
    assert_true(random_lane_seed(7, 0) != random_lane_seed(7, 1));
}

/* Programs' sound depends on these numbers, so no version may change them. */
static void never_changes(void **state)
{
    (void)state;
    assert_int_equal(random_bits(0, 0), UINT64_C(0xa706dd2f4d197e6f));
    assert_int_equal(random_seed(1, "/noise"), UINT64_C(0xfa43e59027d96358));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_as_published),
        cmocka_unit_test(is_white),
        cmocka_unit_test(gives_each_seed_path_and_lane_its_own_numbers),
        cmocka_unit_test(never_changes),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
