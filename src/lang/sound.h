/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SOUND_H
#define LEAT_LANG_SOUND_H

/**
 * Sounds: what `Audio.load(path)` gives, and how a program plays them.
 *
 * A sound as a stream is a node that plays it once.  What is played while the program
 * runs is an event for the node of class `shots` that each sound has then, so that it
 * begins at its frame and without a fade.
 *
 * Source:  language reference, sections 6.3 and 8.1.
 * Thread:  any, one at a time.
 */

#include "lang/thing.h"

struct sound {
    struct thing thing;
    const char *path; /* as the program names it */
    int64_t length;   /* frames of the file */
    uint32_t channels;
    double rate_hz;  /* of the file */
    bool normalized; /* its loudest sample counts as 1 */
};

/** How it is to be played. */
struct sound_wish {
    double gain;  /* factor, (0, 16] */
    double speed; /* [0.01, 16] */
    double pan;   /* [-1, 1] */
    bool loop;
    int64_t from; /* frame of the clock */
};

extern const struct thing_class sound_class;

/** The sound of a file.  Errors: poison; E801 to E803. */
struct value sound_load(struct eval *e, const char *path, struct span span);

/** The same sound with its peak at 0 dBFS.  Errors: poison. */
struct value sound_normalize(struct eval *e, const struct sound *sound,
                             struct span span);

/** The sound that a value is, or NULL. */
const struct sound *sound_of(const struct value *value);

/** Frames of the clock that it takes at a speed. */
int64_t sound_frames(const struct eval *e, const struct sound *sound, double speed);

/** A node that plays it once, or again and again, from where it is made. */
struct value sound_stream(struct eval *e, const struct sound *sound,
                          const struct sound_wish *wish, struct span span);

/** Have its node of shots among those of this frame, and of all to come; NO_NODE after
 * an error. */
uint32_t sound_need_shots(struct eval *e, const struct sound *sound, struct span span);

/** The nodes of shots that this frame has not spoken of go on. */
void sound_keep_shots(struct eval *e);

#endif
