/* SPDX-License-Identifier: MIT */
/* bench_creative [--json]: microseconds of each conversion of src/creative, the best of
 * several rounds. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/math_d.h"
#include "base/note.h"
#include "creative/chord.h"
#include "creative/colour.h"
#include "creative/colour_space.h"
#include "creative/easing.h"
#include "creative/key.h"
#include "creative/level.h"
#include "creative/palette.h"
#include "creative/pan.h"
#include "creative/perlin.h"
#include "creative/position.h"
#include "creative/progression.h"
#include "creative/rhythm.h"
#include "creative/swing.h"

enum { ROUNDS = 7, TIMES = 20000 };

/* Each conversion takes a number in [0, 1), so that no two calls are the same, and
 * returns one, so that none can be left out. */
static struct palette fire;
static struct key a_minor;

static double convert_note(double x)
{
    double note = 0.0;

    note_read(x < 0.5 ? "F#3" : "Eb-1", &note);
    return math_note_to_hz_d(note);
}

static double convert_hz(double x)
{
    return math_hz_to_note_d(20.0 + 1000.0 * x);
}

static double convert_note_value(double x)
{
    double beats = 0.0;

    note_read_value(x < 0.5 ? "1/8t" : "1/16.", &beats);
    return beats;
}

static double convert_clock(double x)
{
    double seconds = 0.0;

    note_read_clock(x < 0.5 ? "1:30.5" : "1:02:03", &seconds);
    return seconds;
}

static double convert_chord(double x)
{
    struct chord chord = {.n = 0};

    chord_read(x < 0.5 ? "F#m7b5/C" : "Bbmaj9/C#", x < 0.5 ? 8 : 9, &chord);
    return chord.note[0];
}

static double convert_key(double x)
{
    struct key key = {.tonic = 0};

    key_read(x < 0.5 ? "F# mixolydian" : "D whole tone", x < 0.5 ? 13 : 12, &key);
    return key.tonic;
}

static double convert_degree(double x)
{
    return key_note(&a_minor, 4, (int32_t)(100.0 * x) - 50);
}

static double convert_numeral(double x)
{
    struct chord chord = {.n = 0};
    size_t at = 0;

    progression_read(x < 0.5 ? "bVIImaj7" : "vi7", x < 0.5 ? 8 : 3, &at, &a_minor,
                     &chord);
    return chord.note[0];
}

static double convert_rhythm(double x)
{
    struct rhythm rhythm = {.n = 0};

    rhythm_read(x < 0.5 ? "x..x..x...x.x..." : "bossa", x < 0.5 ? 16 : 5, &rhythm);
    return (double)rhythm.velocity[3];
}

static double convert_euclid(double x)
{
    struct rhythm rhythm;

    rhythm_euclid((int64_t)(16.0 * x), 16, 3, &rhythm);
    return (double)rhythm.velocity[3];
}

static double convert_db(double x)
{
    return level_of_db(-60.0 * x);
}

static double convert_pan(double x)
{
    double left, right;

    pan_gains(2.0 * x - 1.0, &left, &right);
    return left + right;
}

static double convert_swing(double x)
{
    return swing_position(100.0 * x, 0.5, 0.25);
}

static double convert_hex(double x)
{
    struct colour colour = {0};

    colour_read(x < 0.5 ? "#FF8000CC" : "#1234AB", x < 0.5 ? 9 : 7, &colour);
    return colour.g;
}

static double convert_colour_name(double x)
{
    struct colour colour = {0};

    colour_read(x < 0.5 ? "mediumspringgreen" : "css:yellow", x < 0.5 ? 17 : 10,
                &colour);
    return colour.b;
}

static double convert_frequency(double x)
{
    return colour_of_frequency(20.0 + 1000.0 * x).g;
}

static double convert_from_hsv(double x)
{
    return colour_of_hsv(720.0 * x, 0.7, 0.9).g;
}

static double convert_to_hsv(double x)
{
    const struct colour colour = {x, 0.3, 0.6, 1.0};
    double hsv[3];

    colour_to_hsv(&colour, hsv);
    return hsv[0];
}

static double convert_from_lab(double x)
{
    return colour_of_lab(100.0 * x, 10.0, 20.0).g;
}

static double convert_to_lab(double x)
{
    const struct colour colour = {x, 0.3, 0.6, 1.0};
    double lab[3];

    colour_to_lab(&colour, lab);
    return lab[1];
}

static double convert_from_oklab(double x)
{
    return colour_of_oklab(x, 0.05, 0.02).g;
}

static double convert_to_oklab(double x)
{
    const struct colour colour = {x, 0.3, 0.6, 1.0};
    double lab[3];

    colour_to_oklab(&colour, lab);
    return lab[1];
}

static double convert_palette(double x)
{
    return palette_at(&fire, x).g;
}

static double convert_position(double x)
{
    double a = 0.0, b = 0.0;

    position_find(x < 0.5 ? "bottom right" : "center", x < 0.5 ? 12 : 6, &a, &b);
    return a + b;
}

static double convert_noise(double x)
{
    return perlin_noise(100.0 * x, 3.3, 4.4, 1);
}

static double convert_easing(double x)
{
    return easing_at(EASING_ELASTIC, x);
}

static const struct {
    const char *name;
    double (*convert)(double);
} rows[] = {
    {"note text to hertz", convert_note},
    {"hertz to note", convert_hz},
    {"note value text", convert_note_value},
    {"clock text", convert_clock},
    {"chord text", convert_chord},
    {"key text", convert_key},
    {"degree to note", convert_degree},
    {"numeral to chord", convert_numeral},
    {"rhythm text", convert_rhythm},
    {"euclid of 16", convert_euclid},
    {"decibels to gain", convert_db},
    {"pan to gains", convert_pan},
    {"swing", convert_swing},
    {"colour from hex", convert_hex},
    {"colour from name", convert_colour_name},
    {"colour from hertz", convert_frequency},
    {"colour from hsv", convert_from_hsv},
    {"colour to hsv", convert_to_hsv},
    {"colour from lab", convert_from_lab},
    {"colour to lab", convert_to_lab},
    {"colour from oklab", convert_from_oklab},
    {"colour to oklab", convert_to_oklab},
    {"palette sample", convert_palette},
    {"position name", convert_position},
    {"perlin noise", convert_noise},
    {"easing elastic", convert_easing},
};

static double now_nsec(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    volatile double kept = 0.0;

    palette_find("fire", 4, &fire);
    key_read("Am", 2, &a_minor);
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        double best = 1e9;
        for (int round = 0; round < ROUNDS; round++) {
            const double start = now_nsec();
            for (int i = 0; i < TIMES; i++)
                kept = kept + rows[r].convert(i / (double)TIMES);
            best = math_min_d(best, (now_nsec() - start) / TIMES / 1000.0);
        }
        if (json)
            printf("{\"name\": \"convert %s\", \"value\": %.3f, \"unit\": \"us\", "
                   "\"better\": \"lower\", \"goal\": 1.0, \"peers\": {}}\n",
                   rows[r].name, best);
        else
            printf("%-24s %8.3f us\n", rows[r].name, best);
    }
    return 0;
}
