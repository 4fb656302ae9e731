/* SPDX-License-Identifier: MIT */
/* recording_status: how a take of several files goes. */
#include <string.h>

#include "control/call.h"

bool recording_track(struct control *c, uint32_t i, struct recorder_status *out)
{
    const struct recording *r = &c->recording;

    pthread_mutex_lock(&c->recording_lock);
    const bool has = i < r->n;
    if (has && r->track[i].recorder)
        recorder_status(r->track[i].recorder, out);
    else if (has)
        *out = r->track[i].last;
    pthread_mutex_unlock(&c->recording_lock);
    return has;
}

/* What was lost, and why, in any of the files. */
static void add_up(struct recorder_status *sum, const struct recorder_status *one)
{
    sum->dropped += one->dropped;
    sum->clipped += one->clipped;
    sum->bytes += one->bytes;
    sum->peak = one->peak > sum->peak ? one->peak : sum->peak;
    sum->queue = one->queue > sum->queue ? one->queue : sum->queue;
    sum->queue_max = one->queue_max > sum->queue_max ? one->queue_max : sum->queue_max;
    if (sum->err || !one->err)
        return;
    sum->err = one->err;
    memcpy(sum->message, one->message, sizeof(sum->message));
}

bool recording_status(struct control *c, struct recorder_status *out)
{
    struct recorder_status one;

    if (!c->config.recorder)
        return false;
    pthread_mutex_lock(&c->recording_lock);
    if (!recording_track(c, 0, out))
        recorder_status(c->config.recorder, out);
    for (uint32_t i = 1; recording_track(c, i, &one); i++)
        add_up(out, &one);
    pthread_mutex_unlock(&c->recording_lock);
    return true;
}
