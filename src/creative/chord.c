/* SPDX-License-Identifier: MIT */
/* chord: roots with qualities, inversions, and any notes together. */
#include "creative/chord.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/note.h"
#include "base/str.h"
#include "creative/interval.h"
#include "creative/name.h"

enum { TONES_MAX = 6, ROOT_OF_OCTAVE_4 = 60 };

#define DIM      "\xC2\xB0" /* a degree sign */
#define HALF_DIM "\xC3\xB8" /* an o with a stroke */

/* Spellings stand with blanks between; the first is the usual one.  Major may also be
 * spelt by nothing at all. */
static const struct {
    const char *spellings;
    enum chord_kind kind;
    int n, tone[TONES_MAX];
} qualities[] = {
    {"maj M", CHORD_TRIAD, 3, {0, 4, 7}},
    {"m min -", CHORD_TRIAD, 3, {0, 3, 7}},
    {"dim " DIM, CHORD_TRIAD, 3, {0, 3, 6}},
    {"aug +", CHORD_TRIAD, 3, {0, 4, 8}},
    {"sus2", CHORD_TRIAD, 3, {0, 2, 7}},
    {"sus4", CHORD_TRIAD, 3, {0, 5, 7}},
    {"5", CHORD_CUSTOM, 2, {0, 7}},
    {"6", CHORD_EXTENDED, 4, {0, 4, 7, 9}},
    {"m6 min6 -6", CHORD_EXTENDED, 4, {0, 3, 7, 9}},
    {"7", CHORD_SEVENTH, 4, {0, 4, 7, 10}},
    {"maj7 M7", CHORD_SEVENTH, 4, {0, 4, 7, 11}},
    {"m7 min7 -7", CHORD_SEVENTH, 4, {0, 3, 7, 10}},
    {"mMaj7 mmaj7 mM7", CHORD_SEVENTH, 4, {0, 3, 7, 11}},
    {"dim7 " DIM "7", CHORD_SEVENTH, 4, {0, 3, 6, 9}},
    {"m7b5 min7b5 -7b5 " HALF_DIM " " HALF_DIM "7", CHORD_SEVENTH, 4, {0, 3, 6, 10}},
    {"aug7 +7", CHORD_SEVENTH, 4, {0, 4, 8, 10}},
    {"7sus4", CHORD_SEVENTH, 4, {0, 5, 7, 10}},
    {"add9", CHORD_EXTENDED, 4, {0, 4, 7, 14}},
    {"9", CHORD_EXTENDED, 5, {0, 4, 7, 10, 14}},
    {"maj9 M9", CHORD_EXTENDED, 5, {0, 4, 7, 11, 14}},
    {"m9 min9 -9", CHORD_EXTENDED, 5, {0, 3, 7, 10, 14}},
    {"11", CHORD_EXTENDED, 6, {0, 4, 7, 10, 14, 17}},
    {"13", CHORD_EXTENDED, 6, {0, 4, 7, 10, 14, 21}},
};

enum { N_QUALITIES = sizeof(qualities) / sizeof(qualities[0]) };

/* Words for the first of them. */
static const char *const words[] = {"Major",     "Minor", "Diminished",
                                    "Augmented", "Sus2",  "Sus4"};

static bool is_among(const char *spellings, const char *text, size_t size)
{
    for (const char *s = spellings; *s; s += *s == ' ') {
        const size_t length = strcspn(s, " ");
        if (length == size && memcmp(s, text, size) == 0)
            return true;
        s += length;
    }
    return false;
}

int chord_quality_find(const char *text, size_t size)
{
    int word;

    if (size == 0)
        return 0;
    for (int i = 0; i < N_QUALITIES; i++)
        if (is_among(qualities[i].spellings, text, size))
            return i;
    word = name_find(text, size, words, sizeof(words) / sizeof(words[0]));
    return word < 0 ? LEAT_ERR_NOT_FOUND : word;
}

size_t chord_quality_name(size_t quality, char *text, size_t size)
{
    if (quality >= N_QUALITIES)
        return 0;
    return str_format(text, size, "%.*s",
                      (int)strcspn(qualities[quality].spellings, " "),
                      qualities[quality].spellings);
}

uint32_t chord_quality_tones(int quality, int tone[CHORD_MAX])
{
    for (int i = 0; i < qualities[quality].n; i++)
        tone[i] = qualities[quality].tone[i];
    return (uint32_t)qualities[quality].n;
}

static void sort(double *note, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k > 0 && note[k] < note[k - 1]; k--) {
            const double swap = note[k];
            note[k] = note[k - 1];
            note[k - 1] = swap;
        }
}

static int check(const struct chord *chord)
{
    return chord->note[0] >= 0.0 && chord->note[chord->n - 1] <= 127.0 ? 0
                                                                       : LEAT_ERR_RANGE;
}

int chord_make(double root, int quality, int inversion, struct chord *out)
{
    struct chord chord = {.quality = quality, .root = root};
    int tone[CHORD_MAX];

    chord.n = chord_quality_tones(quality, tone);
    if (inversion < 0 || inversion >= (int)chord.n || !(root >= 0.0 && root <= 127.0))
        return LEAT_ERR_RANGE;
    for (int i = 0; i < (int)chord.n; i++)
        chord.note[i] = root + tone[i] + (i < inversion ? INTERVAL_OCTAVE : 0.0);
    sort(chord.note, chord.n);
    if (check(&chord) < 0)
        return LEAT_ERR_RANGE;
    *out = chord;
    return 0;
}

int chord_of_notes(const double *note, size_t n, struct chord *out)
{
    struct chord chord = {.quality = CHORD_OWN, .n = (uint32_t)n};

    if (n < 1 || n > CHORD_MAX)
        return LEAT_ERR_RANGE;
    for (size_t i = 0; i < n; i++) {
        if (!(note[i] >= 0.0 && note[i] <= 127.0))
            return LEAT_ERR_RANGE;
        chord.note[i] = note[i];
    }
    chord.root = note[0];
    sort(chord.note, chord.n);
    *out = chord;
    return 0;
}

/* How far `note` lies above the last note of the class of `pitch`: [0, 12). */
static double above(double note, double pitch)
{
    const double far = note - pitch;

    return far - INTERVAL_OCTAVE * math_floor_d(far / INTERVAL_OCTAVE);
}

/* Whether a note lies nearest to so many semitones above the root. */
static bool has(const struct chord *chord, double semitones)
{
    for (uint32_t i = 0; i < chord->n; i++)
        if (math_round_d(above(chord->note[i], chord->root)) == semitones)
            return true;
    return false;
}

/* X below all others; where X sounds already, it moves there. */
static int put_lowest(struct chord *chord, int pitch)
{
    const struct chord old = *chord;
    uint32_t n = 1;

    for (uint32_t i = 0; i < old.n; i++)
        if (above(old.note[i], pitch) != 0.0)
            chord->note[n++] = old.note[i];
    chord->n = n;
    chord->note[0] = chord->note[1] - above(chord->note[1], pitch);
    return check(chord);
}

int chord_read(const char *text, size_t size, struct chord *out)
{
    const char *slash = size ? memchr(text, '/', size) : NULL;
    const size_t end = slash ? (size_t)(slash - text) : size;
    struct chord chord;
    int pitch, bass, quality;
    const size_t at = note_read_letter(text, end, &pitch);

    if (at == 0)
        return LEAT_ERR_INVALID;
    quality = chord_quality_find(text + at, end - at);
    if (quality < 0 || chord_make(ROOT_OF_OCTAVE_4 + pitch, quality, 0, &chord) < 0)
        return LEAT_ERR_INVALID;
    if (slash) {
        const size_t length = note_read_letter(slash + 1, size - end - 1, &bass);
        if (length == 0 || length != size - end - 1 || put_lowest(&chord, bass) < 0)
            return LEAT_ERR_INVALID;
    }
    *out = chord;
    return 0;
}

enum chord_kind chord_kind(const struct chord *chord)
{
    return chord->quality < 0 ? CHORD_CUSTOM : qualities[chord->quality].kind;
}

bool chord_is_minor(const struct chord *chord)
{
    return has(chord, 3.0) && !has(chord, 4.0);
}
