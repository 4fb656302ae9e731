/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_VOICE_H
#define LEAT_LANG_VOICE_H

/**
 * Voices: what a program has in hand of a sound or a stream that it plays.
 *
 * Where a voice stands is reckoned from the clock, so that it is the same live and in a
 * file.
 *
 * Thread:  any, one at a time.
 */

#include "lang/sound.h"

/** What `play` has begun at one place of the program. */
struct played {
    uint64_t site;
    uint32_t frame; /* in which it was reached last */
    struct voice *voice;
};

/** A sound of a file: at once by a node of its own while the graph is being made, later
 * by an event.  Errors: poison. */
struct value voice_of_sound(struct eval *e, const struct sound *sound,
                            const struct sound_wish *wish, struct span span);

/** A stream that is heard, as loud as the wish says. */
struct value voice_of_stream(struct eval *e, const struct stream *stream, double gain,
                             struct span span);

/**
 * The voice that goes on at this place of the program: it was reached in the frame
 * before, too, and not by something that is due.  NULL: another begins.
 */
struct voice *voice_goes_on(struct eval *e);
/** The voice of this place from now on. */
void voice_remember(struct eval *e, struct value voice);

/** Whether what a stream is heard by is to be there. */
bool voice_is_heard(const struct voice *voice);

/** A stream plays on in this frame, unless it was stopped. */
struct value voice_continue(struct eval *e, struct voice *voice,
                            const struct stream *stream, struct span span);

#endif
