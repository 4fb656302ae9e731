/* SPDX-License-Identifier: MIT */
/*
 * wave_set: waves of one cycle each, at levels of fewer and fewer harmonics.
 *
 * All in double, with mathematics of its own: every machine makes the same tables.
 */
#include "io/wave_set.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"

enum { PLACES = 8192, BEFORE = 1, AFTER = 3, N_VOWELS = 5, N_FORMANTS = 5 };

/** Harmonics of one wave: cosine and sine parts; [0] is not used. */
struct parts {
    double re[WAVE_HARMONICS + 1], im[WAVE_HARMONICS + 1];
};

/** Room for a transform and its turns. */
struct workshop {
    double re[PLACES], im[PLACES];
    double cosine[PLACES], sine[PLACES]; /* of n / PLACES turns */
    struct parts parts;
};

static void make_turns(struct workshop *w)
{
    for (int n = 0; n < PLACES; n++) {
        w->cosine[n] = math_cos_pi_d(2.0 * n / PLACES);
        w->sine[n] = math_sin_pi_d(2.0 * n / PLACES);
    }
}

static void swap(double *a, double *b)
{
    const double was = *a;

    *a = *b;
    *b = was;
}

/* The sum over k of x[k] exp(2 pi i k n / size) in place; size is a power of 2.
 * Source: J. W. Cooley, J. W. Tukey, 1965. */
static void transform(struct workshop *w, uint32_t size)
{
    for (uint32_t i = 1, j = 0; i < size; i++) {
        uint32_t bit = size / 2;
        for (; j & bit; bit /= 2)
            j ^= bit;
        j |= bit;
        if (i < j) {
            swap(&w->re[i], &w->re[j]);
            swap(&w->im[i], &w->im[j]);
        }
    }
    for (uint32_t half = 1; half < size; half *= 2) {
        for (uint32_t k = 0; k < half; k++) {
            const double c = w->cosine[k * (PLACES / 2 / half)];
            const double s = w->sine[k * (PLACES / 2 / half)];
            for (uint32_t i = k; i < size; i += 2 * half) {
                const uint32_t j = i + half;
                const double re = c * w->re[j] - s * w->im[j];
                const double im = c * w->im[j] + s * w->re[j];
                w->re[j] = w->re[i] - re;
                w->im[j] = w->im[i] - im;
                w->re[i] += re;
                w->im[i] += im;
            }
        }
    }
}

/* Write one wave of a level from its harmonics. */
static void write_wave(struct workshop *w, const struct wave_level *level, uint32_t n)
{
    const uint32_t size = 1u << level->bits;
    float *wave = level->waves + n * level->stride;

    memset(w->re, 0, sizeof(w->re));
    memset(w->im, 0, sizeof(w->im));
    for (uint32_t k = 1; k <= level->harmonics; k++) {
        w->re[k] = w->parts.re[k];
        w->im[k] = -w->parts.im[k]; /* a cos x + b sin x = Re (a - i b) exp(i x) */
    }
    transform(w, size);
    for (uint32_t i = 0; i < size; i++)
        wave[BEFORE + i] = (float)w->re[i];
    wave[0] = wave[size];
    memcpy(wave + BEFORE + size, wave + BEFORE, AFTER * sizeof(float));
}

static void write_levels(struct workshop *w, struct wave_set *set, uint32_t n)
{
    for (int j = 0; j < WAVE_LEVELS; j++)
        write_wave(w, &set->level[j], n);
}

static int shape_level(struct wave_level *level, int j, uint32_t n)
{
    level->harmonics = (uint32_t)(math_exp2_d(10.0 - 0.5 * j) + 1e-9); /* 724.08: 724 */
    level->bits = level->harmonics > 128 ? 13 : level->harmonics > 45 ? 12 : 11;
    level->stride = ((size_t)1 << level->bits) + BEFORE + AFTER;
    level->waves = malloc(n * level->stride * sizeof(float));
    return level->waves ? 0 : LEAT_ERR_NOMEM;
}

/* An empty set and a workshop to fill it in. */
static int create(uint32_t n, struct wave_set **out, struct workshop **workshop)
{
    struct wave_set *set = calloc(1, sizeof(*set));
    struct workshop *w = calloc(1, sizeof(*w));
    int err = set && w ? 0 : LEAT_ERR_NOMEM;

    for (int j = 0; !err && j < WAVE_LEVELS; j++)
        err = shape_level(&set->level[j], j, n);
    if (err) {
        wave_set_destroy(&set);
        free(w);
        w = NULL;
    } else {
        set->n = n;
        make_turns(w);
    }
    *out = set;
    *workshop = w;
    return err;
}

void wave_set_destroy(struct wave_set **set)
{
    if (!*set)
        return;
    for (int j = 0; j < WAVE_LEVELS; j++)
        free((*set)->level[j].waves);
    free(*set);
    *set = NULL;
}

/* Harmonics of samples, by their definition: sizes need be no power of 2.  `turn` has
 * the cosines, then the sines, of n / size turns. */
static void take_apart(struct parts *parts, const double *turn, const float *samples,
                       uint32_t size)
{
    memset(parts, 0, sizeof(*parts));
    for (uint32_t k = 1; k <= (size - 1) / 2 && k <= WAVE_HARMONICS; k++) {
        double re = 0.0, im = 0.0;
        for (uint32_t i = 0, at = 0; i < size; i++) {
            re += (double)samples[i] * turn[at];
            im += (double)samples[i] * turn[size + at];
            at = at + k < size ? at + k : at + k - size;
        }
        parts->re[k] = 2.0 * re / size;
        parts->im[k] = 2.0 * im / size;
    }
}

int wave_set_of_samples(const float *samples, uint32_t size, uint32_t n,
                        struct wave_set **out)
{
    double *turn = malloc(2 * (size_t)size * sizeof(*turn));
    struct workshop *w = NULL;
    int err = turn ? create(n, out, &w) : LEAT_ERR_NOMEM;

    for (uint32_t i = 0; !err && i < size; i++) {
        turn[i] = math_cos_pi_d(2.0 * i / size);
        turn[size + i] = math_sin_pi_d(2.0 * i / size);
    }
    for (uint32_t i = 0; !err && i < n; i++) {
        take_apart(&w->parts, turn, samples + (size_t)i * size, size);
        write_levels(w, *out, i);
    }
    free(turn);
    free(w);
    return err;
}

/* The amplitude of harmonic k of a vowel at 110 Hz: resonances over a voice that falls
 * by 3 dB an octave.  Source: G. Peterson, H. Barney, "Control Methods Used in a Study
 * of the Vowels", 1952, men's means, for the first three. */
static double vowel(uint32_t which, double k)
{
    static const double formant_hz[N_VOWELS][N_FORMANTS] = {
        {730, 1090, 2440, 3400, 4500}, /* a */
        {530, 1840, 2480, 3400, 4500}, /* e */
        {270, 2290, 3010, 3500, 4500}, /* i */
        {570, 840, 2410, 3400, 4500},  /* o */
        {300, 870, 2240, 3400, 4500},  /* u */
    };
    static const double gain[N_FORMANTS] = {1.0, 0.6, 0.3, 0.15, 0.08};
    static const double width_hz[N_FORMANTS] = {80, 90, 120, 150, 200};
    double sum = 0.01;

    for (int m = 0; m < N_FORMANTS; m++) {
        const double off = (110.0 * k - formant_hz[which][m]) / width_hz[m];
        sum += gain[m] / (1.0 + off * off);
    }
    return sum / math_sqrt_d(k);
}

/* Cosine and sine part of harmonic k of wave n. */
static void harmonic(enum wave_built_in which, uint32_t n, uint32_t k, double *a,
                     double *b)
{
    static const double pi = 3.14159265358979323846;
    const double odd = k % 2 ? 1.0 : 0.0, saw = (k % 2 ? 2.0 : -2.0) / (pi * k);

    *a = *b = 0.0;
    if (which == WAVE_CLASSIC) {
        const double by_wave[] = {k == 1 ? 1.0 : 0.0,
                                  odd * (k % 4 == 1 ? 8.0 : -8.0) / (pi * pi * k * k),
                                  saw, odd * 4.0 / (pi * k)};
        *b = by_wave[n];
    } else if (which == WAVE_PULSE) {
        const double duty = 0.5 * math_pow_d(0.06, n / 15.0);
        *a = 2.0 / (pi * k) * math_sin_pi_d(2.0 * k * duty);
        *b = 2.0 / (pi * k) * (1.0 - math_cos_pi_d(2.0 * k * duty));
    } else if (which == WAVE_BRIGHT) {
        const double x = k / (math_exp2_d(n) + 1.0); /* fades, so that nothing rings */
        *b = x < 1.0 ? saw * math_sin_pi_d(x) / (pi * x) : 0.0;
    } else {
        *b = vowel(n, k);
    }
}

/* The greatest absolute value of the richest level. */
static double peak(const struct wave_set *set, uint32_t n)
{
    const struct wave_level *level = &set->level[0];
    double most = 1e-9;

    for (size_t i = 0; i < level->stride; i++)
        most =
            math_max_d(most, math_abs_d((double)level->waves[n * level->stride + i]));
    return most;
}

int wave_set_built_in(enum wave_built_in which, struct wave_set **out)
{
    static const uint32_t n[WAVE_N_BUILT_IN] = {4, 16, 11, N_VOWELS};
    struct workshop *w;
    const int err = create(n[which], out, &w);

    for (uint32_t i = 0; !err && i < n[which]; i++) {
        double scale = 1.0;
        for (int pass = 0; pass < 2; pass++) { /* the second as loud as it may be */
            for (uint32_t k = 1; k <= WAVE_HARMONICS; k++) {
                harmonic(which, i, k, &w->parts.re[k], &w->parts.im[k]);
                w->parts.re[k] *= scale;
                w->parts.im[k] *= scale;
            }
            if (pass == 0 && which >= WAVE_BRIGHT) {
                write_wave(w, &(*out)->level[0], i);
                scale = 1.0 / peak(*out, i);
            }
        }
        write_levels(w, *out, i);
    }
    free(w);
    return err;
}
