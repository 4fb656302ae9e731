/* SPDX-License-Identifier: MIT */
/*
 * euclid: rhythms as evenly spread as they go.
 *
 * As Bjorklund does it: there are `heads` equal groups and behind them `tails` equal
 * groups, at first single hits and single rests; as many tails as there are heads are
 * hung on these, and what is left over are the new tails, until at most one is left.
 */
#include "base/euclid.h"

#include <string.h>

struct group {
    bool step[EUCLID_MAX];
    uint32_t n; /* steps in one */
    uint32_t count;
};

static void append(struct group *to, const struct group *from)
{
    memcpy(to->step + to->n, from->step, from->n * sizeof(*from->step));
    to->n += from->n;
}

static void pair(struct group *heads, struct group *tails)
{
    const struct group old = *heads;
    const uint32_t pairs = heads->count < tails->count ? heads->count : tails->count;

    append(heads, tails);
    heads->count = pairs;
    if (old.count > pairs) { /* heads are left over, not tails */
        *tails = old;
        tails->count = old.count - pairs;
    } else {
        tails->count -= pairs;
    }
}

void euclid_write(uint32_t hits, uint32_t steps, int32_t rotation, bool *is_hit)
{
    struct group heads = {.step = {true}, .n = 1, .count = hits};
    struct group tails = {.step = {false}, .n = 1, .count = steps - hits};
    bool rhythm[EUCLID_MAX] = {false};
    uint32_t n = 0;

    if (hits > 0 && hits < steps)
        do
            pair(&heads, &tails);
        while (tails.count > 1);
    for (uint32_t i = 0; i < heads.count; i++, n += heads.n)
        memcpy(rhythm + n, heads.step, heads.n * sizeof(*rhythm));
    for (uint32_t i = 0; i < tails.count; i++, n += tails.n)
        memcpy(rhythm + n, tails.step, tails.n * sizeof(*rhythm));
    const int64_t first = rotation % (int64_t)steps + (int64_t)steps;
    for (uint32_t i = 0; i < steps; i++)
        is_hit[i] = rhythm[(first + i) % (int64_t)steps];
}
