/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_DEVICE_CHECK_H
#define LEAT_IO_DEVICE_CHECK_H

/**
 * Try out a sound device: play a tone on each output in turn, and listen to the inputs.
 */

#include <leat/device.h>

#include "io/device_backend.h"

struct device_check {
    struct leat_device_format format;
    uint64_t frames, blocks, xruns;
    bool lost;
    uint32_t least_block, most_block;   /* frames a call */
    float in_peak[DEVICE_CHANNELS_MAX]; /* greatest absolute sample heard */
    double
        in_squares[DEVICE_CHANNELS_MAX]; /* sum; over frames, the square of the rms */
};

/**
 * Play 440 Hz at -20 dBFS, one second on each output, and listen all the while.
 *
 * Shape:   `seconds` (0, 3600] in all; outputs take turns until then.
 * Errors:  as leat_device_open(); LEAT_ERR_DEVICE_LOST when it went away meanwhile,
 *          LEAT_ERR_TIMEOUT when it does not call.
 * Thread:  control; takes as long as it plays.
 */
int device_check(const struct leat_device_wish *wish, double seconds,
                 struct device_check *report, struct leat_diag *diag);

#endif
