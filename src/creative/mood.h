/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_MOOD_H
#define LEAT_CREATIVE_MOOD_H

/**
 * Moods that a picture of music can be in.
 *
 * Source:  language reference, sections 4.2 and 7.2.
 * Thread:  any.
 */

#include <stddef.h>

enum mood {
    MOOD_CALM,
    MOOD_ENERGETIC,
    MOOD_MYSTERIOUS,
    MOOD_JOYFUL,
    MOOD_MELANCHOLY,
    MOOD_AGGRESSIVE,
};

/** By its name.  Errors: LEAT_ERR_NOT_FOUND. */
int mood_find(const char *text, size_t size);

/** The names; NULL past the last. */
const char *mood_name(size_t index);

#endif
