/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SOUND_PICKUP_H
#define LEAT_IO_SOUND_PICKUP_H

/**
 * sound_pickup: a held sound read at any place, between its frames, for any speed.
 *
 * Up to speed 1, frame for frame, it is read along a line, along a cubic, or through a
 * sinc of 32 frames.  At speed s what lies above half the rate / s would fold back:
 * cubic and sinc then read through a kernel that is s times as wide and cuts off s
 * times as low, up to FASTEST times:
 *
 *     cubic    32 s frames    passes 0.36 / s of the rate    folds back below -65 dB
 *     sinc     64 s frames    passes 0.41 / s                folds back below -85 dB
 *
 * From speed 1 to a semitone above one reading goes over into the other, so that no
 * speed is a step.  A line is the line at every speed: it folds.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/export.h>

#include "io/held_sound.h"

enum pickup_reading { PICKUP_LINEAR, PICKUP_CUBIC, PICKUP_SINC };
enum pickup_loop { PICKUP_ONCE, PICKUP_FORWARD, PICKUP_PINGPONG };

/** How a sound is gone through. */
struct pickup_way {
    enum pickup_reading reading;
    enum pickup_loop loop;
    int64_t start, end; /* of the loop, in frames; at least 2 apart */
    bool comes_round;   /* before the loop's start is its end, not the file */
};

/** A sound and its kernels. */
struct sound_pickup {
    const struct held_sound *sound;
    const float *even, *wide[2]; /* wide: of cubic and of sinc */
};

/**
 * Hold a file for reading.
 *
 * Owns:    the caller closes it, also after an error.
 * Errors:  as held_sound_ref().
 * Thread:  control.
 */
int sound_pickup_open(struct sound_pickup *pickup, const char *base, const char *path,
                      struct leat_diag *diag);

/** Let go.  Thread: control. */
void sound_pickup_close(struct sound_pickup *pickup);

/** The factor by which its loudest sample becomes 1, or, when it is to stay as it is,
 * or is silent, 1. */
static inline float sound_pickup_scale(const struct sound_pickup *pickup,
                                       bool normalizes)
{
    const float peak = pickup->sound->peak;

    return normalizes && peak > 0.0f ? 1.0f / peak : 1.0f;
}

/**
 * A channel at a place.
 *
 * Units:   `at` in frames of the file, `speed` in frames of it a frame, at least 0.
 * Thread:  rt.
 */
LEAT_RT float sound_pickup_read(const struct sound_pickup *pickup,
                                const struct pickup_way *way, double at, double speed,
                                uint32_t channel);

#endif
