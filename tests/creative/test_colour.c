/* SPDX-License-Identifier: MIT */
/* colour: texts, numbers, lists, names and pitches as colours. */
#include <math.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "creative/colour.h"
#include "creative/colour_name.h"
#include "near.h"

static struct colour read(const char *text)
{
    struct colour colour;

    assert_int_equal(colour_read(text, strlen(text), &colour), 0);
    return colour;
}

static void assert_colour(struct colour colour, double r, double g, double b,
                          double tolerance)
{
    ASSERT_NEAR(colour.r, r, tolerance);
    ASSERT_NEAR(colour.g, g, tolerance);
    ASSERT_NEAR(colour.b, b, tolerance);
    ASSERT_NEAR(colour.a, 1.0, 0.0);
}

static void all_ways_to_say_orange_agree(void **state)
{
    static const double bytes[] = {255, 128, 0}, parts[] = {1, 0.502, 0};
    const struct colour hex = read("#FF8000");
    struct colour colour;

    (void)state;
    assert_colour(hex, 1, 128 / 255.0, 0, 1e-15);
    assert_int_equal(colour_of_integer(0xFF8000, &colour), 0);
    assert_colour(colour, hex.r, hex.g, hex.b, 0);
    assert_int_equal(colour_of_list(bytes, 3, &colour), 0);
    assert_colour(colour, hex.r, hex.g, hex.b, 0);
    assert_int_equal(colour_of_list(parts, 3, &colour), 0);
    assert_colour(colour, hex.r, hex.g, hex.b, 1.0 / 255);
    colour = read("#F80");
    assert_colour(colour, 1, 0x88 / 255.0, 0, 1e-15);
    colour = read("#ff8000CC");
    assert_true(colour.a == 0.8 && colour.g == hex.g);
}

static void integers_and_bytes_come_back(void **state)
{
    struct colour colour;

    (void)state;
    for (uint32_t i = 0; i < 256; i++) {
        const uint32_t rgba = i << 24 | (255 - i) << 16 | (i * 7 & 255) << 8 | i;
        colour = colour_of_rgba(rgba);
        assert_int_equal(colour_to_rgba(&colour), rgba);
    }
    colour = (struct colour){-1.0, 2.0, __builtin_nan(""), 0.5};
    assert_int_equal(colour_to_rgba(&colour), 0x00FF0080);
    assert_int_equal(colour_of_integer(-1, &colour), LEAT_ERR_RANGE);
    assert_int_equal(colour_of_integer(0x1000000, &colour), LEAT_ERR_RANGE);
}

static void lists_are_parts_or_bytes(void **state)
{
    static const double four[] = {0.25, 0.5, 1, 0.75}, bytes[] = {0, 51, 255, 102};
    static const double wrong[][3] = {{0, -0.1, 0}, {256, 0, 0}};
    double broken[] = {0, __builtin_nan(""), 0};
    struct colour colour;

    (void)state;
    assert_int_equal(colour_of_list(four, 4, &colour), 0);
    assert_true(colour.r == 0.25 && colour.g == 0.5 && colour.b == 1 &&
                colour.a == 0.75);
    assert_int_equal(colour_of_list(bytes, 4, &colour), 0);
    assert_true(colour.r == 0 && colour.g == 0.2 && colour.b == 1 && colour.a == 0.4);
    assert_int_equal(colour_of_list(wrong[0], 3, &colour), LEAT_ERR_RANGE);
    assert_int_equal(colour_of_list(wrong[1], 3, &colour), LEAT_ERR_RANGE);
    assert_int_equal(colour_of_list(broken, 3, &colour), LEAT_ERR_RANGE);
    assert_int_equal(colour_of_list(four, 2, &colour), LEAT_ERR_RANGE);
    assert_int_equal(colour_of_list(four, 5, &colour), LEAT_ERR_RANGE);
    assert_colour(colour_of_number(0.3), 0.3, 0.3, 0.3, 0);
    assert_colour(colour_of_number(7.0), 1, 1, 1, 0);
    assert_colour(colour_of_number(__builtin_nan("")), 0, 0, 0, 0);
}

static void promised_names_win_over_css(void **state)
{
    static const struct {
        const char *name;
        double r, g, b;
    } rows[] = {
        {"red", 1, 0, 0},
        {"green", 0, 1, 0},
        {"blue", 0, 0, 1},
        {"yellow", 1, 1, 0},
        {"orange", 1, .5, 0},
        {"purple", .5, 0, .5},
        {"pink", 1, 0, .5},
        {"white", 1, 1, 1},
        {"black", 0, 0, 0},
        {"gray", .5, .5, .5},
        {"brown", .6, .4, .2},
        {"cyan", 0, 1, 1},
        {"magenta", 1, 0, 1},
        {"warm_blue", .3, .6, 1},
        {"cool_red", .8, .1, .3},
        {"WARM_BLUE", .3, .6, 1},
        {"electric_blue", .49, .98, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_colour(read(rows[i].name), rows[i].r, rows[i].g, rows[i].b, 0);
    assert_colour(read("css:orange"), 1, 165 / 255.0, 0, 1e-15);
    assert_colour(read("css:green"), 0, 128 / 255.0, 0, 1e-15);
}

/* Rows of the table of CSS Color Module Level 4, in decimals as it gives them. */
static void css_names_are_css_colours(void **state)
{
    static const struct {
        const char *name;
        int r, g, b;
    } rows[] = {
        {"aliceblue", 240, 248, 255},
        {"aqua", 0, 255, 255},
        {"blanchedalmond", 255, 235, 205},
        {"brown", 165, 42, 42},
        {"cadetblue", 95, 158, 160},
        {"cornflowerblue", 100, 149, 237},
        {"crimson", 220, 20, 60},
        {"darkgray", 169, 169, 169},
        {"darkslategrey", 47, 79, 79},
        {"deepskyblue", 0, 191, 255},
        {"fuchsia", 255, 0, 255},
        {"gold", 255, 215, 0},
        {"gray", 128, 128, 128},
        {"hotpink", 255, 105, 180},
        {"indigo", 75, 0, 130},
        {"lavenderblush", 255, 240, 245},
        {"lime", 0, 255, 0},
        {"maroon", 128, 0, 0},
        {"mediumspringgreen", 0, 250, 154},
        {"midnightblue", 25, 25, 112},
        {"navy", 0, 0, 128},
        {"olive", 128, 128, 0},
        {"orangered", 255, 69, 0},
        {"palevioletred", 219, 112, 147},
        {"pink", 255, 192, 203},
        {"purple", 128, 0, 128},
        {"rebeccapurple", 102, 51, 153},
        {"silver", 192, 192, 192},
        {"steelblue", 70, 130, 180},
        {"teal", 0, 128, 128},
        {"thistle", 216, 191, 216},
        {"yellowgreen", 154, 205, 50},
    };
    char text[64] = "css:";

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        strcpy(text + 4, rows[i].name);
        assert_colour(read(text), rows[i].r / 255.0, rows[i].g / 255.0,
                      rows[i].b / 255.0, 1e-15);
    }
    assert_colour(read("SkyBlue"), 135 / 255.0, 206 / 255.0, 235 / 255.0, 1e-15);
    assert_colour(read("sky blue"), 135 / 255.0, 206 / 255.0, 235 / 255.0, 1e-15);
}

/* 148 of CSS, 17 of ours; CSS has two spellings of 7 greys, and two names twice. */
static void every_name_is_found(void **state)
{
    static const char *const pairs[][2] = {
        {"gray", "grey"},           {"darkgray", "darkgrey"},
        {"dimgray", "dimgrey"},     {"lightgray", "lightgrey"},
        {"slategray", "slategrey"}, {"darkslategray", "darkslategrey"},
        {"aqua", "cyan"},           {"lightslategray", "lightslategrey"},
        {"fuchsia", "magenta"},
    };
    struct colour colour, other;
    const char *name;
    size_t n = 0;

    (void)state;
    for (; (name = colour_name_at(n)); n++) {
        assert_int_equal(colour_name_find(name, strlen(name), &colour), 0);
        if (n >= 17)
            assert_int_equal(colour_name_find_css(name, strlen(name), &colour), 0);
    }
    assert_int_equal(n, 148 + 17);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        assert_int_equal(
            colour_name_find_css(pairs[i][0], strlen(pairs[i][0]), &colour), 0);
        assert_int_equal(colour_name_find_css(pairs[i][1], strlen(pairs[i][1]), &other),
                         0);
        assert_memory_equal(&colour, &other, sizeof(other));
    }
}

/* f = C 2^(hue / 360). */
static void a_hue_is_a_place_in_the_octave(void **state)
{
    const double a = 360.0 * (log2(440.0 / 16.3516) - 4.0);
    struct chord chord;
    struct key key;

    (void)state;
    ASSERT_NEAR(colour_hue_of_frequency(440.0), a, 1e-3); /* 16.3516 has 6 digits */
    for (int n = 0; n <= 127; n++) /* half a semitone up, so that nothing wraps */
        ASSERT_NEAR(colour_hue_of_frequency(math_note_to_hz_d(n + 0.5)),
                    30.0 * (n % 12 + 0.5), 1e-9);
    assert_colour(colour_of_frequency(math_note_to_hz_d(60)), 1, 0, 0, 1e-12);
    assert_colour(colour_of_frequency(math_note_to_hz_d(64)), 0, 1, 0, 1e-12);
    assert_int_equal(chord_read("E", 1, &chord), 0);
    assert_colour(colour_of_chord(&chord), 0, 1, 0, 1e-12);
    assert_int_equal(chord_read("Abm7/Gb", 7, &chord), 0);
    assert_colour(colour_of_chord(&chord), 0.4, 0.4, 1, 1e-12);
    assert_int_equal(key_read("Em", 2, &key), 0);
    assert_colour(colour_of_key(&key), 0.4, 1, 0.4, 1e-12);
    assert_int_equal(key_read("C lydian", 8, &key), 0);
    assert_colour(colour_of_key(&key), 1, 0, 0, 1e-12);
}

static void what_is_no_colour_is_refused(void **state)
{
    static const char *const hex[] = {"#",          "#1",       "#12",        "#1234",
                                      "#12345",     "#1234567", "#123456789", "#GGG",
                                      "#12345\xFF", "# 12345"};
    static const char *const names[] = {"",         "css:",   "css:warm_blue",
                                        "colour",   "redd",   "r\xC3\xB6t",
                                        "\xFF\xFF", "CSS:red"};
    static char text[10240];
    struct colour colour;

    (void)state;
    for (size_t i = 0; i < sizeof(hex) / sizeof(hex[0]); i++)
        assert_int_equal(colour_read(hex[i], strlen(hex[i]), &colour),
                         LEAT_ERR_INVALID);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_int_equal(colour_read(names[i], strlen(names[i]), &colour),
                         LEAT_ERR_NOT_FOUND);
    memset(text, '0', sizeof(text));
    assert_int_equal(colour_read(text, sizeof(text), &colour), LEAT_ERR_NOT_FOUND);
    text[0] = '#';
    assert_int_equal(colour_read(text, sizeof(text), &colour), LEAT_ERR_INVALID);
    assert_int_equal(colour_read("red\0", 4, &colour), LEAT_ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_to_say_orange_agree),
        cmocka_unit_test(integers_and_bytes_come_back),
        cmocka_unit_test(lists_are_parts_or_bytes),
        cmocka_unit_test(promised_names_win_over_css),
        cmocka_unit_test(css_names_are_css_colours),
        cmocka_unit_test(every_name_is_found),
        cmocka_unit_test(a_hue_is_a_place_in_the_octave),
        cmocka_unit_test(what_is_no_colour_is_refused),
    };
    return cmocka_run_group_tests_name("colour", tests, NULL, NULL);
}
