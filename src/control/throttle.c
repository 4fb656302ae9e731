/* SPDX-License-Identifier: MIT */
/* throttle: how many messages a second a peer may send. */
#include "control/throttle.h"

void throttle_init(struct throttle *t, uint32_t rate)
{
    *t = (struct throttle){.rate = rate ? (double)rate : (double)THROTTLE_RATE};
}

/* By UDP every port of a machine is the same peer. */
static struct osc_peer key_of(const struct osc_peer *peer)
{
    struct osc_peer key = *peer;

    if (!key.serial)
        osc_peer_set_port(&key, 0);
    return key;
}

/* The place of a peer, or that of the one that was quiet longest. */
static struct throttle_peer *place_of(struct throttle *t, const struct osc_peer *key,
                                      int64_t nsec)
{
    struct throttle_peer *place = t->at;

    for (uint32_t i = 0; i < t->n; i++) {
        if (osc_peer_equal(&t->at[i].peer, key))
            return &t->at[i];
        if (t->at[i].nsec < place->nsec)
            place = &t->at[i];
    }
    if (t->n < THROTTLE_PEERS)
        place = &t->at[t->n++];
    *place = (struct throttle_peer){.peer = *key, .room = t->rate, .nsec = nsec};
    return place;
}

enum throttle_answer throttle_take(struct throttle *t, const struct osc_peer *peer,
                                   int64_t nsec)
{
    const struct osc_peer key = key_of(peer);
    struct throttle_peer *p = place_of(t, &key, nsec);

    p->room += (double)(nsec - p->nsec) * 1e-9 * t->rate;
    p->nsec = nsec;
    if (p->room >= t->rate) {
        p->room = t->rate;
        p->told = false;
    }
    if (p->room >= 1.0) {
        p->room -= 1.0;
        return THROTTLE_PASS;
    }
    const bool first = !p->told;
    p->told = true;
    return first ? THROTTLE_TELL : THROTTLE_REFUSE;
}
