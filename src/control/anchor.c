/* SPDX-License-Identifier: MIT */
/* anchor: the frame at which a sender's score began. */
#include "control/anchor.h"

#include "base/math_d.h"

/* Of the places that are taken; ANCHORS: none. */
static uint32_t find(const struct anchors *anchors, const struct osc_peer *peer)
{
    for (uint32_t i = 0; i < ANCHORS && i < anchors->n; i++)
        if (osc_peer_equal(&anchors->at[i].peer, peer))
            return i;
    return ANCHORS;
}

void anchor_set(struct anchors *anchors, const struct osc_peer *peer, int64_t nsec,
                int64_t frame)
{
    uint32_t i = find(anchors, peer);

    if (i == ANCHORS)
        i = anchors->n++ % ANCHORS;
    anchors->at[i].peer = *peer;
    anchors->at[i].nsec = nsec;
    anchors->at[i].frame = frame;
}

int64_t anchor_begin(const struct anchors *anchors, const struct osc_peer *peer)
{
    const uint32_t i = find(anchors, peer);

    return i == ANCHORS ? -1 : anchors->at[i].frame;
}

int64_t anchor_frame(const struct anchors *anchors, const struct osc_peer *peer,
                     int64_t nsec, double rate_hz)
{
    const uint32_t i = find(anchors, peer);

    if (i == ANCHORS)
        return -1;
    const double since_s = (double)(nsec - anchors->at[i].nsec) / 1e9;
    const int64_t frame =
        anchors->at[i].frame + (int64_t)math_round_d(since_s * rate_hz);
    return frame < 0 ? 0 : frame;
}
