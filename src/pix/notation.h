/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_NOTATION_H
#define LEAT_PIX_NOTATION_H

/** notation: sizes, colours and frame rates as people write them. */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <leat/time.h>

enum { PIX_SIDE_MAX = 16384 };

/** Digits at *text, which moves past them; -1 when there are none or too many. */
static inline int32_t pix_read_side(const char **text)
{
    int32_t n = **text >= '0' && **text <= '9' ? 0 : -1;

    for (; **text >= '0' && **text <= '9' && n <= PIX_SIDE_MAX; (*text)++)
        n = n * 10 + (**text - '0');
    return n;
}

/** Read "640x480"; false when it is no size with sides in [1, 16384]. */
static inline bool pix_read_size(const char *text, uint32_t *width, uint32_t *height)
{
    const int32_t w = pix_read_side(&text);
    const bool has_x = *text == 'x' || *text == 'X';
    int32_t h;

    text += has_x;
    h = pix_read_side(&text);
    if (!has_x || *text || w < 1 || h < 1 || w > PIX_SIDE_MAX || h > PIX_SIDE_MAX)
        return false;
    *width = (uint32_t)w;
    *height = (uint32_t)h;
    return true;
}

static inline int pix_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/** The colours that have a name; values as in CSS. */
#define PIX_COLOR_NAMES(X)                                                             \
    X(black, 0x000000)                                                                 \
    X(white, 0xffffff)                                                                 \
    X(gray, 0x808080)                                                                  \
    X(grey, 0x808080)                                                                  \
    X(red, 0xff0000)                                                                   \
    X(green, 0x008000)                                                                 \
    X(lime, 0x00ff00)                                                                  \
    X(blue, 0x0000ff)                                                                  \
    X(yellow, 0xffff00)                                                                \
    X(cyan, 0x00ffff)                                                                  \
    X(magenta, 0xff00ff)                                                               \
    X(orange, 0xffa500)                                                                \
    X(purple, 0x800080)

/** Read "#rrggbb", "#rgb" or a name of the list into 0xrrggbb. */
static inline bool pix_read_color(const char *text, uint32_t *rgb)
{
    static const struct {
        char name[12];
        uint32_t rgb;
    } names[] = {
#define X(name, value) {#name, value},
        PIX_COLOR_NAMES(X)
#undef X
    };
    uint32_t n = 0, value = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *a = names[i].name, *b = text;
        for (; *a && *a == *b; a++)
            b++;
        if (*a == *b) {
            *rgb = names[i].rgb;
            return true;
        }
    }
    if (*text++ != '#')
        return false;
    for (int digit; n < 7 && (digit = pix_hex_digit(text[n])) >= 0; n++)
        value = value << 4 | (uint32_t)digit;
    if (text[n] || (n != 3 && n != 6))
        return false;
    *rgb = n == 6 ? value
                  : (value >> 8) * 0x110000 + (value >> 4 & 15) * 0x1100 +
                        (value & 15) * 0x11;
    return true;
}

/**
 * The frame rate that a number means: 29.97 and its kin are n * 1000/1001, others are
 * thousandths in lowest terms.
 *
 * Worked number: 23.976 is 24000/1001; 12.5 is 25/2.
 */
static inline struct leat_rational pix_rate_of(float fps)
{
    static const int64_t whole[] = {24, 30, 48, 60, 120};
    int64_t num, den = 1000, a, b;

    for (int i = 0; i < 5; i++) {
        const float off = fps - (float)whole[i] * (1000.0f / 1001.0f);
        if (off > -0.006f && off < 0.006f)
            return (struct leat_rational){whole[i] * 1000, 1001};
    }
    num = (int64_t)((double)fps * 1000.0 + 0.5);
    for (a = num > 0 ? num : 1, b = den; b;) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return (struct leat_rational){(num > 0 ? num : 1) / a, den / a};
}

#endif
