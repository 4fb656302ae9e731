/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOUND_WINDOW_H
#define LEAT_CLI_SOUND_WINDOW_H

/**
 * sound_window: a stretch of one channel that moves forward, and its spectrum under
 * Hann's window, in which a sine of full scale is 1.
 */

#include "cli/sound_stretch.h"

enum { SOUND_WINDOW = 4096, SOUND_WINDOW_BINS = SOUND_WINDOW / 2 + 1 };

struct sound_window {
    int64_t start; /* frame of sample[0]; what is not in the file is 0 */
    float sample[SOUND_WINDOW], hann[SOUND_WINDOW];
    float power[SOUND_WINDOW_BINS]; /* of the last sound_window_transform() */
};

/** Begin before the sound. */
void sound_window_init(struct sound_window *window);

/** Append n <= SOUND_WINDOW frames of a channel, or SOUND_MIX; of those only `got` are
 * there, the others are 0. */
void sound_window_push(struct sound_window *window, const float *frames,
                       uint32_t channels, int channel, uint32_t got, uint32_t n);

/** Fill `power`. */
void sound_window_transform(struct sound_window *window);

#endif
