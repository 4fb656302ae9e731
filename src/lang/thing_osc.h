/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_THING_OSC_H
#define LEAT_LANG_THING_OSC_H

/**
 * Servers and clients of OSC: messages that a program hears, and those that it sends.
 *
 * Source:  language reference, section 8.7.
 * Thread:  the one that runs frames.
 */

#include "lang/thing.h"

extern const struct thing_class osc_server_class, osc_client_class;

/** One that hears nothing yet. */
struct value osc_server_new(struct eval *e, struct span span);

/** One that sends to 127.0.0.1:9000. */
struct value osc_client_new(struct eval *e, struct span span);

#endif
