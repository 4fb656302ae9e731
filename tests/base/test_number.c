/* SPDX-License-Identifier: MIT */
/* number: text to double and back, to the last bit. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/number.h"
#include "base/random.h"

static double read_all(const char *text)
{
    double value = NAN;

    if (number_read(text, strlen(text), &value) != strlen(text))
        fail_msg("%s is not read to its end", text);
    return value;
}

/* glibc reads to the last bit too, by another method. */
static void reads_like_libc(const char *text)
{
    const locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const double want = strtod_l(text, NULL, c), got = read_all(text);

    freelocale(c);
    if (memcmp(&want, &got, sizeof(got)) != 0)
        fail_msg("%s: %a instead of %a", text, got, want);
}

static double any_double(uint64_t counter)
{
    const uint64_t bits = random_bits(1, counter);
    double value;

    memcpy(&value, &bits, sizeof(value));
    return isfinite(value) ? value : 0.0;
}

static void reads_the_nearest_double(void **state)
{
    static const char *const hard[] = {
        "0",
        "-0",
        "1",
        "0.1",
        "440",
        ".5",
        "1e23",
        "9007199254740993",
        "1e22",
        "1e-22",
        "9007199254740992.99999999999999999999999999999999999999999",
        "8.5e22",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "4.9e-324",
        "2.4703e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "1e-400",
        "-1e999",
        "1e-99999999999999999999",
        "1e99999999999999999999",
        "0e99999999999999999999",
        "6.9294956446009195e15",
        "0.000000000000000000000000000000000000000001e42",
        "123456789012345678901234567890e-30",
        "1.00000005960464477539062499999",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(hard) / sizeof(hard[0]); i++)
        reads_like_libc(hard[i]);
    for (uint64_t i = 0; i < 60000; i++) {
        char text[64];
        snprintf(text, sizeof(text), "%.*e", (int)(i % 25), any_double(i));
        reads_like_libc(text);
        snprintf(text, sizeof(text), "%llue%d",
                 (unsigned long long)random_bits(2, i) >> i % 60,
                 (int)(random_bits(3, i) % 700) - 350);
        reads_like_libc(text);
    }
}

/* The middle between two doubles, exactly and with its 760th digit changed. */
static void reads_ties_with_hundreds_of_digits(void **state)
{
    char text[2000];

    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        const double x = fabs(any_double(i)) * 0x1p-500;
        const int length =
            snprintf(text, sizeof(text), "%.*Le", (int)(i % 3) * 400,
                     ((long double)x + (long double)nextafter(x, INFINITY)) / 2);
        char *exponent = strchr(text, 'e');
        reads_like_libc(text);
        assert_true(length < (int)sizeof(text) - 2);
        memmove(exponent + 1, exponent, strlen(exponent) + 1);
        *exponent = '1';
        if (strchr(text, '.'))
            reads_like_libc(text);
    }
}

static void reads_other_bases(void **state)
{
    (void)state;
    assert_true(read_all("0xff") == 255.0);
    assert_true(read_all("-0XfF") == -255.0);
    assert_true(read_all("0b101") == 5.0);
    assert_true(read_all("0x20000000000001") == 0x1p53); /* half to even */
    assert_true(read_all("0x20000000000003") == 0x1p53 + 4.0);
    assert_true(read_all("0x200000000000010000001") == 0x1.00000000000008p81 + 0x1p29);
    assert_true(read_all("0x1000000000000000000000000") == 0x1p96);
}

static void stops_where_the_number_ends(void **state)
{
    static const struct {
        const char *text;
        size_t used;
    } rows[] = {
        {"250.ms", 3}, {"1.5khz", 3}, {"2e", 1},   {"2e+x", 1},    {"4em", 1},
        {"0x", 1},     {"0b2", 1},    {"1..2", 1}, {"640x480", 3}, {"", 0},
        {"-", 0},      {".", 0},      {"e5", 0},   {"inf", 0},     {"nan", 0},
        {"+1", 2},     {"- 1", 0},    {"1,5", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double value;
        assert_int_equal(number_read(rows[i].text, strlen(rows[i].text), &value),
                         rows[i].used);
    }
}

static void prints_as_people_write(void **state)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1.0, "1"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {440.0, "440"},
        {1e20, "100000000000000000000"},
        {1e21, "1e21"},
        {0.000001, "0.000001"},
        {1e-7, "1e-7"},
        {1.25e-9, "1.25e-9"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e308"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
        {123456.789, "123456.789"},
        {9007199254740993.0, "9007199254740992"},
    };
    char text[NUMBER_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(number_print(text, rows[i].value), strlen(rows[i].text));
        assert_string_equal(text, rows[i].text);
    }
    number_print_float(text, 0.1f);
    assert_string_equal(text, "0.1");
    number_print_float(text, 16777216.0f);
    assert_string_equal(text, "16777216");
}

static int digits_of(const char *text)
{
    int n = 0, zeros = 0;

    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9')
            continue;
        zeros = *text == '0' ? zeros + 1 : 0;
        n += n > 0 || *text != '0';
    }
    return n - zeros;
}

static void prints_the_shortest_that_reads_back(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 30000; i++) {
        const double x = i % 3 ? any_double(i) : ldexp(1.0, (int)(i % 2098) - 1074);
        char text[NUMBER_SIZE], shorter[64];
        number_print(text, x);
        assert_true(strlen(text) < NUMBER_SIZE);
        assert_true(read_all(text) == x);
        if (digits_of(text) > 1) {
            snprintf(shorter, sizeof(shorter), "%.*e", digits_of(text) - 2, x);
            assert_true(strtod(shorter, NULL) != x);
        }
        number_print_float(text, (float)x);
        if (isfinite((float)x))
            assert_true((float)read_all(text) == (float)x);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_nearest_double),
        cmocka_unit_test(reads_ties_with_hundreds_of_digits),
        cmocka_unit_test(reads_other_bases),
        cmocka_unit_test(stops_where_the_number_ends),
        cmocka_unit_test(prints_as_people_write),
        cmocka_unit_test(prints_the_shortest_that_reads_back),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
