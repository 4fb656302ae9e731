/* SPDX-License-Identifier: MIT */
/* note: texts that stand for notes, times and note values. */
#include "base/note.h"

#include <float.h>
#include <string.h>

#include "base/number.h"

enum { SIGNS_MAX = 3 }; /* music knows triple sharps and flats, hardly */

/* Pass `sign` at *text if it stands there. */
static bool pass(const char **text, const char *sign)
{
    const size_t size = strlen(sign);

    if (strncmp(*text, sign, size) != 0)
        return false;
    *text += size;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What one sharp or flat adds; 0 when none stands at `text`. */
static int read_accidental(const char *text, size_t size, size_t *used)
{
    static const struct {
        const char *sign;
        int semitones;
    } signs[] = {{"#", 1}, {"b", -1}, {"\xE2\x99\xAF", 1}, {"\xE2\x99\xAD", -1}};

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        *used = strlen(signs[i].sign);
        if (*used <= size && memcmp(text, signs[i].sign, *used) == 0)
            return signs[i].semitones;
    }
    return 0;
}

/* As note_read_signs(); false for too many. */
static bool read_signs(const char *text, size_t size, int *semitones, size_t *used)
{
    size_t length;
    int sign;

    *semitones = 0;
    *used = 0;
    for (int n = 0; (sign = read_accidental(text + *used, size - *used, &length)) != 0;
         n++) {
        if (n == SIGNS_MAX)
            return false;
        *semitones += sign;
        *used += length;
    }
    return true;
}

size_t note_read_signs(const char *text, size_t size, int *semitones)
{
    size_t used;

    if (read_signs(text, size, semitones, &used))
        return used;
    *semitones = 0;
    return 0;
}

size_t note_read_letter(const char *text, size_t size, int *semitones)
{
    static const int steps[] = {9, 11, 0, 2, 4, 5, 7}; /* A to G above C */
    size_t used;

    if (size == 0 || text[0] < 'A' || text[0] > 'G' ||
        !read_signs(text + 1, size - 1, semitones, &used))
        return 0;
    *semitones += steps[text[0] - 'A'];
    return 1 + used;
}

bool note_read(const char *text, double *note)
{
    int number, octave = 4;
    const size_t size = note_read_letter(text, strlen(text), &number);
    bool minus;

    if (size == 0)
        return false;
    text += size;
    minus = pass(&text, "-");
    if (is_digit(*text))
        octave = minus ? -(*text++ - '0') : *text++ - '0';
    else if (minus)
        return false;
    number += 12 * (octave + 1);
    *note = number;
    return *text == '\0' && number >= 0 && number <= 127;
}

bool note_read_clock(const char *text, double *seconds)
{
    double part, sum = 0.0;
    int n = 0;

    for (;;) {
        const size_t size = number_read(text, strlen(text), &part);
        if (size == 0 || !is_digit(*text))
            return false;
        text += size;
        sum = sum * 60.0 + part;
        n++;
        if (*text != ':')
            break;
        text++;
    }
    *seconds = sum;
    return *text == '\0' && n >= 2 && n <= 3 && sum <= DBL_MAX;
}

bool note_read_value(const char *text, double *beats)
{
    double over, under;
    size_t size = number_read(text, strlen(text), &over);

    if (size == 0 || !is_digit(*text) || text[size] != '/')
        return false;
    text += size + 1;
    /* "8." is an eighth with a dot: the point is not the number's */
    under = 0.0;
    for (size = 0; is_digit(text[size]) && size < 5; size++)
        under = under * 10.0 + (text[size] - '0');
    if (size == 0 || under == 0.0)
        return false;
    text += size;
    *beats = 4.0 * over / under;
    if (pass(&text, "."))
        *beats *= 1.5;
    else if (pass(&text, "t"))
        *beats *= 2.0 / 3.0;
    return *text == '\0' && *beats <= DBL_MAX;
}
