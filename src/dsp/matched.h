/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_MATCHED_H
#define LEAT_DSP_MATCHED_H

/**
 * matched: tuning of dsp/svf.h whose levels are those of the analogue filter itself,
 * not of its image on the bilinear transform's bent axis.
 *
 * A section is N(s) / D(s), quadratics in s / w, w in radians a frame.  On the unit
 * circle, with y = sin^2(f / 2), the square of a digital quadratic is a polynomial
 *
 *     P(y) = p0 (1 - y)^2 + p1 y (1 - y) + p2 y^2
 *
 * of n2 s^2 + n1 s + n0 on the bilinear axis: p0 = n0^2, p2 = n2^2, p1 = n1^2 - 2 n0
 * n2. Of N and D the one whose roots are lower or sharper, the anchor, keeps its roots
 * by z = exp(s), written with t = tanh so that nothing cancels at low frequencies.  The
 * square of the other then is a smooth curve, which P follows through three points: at
 * 0, near the other's own frequency, and at 15 kHz of 48.  At 48 kHz and gains of up to
 * 24 dB it stays within 0.1 dB of the analogue filter up to 16 kHz for q from 0.1 to
 * 18, of shelves and high-pass to 1.5.  Beyond, and at frequencies above 5 kHz, a
 * high-pass is within 0.3 dB to a q of 4 and within 1 to 18; a double zero at 0 leaves
 * the fit no more.
 *
 * Source: the idea of fitting squares is M. Vicanek's, "Matched Second Order Digital
 * Filters", 2016; anchor, basis and points were chosen by trying.
 */

#include "dsp/svf_shape.h"

/* a s^2 + b s + c. */
struct matched_quadratic {
    float a, b, c;
};

/* Points of the fit, in radians a frame: the first at low q, the most it may be at high
 * q, and the last. */
static const float MATCHED_FIRST = 0.88f, MATCHED_LAST = 1.97f;
static const float MATCHED_MOST = 1.35f, MATCHED_SHELF = 1.8f, MATCHED_HIGHPASS = 2.4f;

LANES_INLINE float matched_square(struct matched_quadratic p, float u)
{
    const float real = p.c - p.a * u;

    return real * real + p.b * p.b * u;
}

/* The analogue shape at its own frequency; A as in dsp/svf_shape.h. */
LANES_INLINE void matched_prototype(float shape, float q, float A, float root,
                                    struct matched_quadratic *n,
                                    struct matched_quadratic *d)
{
    const float low = svf_shape_is(shape, SVF_LOWPASS);
    const float high = svf_shape_is(shape, SVF_HIGHPASS);
    const float notch = svf_shape_is(shape, SVF_NOTCHED);
    const float peak = svf_shape_is(shape, SVF_PEAK);
    const float low_shelf = svf_shape_is(shape, SVF_LOWSHELF);
    const float high_shelf = svf_shape_is(shape, SVF_HIGHSHELF);
    const float shelf = low_shelf + high_shelf, r = 1.0f / q;

    n->a = high + notch + peak + low_shelf * A + high_shelf * A * A;
    n->b = peak * A * r + shelf * A * root * r;
    n->c = low + notch + peak + low_shelf * A * A + high_shelf * A;
    d->a = 1.0f - low_shelf + low_shelf * A;
    d->b = r * (low + high + notch + peak / A + shelf * root);
    d->c = 1.0f - high_shelf + high_shelf * A;
}

/* The anchor's digital quadratic on the bilinear axis, as high as the analogue one at
 * frequency 0; a s^2 alone keeps its height at the other end of the axis. */
LANES_INLINE struct matched_quadratic matched_anchor(struct matched_quadratic p,
                                                     float w)
{
    const float double_zero = p.b + p.c > 0.0f ? 0.0f : 1.0f;
    const float a = p.a, c = p.c + double_zero;
    const float own_w = w * math_sqrt(c / a), k = p.b / math_sqrt(a * c);
    const float half = 0.5f * k, rest = half * half - 1.0f;
    /* two real roots: own_w * far and own_w / far */
    const float far = half + math_sqrt(math_max(rest, 0.0f));
    const float t1 = math_tanh(0.5f * own_w * far), t2 = math_tanh(0.5f * own_w / far);
    /* a pair of complex ones */
    const float t = math_tanh(0.5f * own_w * half), t_t = t * t;
    const float turn = own_w * 0.159154943f * math_sqrt(math_max(-rest, 0.0f));
    const float sine = math_sin_pi(turn), low = sine * sine;
    const float n0 = rest > 0.0f ? t1 * t2 : t_t + (1.0f - t_t) * low;
    const float n1 = rest > 0.0f ? t1 + t2 : 2.0f * t;
    const float n2 = rest > 0.0f ? 1.0f : t_t + (1.0f - t_t) * (1.0f - low);
    const float scale = c / n0, zero = 4.0f * a / (w * w);

    return (struct matched_quadratic){
        double_zero > 0.0f ? zero : n2 * scale,
        double_zero > 0.0f ? 0.0f : n1 * scale,
        double_zero > 0.0f ? 0.0f : c,
    };
}

/* P(y) of a quadratic on the bilinear axis. */
LANES_INLINE float matched_height(struct matched_quadratic p, float y)
{
    const float real = p.c * (1.0f - y) - p.a * y;

    return real * real + p.b * p.b * y * (1.0f - y);
}

/* The quadratic through c^2 at 0 and two further points. */
LANES_INLINE struct matched_quadratic matched_fit(float c, float y1, float h1, float y2,
                                                  float h2)
{
    const float p0 = c * c;
    const float r1 = (h1 - p0 * (1.0f - y1) * (1.0f - y1)) / y1;
    const float r2 = (h2 - p0 * (1.0f - y2) * (1.0f - y2)) / y2;
    const float p2 =
        (r2 * (1.0f - y1) - r1 * (1.0f - y2)) / (y2 * (1.0f - y1) - y1 * (1.0f - y2));
    const float p1 = (r1 - p2 * y1) / (1.0f - y1);
    const float a = math_sqrt(math_max(p2, 1e-6f * p0));

    return (struct matched_quadratic){
        a, math_sqrt(math_max(p1 + 2.0f * c * a, 1e-9f * p0)), c};
}

/** Tune one lane for SVF_MIX; not for band- and all-pass. */
LANES_INLINE void matched_tune(struct svf_tuning *t, uint32_t l, float shape,
                               float cutoff_hz, float q, float gain_db, float rate_hz)
{
    const float root = math_exp2(gain_db * 0.0415241012f), A = root * root;
    const float cycles = math_min(cutoff_hz / rate_hz, 0.49f);
    const float w = 6.28318531f * cycles;
    const float high = svf_shape_is(shape, SVF_HIGHPASS);
    const float boost = gain_db > 0.0f ? 1.0f : 0.0f;
    const float high_shelf = svf_shape_is(shape, SVF_HIGHSHELF);
    const float n_first =
        high + svf_shape_is(shape, SVF_NOTCHED) + high_shelf * boost +
        (svf_shape_is(shape, SVF_PEAK) + svf_shape_is(shape, SVF_LOWSHELF)) *
            (1.0f - boost);
    const bool n_is_anchor = n_first > 0.0f;
    struct matched_quadratic n, d;

    matched_prototype(shape, q, A, root, &n, &d);
    const struct matched_quadratic from = n_is_anchor ? n : d, to = n_is_anchor ? d : n;
    const struct matched_quadratic anchor = matched_anchor(from, w);
    /* where the fit touches: the other's own frequency counts for as much as q is high
     */
    const float shelf = high_shelf + svf_shape_is(shape, SVF_LOWSHELF);
    const float own = w * (shelf > 0.0f ? math_max(root, 1.0f / root) : 1.0f);
    const float most = high > 0.0f    ? MATCHED_HIGHPASS
                       : shelf > 0.0f ? MATCHED_SHELF
                                      : MATCHED_MOST;
    const float near = math_clamp(own, 0.05f, most), share = q * q / (0.5f + q * q);
    const float w1 = MATCHED_FIRST + (near - MATCHED_FIRST) * share;
    const float w2 =
        high > 0.0f ? w1 + (MATCHED_LAST - w1) / (1.0f + 0.03f * q * q) : MATCHED_LAST;
    const float sine1 = math_sin_pi(w1 * 0.159154943f), y1 = sine1 * sine1;
    const float sine2 = math_sin_pi(w2 * 0.159154943f), y2 = sine2 * sine2;
    const float u1 = w1 * w1 / (w * w), u2 = w2 * w2 / (w * w);
    const struct matched_quadratic fitted = matched_fit(
        to.c, y1,
        matched_square(to, u1) * matched_height(anchor, y1) / matched_square(from, u1),
        y2,
        matched_square(to, u2) * matched_height(anchor, y2) / matched_square(from, u2));
    const struct matched_quadratic N = n_is_anchor ? anchor : fitted;
    const struct matched_quadratic D = n_is_anchor ? fitted : anchor;
    const float scale = 1.0f / math_sqrt(D.c * D.a);

    t->S[l] = math_sqrt(D.c / D.a);
    t->C[l] = 1.0f;
    t->k[l] = D.b * scale;
    t->m0[l] = N.a / D.a;
    t->m1[l] = N.b * scale - t->k[l] * t->m0[l];
    t->m2[l] = N.c / D.c - t->m0[l];
}

#endif
