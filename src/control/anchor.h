/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_ANCHOR_H
#define LEAT_CONTROL_ANCHOR_H

/**
 * anchor: the frame at which a sender's score began, from which the times of all that
 * the sender stamps are counted.
 *
 * Timetags are instants of a clock; which frame an instant is, is an estimate that
 * sways with the device by some frames.  From an anchor on frames are counted instead,
 * so that messages of one score keep their distances to the frame, as they do offline.
 */

#include "net/osc_server.h"

enum { ANCHORS = 16 }; /* the oldest goes */

struct anchors {
    struct {
        struct osc_peer peer;
        int64_t nsec, frame; /* of the same instant */
    } at[ANCHORS];
    uint32_t n; /* that were ever set */
};

/** Set the anchor of a peer. */
void anchor_set(struct anchors *anchors, const struct osc_peer *peer, int64_t nsec,
                int64_t frame);

/** The frame of a peer's anchor; -1: it has none. */
int64_t anchor_begin(const struct anchors *anchors, const struct osc_peer *peer);

/** The frame of an instant by the peer's anchor; -1: it has none.  Worked number: with
 * instant 0 at frame 640 and 48 kHz, 1 ms later is frame 688. */
int64_t anchor_frame(const struct anchors *anchors, const struct osc_peer *peer,
                     int64_t nsec, double rate_hz);

#endif
