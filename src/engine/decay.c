/* SPDX-License-Identifier: MIT */
/* decay: when a sound that nothing feeds any more has died away.
 *
 * Whole quanta are judged, by their mean square in 16 partial sums, so that the end
 * does not depend on how they were cut. */
#include <string.h>

#include "engine/cycle.h"

static const float QUIET = 1e-9f; /* mean square: -90 dBFS */
static const double QUIET_S = 0.25;

/* A quantum is complete: whether it was quiet. */
static bool was_quiet(struct decay *d, uint32_t lanes)
{
    for (int half = 8; half; half /= 2)
        for (int k = 0; k < half; k++)
            d->loud[k] += d->loud[k + half];
    const bool quiet = d->loud[0] < QUIET * (float)(LEAT_QUANTUM * lanes);
    memset(d->loud, 0, sizeof(d->loud));
    return quiet;
}

int64_t rt_decay_end(const struct cycle *c, struct decay *d,
                     const struct decaying *sound, const struct timeline *tl)
{
    if (sound->since > tl->frame + tl->n) {
        *d = (struct decay){0};
        return INSTANCE_ALIVE;
    }
    const int64_t grid =
        (sound->since + LEAT_QUANTUM - 1) & ~(int64_t)(LEAT_QUANTUM - 1);
    for (uint32_t f = grid > tl->frame ? (uint32_t)(grid - tl->frame) : 0; f < tl->n;
         f++) {
        const int64_t frame = tl->frame + f;
        const uint32_t at = (uint32_t)frame & (LEAT_QUANTUM - 1);
        for (uint32_t l = 0; l < sound->lanes; l++) {
            const float x = sound->at[(size_t)f * sound->lanes + l];
            d->loud[at & 15] += x * x;
        }
        if (at != LEAT_QUANTUM - 1)
            continue;
        d->quiet = was_quiet(d, sound->lanes) ? d->quiet + LEAT_QUANTUM : 0;
        if (((double)d->quiet >= QUIET_S * tl->rate_hz && d->quiet >= sound->pause) ||
            frame - sound->since >= c->tail_max)
            return frame + 1;
    }
    return INSTANCE_ALIVE;
}
