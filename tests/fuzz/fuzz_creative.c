/* SPDX-License-Identifier: MIT */
/* fuzz_creative: any bytes as each of the types that have a text: what is read keeps
 * its promises, what is not leaves the result as it was. */
#include <stdlib.h>

#include <leat/err.h>

#include "creative/arpeggio.h"
#include "creative/colour.h"
#include "creative/easing.h"
#include "creative/l_system.h"
#include "creative/mood.h"
#include "creative/palette.h"
#include "creative/pan.h"
#include "creative/position.h"
#include "creative/progression.h"
#include "creative/rhythm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static bool is_part(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static void check_colour(const struct colour *c)
{
    demand(is_part(c->r) && is_part(c->g) && is_part(c->b) && is_part(c->a));
}

static void check_chord(const struct chord *chord)
{
    struct colour colour = colour_of_chord(chord);

    demand(chord->n >= 1 && chord->n <= CHORD_MAX);
    demand(chord->note[0] >= 0.0 && chord->note[chord->n - 1] <= 127.0);
    for (uint32_t i = 1; i < chord->n; i++)
        demand(chord->note[i] > chord->note[i - 1]);
    check_colour(&colour);
}

static void read_music(const char *text, size_t size)
{
    struct rhythm rhythm = {.n = 0};
    struct chord chord = {.n = 0};
    struct key key = {.tonic = -1};

    if (chord_read(text, size, &chord) == 0)
        check_chord(&chord);
    else
        demand(chord.n == 0);
    if (key_read(text, size, &key) == 0)
        demand(key.tonic >= 0 && key.tonic < 12 && key.scale.n >= 1);
    else
        demand(key.tonic == -1);
    if (rhythm_read(text, size, &rhythm) == 0)
        demand(rhythm.n >= 1 && rhythm.n <= RHYTHM_MAX);
    else
        demand(rhythm.n == 0);
    demand(chord_quality_find(text, size) <= 22);
}

/* Every call but the last takes at least a byte. */
static void read_progression(const char *text, size_t size)
{
    struct chord chord;
    struct key key;
    size_t at = 0, before;
    int got;

    key_read("Am", 2, &key);
    do {
        before = at;
        got = progression_read(text, size, &at, &key, &chord);
        demand(at <= size);
        if (got == 1) {
            demand(at > before);
            check_chord(&chord);
        }
    } while (got == 1);
    demand(got == 0 ? at == size : at < size);
}

static void read_names(const char *text, size_t size)
{
    static struct palette palette;
    struct colour colour;
    double x, y;

    if (colour_read(text, size, &colour) == 0)
        check_colour(&colour);
    if (palette_find(text, size, &palette) == 0) {
        colour = palette_at(&palette, 0.3);
        check_colour(&colour);
    }
    if (position_find(text, size, &x, &y) == 0)
        demand(is_part(x) && is_part(y));
    if (pan_find(text, size, &x) == 0)
        demand(x >= -1.0 && x <= 1.0);
    demand(arpeggio_find(text, size) <= ARPEGGIO_RANDOM);
    demand(easing_find(text, size) <= EASING_BACK);
    demand(mood_find(text, size) <= MOOD_AGGRESSIVE);
}

/* The first bytes say how often, and where the axiom and two rules end. */
static void grow(const char *text, size_t size)
{
    static char grown[1 << 16];
    const char *rest = text + 3;

    if (size < 6)
        return;
    const size_t left = size - 3, a = (uint8_t)text[1] % left,
                 b = (uint8_t)text[2] % (left - a);
    const struct l_system_rule rules[] = {{rest[0], rest + a, b},
                                          {rest[1], rest + a + b, left - a - b}};
    const struct l_system system = {rest, a, rules, 2, (uint8_t)text[0] % 14};
    const int length = l_system_length(&system);

    demand(length <= L_SYSTEM_LENGTH_MAX);
    const int written = l_system_write(&system, grown, sizeof(grown));
    demand(length > (int)sizeof(grown) ? written == LEAT_ERR_LIMIT : written == length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;

    read_music(text, size);
    read_progression(text, size);
    read_names(text, size);
    grow(text, size);
    return 0;
}
