/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_BLEP_H
#define LEAT_DSP_BLEP_H

/**
 * blep: steps and corners without aliases.
 *
 * A step that falls between two frames holds frequencies above half the rate, and
 * sampling folds them back.  blep_add() adds to the frames around the step the
 * difference between a band-limited step and the sampled one.  Half of those frames lie
 * before the step, so whoever uses this lets its plain waveform lag by BLEP_LAG
 * frames: what happens at frame n is heard at frame n + BLEP_LAG.
 *
 * Kernel: an ideal low-pass at 0.452 of the rate under a Kaiser window of 48 frames;
 * flat (0.1 dB) to 0.41 of the rate, below -72 dB from 0.5 of it on.
 */

#include <stdint.h>

#include "base/level.h"

enum {
    BLEP_TAPS = 48,           /* frames that a step reaches */
    BLEP_LAG = BLEP_TAPS / 2, /* and how many of them lie before it */
    BLEP_PHASES = 128,        /* places of a step between two frames */
};

/**
 * Tables: row s holds what a step (of height 1) or a corner (slope changing by 1 a
 * frame) s / BLEP_PHASES frames before frame 0 adds to frames -BLEP_LAG up to BLEP_LAG
 * - 1. Between rows the values run straight.
 */
typedef const float blep_table[BLEP_PHASES + 1][BLEP_TAPS];

#define blep_step   LEVEL(dsp_blep_step)
#define blep_corner LEVEL(dsp_blep_corner)
#define blep_add    LEVEL(dsp_blep_add)

extern blep_table blep_step, blep_corner;

/**
 * Add a step or a corner to a ring of BLEP_TAPS rows of `lanes` samples.
 *
 * Shape:   `column` is the lane's sample in row 0; the frame after the event is
 *          heard BLEP_LAG rows after row `row`; `age` in [0, 1] is the time from the
 * event to that frame, in frames. Thread:  rt.
 */
void blep_add(float *column, uint32_t lanes, uint32_t row, blep_table *table, float age,
              float height);

#endif
