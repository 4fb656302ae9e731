/* SPDX-License-Identifier: MIT */
/* reference_mpfr: true values by MPFR, with 200 bits. */
#include <math.h>
#include <mpfr.h>

#include "reference.h"

static int take(int (*function)(mpfr_t, const mpfr_t, mpfr_rnd_t), mpfr_t out,
                const mpfr_t x)
{
    return function(out, x, MPFR_RNDN);
}

static void evaluate(enum reference function, mpfr_t out, const mpfr_t x,
                     const mpfr_t y)
{
    static int (*const plain[N_REFERENCES])(mpfr_t, const mpfr_t, mpfr_rnd_t) = {
        [REFERENCE_exp2] = mpfr_exp2,   [REFERENCE_exp] = mpfr_exp,
        [REFERENCE_log2] = mpfr_log2,   [REFERENCE_log] = mpfr_log,
        [REFERENCE_log10] = mpfr_log10, [REFERENCE_cbrt] = mpfr_cbrt,
        [REFERENCE_tanh] = mpfr_tanh,   [REFERENCE_sin] = mpfr_sin,
        [REFERENCE_cos] = mpfr_cos,     [REFERENCE_tan] = mpfr_tan,
        [REFERENCE_atan] = mpfr_atan,   [REFERENCE_asin] = mpfr_asin,
        [REFERENCE_acos] = mpfr_acos,
    };
    mpfr_t angle;

    if (plain[function]) {
        take(plain[function], out, x);
    } else if (function == REFERENCE_pow) {
        mpfr_pow(out, x, y, MPFR_RNDN);
    } else if (function == REFERENCE_hypot) {
        mpfr_hypot(out, x, y, MPFR_RNDN);
    } else if (function == REFERENCE_atan2) {
        mpfr_atan2(out, x, y, MPFR_RNDN);
    } else {
        mpfr_init2(angle, 200);
        mpfr_const_pi(angle, MPFR_RNDN);
        mpfr_mul(angle, angle, x, MPFR_RNDN);
        take(function == REFERENCE_sin_pi ? mpfr_sin : mpfr_cos, out, angle);
        mpfr_clear(angle);
    }
}

double reference_ulps(enum reference function, double x, double y, double got)
{
    mpfr_t true_value, first, second;
    double nearest, error;
    int exponent;

    mpfr_inits2(200, true_value, first, second, (mpfr_ptr)0);
    mpfr_set_d(first, x, MPFR_RNDN);
    mpfr_set_d(second, y, MPFR_RNDN);
    evaluate(function, true_value, first, second);
    nearest = mpfr_get_d(true_value, MPFR_RNDN);
    if (!isfinite(nearest) || !isfinite(got)) {
        error = nearest == got || (isnan(nearest) && isnan(got)) ? 0.0 : INFINITY;
    } else {
        frexp(nearest, &exponent);
        mpfr_sub_d(true_value, true_value, got, MPFR_RNDN);
        mpfr_mul_2si(true_value, true_value,
                     exponent - 53 > -1074 ? 53 - exponent : 1074, MPFR_RNDN);
        error = fabs(mpfr_get_d(true_value, MPFR_RNDN));
    }
    mpfr_clears(true_value, first, second, (mpfr_ptr)0);
    return error;
}
