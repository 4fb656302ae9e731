/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOUND_WINDOW_H
#define LEAT_CLI_SOUND_WINDOW_H

/**
 * sound_window: a stretch of a sound file that moves forward, all channels as one, and
 * its spectrum under Hann's window, in which a sine of full scale is 1.
 */

#include "io/sound_file.h"

enum { SOUND_WINDOW = 4096, SOUND_WINDOW_BINS = SOUND_WINDOW / 2 + 1 };

struct sound_window {
    struct sound_reader *reader;
    uint32_t channels;
    int64_t start; /* frame of sample[0]; what is not in the file is 0 */
    float sample[SOUND_WINDOW], hann[SOUND_WINDOW];
    float power[SOUND_WINDOW_BINS]; /* of the last sound_window_transform() */
    float *piece;
};

/** Begin before the file.  Errors: LEAT_ERR_NOMEM. */
int sound_window_init(struct sound_window *window, struct sound_reader *reader,
                      uint32_t channels);
void sound_window_finish(struct sound_window *window);

/** Move so that it begins at a frame, not before where it is. */
void sound_window_go(struct sound_window *window, int64_t start);

/** Fill `power`. */
void sound_window_transform(struct sound_window *window);

#endif
