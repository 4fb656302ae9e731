/* SPDX-License-Identifier: MIT */
/* mood: moods by name. */
#include "creative/mood.h"

#include <leat/err.h>

#include "creative/name.h"

static const char *const names[] = {
    [MOOD_CALM] = "Calm",
    [MOOD_ENERGETIC] = "Energetic",
    [MOOD_MYSTERIOUS] = "Mysterious",
    [MOOD_JOYFUL] = "Joyful",
    [MOOD_MELANCHOLY] = "Melancholy",
    [MOOD_AGGRESSIVE] = "Aggressive",
};

enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

int mood_find(const char *text, size_t size)
{
    const int index = name_find(text, size, names, N_NAMES);

    return index < 0 ? LEAT_ERR_NOT_FOUND : index;
}

const char *mood_name(size_t index)
{
    return index < N_NAMES ? names[index] : NULL;
}
