/* SPDX-License-Identifier: MIT */
/* key: a tonic and a scale, read from a text. */
#include "creative/key.h"

#include <string.h>

#include <leat/err.h>

#include "base/note.h"
#include "creative/interval.h"
#include "creative/name.h"

/* What stands behind an `m`: a scale that is minor by itself, or one that has a minor
 * form of its own name. */
static int read_minor(const char *text, size_t size, struct scale *out)
{
    static const char minor[] = "minor";
    char joined[2 * NAME_SIZE];

    if (size > NAME_SIZE)
        return LEAT_ERR_NOT_FOUND;
    memcpy(joined, minor, sizeof(minor) - 1);
    memcpy(joined + sizeof(minor) - 1, text, size);
    if (scale_find(joined, sizeof(minor) - 1 + size, out) == 0)
        return 0;
    return scale_find(text, size, out) == 0 && scale_is_minor(out) ? 0
                                                                   : LEAT_ERR_NOT_FOUND;
}

static int read_scale(const char *text, size_t size, struct scale *out)
{
    static const char major[] = "major";

    if (size == 0)
        return scale_find(major, sizeof(major) - 1, out);
    if (scale_find(text, size, out) == 0)
        return 0;
    return text[0] == 'm' ? read_minor(text + 1, size - 1, out) : LEAT_ERR_NOT_FOUND;
}

int key_read(const char *text, size_t size, struct key *out)
{
    struct key key;
    const size_t at = note_read_letter(text, size, &key.tonic);

    if (at == 0 || read_scale(text + at, size - at, &key.scale) < 0)
        return LEAT_ERR_INVALID;
    key.tonic = (key.tonic + 12) % 12;
    *out = key;
    return 0;
}

double key_note(const struct key *key, int octave, int32_t degree)
{
    return INTERVAL_OCTAVE * (octave + 1) + key->tonic +
           scale_degree(&key->scale, degree);
}
