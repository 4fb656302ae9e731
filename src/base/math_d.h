/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_MATH_D_H
#define LEAT_BASE_MATH_D_H

/**
 * Functions that give the same bits on every machine, in double, for the language, for
 * times, units and tables.
 *
 * Each stays within 1 unit in the last place, most within 0.51, over all doubles, and
 * takes the special values as C's functions do: NaN, infinity, zeros, what has no
 * answer gives NaN.  A result that double has room for exactly is exact: pow(10, 3)
 * is 1000, log10(1000) is 3.
 *
 * Speed:   20 to 200 ns; for samples take the float functions of math.h.
 * Thread:  any, also rt.
 */

#include <stdint.h>

static inline double math_min_d(double a, double b)
{
    return a < b ? a : b;
}

static inline double math_max_d(double a, double b)
{
    return a > b ? a : b;
}

/** x held in [min, max]; NaN becomes min. */
static inline double math_clamp_d(double x, double min, double max)
{
    return math_min_d(math_max_d(x, min), max);
}

static inline double math_abs_d(double x)
{
    return __builtin_fabs(x);
}

/** As IEEE 754 rounds it. */
static inline double math_sqrt_d(double x)
{
    return __builtin_sqrt(x);
}

/** The greatest whole number that is not above x. */
static inline double math_floor_d(double x)
{
    const double a = math_abs_d(x); /* from 2^52 on all doubles are whole */
    const double near = __builtin_copysign((a + 0x1p52) - 0x1p52, x);

    return a < 0x1p52 ? near - (near > x ? 1.0 : 0.0) : x;
}

/** The nearest whole number; halves go up. */
static inline double math_round_d(double x)
{
    const double below = math_floor_d(x);

    return x - below >= 0.5 ? below + 1.0 : below;
}

double math_exp2_d(double x);
double math_exp_d(double x);
double math_log2_d(double x);
double math_log_d(double x);
double math_log10_d(double x);
double math_pow_d(double x, double y);
double math_cbrt_d(double x);
double math_hypot_d(double x, double y);
double math_tanh_d(double x);

/** Angles in radians, of any size. */
double math_sin_d(double x);
double math_cos_d(double x);
double math_tan_d(double x);
double math_atan_d(double x);
double math_atan2_d(double y, double x);
double math_asin_d(double x);
double math_acos_d(double x);

/** sin(pi * x) and cos(pi * x): exact at multiples of 1/2. */
double math_sin_pi_d(double x);
double math_cos_pi_d(double x);

/** The factor that x decibels are, 10^(x / 20), and back; of 0: minus infinity. */
double math_db_to_factor_d(double level_db);
double math_factor_to_db_d(double factor);

/** The frequency of a MIDI note number, 69 is 440 Hz, and back. */
double math_note_to_hz_d(double note);
double math_hz_to_note_d(double hz);

/** The nearest number of frames; held in [-2^62, 2^62]; of NaN 0. */
int64_t math_seconds_to_frames(double seconds, double rate_hz);

#endif
