/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_BESSEL_H
#define LEAT_BASE_BESSEL_H

/** The modified Bessel function of order 0, for windows by Kaiser. */

/** I0(2 * sqrt(y)) for y in [0, 400], by its series: + * / in double, the same bits
 * everywhere. */
static inline double math_bessel_d(double y)
{
    double term = 1.0, sum = 1.0;

    for (int n = 1; n < 60; n++) {
        term *= y / ((double)n * n);
        sum += term;
    }
    return sum;
}

#endif
