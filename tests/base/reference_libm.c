/* SPDX-License-Identifier: MIT */
/* reference_libm: true values by libm in long double, for builds without MPFR.  Where
 * long double is double this says only that both agree to the last places. */
#include <math.h>

#include "reference.h"

#define PI_L 3.14159265358979323846264338327950288L

/* cos(pi * x), by way of an angle that is exact and small where the result is */
static long double cos_pil(long double x)
{
    return sinl(PI_L * (0.5L - fabsl(x - 2.0L * rintl(x / 2.0L))));
}

static long double sin_pil(long double x)
{
    const long double turn = x - 2.0L * rintl(x / 2.0L), a = fabsl(turn);
    return copysignl(sinl(PI_L * (a > 0.5L ? 1.0L - a : a)), turn);
}

static long double evaluate(enum reference function, long double x, long double y)
{
    static long double (*const plain[N_REFERENCES])(long double) = {
        [REFERENCE_exp2] = exp2l,     [REFERENCE_exp] = expl,
        [REFERENCE_log2] = log2l,     [REFERENCE_log] = logl,
        [REFERENCE_log10] = log10l,   [REFERENCE_cbrt] = cbrtl,
        [REFERENCE_tanh] = tanhl,     [REFERENCE_sin] = sinl,
        [REFERENCE_cos] = cosl,       [REFERENCE_tan] = tanl,
        [REFERENCE_atan] = atanl,     [REFERENCE_asin] = asinl,
        [REFERENCE_acos] = acosl,     [REFERENCE_sin_pi] = sin_pil,
        [REFERENCE_cos_pi] = cos_pil,
    };

    if (plain[function])
        return plain[function](x);
    return function == REFERENCE_pow     ? powl(x, y)
           : function == REFERENCE_hypot ? hypotl(x, y)
                                         : atan2l(x, y);
}

double reference_ulps(enum reference function, double x, double y, double got)
{
    const long double true_value = evaluate(function, x, y);
    const double nearest = (double)true_value;
    int exponent;

    if (!isfinite(nearest) || !isfinite(got))
        return nearest == got || (isnan(nearest) && isnan(got)) ? 0.0
                                                                : (double)INFINITY;
    frexp(nearest, &exponent);
    return fabs((double)ldexpl(true_value - (long double)got,
                               exponent - 53 > -1074 ? 53 - exponent : 1074));
}
