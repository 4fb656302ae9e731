/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_CREATIVE_NEAR_H
#define LEAT_TESTS_CREATIVE_NEAR_H

/** Numbers that must lie within a tolerance; NaN lies nowhere. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ASSERT_NEAR(value, wanted, tolerance)                                          \
    assert_near(value, wanted, tolerance, __FILE__, __LINE__)

static inline void assert_near(double value, double wanted, double tolerance,
                               const char *file, int line)
{
    if (!(value >= wanted - tolerance && value <= wanted + tolerance)) {
        print_error("%.17g is not %.17g within %g\n", value, wanted, tolerance);
        _fail(file, line);
    }
}

#endif
