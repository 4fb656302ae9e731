/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_THING_OSC_H
#define LEAT_LANG_THING_OSC_H

/**
 * Servers and clients of OSC: messages that a program hears, and those that it sends.
 *
 * Source:  language reference, section 8.7.
 * Thread:  the one that runs frames.
 */

#include "lang/outside.h"
#include "lang/thing.h"

/** Where messages are heard; zeroed but for its place it hears nothing yet. */
struct osc_ear {
    char host[OUTSIDE_NAME];
    uint16_t port;
    bool told;   /* whether it could be opened */
    int channel; /* 0: none */
    uint64_t cursor;
};

/** Whether it hears: it is opened when frames run, for a program that is only looked at
 * opens none. */
bool osc_ear_open(struct eval *e, struct osc_ear *ear);
/** Let it hear no more, until it is opened again. */
void osc_ear_close(struct eval *e, struct osc_ear *ear);

extern const struct thing_class osc_server_class, osc_client_class;

/** One that hears nothing yet. */
struct value osc_server_new(struct eval *e, struct span span);

/** One that sends to 127.0.0.1:9000. */
struct value osc_client_new(struct eval *e, struct span span);
/** Where a client sends to from now on. */
void osc_client_aim(struct value client, const char *host, uint16_t port);
/** Send n values in one message.  Errors: false after E306, E407. */
bool osc_client_send(struct eval *e, struct value client, const char *address,
                     const struct value *item, uint32_t n, struct span span);

#endif
