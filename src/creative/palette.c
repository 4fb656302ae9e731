/* SPDX-License-Identifier: MIT */
/* palette: palettes by name, from colours, and what lies between their entries. */
#include "creative/palette.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "creative/colour_space.h"
#include "creative/name.h"

enum { STOPS_MAX = 5, N_HUES = 7, N_SINES = 4 };

static const struct {
    const char *name;
    enum palette_curve curve;
    uint32_t n, stop[STOPS_MAX]; /* 0xRRGGBB */
} palettes[] = {
    {"neon", PALETTE_STOPS, 4, {0xFF00CC, 0x00FFFF, 0x39FF14, 0xFFE600}},
    {"rainbow", PALETTE_HUES, N_HUES, {0}},
    {"fire", PALETTE_STOPS, 5, {0x000000, 0x8B0000, 0xFF4500, 0xFFD700, 0xFFFFFF}},
    {"cool", PALETTE_STOPS, 4, {0x001133, 0x0055AA, 0x00CCCC, 0xCCFFFF}},
    {"warm", PALETTE_STOPS, 4, {0x330000, 0xAA3300, 0xFF8800, 0xFFEEAA}},
    {"pastel", PALETTE_STOPS, 5, {0xFFB3BA, 0xFFDFBA, 0xFFFFBA, 0xBAFFC9, 0xBAE1FF}},
    {"mono", PALETTE_STOPS, 2, {0x000000, 0xFFFFFF}},
    {"cyberpunk", PALETTE_STOPS, 4, {0x0D0221, 0xFF2A6D, 0x05D9E8, 0xF9F002}},
    {"classic", PALETTE_SINES, N_SINES, {0}},
};

enum { N_PALETTES = sizeof(palettes) / sizeof(palettes[0]) };

static const char *const aliases[] = {"monochrome", "default"};
static const char *const meant[] = {"mono", "classic"};
static const char *const members[] = {
    [PALETTE_PRIMARY] = "primary",
    [PALETTE_SECONDARY] = "secondary",
    [PALETTE_ACCENT] = "accent",
    [PALETTE_BACKGROUND] = "background",
};

enum {
    N_ALIASES = sizeof(aliases) / sizeof(aliases[0]),
    N_MEMBERS = sizeof(members) / sizeof(members[0]),
};

static struct colour on_curve(enum palette_curve curve, double t)
{
    if (curve == PALETTE_HUES)
        return colour_of_hsv(360.0 * t, 1.0, 1.0);
    return (struct colour){0.5 + 0.5 * math_sin_pi_d(2.0 * t),
                           0.5 + 0.5 * math_sin_pi_d(2.0 * (t + 1.0 / 3)),
                           0.5 + 0.5 * math_sin_pi_d(2.0 * (t + 2.0 / 3)), 1.0};
}

static void add(struct palette *palette, struct colour colour)
{
    const uint32_t k = palette->n++;

    palette->entry[k] = colour;
    colour_to_oklab(&colour, palette->oklab[k]);
}

static int find(const char *text, size_t size)
{
    char folded[NAME_SIZE];
    const int alias = name_find(text, size, aliases, N_ALIASES);

    if (alias >= 0)
        return find(meant[alias], strlen(meant[alias]));
    if (!name_fold(text, size, folded))
        return -1;
    for (int i = 0; i < N_PALETTES; i++)
        if (name_compare(folded, palettes[i].name) == 0)
            return i;
    return -1;
}

int palette_find(const char *text, size_t size, struct palette *out)
{
    const int index = find(text, size);
    struct colour colour;

    if (index < 0)
        return LEAT_ERR_NOT_FOUND;
    out->n = 0;
    out->curve = palettes[index].curve;
    for (uint32_t i = 0; i < palettes[index].n; i++) {
        if (out->curve != PALETTE_STOPS)
            colour = on_curve(out->curve, i / (palettes[index].n - 1.0));
        else
            colour_of_integer(palettes[index].stop[i], &colour);
        add(out, colour);
    }
    return 0;
}

const char *palette_name(size_t index)
{
    return index < N_PALETTES               ? palettes[index].name
           : index < N_PALETTES + N_ALIASES ? aliases[index - N_PALETTES]
                                            : NULL;
}

int palette_of_colours(const struct colour *colour, size_t n, struct palette *out)
{
    if (n < 1 || n > PALETTE_MAX)
        return LEAT_ERR_RANGE;
    out->curve = PALETTE_STOPS;
    out->n = 0;
    for (size_t i = 0; i < n; i++)
        add(out, colour[i]);
    return 0;
}

/* The colour, and others with its alpha: hues turned by `turn` degrees each, or its
 * brightness down by `dim` each. */
static void harmony(const struct colour *colour, uint32_t n, double turn, double dim,
                    struct palette *out)
{
    double hsv[3];

    colour_to_hsv(colour, hsv);
    out->curve = PALETTE_STOPS;
    out->n = 0;
    add(out, *colour);
    for (uint32_t i = 1; i < n; i++) {
        struct colour other =
            colour_of_hsv(hsv[0] + i * turn, hsv[1], hsv[2] * (1.0 - i * dim));
        other.a = colour->a;
        add(out, other);
    }
}

void palette_monochromatic(const struct colour *colour, struct palette *out)
{
    harmony(colour, 4, 0.0, 0.25, out);
}

void palette_complementary(const struct colour *colour, struct palette *out)
{
    harmony(colour, 2, 180.0, 0.0, out);
}

void palette_triadic(const struct colour *colour, struct palette *out)
{
    harmony(colour, 3, 120.0, 0.0, out);
}

static double mix(double a, double b, double part)
{
    return a + part * (b - a);
}

struct colour palette_at(const struct palette *palette, double t)
{
    const double x = math_clamp_d(t, 0.0, 1.0), place = x * (palette->n - 1.0);
    const uint32_t k = (uint32_t)place;
    const double part = place - k;

    if (palette->curve != PALETTE_STOPS)
        return on_curve(palette->curve, x);
    if (part == 0.0)
        return palette->entry[k];
    const double *a = palette->oklab[k], *b = palette->oklab[k + 1];
    struct colour colour = colour_of_oklab(mix(a[0], b[0], part), mix(a[1], b[1], part),
                                           mix(a[2], b[2], part));
    colour.a = mix(palette->entry[k].a, palette->entry[k + 1].a, part);
    return colour_in_gamut(colour);
}

void palette_table(const struct palette *palette, uint32_t table[PALETTE_TABLE])
{
    for (int i = 0; i < PALETTE_TABLE; i++) {
        const struct colour colour = palette_at(palette, i / (PALETTE_TABLE - 1.0));
        table[i] = colour_to_rgba(&colour);
    }
}

int palette_member_find(const char *text, size_t size)
{
    const int index = name_find(text, size, members, N_MEMBERS);

    return index < 0 ? LEAT_ERR_NOT_FOUND : index;
}

struct colour palette_member(const struct palette *palette, enum palette_member member)
{
    const uint32_t k = (uint32_t)member;

    return palette
        ->entry[member == PALETTE_BACKGROUND || k >= palette->n ? palette->n - 1 : k];
}
