/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_TIMELINE_H
#define LEAT_LANG_TIMELINE_H

/**
 * A timeline: events and markers at times of its own, which it passes while it plays.
 *
 * Source:  language reference, section 8.5.
 * Thread:  the one that runs frames.
 */

#include "lang/thing.h"

extern const struct thing_class timeline_class;

/** One that stands at its beginning; bpm 0: beats are those of the music. */
struct value timeline_new(struct eval *e, double bpm, struct span span);

#endif
