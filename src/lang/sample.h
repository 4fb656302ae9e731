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
 * A thing that stands for a value is that value.  Other values stay as they are.
 */
struct value sample(struct eval *e, struct value value, struct span span);

/** Whether a stream has nothing to say in this frame: events without one, or the pitch
 * of a sound that has none. */
bool sample_is_nothing(struct eval *e, struct value value, struct span span);

/** `hits.velocity`: a field of the newest event of this frame; null without one.  False
 * when it is no stream of events, or there is no such field. */
bool sample_field(struct eval *e, struct value value, const char *name,
                  struct span span, struct value *field);

/** A stream of values as a list of them, also where it has one.  Other values stay. */
struct value sample_list(struct eval *e, struct value value, struct span span);

/** Begin a frame: what was asked for before is looked at in this one too. */
void sample_begin(struct eval *e);

/** Whether a stream gives values rather than sound. */
bool sample_is_control(const struct eval *e, const struct stream *stream);

/** The peak of a sound over the last frame, of all lanes; 0 before it was heard.
 * Errors: false for what is no sound, and after E407. */
bool sample_peak(struct eval *e, const struct stream *stream, struct span span,
                 double *peak);

/** Events of a stream that fell into this frame.  Returns how many. */
uint32_t sample_events(struct eval *e, const struct stream *stream, struct span span,
                       struct leat_event events[SAMPLE_EVENTS_MAX]);

/**
 * Where what an event causes is due.  Events lie in the frame before this one, which is
 * when they became known: it comes a frame later, as far apart as they are.
 */
int64_t sample_due(const struct eval *e, const struct leat_event *event);

/** The picture that a stream showed at the frame before, which the eval holds until the
 * next frame; NULL: there is none yet.  Errors: false after E407 or E502. */
bool sample_picture(struct eval *e, const struct stream *stream, struct span span,
                    const struct leat_frame **out);

/** An event as a program sees it: { note, velocity, time, ... }. */
struct value sample_event(struct eval *e, const struct leat_event *event,
                          struct span span);

#endif
