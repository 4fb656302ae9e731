/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_IMPULSE_H
#define LEAT_IO_IMPULSE_H

/**
 * Impulse responses: sound files read as a whole, at the rate that is wanted.
 *
 * Thread:  control.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>

#include "io/sound_sample.h"

/** What of a file is wanted. */
struct impulse_wish {
    const char *base, *path;
    double rate_hz;
    double length_s; /* of it at most; 0 is all */
};

/**
 * How many frames and channels there will be; frames may be 0.
 *
 * Errors:  as sound_reader_open(); LEAT_ERR_LIMIT when it is too long.
 */
int impulse_measure(const struct impulse_wish *wish, uint32_t *frames,
                    uint32_t *channels, struct leat_diag *diag);

/**
 * Read `frames` rows of `channels` samples; what the file lacks is silence.
 *
 * Shape:   `faults` gets what was no finite number and became 0.
 * Owns:    the caller frees *samples.
 * Errors:  as above, LEAT_ERR_NOMEM, LEAT_ERR_STATE when the file has changed.
 */
int impulse_read(const struct impulse_wish *wish, uint32_t frames, uint32_t channels,
                 float **samples, struct sound_faults *faults, struct leat_diag *diag);

/** Scale so that the loudest channel has the energy 1: white noise keeps its level. */
void impulse_normalize(float *samples, uint32_t frames, uint32_t channels);

#endif
