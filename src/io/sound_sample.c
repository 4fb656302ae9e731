/* SPDX-License-Identifier: MIT */
/*
 * sound_sample: what happens to samples at the engine's edges.
 *
 * Dither: with r1, r2 uniform in [0, 1) and x in steps, the number is
 * floor(x + r1 - r2 + 1/2).  The error then has the same mean and power whatever x is.
 *
 * Source: S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and dither:
 * a theoretical survey", 1992.
 */
#include "io/sound_sample.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

/* Bits of floats without their sign. */
enum { BITS_TINY = 0x0D800000, BITS_INFINITE = 0x7F800000 }; /* 2^-100, infinity */

enum { CHUNK = 256 };

/* Whether a chunk holds anything to replace; written so that it becomes vectors. */
static bool is_clean(const uint32_t *bits, size_t n)
{
    uint32_t bad = 0;

    for (size_t i = 0; i < n; i++) {
        const int32_t b = (int32_t)(bits[i] & 0x7FFFFFFF);
        bad |= (uint32_t)(b >= BITS_INFINITE) | (uint32_t)((b < BITS_TINY) & (b != 0));
    }
    return !bad;
}

static void clean(float *samples, size_t n, struct sound_faults *faults)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &samples[i], sizeof(bits));
        bits &= 0x7FFFFFFF;
        if (bits >= BITS_INFINITE)
            faults->non_finite++;
        else if (bits < BITS_TINY && bits != 0)
            faults->denormal++;
        else
            continue;
        samples[i] = 0.0f;
    }
}

void sound_clean(float *samples, size_t n, struct sound_faults *faults)
{
    uint32_t bits[CHUNK];

    for (size_t done = 0; done < n; done += CHUNK) {
        const size_t part = n - done < CHUNK ? n - done : CHUNK;
        memcpy(bits, samples + done, part * sizeof(bits[0]));
        if (!is_clean(bits, part))
            clean(samples + done, part, faults);
    }
}

float sound_peak(const float *samples, size_t n, float peak)
{
    float of[8] = {0}; /* several, so that no comparison waits for the one before */
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++) {
            const float size = fabsf(samples[i + k]);
            of[k] = size > of[k] ? size : of[k];
        }
    for (; i < n; i++)
        of[0] = fabsf(samples[i]) > of[0] ? fabsf(samples[i]) : of[0];
    for (size_t k = 0; k < 8; k++)
        peak = of[k] > peak ? of[k] : peak;
    return peak;
}

/* Noise of one sample from 32 random bits, triangular in (-1, 1) in steps of 2^-16. */
static inline float noise(uint64_t bits)
{
    return (float)((int32_t)(bits & 0xFFFF) - (int32_t)(bits >> 16 & 0xFFFF)) *
           0x1p-16f;
}

/* Noise of samples from `counter` on; one random number serves two neighbours. */
static void make_noise(uint64_t seed, uint64_t counter, float *out, size_t n)
{
    size_t i = 0;

    if (n > 0 && counter % 2)
        out[i++] = noise(random_bits(seed, counter / 2) >> 32);
    for (; i + 2 <= n; i += 2) {
        const uint64_t bits = random_bits(seed, (counter + i) / 2);
        out[i] = noise(bits);
        out[i + 1] = noise(bits >> 32);
    }
    if (i < n)
        out[i] = noise(random_bits(seed, (counter + i) / 2));
}

/* Samples beyond full scale. */
static uint32_t count_beyond(const float *samples, size_t n)
{
    uint32_t beyond = 0;

    for (size_t i = 0; i < n; i++)
        beyond += fabsf(samples[i]) > 1.0f;
    return beyond;
}

void sound_quantise(struct sound_quantiser *quantiser, const float *samples, size_t n,
                    int32_t *numbers)
{
    const double half = (double)(1 << (quantiser->bits - 1));
    const int32_t half_number = 1 << (quantiser->bits - 1);
    float added[CHUNK] = {0};

    for (size_t done = 0; done < n; done += CHUNK) {
        const size_t part = n - done < CHUNK ? n - done : CHUNK;
        const float *from = samples + done;
        int32_t *to = numbers + done;
        if (quantiser->dither)
            make_noise(quantiser->seed, quantiser->counter, added, part);
        for (size_t i = 0; i < part; i++) {
            double x = (double)from[i] * half + (double)added[i];
            x = x < -half ? -half : x;
            x = x > half - 1.0 ? half - 1.0 : x;
            to[i] = (int32_t)(x + (half + 0.5)) - half_number; /* floor(x + 1/2) */
        }
        quantiser->clipped += count_beyond(from, part);
        quantiser->counter += part;
    }
}
