/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_GAUGE_H
#define LEAT_CLI_GAUGE_H

/**
 * gauge: the loudness of a stream, put into its struct measure.
 */

#include "cli/hosted.h"
#include "cli/measure.h"

struct gauge {
    struct hosted *loudness; /* NULL: nothing is measured */
    uint32_t channels;
};

/** Errors: LEAT_ERR_NOMEM. */
int gauge_init(struct gauge *gauge, uint32_t channels, uint32_t mask, double rate_hz);

void gauge_add(struct gauge *gauge, const float *samples, uint32_t nframes);

/** Put what was found where it is printed from, and free what was needed. */
void gauge_finish(struct gauge *gauge, struct measure *measure);

#endif
