/* SPDX-License-Identifier: MIT */
/* note: texts that stand for notes, times and note values. */
#include "base/note.h"

#include <string.h>

#include "base/number.h"

/* Pass `sign` at *text if it stands there. */
static bool pass(const char **text, const char *sign)
{
    const size_t size = strlen(sign);

    if (strncmp(*text, sign, size) != 0)
        return false;
    *text += size;
    return true;
}

bool note_read(const char *text, double *note)
{
    static const int steps[] = {9, 11, 0, 2, 4, 5, 7}; /* A to G above C */
    int number, octave = 4;
    bool minus;

    if (*text < 'A' || *text > 'G')
        return false;
    number = steps[*text++ - 'A'];
    for (;;) {
        if (pass(&text, "#") || pass(&text, "\xE2\x99\xAF"))
            number++;
        else if (pass(&text, "b") || pass(&text, "\xE2\x99\xAD"))
            number--;
        else
            break;
        if (number < -24 || number > 36)
            return false;
    }
    minus = pass(&text, "-");
    if (*text >= '0' && *text <= '9')
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
        if (size == 0 || *text < '0' || *text > '9')
            return false;
        text += size;
        sum = sum * 60.0 + part;
        n++;
        if (*text != ':')
            break;
        text++;
    }
    *seconds = sum;
    return *text == '\0' && n >= 2 && n <= 3;
}

bool note_read_value(const char *text, double *beats)
{
    double over, under;
    size_t size = number_read(text, strlen(text), &over);

    if (size == 0 || text[size] != '/')
        return false;
    text += size + 1;
    /* "8." is an eighth with a dot: the point is not the number's */
    under = 0.0;
    for (size = 0; text[size] >= '0' && text[size] <= '9' && size < 5; size++)
        under = under * 10.0 + (text[size] - '0');
    if (size == 0 || under == 0.0)
        return false;
    text += size;
    *beats = 4.0 * over / under;
    if (pass(&text, "."))
        *beats *= 1.5;
    else if (pass(&text, "t"))
        *beats *= 2.0 / 3.0;
    return *text == '\0';
}
