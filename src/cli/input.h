/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_INPUT_H
#define LEAT_CLI_INPUT_H

/**
 * --input: a sound file that programs hear instead of the device's input, from the
 * first frame on, and silence behind its end.
 *
 * Thread:  control, but for input_hear().
 */

#include <stdint.h>

#include <leat/diag.h>

struct held_sound;

struct input {
    const struct held_sound *sound; /* NULL: there is none */
    uint32_t channels;
    float *samples; /* interleaved, at the engine's rate, and a quantum of silence */
    int64_t length; /* frames without that silence */
};

/** Read the file; NULL: none.  Errors: as held_sound_ref(). */
int input_open(struct input *input, const char *path, struct leat_diag *diag);

/** Seconds of it; 0 without one. */
double input_seconds(const struct input *input);

/** Bring it to the rate of an engine.  Errors: LEAT_ERR_NOMEM. */
int input_begin(struct input *input, double rate_hz);

/** For struct leat_engine_config; `user` is the input.  Thread: rt. */
const float *input_hear(void *user, int64_t frame, uint32_t nframes);

void input_close(struct input *input);

#endif
