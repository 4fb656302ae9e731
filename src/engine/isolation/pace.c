/* SPDX-License-Identifier: MIT */
/* pace: blocks come as often as their frames take. */
#include "engine/isolation/pace.h"

#include <leat/block.h>

/* A timer wakes late by some tens of microseconds, and so do devices. */
static const int64_t EARLY_NSEC = 150000, LATE_NSEC = 100000, LONG_NSEC = 1000000000;

void pace_note(struct pace *p, int64_t frame, int64_t sent_nsec)
{
    const double pause_nsec = (double)(sent_nsec - p->sent_nsec);

    p->sent_nsec = sent_nsec;
    if (pause_nsec < p->nsec_a_frame * LEAT_QUANTUM / 2)
        return; /* of the same block */
    p->due_nsec =
        sent_nsec + (int64_t)((double)(frame - p->first_frame) * p->nsec_a_frame);
    p->first_frame = frame;
}

int64_t pace_quiet_nsec(const struct pace *p, int64_t now_nsec)
{
    if (now_nsec < p->due_nsec - EARLY_NSEC)
        return p->due_nsec - EARLY_NSEC - now_nsec;
    return now_nsec < p->due_nsec + LATE_NSEC ? 0 : LONG_NSEC;
}
