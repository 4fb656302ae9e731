/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_MUSICAL_KEY_H
#define LEAT_DSP_MUSICAL_KEY_H

/**
 * musical_key: how well the notes of a piece suit each key.
 *
 * Keys 0 to 11 are C to B major, 12 to 23 C to B minor.  With x the parts of the notes
 * and p the profile of a key, turned to its root,
 *
 *     c = sum (x - mean x) (p - mean p) / sqrt(sum (x - mean x)^2 sum (p - mean p)^2)
 *
 * Source: C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", 1990.
 */

#include "base/math.h"

enum { KEY_NOTES = 12, N_KEYS = 24 };

static const float key_profile[2][KEY_NOTES] = {
    {6.35f, 2.23f, 3.48f, 2.33f, 4.38f, 4.09f, 2.52f, 5.19f, 2.39f, 3.66f, 2.29f,
     2.88f},
    {6.33f, 2.68f, 3.52f, 5.38f, 2.60f, 3.53f, 2.54f, 4.75f, 3.98f, 2.69f, 3.34f,
     3.17f},
};

/** How alike 12 parts, of C to B, are to the profile of a key; 0 when all are one. */
static inline float key_likeness(const float *part, uint32_t key)
{
    float mean = 0.0f, mean_p = 0.0f, xp = 0.0f, xx = 0.0f, pp = 0.0f;

    for (uint32_t n = 0; n < KEY_NOTES; n++) {
        mean += part[n] / KEY_NOTES;
        mean_p += key_profile[key / KEY_NOTES][n] / KEY_NOTES;
    }
    for (uint32_t n = 0; n < KEY_NOTES; n++) {
        const float x = part[(n + key) % KEY_NOTES] - mean;
        const float p = key_profile[key / KEY_NOTES][n] - mean_p;
        xp += x * p;
        xx += x * x;
        pp += p * p;
    }
    return xx > 1e-12f ? xp / math_sqrt(xx * pp) : 0.0f;
}

#endif
