/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CONTEXT_H
#define LEAT_LANG_CONTEXT_H

/**
 * The musical and the visual context: what a program has set once, and its words go by
 * where nothing else is said.
 *
 * Source:  language reference, section 7.1.
 */

#include "lang/value.h"

enum { TAPS_MOST = 8 /* that a tempo is taken from */ };

/** Which tempo holds from which beat on (tempo_plan.h). */
struct planned_tempo {
    double beat, bpm;
};

struct tempo_plan {
    const struct planned_tempo *entry;
    uint32_t n, next;            /* next: the first that has not come */
    const struct stream *stream; /* of its changes, or NULL */
    uint64_t identity;           /* of its node, where a frame makes that; else 0 */
};

struct tint;

/** What pictures of sounds are drawn by where nothing is said. */
struct visuals {
    bool has_palette;
    struct value palette;
    uint32_t mood; /* enum mood */
    struct value energy, complexity;
    struct tint *tint; /* palettes of single streams, the newest last */
    uint32_t n_tints, room_tints;
};

/** What is set of the music's bars; 0 where it is as in the beginning. */
struct music {
    int numerator, denominator; /* 0: 4/4 */
    double swing;               /* of sixteenths */
};

/** Taps that have not been forgotten, by audio frame. */
struct taps {
    int64_t at[TAPS_MOST];
    uint32_t n;
};

#endif
