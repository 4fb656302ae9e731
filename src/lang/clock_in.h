/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CLOCK_IN_H
#define LEAT_LANG_CLOCK_IN_H

/**
 * What sets the musical clock from outside: a stream of events whose tempi are
 * followed.
 *
 * Source:  language reference, section 8.5.
 * Thread:  the one that runs frames.
 */

#include "lang/thing.h"

extern const struct thing_class clock_in_class;

/** Follow the tempi of a stream from now on.  Errors: false without memory. */
bool clock_in_follow(struct eval *e, const struct stream *stream, struct span span);

#endif
