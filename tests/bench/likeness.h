/* SPDX-License-Identifier: MIT */
#ifndef TEST_BENCH_LIKENESS_H
#define TEST_BENCH_LIKENESS_H

/**
 * likeness: how far a sound is from what it should be.
 *
 * A lag is by how many frames the sound comes later than the ideal; it is found first,
 * and taken out of what is measured.  The power of a sound at a frame is the mean of
 * the 3 ms around it.
 */

#include <sndfile.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bench/other_program.h"
#include "bench/transform.h"

enum {
    LIKENESS_RATE = 48000,
    LIKENESS_SIZE = 2048, /* of a spectrum */
    LIKENESS_HOP = 512,   /* from one spectrum to the next */
    LIKENESS_POWER = 144, /* frames of a power: 3 ms */
    LIKENESS_STEP = 12,   /* frames between two lags that are tried */
    LIKENESS_LAG = 2400,  /* most frames of lag: 50 ms */
    LIKENESS_TRIES = 6,   /* lags tried on either side of that */
    LIKENESS_TRY = 48,    /* frames between them: 1 ms */
    LIKENESS_NEAR = 1440, /* frames around an onset in which its peak is: 30 ms */
    LIKENESS_ONSETS = 64, /* most that are looked at */
    LIKENESS_TONES = 16,  /* most sines that are fitted */
};

struct sound {
    int n;
    double *x, *sum; /* n samples; n + 1 sums of the squares before each */
};

static inline void sound_close(struct sound *s)
{
    free(s->x);
    free(s->sum);
    *s = (struct sound){0};
}

/** Channel 0 of a file; false, and nothing is held, when it is not there. */
static inline bool sound_open(struct sound *s, const char *path)
{
    SF_INFO info = {0};
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    double frame[2];

    *s = (struct sound){0};
    if (!file)
        return false;
    s->x = calloc((size_t)info.frames + 1, sizeof(double));
    s->sum = calloc((size_t)info.frames + 1, sizeof(double));
    if (s->x && s->sum && info.samplerate == LIKENESS_RATE && info.channels <= 2)
        for (; sf_readf_double(file, frame, 1) == 1; s->n++) {
            s->x[s->n] = frame[0];
            s->sum[s->n + 1] = s->sum[s->n] + frame[0] * frame[0];
        }
    sf_close(file);
    if (s->n == 0)
        sound_close(s);
    return s->n > 0;
}

static inline double sound_at(const struct sound *s, int i)
{
    return i < 0 || i >= s->n ? 0.0 : s->x[i];
}

/** Mean power of frames [from, from + n). */
static inline double sound_power(const struct sound *s, int from, int n)
{
    const int to = from + n < 0 ? 0 : from + n > s->n ? s->n : from + n;

    from = from < 0 ? 0 : from > s->n ? s->n : from;
    return (s->sum[to] - s->sum[from]) / n;
}

static inline double power_at(const struct sound *s, int i)
{
    return sound_power(s, i - LIKENESS_POWER / 2, LIKENESS_POWER);
}

/* The lag at which the two rise and fall most alike. */
static inline int lag_of_powers(const struct sound *a, const struct sound *ideal)
{
    double best = -1.0;
    int lag = 0;

    for (int k = -LIKENESS_LAG; k <= LIKENESS_LAG; k += LIKENESS_STEP) {
        double sum = 0.0;
        for (int i = 0; i < ideal->n; i += LIKENESS_STEP)
            sum += sqrt(power_at(ideal, i) * power_at(a, i + k));
        if (sum > best) {
            best = sum;
            lag = k;
        }
    }
    return lag;
}

/* The root of the mean square of the differences between the two spectra, in dB, of
 * bins in which either is less than 60 dB below the loudest of the ideal. */
static inline double distance_in_frame(const double *re, const double *im)
{
    static double power[2][LIKENESS_SIZE / 2];
    double most = 0.0, sum = 0.0;
    int bins = 0;

    for (int k = 1; k < LIKENESS_SIZE / 2; k++) {
        /* two real sounds as one complex: each one's part of the spectrum */
        const double r = re[k], r_ = re[LIKENESS_SIZE - k];
        const double m = im[k], m_ = im[LIKENESS_SIZE - k];
        power[0][k] = (r + r_) * (r + r_) + (m - m_) * (m - m_);
        power[1][k] = (m + m_) * (m + m_) + (r - r_) * (r - r_);
        most = fmax(most, power[0][k]);
    }
    for (int k = 1; k < LIKENESS_SIZE / 2; k++) {
        const double a = fmax(power[0][k], most * 1e-6);
        const double b = fmax(power[1][k], most * 1e-6);
        const double db = 10.0 * log10(a / b);
        sum += db * db;
        bins += a > most * 1e-6 || b > most * 1e-6;
    }
    return sqrt(sum / bins);
}

/** Mean distance, in dB, of the frames in which the ideal is above -60 dBFS, with a
 * frame each `hop`. */
static inline double likeness_distance_db(const struct sound *a,
                                          const struct sound *ideal, int lag, int hop)
{
    static double re[LIKENESS_SIZE], im[LIKENESS_SIZE];
    double sum = 0.0;
    int frames = 0;

    for (int at = 0; at + LIKENESS_SIZE <= ideal->n; at += hop) {
        if (sound_power(ideal, at, LIKENESS_SIZE) < 1e-6)
            continue;
        for (int i = 0; i < LIKENESS_SIZE; i++) {
            const double w = 0.5 - 0.5 * cos(2.0 * PI * i / LIKENESS_SIZE);
            re[i] = w * ideal->x[at + i];
            im[i] = w * sound_at(a, at + i + lag);
        }
        transform(re, im, LIKENESS_SIZE);
        sum += distance_in_frame(re, im);
        frames++;
    }
    return sum / frames;
}

/** The lag at which the two are nearest, among those around that of their powers. */
static inline int likeness_lag(const struct sound *a, const struct sound *ideal)
{
    const int about = lag_of_powers(a, ideal);
    double least = HUGE_VAL;
    int lag = about;

    for (int k = -LIKENESS_TRIES; k <= LIKENESS_TRIES; k++) {
        const int here = about + k * LIKENESS_TRY;
        const double db = likeness_distance_db(a, ideal, here, LIKENESS_SIZE);
        if (db < least) {
            least = db;
            lag = here;
        }
    }
    return lag;
}

/* Where the power first reaches a quarter of its peak near a frame; `*peak`: that. */
static inline int onset_near(const struct sound *s, int at, double *peak)
{
    int i = at - LIKENESS_NEAR;

    *peak = 0.0;
    for (int k = i; k < at + LIKENESS_NEAR; k++)
        *peak = fmax(*peak, power_at(s, k));
    while (i < at + LIKENESS_NEAR && power_at(s, i) < 0.25 * *peak)
        i++;
    return i;
}

/** Of n onsets, of which number k is at (k + 1) `grid` frames: the mean distance from
 * their times, when all together may come earlier or later, and by how much their peaks
 * are lower.  What lies between onsets may be moved, so they have a lag of their own.
 */
static inline void likeness_onsets(const struct sound *a, const struct sound *ideal,
                                   int lag, double grid, int n, double *error_ms,
                                   double *loss_db)
{
    double late[LIKENESS_ONSETS], sorted[LIKENESS_ONSETS];

    *error_ms = *loss_db = 0.0;
    for (int k = 0; k < n; k++) {
        const int at = (int)((k + 1) * grid);
        double peak, want;
        sorted[k] = late[k] =
            onset_near(a, at + lag, &peak) - onset_near(ideal, at, &want);
        *loss_db += 10.0 * log10(want / fmax(peak, 1e-12)) / n;
    }
    const double all = median(sorted, (size_t)n);
    for (int k = 0; k < n; k++)
        *error_ms += fabs(late[k] - all) * 1e3 / LIKENESS_RATE / n;
}

/* Solve a symmetric positive system of n unknowns; row n of `a` is the right side, in
 * which the solution is left. */
static inline void solve(double a[][2 * LIKENESS_TONES], int n)
{
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            const double f = a[i][j] / a[i][i];
            for (int k = i; k < n; k++)
                a[k][j] -= f * a[k][i];
            a[n][j] -= f * a[n][i];
        }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++)
            a[n][i] -= a[k][i] * a[n][k];
        a[n][i] /= a[i][i];
    }
}

static inline void waves_at(double *wave, const double *hz, int n, int i)
{
    for (int k = 0; k < n; k++) {
        const double angle = 2.0 * PI * hz[k] / LIKENESS_RATE * i;
        wave[2 * k] = cos(angle);
        wave[2 * k + 1] = sin(angle);
    }
}

/** Level, in dB against that of the tones, of what is left of the second in the middle
 * when sines of n known frequencies are taken out, fitted by least squares. */
static inline double likeness_rest_db(const struct sound *s, const double *hz, int n)
{
    double a[2 * LIKENESS_TONES + 1][2 * LIKENESS_TONES] = {{0.0}};
    double wave[2 * LIKENESS_TONES], all = 0.0, rest = 0.0;
    const int from = (s->n - LIKENESS_RATE) / 2, terms = 2 * n;

    for (int i = 0; i < LIKENESS_RATE; i++) {
        waves_at(wave, hz, n, i);
        for (int k = 0; k < terms; k++) {
            a[terms][k] += wave[k] * sound_at(s, from + i);
            for (int j = 0; j < terms; j++)
                a[j][k] += wave[k] * wave[j];
        }
    }
    solve(a, terms);
    for (int i = 0; i < LIKENESS_RATE; i++) {
        double left = sound_at(s, from + i);
        all += left * left;
        waves_at(wave, hz, n, i);
        for (int k = 0; k < terms; k++)
            left -= a[terms][k] * wave[k];
        rest += left * left;
    }
    return 10.0 * log10(fmax(rest, 1e-20) / fmax(all - rest, 1e-20));
}

#endif
