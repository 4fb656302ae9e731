/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_THROTTLE_H
#define LEAT_CONTROL_THROTTLE_H

/**
 * throttle: how many messages a second a peer may send.
 *
 * A connection is a peer, and by UDP a machine is, whatever its ports: a bucket that
 * holds a second's messages and fills as time passes.  Of more than THROTTLE_PEERS the
 * one that was quiet longest is forgotten.
 *
 * Thread:  one at a time.
 */

#include "net/osc_server.h"

enum { THROTTLE_PEERS = 128, THROTTLE_RATE = 50000 };

struct throttle {
    double rate; /* messages a second */
    uint32_t n;
    struct throttle_peer {
        struct osc_peer peer;
        double room; /* messages that it may send now */
        int64_t nsec;
        bool told;
    } at[THROTTLE_PEERS];
};

enum throttle_answer {
    THROTTLE_PASS,
    THROTTLE_REFUSE,
    THROTTLE_TELL, /* refused, for the first time since it last was quiet */
};

/** `rate` 0: THROTTLE_RATE. */
void throttle_init(struct throttle *t, uint32_t rate);

/** One more message of a peer, at a nanosecond of a clock that does not go back. */
enum throttle_answer throttle_take(struct throttle *t, const struct osc_peer *peer,
                                   int64_t nsec);

#endif
