/* SPDX-License-Identifier: MIT */
/* histogram: quantiles are within 1/64 of the exact ones, counts and sums are exact. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "rt/histogram.h"

enum { N = 100000 };

static uint64_t value[N];

static int compare(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* The least value that at least a share of the values does not exceed. */
static double exact(double share)
{
    uint64_t rank = (uint64_t)(share * N);

    rank += (double)rank < share * N;
    return (double)value[rank - 1];
}

static void expect_quantiles(const struct histogram_counts *counts)
{
    static const double shares[] = {0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0};

    qsort(value, N, sizeof(value[0]), compare);
    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
        const double want = exact(shares[i]);
        const double got = histogram_quantile(counts, shares[i]);
        assert_true(got >= want * (1.0 - 1.0 / 64.0));
        assert_true(got <= want * (1.0 + 1.0 / 64.0));
    }
}

/* All sizes from 0 to 2^39, so that every step has values. */
static void test_quantiles(void **state)
{
    static struct histogram h;
    static struct histogram_counts counts;
    uint64_t sum = 0, max = 0;

    (void)state;
    for (uint64_t i = 0; i < N; i++) {
        value[i] = random_bits(1, 2 * i) >> (25 + random_bits(1, 2 * i + 1) % 39);
        histogram_note(&h, value[i]);
        sum += value[i];
        max = value[i] > max ? value[i] : max;
    }
    histogram_read(&h, &counts);
    assert_int_equal(counts.n, N);
    assert_int_equal(counts.sum, sum);
    assert_int_equal(counts.max, max);
    expect_quantiles(&counts);
}

/* What came before a moment is not in what came after it. */
static void test_between(void **state)
{
    static struct histogram h;
    static struct histogram_counts before, after, counts;
    uint64_t sum = 0, max = 0;

    (void)state;
    for (uint64_t i = 0; i < 1000; i++)
        histogram_note(&h, UINT64_C(1) << (i % 40));
    histogram_read(&h, &before);
    for (uint64_t i = 0; i < N; i++) {
        value[i] = 1000 + random_bits(2, i) % 100000;
        histogram_note(&h, value[i]);
        sum += value[i];
        max = value[i] > max ? value[i] : max;
    }
    histogram_read(&h, &after);
    histogram_between(&before, &after, &counts);
    assert_int_equal(counts.n, N);
    assert_int_equal(counts.sum, sum);
    assert_true(counts.max >= max && (double)counts.max <= (double)max * 33.0 / 32.0);
    expect_quantiles(&counts);
    histogram_between(&after, &after, &counts);
    assert_int_equal(counts.max, 0);
    assert_true(histogram_quantile(&counts, 0.5) == 0.0);
}

static void test_small_and_huge(void **state)
{
    static struct histogram h;
    static struct histogram_counts counts;

    (void)state;
    for (uint64_t i = 0; i < 32; i++) /* exact */
        histogram_note(&h, i);
    histogram_read(&h, &counts);
    assert_true(histogram_quantile(&counts, 0.5) == 15.0);
    assert_true(histogram_quantile(&counts, 1.0) == 31.0);
    histogram_note(&h, UINT64_MAX);
    histogram_read(&h, &counts);
    assert_true(counts.max == UINT64_MAX);
    assert_int_equal(counts.bin[HISTOGRAM_BINS - 1], 1);
    for (uint64_t i = 1; i < 64; i++) /* a step begins where the last one ends */
        assert_int_equal(histogram_bin(UINT64_C(1) << i),
                         histogram_bin((UINT64_C(1) << i) - 1) + (i < 40));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_between),
        cmocka_unit_test(test_small_and_huge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
