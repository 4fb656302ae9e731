/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_HALFBAND_H
#define LEAT_DSP_HALFBAND_H

/**
 * halfband: doubling and halving of the rate by a chain of steps, for work that makes
 * overtones.
 *
 * Each step is a filter H(z) = (A0(z^2) + z^-1 A1(z^2)) / 2 of two branches of all-pass
 * sections (a + z^-1) / (1 + a z^-1), which run at the lower of the two rates.  Such a
 * filter has no ripple to hear, bends phases near its edge alone, and costs one product
 * a section.  Of the lowest step's stop band all is below -87 dB from 25 kHz on where
 * sound is at 48, of the others -96, -96 and -81 dB.
 *
 * Source: R. A. Valenzuela, A. G. Constantinides, "Digital signal processing schemes
 * for efficient interpolation and decimation", 1983, gives the sections a; transition
 * bands are 0.0104, 0.125, 0.1875 and 0.21875 of the higher rate on each side.
 */

#include <stdint.h>

#include "dsp/lanes.h"

enum { HALFBAND_STEPS = 4, HALFBAND_SECTIONS = 10, HALFBAND_MEMORIES = 12 };

/* Sections of the steps, from the lowest rate up; even ones are A0's. */
static const float halfband_a[HALFBAND_STEPS][HALFBAND_SECTIONS] = {
    {0.050658528f, 0.183608831f, 0.355502742f, 0.524864922f, 0.667573753f, 0.776758145f,
     0.855780266f, 0.911871138f, 0.952661113f, 0.985021757f},
    {0.046569163f, 0.175171644f, 0.361006412f, 0.58388971f, 0.845078493f},
    {0.051860621f, 0.200845421f, 0.437059787f, 0.773433352f},
    {0.076673722f, 0.302873265f, 0.699432066f},
};

/* Frames at the lowest rate that a slow sound is late by, up and down again through the
 * first n steps: 2^-n (2 D - 1) each, D being a filter's group delay at 0. */
static const float halfband_delay[HALFBAND_STEPS + 1] = {0.0f, 2.860966f, 4.075498f,
                                                         4.597094f, 4.793283f};

/** What a step remembers: of each branch its sections' inputs and its output. */
struct halfband {
    float m[HALFBAND_MEMORIES][LANES_MAX];
};

/* One branch of one sample, in place: sections first, first + 2, .. of n. */
LANES_INLINE void halfband_branch(struct halfband *h, const float *a, uint32_t first,
                                  uint32_t n, float *x, uint32_t width)
{
    uint32_t row = first ? (n + 1) / 2 + 1 : 0;

    for (uint32_t k = first; k < n; k += 2, row++)
        for (uint32_t l = 0; l < width; l++) {
            const float y = (x[l] - h->m[row + 1][l]) * a[k] + h->m[row][l];
            h->m[row][l] = x[l];
            x[l] = y;
        }
    for (uint32_t l = 0; l < width; l++)
        h->m[row][l] = x[l];
}

/** Rows of `width` at the lower rate to twice as many; `n` is the number of sections.
 */
LANES_INLINE void halfband_up(struct halfband *h, uint32_t step, uint32_t n,
                              const float *in, float *out, uint32_t rows,
                              uint32_t width)
{
    for (uint32_t i = 0; i < rows; i++) {
        float even[LANES_MAX], odd[LANES_MAX];

        for (uint32_t l = 0; l < width; l++)
            even[l] = odd[l] = in[i * width + l];
        halfband_branch(h, halfband_a[step], 0, n, even, width);
        halfband_branch(h, halfband_a[step], 1, n, odd, width);
        for (uint32_t l = 0; l < width; l++) {
            out[2 * i * width + l] = even[l];
            out[(2 * i + 1) * width + l] = odd[l];
        }
    }
}

/** The way back: `rows` counts at the lower rate. */
LANES_INLINE void halfband_down(struct halfband *h, uint32_t step, uint32_t n,
                                const float *in, float *out, uint32_t rows,
                                uint32_t width)
{
    for (uint32_t i = 0; i < rows; i++) {
        float early[LANES_MAX], late[LANES_MAX];

        for (uint32_t l = 0; l < width; l++) {
            early[l] = in[2 * i * width + l];
            late[l] = in[(2 * i + 1) * width + l];
        }
        halfband_branch(h, halfband_a[step], 0, n, late, width);
        halfband_branch(h, halfband_a[step], 1, n, early, width);
        for (uint32_t l = 0; l < width; l++)
            out[i * width + l] = 0.5f * (late[l] + early[l]);
    }
}

/** Step `step` up, and down; the number of sections is a constant in each. */
LANES_INLINE void halfband_step_up(struct halfband *h, uint32_t step, const float *in,
                                   float *out, uint32_t rows, uint32_t width)
{
    switch (step) {
    case 0:
        halfband_up(h, 0, 10, in, out, rows, width);
        break;
    case 1:
        halfband_up(h, 1, 5, in, out, rows, width);
        break;
    case 2:
        halfband_up(h, 2, 4, in, out, rows, width);
        break;
    default:
        halfband_up(h, 3, 3, in, out, rows, width);
    }
}

LANES_INLINE void halfband_step_down(struct halfband *h, uint32_t step, const float *in,
                                     float *out, uint32_t rows, uint32_t width)
{
    switch (step) {
    case 0:
        halfband_down(h, 0, 10, in, out, rows, width);
        break;
    case 1:
        halfband_down(h, 1, 5, in, out, rows, width);
        break;
    case 2:
        halfband_down(h, 2, 4, in, out, rows, width);
        break;
    default:
        halfband_down(h, 3, 3, in, out, rows, width);
    }
}

#endif
