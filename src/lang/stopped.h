/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_STOPPED_H
#define LEAT_LANG_STOPPED_H

/**
 * Streams that are stopped: all links from them are shut, those that come later too,
 * until they start again.  Links fade over 10 ms.
 *
 * Source:  language reference, section 6.5, methods on streams.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

enum { STOPPED_MAX = 1024 };

/** A stream that is stopped. */
struct stopped {
    uint64_t identity; /* of a node that a frame makes; 0: one that lasts, which is */
    uint32_t node, port;
};

/** Errors: false after E407, E502, or without memory. */
bool stopped_add(struct eval *e, const struct stream *stream, struct span span);
/** Errors: false after E407. */
bool stopped_remove(struct eval *e, const struct stream *stream, struct span span);

/** A frame, or the top of a program, has made its links: shut those. */
void stopped_apply(const struct eval *e);

#endif
