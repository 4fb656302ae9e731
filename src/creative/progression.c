/* SPDX-License-Identifier: MIT */
/* progression: Roman numerals to the chords of a key. */
#include "creative/progression.h"

#include <string.h>

#include <leat/err.h>

#include "base/note.h"

enum { STEPS = 7, OCTAVE_OF_I = 4, QUALITY_SIZE = 16 };

static bool is_separator(char c)
{
    return c == ' ' || c == ',' || c == '|' || c == '\t' || c == '\n';
}

static bool is_numeral(char c)
{
    return c == 'I' || c == 'V' || c == 'i' || c == 'v';
}

/* Whether a new chord begins behind this `-`, which else is a minor sign. */
static bool is_dash(const char *text, size_t size)
{
    return size > 1 && text[0] == '-' &&
           (is_numeral(text[1]) || text[1] == 'b' || text[1] == '#');
}

static size_t word_size(const char *text, size_t size)
{
    size_t n = 0;

    while (n < size && !is_separator(text[n]) && !is_dash(text + n, size - n))
        n++;
    return n;
}

/* Returns the bytes read; 0 when the letters are no numeral or of mixed size. */
static size_t read_numeral(const char *text, size_t size, int *step, bool *is_small)
{
    static const char *const great[STEPS] = {"I", "II", "III", "IV", "V", "VI", "VII"};
    static const char *const small[STEPS] = {"i", "ii", "iii", "iv", "v", "vi", "vii"};
    size_t n = 0;

    while (n < size && is_numeral(text[n]))
        n++;
    for (*step = 0; *step < STEPS; ++*step)
        if (strlen(great[*step]) == n) {
            *is_small = memcmp(text, small[*step], n) == 0;
            if (*is_small || memcmp(text, great[*step], n) == 0)
                return n;
        }
    return 0;
}

/* The quality behind a small numeral: the minor form of what stands there, or one that
 * has no major third by itself. */
static int minor_quality(const char *text, size_t size)
{
    char minor[QUALITY_SIZE] = "m";
    int quality = LEAT_ERR_NOT_FOUND, tone[CHORD_MAX];

    if (size < QUALITY_SIZE - 1) {
        memcpy(minor + 1, text, size);
        quality = chord_quality_find(minor, size + 1);
    }
    if (quality < 0)
        quality = chord_quality_find(text, size);
    if (quality >= 0)
        chord_quality_tones(quality, tone);
    return quality >= 0 && tone[1] == 4 ? LEAT_ERR_NOT_FOUND : quality;
}

static double root(const struct key *key, int step)
{
    struct key parent = *key;

    if (key->scale.n != STEPS) {
        const char *name = scale_is_minor(&key->scale) ? "minor" : "major";
        scale_find(name, strlen(name), &parent.scale);
    }
    return key_note(&parent, OCTAVE_OF_I, step);
}

static int read_chord(const char *text, size_t size, const struct key *key,
                      struct chord *out)
{
    int step, moved, quality;
    bool is_small;
    size_t used = note_read_signs(text, size, &moved);
    const size_t numeral = read_numeral(text + used, size - used, &step, &is_small);

    if (numeral == 0)
        return LEAT_ERR_INVALID;
    used += numeral;
    quality = (is_small ? minor_quality : chord_quality_find)(text + used, size - used);
    if (quality < 0 || chord_make(root(key, step) + moved, quality, 0, out) < 0)
        return LEAT_ERR_INVALID;
    return 1;
}

int progression_read(const char *text, size_t size, size_t *at, const struct key *key,
                     struct chord *out)
{
    size_t n;

    while (*at < size && (is_separator(text[*at]) || is_dash(text + *at, size - *at)))
        ++*at;
    if (*at == size)
        return 0;
    n = word_size(text + *at, size - *at);
    if (read_chord(text + *at, n, key, out) < 0)
        return LEAT_ERR_INVALID;
    *at += n;
    return 1;
}
