/* SPDX-License-Identifier: MIT */
/*
 * str: distances between names, and text cut at a character's end.
 *
 * Source: Damerau-Levenshtein distance in its "optimal string alignment" form: no
 * letter is edited twice.
 */
#include "base/str.h"

#include <ctype.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

enum { LETTERS_MAX = 64 }; /* of b, with the empty beginning */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned str_distance(const char *a, const char *b)
{
    /* row[j]: from what was read of a to b's first j letters; older: a letter less */
    unsigned oldest[LETTERS_MAX] = {0}, older[LETTERS_MAX] = {0}, row[LETTERS_MAX];
    unsigned n = 0;

    if (strnlen(a, LETTERS_MAX + 1) > LETTERS_MAX)
        return UINT_MAX;
    for (row[0] = 0; b[n] && n + 1 < LETTERS_MAX; n++)
        row[n + 1] = n + 1;
    for (unsigned i = 1; a[i - 1]; i++) {
        memcpy(oldest, older, sizeof(oldest));
        memcpy(older, row, (n + 1) * sizeof(row[0]));
        row[0] = i;
        for (unsigned j = 1; j <= n; j++) {
            const char x = lower(a[i - 1]), y = lower(b[j - 1]);
            row[j] = least(least(older[j], row[j - 1]) + 1, older[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]))
                row[j] = least(row[j], oldest[j - 2] + 1);
        }
    }
    return row[n];
}

void str_nearest_init(struct str_nearest *nearest, const char *wanted)
{
    const size_t size = strlen(wanted);
    const unsigned third = size < 3 * LETTERS_MAX ? (unsigned)size / 3 : LETTERS_MAX;
    const unsigned most = size < 4 ? (size > 1) : third > 2 ? third : 2;

    *nearest = (struct str_nearest){wanted, NULL, most + 1};
}

void str_nearest_offer(struct str_nearest *nearest, const char *name)
{
    const unsigned distance = str_distance(nearest->wanted, name);

    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->best = name;
    }
}

const char *str_nearest_of(const char *wanted, const char *const *names, size_t n)
{
    struct str_nearest nearest;

    str_nearest_init(&nearest, wanted);
    for (size_t i = 0; i < n; i++)
        str_nearest_offer(&nearest, names[i]);
    return nearest.best;
}

size_t str_cut(const char *text, size_t size)
{
    size_t start = size; /* of the last character */
    size_t bytes;        /* that it should have */

    for (unsigned k = 0; k < 3 && start > 0 && (text[start - 1] & 0xC0) == 0x80; k++)
        start--;
    if (start == 0)
        return size;
    start--;
    bytes = (text[start] & 0xE0) == 0xC0   ? 2
            : (text[start] & 0xF0) == 0xE0 ? 3
            : (text[start] & 0xF8) == 0xF0 ? 4
                                           : 1;
    return start + bytes > size ? start : size;
}

/* vsnprintf with numbers as in the C locale, whatever the program has set. */
static size_t print(char *text, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static size_t print(char *text, size_t size, const char *format, va_list args)
{
    const locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const locale_t before = uselocale(c);
    const int length = vsnprintf(text, size, format, args);

    uselocale(before);
    freelocale(c);
    return length < 0 ? 0 : (size_t)length;
}

/* The sign of what is no number means nothing; some machines set it, and libc tells. */
static size_t unsign_nan(char *text, size_t length)
{
    for (char *at = text; (at = strstr(at, "-nan")); at++) {
        if ((at > text && isalnum((unsigned char)at[-1])) ||
            isalnum((unsigned char)at[4]))
            continue;
        memmove(at, at + 1, length - (size_t)(at - text));
        length--;
    }
    return length;
}

size_t str_vformat(char *text, size_t size, const char *format, va_list args)
{
    size_t written = print(text, size, format, args);

    if (written >= size)
        written = str_cut(text, size - 1);
    text[written] = '\0';
    return unsign_nan(text, written);
}

size_t str_vlength(const char *format, va_list args)
{
    return print(NULL, 0, format, args);
}

size_t str_format(char *text, size_t size, const char *format, ...)
{
    va_list args;
    size_t written;

    va_start(args, format);
    written = str_vformat(text, size, format, args);
    va_end(args);
    return written;
}

/* Bytes of the well-formed UTF-8 character at `s`, 0 when it is none (RFC 3629). */
static size_t character(const unsigned char *s)
{
    const size_t n = s[0] < 0x80   ? 1
                     : s[0] < 0xC2 ? 0
                     : s[0] < 0xE0 ? 2
                     : s[0] < 0xF0 ? 3
                     : s[0] < 0xF5 ? 4
                                   : 0;

    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
        (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
        return 0;
    return n;
}

void str_plain(char *text)
{
    for (size_t n; *text; text += n ? n : 1) {
        n = character((const unsigned char *)text);
        if (n == 0)
            *text = '?';
        else if (n == 1 && ((unsigned char)*text < ' ' || *text == 0x7f))
            *text = ' ';
        else if (n == 2 && (unsigned char)text[0] == 0xC2 &&
                 (unsigned char)text[1] < 0xA0)
            text[0] = text[1] = ' '; /* U+0080 to U+009F steer terminals too */
    }
}

bool str_is_among(const char *words, const char *name)
{
    while (words && *words) {
        const char *w = words, *n = name;
        while (*n && *w == *n)
            w++, n++;
        if (!*n && (!*w || *w == ' '))
            return true;
        while (*w && *w != ' ')
            w++;
        words = *w ? w + 1 : w;
    }
    return false;
}
