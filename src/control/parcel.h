/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_PARCEL_H
#define LEAT_CONTROL_PARCEL_H

/** parcel: a message that waits, with the bytes that it points into. */

#include "net/osc_server.h"

struct parcel {
    struct parcel *next;
    struct osc_peer peer;
    int64_t frame; /* at which it acts; -1: the next quantum */
    int64_t due;   /* frame at which it leaves the list of those that wait */
    struct osc_message message;
    char bytes[]; /* address, tags, data */
};

/** A copy; NULL when memory is out. */
struct parcel *parcel_create(const struct osc_peer *peer, const struct osc_message *m,
                             int64_t frame);
void parcel_destroy(struct parcel **parcel);

/** Put it into a list that is sorted by when they are due, behind those of the same. */
void parcel_insert(struct parcel **list, struct parcel *parcel);

#endif
