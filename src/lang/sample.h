/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SAMPLE_H
#define LEAT_LANG_SAMPLE_H

/**
 * Streams where a program wants a value: what they were at the frame's position.
 *
 * A probe is put behind the stream; what it has seen by then is the value.  All uses in
 * one frame see the same.
 *
 * Source:  language reference, section 3.3.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

enum { SAMPLE_VALUES_MAX = 1024, SAMPLE_EVENTS_MAX = 256 };

/**
 * A stream as a value: of sound its level; of values the newest, a list where there are
 * several; of events the newest of this frame as a map, or null; of pictures true.
 * Other values stay as they are.
 */
struct value sample(struct eval *e, struct value value, struct span span);

/** A stream of values as a list of them, also where it has one.  Other values stay. */
struct value sample_list(struct eval *e, struct value value, struct span span);

/** Whether a stream gives values rather than sound. */
bool sample_is_control(const struct eval *e, const struct stream *stream);

/** Events of a stream that fell into this frame.  Returns how many. */
uint32_t sample_events(struct eval *e, const struct stream *stream, struct span span,
                       struct leat_event events[SAMPLE_EVENTS_MAX]);

/** An event as a program sees it: { note, velocity, time, ... }. */
struct value sample_event(struct eval *e, const struct leat_event *event,
                          struct span span);

#endif
