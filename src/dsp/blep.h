/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_BLEP_H
#define LEAT_DSP_BLEP_H

/**
 * blep: steps and corners without aliases.
 *
 * A step that falls between two frames holds frequencies above half the rate, and
 * sampling folds them back.  blep_add() adds to the frames around the step the
 * difference between a band-limited step and the sampled one.  Half of those frames lie
 * before the step, so whoever uses this lets its plain waveform lag by half the taps:
 * what happens at frame n is heard at frame n + taps / 2.
 *
 * Kernels: an ideal low-pass under a Kaiser window.  Studio, of 48 frames at 0.452 of
 * the rate: flat (0.1 dB) to 0.41 of the rate, below -72 dB from 0.5 of it on.  Pulse,
 * of 48 frames at 0.446 of the rate: flat to 0.405 of it, below -80 dB from 0.5 of it
 * on, since harmonics of a narrow pulse do not fall by themselves.  Live,
 * of 16 frames at 0.424 of the rate: flat (0.1 dB) to 0.33 of it, below -42 dB from 0.5
 * of it on.
 */

#include <stdint.h>

#include "base/level.h"
#include "dsp/lanes.h"

enum {
    BLEP_STUDIO = 48, /* taps: frames that a step reaches */
    BLEP_LIVE = 16,
    BLEP_PHASES = 128, /* places of a step between two frames */
};

/**
 * Tables: row s of `taps` values holds what a step (of height 1) or a corner (slope
 * changing by 1 a frame) s / BLEP_PHASES frames before frame 0 adds to frames -taps / 2
 * up to taps / 2 - 1.  Between rows the values run straight.
 */
#define blep_studio_step   LEVEL(dsp_blep_studio_step)
#define blep_studio_corner LEVEL(dsp_blep_studio_corner)
#define blep_pulse_step    LEVEL(dsp_blep_pulse_step)
#define blep_live_step     LEVEL(dsp_blep_live_step)
#define blep_live_corner   LEVEL(dsp_blep_live_corner)

extern const float blep_studio_step[(BLEP_PHASES + 1) * BLEP_STUDIO];
extern const float blep_studio_corner[(BLEP_PHASES + 1) * BLEP_STUDIO];
extern const float blep_pulse_step[(BLEP_PHASES + 1) * BLEP_STUDIO];
extern const float blep_live_step[(BLEP_PHASES + 1) * BLEP_LIVE];
extern const float blep_live_corner[(BLEP_PHASES + 1) * BLEP_LIVE];

/**
 * Add a step or a corner to `taps` neighbouring frames of one lane.
 *
 * Shape:   `age` in [0, 1] is the time from the event to the frame that is heard at
 *          to[taps / 2], in frames; `taps` is constant where it is called.
 */
LANES_INLINE void blep_add(float *to, const float *table, uint32_t taps, float age,
                           float height)
{
    const float place = age * BLEP_PHASES;
    const int32_t whole = place < BLEP_PHASES - 1 ? (int32_t)place : BLEP_PHASES - 1;
    const float part = place - (float)whole;
    const float *row = table + (uint32_t)whole * taps;
    float add[BLEP_STUDIO];

    for (uint32_t m = 0; m < taps; m++)
        add[m] = height * (row[m] + part * (row[m + taps] - row[m]));
    for (uint32_t m = 0; m < taps; m++)
        to[m] += add[m];
}

#endif
