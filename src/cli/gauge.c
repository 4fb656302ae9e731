/* SPDX-License-Identifier: MIT */
/* gauge: the loudness of a stream. */
#include "cli/gauge.h"

#include <stdlib.h>

#include <leat/err.h>

/* What the class `loudness` tells. */
enum { MOMENTARY, SHORT_TERM, INTEGRATED, RANGE, TRUE_PEAK };

int gauge_init(struct gauge *gauge, uint32_t channels, uint32_t mask, double rate_hz)
{
    gauge->channels = channels;
    return hosted_create("loudness", 0.0f, channels, mask, rate_hz, &gauge->loudness);
}

void gauge_add(struct gauge *gauge, const float *samples, uint32_t nframes)
{
    for (uint32_t i = 0, n; gauge->loudness && i < nframes; i += n) {
        n = nframes - i < HOSTED_FRAMES ? nframes - i : HOSTED_FRAMES;
        hosted_run(gauge->loudness, samples + (size_t)i * gauge->channels, n);
    }
}

void gauge_finish(struct gauge *gauge, struct measure *measure)
{
    float *silence;

    if (!gauge->loudness)
        return;
    measure->lufs = hosted_mailbox(gauge->loudness)[INTEGRATED];
    measure->range_lu = hosted_mailbox(gauge->loudness)[RANGE];
    /* the curve through the last samples, told when its step of 10 ms is over */
    silence = calloc((size_t)HOSTED_FRAMES * gauge->channels, sizeof(float));
    for (int k = 0; silence && k < 20; k++)
        hosted_run(gauge->loudness, silence, HOSTED_FRAMES);
    free(silence);
    measure->true_peak_db = hosted_mailbox(gauge->loudness)[TRUE_PEAK];
    measure->has_loudness = true;
    hosted_destroy(&gauge->loudness);
}
