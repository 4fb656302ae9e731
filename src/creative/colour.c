/* SPDX-License-Identifier: MIT */
/* colour: colours from texts, numbers, lists and pitches. */
#include "creative/colour.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "creative/colour_name.h"
#include "creative/colour_space.h"

#define MINOR_SATURATION 0.6

enum { C_LOWEST = 12 }; /* the note of 16.3516 Hz */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The digits behind the #. */
static int read_hex(const char *text, size_t size, struct colour *out)
{
    uint32_t rgba = 0;

    if (size != 3 && size != 6 && size != 8)
        return LEAT_ERR_INVALID;
    for (size_t i = 0; i < size; i++) {
        const int digit = hex_digit(text[i]);
        if (digit < 0)
            return LEAT_ERR_INVALID;
        rgba = rgba << 4 | (uint32_t)digit;
        if (size == 3)
            rgba = rgba << 4 | (uint32_t)digit;
    }
    *out = colour_of_rgba(size == 8 ? rgba : rgba << 8 | 0xFF);
    return 0;
}

int colour_read(const char *text, size_t size, struct colour *out)
{
    static const char css[] = "css:";
    const size_t n = sizeof(css) - 1;

    if (size > 0 && text[0] == '#')
        return read_hex(text + 1, size - 1, out);
    if (size > n && memcmp(text, css, n) == 0)
        return colour_name_find_css(text + n, size - n, out);
    return colour_name_find(text, size, out);
}

int colour_of_integer(int64_t rgb, struct colour *out)
{
    if (rgb < 0 || rgb > 0xFFFFFF)
        return LEAT_ERR_RANGE;
    *out = colour_of_rgba((uint32_t)rgb << 8 | 0xFF);
    return 0;
}

struct colour colour_of_rgba(uint32_t rgba)
{
    return (struct colour){(rgba >> 24) / 255.0, (rgba >> 16 & 255) / 255.0,
                           (rgba >> 8 & 255) / 255.0, (rgba & 255) / 255.0};
}

static uint32_t byte(double x)
{
    return (uint32_t)(255.0 * math_clamp_d(x, 0.0, 1.0) + 0.5);
}

uint32_t colour_to_rgba(const struct colour *colour)
{
    return byte(colour->r) << 24 | byte(colour->g) << 16 | byte(colour->b) << 8 |
           byte(colour->a);
}

int colour_of_list(const double *x, size_t n, struct colour *out)
{
    double part[4] = {0.0, 0.0, 0.0, 1.0}, most = 1.0;

    if (n < 3 || n > 4)
        return LEAT_ERR_RANGE;
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] >= 0.0 && x[i] <= 255.0))
            return LEAT_ERR_RANGE;
        if (x[i] > 1.0)
            most = 255.0;
    }
    for (size_t i = 0; i < n; i++)
        part[i] = x[i] / most;
    *out = (struct colour){part[0], part[1], part[2], part[3]};
    return 0;
}

struct colour colour_of_number(double x)
{
    const double grey = math_clamp_d(x, 0.0, 1.0);

    return (struct colour){grey, grey, grey, 1.0};
}

double colour_hue_of_frequency(double hz)
{
    const double octaves = math_log2_d(hz / math_note_to_hz_d(C_LOWEST));

    return 360.0 * (octaves - math_floor_d(octaves));
}

struct colour colour_of_frequency(double hz)
{
    return colour_of_hsv(colour_hue_of_frequency(hz), 1.0, 1.0);
}

/* A twelfth of a turn is a semitone. */
static struct colour of_note(double note, bool is_minor)
{
    return colour_of_hsv(30.0 * note, is_minor ? MINOR_SATURATION : 1.0, 1.0);
}

struct colour colour_of_chord(const struct chord *chord)
{
    return of_note(chord->root, chord_is_minor(chord));
}

struct colour colour_of_key(const struct key *key)
{
    return of_note(key->tonic, scale_is_minor(&key->scale));
}

struct colour colour_in_gamut(struct colour colour)
{
    return (struct colour){
        math_clamp_d(colour.r, 0.0, 1.0), math_clamp_d(colour.g, 0.0, 1.0),
        math_clamp_d(colour.b, 0.0, 1.0), math_clamp_d(colour.a, 0.0, 1.0)};
}
