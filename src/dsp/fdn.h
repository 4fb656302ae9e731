/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_FDN_H
#define LEAT_DSP_FDN_H

/**
 * fdn: the late sound of a room, 16 delay lines that feed each other.
 *
 *     s_l = filter_l(line_l[n - d_l])     m = H R(n) s     line[n] = P m + input
 *
 * H is the Hadamard matrix over 4, P gives its rows other places and signs, R(n) turns
 * each pair of lines (l, l + 8) by an angle that swings slowly: all keep the energy at
 * every instant, so only the filters decide how sound dies away, while the swing moves
 * the resonances and takes the metallic ring from long decays.  (Modulated delays would
 * lose treble by interpolation.)
 *
 * What is heard on channel k is the sum of +-m / 4 with the signs of the bent function
 * x0 x1 + x2 x3 of l + k: the channels are orthogonal, and all sixteen lines, which
 * return as they went, are as far from each of them as can be.  P is the best of 400
 * drawn by lot: the late sound correlates with itself by at most 0.14 at any lag, where
 * the rows of H fed back as they are reach 0.55 and flutter.
 *
 * A filter is a shelf of one pole that loses, per frame of its line, 60 dB in
 * T(0) * rate frames at the bottom and in T(1) * rate at the top.  With g0, g1 the
 * gains that line needs and t = tan(pi f / rate),
 *
 *     filter = g1 (z + s) / (p + s)    s = (1 - z^-1) / (1 + z^-1)
 *     p = tc sqrt(g1 / g0)    z = tc sqrt(g0 / g1)
 *
 * whose decibels are, to third order in them, in proportion to the line's length, so
 * all lines agree on the decay of each frequency:
 *
 *     1 / T(f) = 1 / T(0) + (1 / T(1) - 1 / T(0)) t^2 / (t^2 + tc^2)
 *
 * Sources: J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial
 * reverberators", 1991; S. Schlecht, E. Habets, "Time-varying feedback matrices in
 * feedback delay networks", 2015.
 */

#include <stdint.h>

#include "base/math.h"
#include "dsp/rows.h"
#include "dsp/vector.h"

enum {
    FDN_LINES = 16,
    FDN_PAIRS = 8,
    FDN_GRID = 64, /* frames between two looks at the parameters */
};

static const uint8_t fdn_row[FDN_LINES] = {12, 6, 8, 11, 9, 0, 13, 14,
                                           5,  7, 4, 3,  2, 1, 15, 10};
static const float fdn_sign[FDN_LINES] = {1.0f,  -1.0f, 1.0f,  1.0f,  -1.0f, -1.0f,
                                          -1.0f, -1.0f, -1.0f, -1.0f, 1.0f,  1.0f,
                                          -1.0f, -1.0f, 1.0f,  -1.0f};

/* (-1)^(x0 x1 + x2 x3) / 4 of the binary digits of a number */
static const float fdn_bent[FDN_LINES] = {0.25f,  0.25f,  0.25f,  -0.25f, 0.25f, 0.25f,
                                          0.25f,  -0.25f, 0.25f,  0.25f,  0.25f, -0.25f,
                                          -0.25f, -0.25f, -0.25f, 0.25f};

struct fdn {
    float rate_hz;
    uint32_t size;  /* of each ring */
    uint32_t at;    /* frame of the rings that is written next */
    uint32_t clock; /* frames so far */
    uint32_t length[FDN_LINES];
    float g[FDN_LINES], c[FDN_LINES], p[FDN_LINES], z[FDN_LINES]; /* the filters */
    float cosine[FDN_PAIRS], d_cosine[FDN_PAIRS], sine[FDN_PAIRS], d_sine[FDN_PAIRS];
    float line[]; /* rings one after the other */
};

typedef float fdn_tile[FDN_LINES][ROWS];

/** Frames of the longest line when the mean is `mean`. */
static inline uint32_t fdn_longest(float mean)
{
    return (uint32_t)(int32_t)(mean * 1.65f) + 64;
}

/** State of the lines, which must come last. */
static inline size_t fdn_bytes(float mean)
{
    return sizeof(struct fdn) +
           FDN_LINES * rows_floats(rows_size(fdn_longest(mean))) * sizeof(float);
}

static inline bool fdn_is_prime(uint32_t n)
{
    for (uint32_t k = 2; k * k <= n; k++)
        if (n % k == 0)
            return false;
    return true;
}

/** Lines of prime lengths, in proportion from 0.55 to 1.6 of the mean in frames. */
static inline void fdn_init(struct fdn *fdn, float rate_hz, float mean)
{
    uint32_t last = ROWS;

    fdn->rate_hz = rate_hz;
    fdn->size = rows_size(fdn_longest(mean));
    for (uint32_t l = 0; l < FDN_LINES; l++) {
        const float ratio = 0.55f * math_exp2((float)l * 0.1027f);
        uint32_t n = (uint32_t)(int32_t)(mean * ratio);
        n = n > last ? n : last + 1;
        while (!fdn_is_prime(n))
            n++;
        /* neighbours in length enter from either side and lie in other pairs */
        fdn->length[(l * 5) % FDN_LINES] = last = n;
    }
    for (uint32_t k = 0; k < FDN_PAIRS; k++)
        fdn->cosine[k] = 1.0f;
}

/** Sum of the lengths, in frames. */
static inline float fdn_sum(const struct fdn *fdn)
{
    uint32_t sum = 0;

    for (uint32_t l = 0; l < FDN_LINES; l++)
        sum += fdn->length[l];
    return (float)sum;
}

/** Set the times in which 60 dB are lost below and above a frequency. */
ROWS_CALLED void fdn_tune(struct fdn *fdn, float low_s, float high_s, float hz)
{
    const float cycles = hz / fdn->rate_hz;
    const float tc = math_tan_pi(cycles < 0.49f ? cycles : 0.49f);
    const float per_frame = -9.96578428f / fdn->rate_hz; /* log2(0.001) */

    for (uint32_t l = 0; l < FDN_LINES; l++) {
        const float frames = per_frame * (float)(int32_t)fdn->length[l];
        const float e0 = frames / low_s, step = frames / high_s - e0;
        const float root = math_exp2(0.5f * (step < -16.0f ? -16.0f : step));
        const float pole = tc * root, zero = tc / root;
        const float norm = 1.0f / (1.0f + pole);
        const float g = math_exp2(e0) * root * root * norm;

        fdn->p[l] = (1.0f - pole) * norm;
        fdn->g[l] = g * (zero + 1.0f);
        fdn->c[l] = g * (zero - 1.0f) + fdn->p[l] * fdn->g[l];
    }
}

/** Where the pairs turn to during the next FDN_GRID frames; `depth` in turns. */
ROWS_CALLED void fdn_swing(struct fdn *fdn, float depth)
{
    const float per_s = (float)(int32_t)FDN_GRID / fdn->rate_hz;
    const float next = (float)(fdn->clock / FDN_GRID + 1) * per_s;

    for (uint32_t k = 0; k < FDN_PAIRS; k++) {
        const float rate_hz = 0.31f + 0.087f * (float)(int32_t)k;
        const float angle =
            depth * math_sin_turns(rate_hz * next + 0.381966f * (float)(int32_t)k);
        fdn->cosine[k] += fdn->d_cosine[k];
        fdn->sine[k] += fdn->d_sine[k];
        fdn->d_cosine[k] = math_cos_turns(angle) - fdn->cosine[k];
        fdn->d_sine[k] = math_sin_turns(angle) - fdn->sine[k];
    }
}

/* to = the four quarters of `from`, interleaved */
LANES_INLINE void fdn_weave(float *restrict to, const float *restrict from)
{
    for (uint32_t j = 0; j < 64; j++) {
        to[4 * j] = from[j];
        to[4 * j + 1] = from[j + 64];
        to[4 * j + 2] = from[j + 128];
        to[4 * j + 3] = from[j + 192];
    }
}

/* to[i][l] = from[l][i]: four digits of base 4, that are (l, i), turned by two.  Loops
 * over rows and columns would be scalar code four times as slow. */
ROWS_CALLED void fdn_turn(fdn_tile to, fdn_tile from)
{
    fdn_tile half;

    fdn_weave(&half[0][0], &from[0][0]);
    fdn_weave(&to[0][0], &half[0][0]);
}

ROWS_CALLED void fdn_filter(struct fdn *fdn, fdn_tile t, uint32_t n)
{
    float g[FDN_LINES], c[FDN_LINES], p[FDN_LINES], z[FDN_LINES], x[FDN_LINES];

    for (uint32_t l = 0; l < FDN_LINES; l++) {
        g[l] = fdn->g[l];
        c[l] = fdn->c[l];
        p[l] = fdn->p[l];
        z[l] = fdn->z[l];
    }
    for (uint32_t i = 0; i < n; i++) { /* in one loop it would not become vectors */
        for (uint32_t l = 0; l < FDN_LINES; l++)
            x[l] = t[i][l];
        for (uint32_t l = 0; l < FDN_LINES; l++)
            t[i][l] = g[l] * x[l] + z[l];
        for (uint32_t l = 0; l < FDN_LINES; l++) /* no denormals in silence */
            z[l] = p[l] * z[l] + (c[l] * x[l] + 1e-20f);
    }
    for (uint32_t l = 0; l < FDN_LINES; l++)
        fdn->z[l] = z[l];
}

/* t = H R t */
ROWS_CALLED void fdn_mix(const struct fdn *fdn, fdn_tile t)
{
    const float start = (float)(int32_t)(fdn->clock % FDN_GRID);

    for (uint32_t k = 0; k < 4; k++)
        for (uint32_t i = 0; i < ROWS; i++) {
            const float along = (start + (float)(int32_t)i) * (1.0f / FDN_GRID);
            const float c = fdn->cosine[k] + along * fdn->d_cosine[k];
            const float s = fdn->sine[k] + along * fdn->d_sine[k];
            const float v = fdn->cosine[k + 4] + along * fdn->d_cosine[k + 4];
            const float w = fdn->sine[k + 4] + along * fdn->d_sine[k + 4];
            const float a = c * t[k][i] - s * t[k + 8][i];
            const float b = s * t[k][i] + c * t[k + 8][i];
            const float x = v * t[k + 4][i] - w * t[k + 12][i];
            const float y = w * t[k + 4][i] + v * t[k + 12][i];
            t[k][i] = (a + b) + (x + y);
            t[k + 4][i] = (a + b) - (x + y);
            t[k + 8][i] = (a - b) + (x - y);
            t[k + 12][i] = (a - b) - (x - y);
        }
    for (uint32_t k = 0; k < 16; k += 4)
        for (uint32_t i = 0; i < ROWS; i++) {
            const float a = 0.25f * (t[k][i] + t[k + 2][i]);
            const float b = 0.25f * (t[k][i] - t[k + 2][i]);
            const float x = 0.25f * (t[k + 1][i] + t[k + 3][i]);
            const float y = 0.25f * (t[k + 1][i] - t[k + 3][i]);
            t[k][i] = a + x;
            t[k + 1][i] = a - x;
            t[k + 2][i] = b + y;
            t[k + 3][i] = b - y;
        }
}

/* What is as old as its line is long. */
ROWS_CALLED void fdn_recall(const struct fdn *fdn, fdn_tile t)
{
    for (uint32_t l = 0; l < FDN_LINES; l++) {
        const float *past = rows_past(fdn->line + l * rows_floats(fdn->size), fdn->size,
                                      fdn->at, fdn->length[l]);
        memcpy(t[l], past, sizeof(t[l]));
    }
}

/**
 * Hear the next n frames: row l of `mixed` is m_l.  fdn_feed() must follow.
 *
 * Shape:   n as rows_until() says.
 */
LANES_INLINE void fdn_hear(struct fdn *fdn, fdn_tile mixed, uint32_t n)
{
    fdn_tile frames;

    fdn_recall(fdn, mixed);
    fdn_turn(frames, mixed);
    fdn_filter(fdn, frames, n);
    fdn_turn(mixed, frames);
    fdn_mix(fdn, mixed);
}

/** What is heard of m on channels a and b of 16.  Written in vectors: of loops over
 * rows gcc 12 makes scalar code where a row is two of them. */
ROWS_CALLED void fdn_listen(float heard[2][ROWS], fdn_tile mixed, uint32_t a,
                            uint32_t b)
{
    for (uint32_t i = 0; i < ROWS; i += VECTOR_WIDTH) {
        vector x = {0}, y = {0};
        for (uint32_t l = 0; l < FDN_LINES; l++) {
            const vector m = *(const vector_loose *)&mixed[l][i];
            x += fdn_bent[l ^ a] * m;
            y += fdn_bent[l ^ b] * m;
        }
        *(vector_loose *)&heard[0][i] = x;
        *(vector_loose *)&heard[1][i] = y;
    }
}

/** Feed n frames back with what comes in: left to even lines, right to odd ones. */
ROWS_CALLED void fdn_feed(struct fdn *fdn, fdn_tile mixed, float x[2][ROWS], uint32_t n)
{
    for (uint32_t l = 0; l < FDN_LINES; l++) {
        const float sign = fdn_sign[l], *line = mixed[fdn_row[l]], *side = x[l & 1];
        float row[ROWS];
        for (uint32_t i = 0; i < ROWS; i++)
            row[i] = sign * line[i] + side[i];
        rows_write(fdn->line + l * rows_floats(fdn->size), fdn->size, fdn->at, row, n);
    }
    fdn->clock += n;
    fdn->at = fdn->at + n < fdn->size ? fdn->at + n : 0;
}

#endif
