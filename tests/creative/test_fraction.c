/* SPDX-License-Identifier: MIT */
/* fraction: the rules for bare numbers, at each of their edges. */
#include "creative/fraction.h"
#include "near.h"

static void each_number_is_read_by_its_rule(void **state)
{
    const struct {
        double number, value;
        enum fraction_reading reading;
    } rows[] = {
        {0.0, 0.0, FRACTION_PLAIN},
        {0.8, 0.8, FRACTION_PLAIN},
        {1.0, 1.0, FRACTION_PLAIN},
        {1.0 + 0x1p-52, 0.01, FRACTION_PERCENT},
        {85.0, 0.85, FRACTION_PERCENT},
        {100.0, 1.0, FRACTION_PERCENT},
        {100.5, 1.0, FRACTION_CLAMPED},
        {850.0, 1.0, FRACTION_CLAMPED},
        {-0.1, 0.0, FRACTION_CLAMPED},
        {-85.0, 0.0, FRACTION_CLAMPED},
        {__builtin_nan(""), 0.3, FRACTION_NONE},
        {__builtin_inf(), 0.3, FRACTION_NONE},
        {-__builtin_inf(), 0.3, FRACTION_NONE},
    };
    enum fraction_reading reading;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ASSERT_NEAR(fraction_read(rows[i].number, 0.3, &reading), rows[i].value, 1e-16);
        assert_int_equal(reading, rows[i].reading);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_number_is_read_by_its_rule),
    };
    return cmocka_run_group_tests_name("fraction", tests, NULL, NULL);
}
