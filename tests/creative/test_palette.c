/* SPDX-License-Identifier: MIT */
/* palette: the stops of every name, what lies between, tables and harmonies. */
#include <math.h>

#include <leat/err.h>

#include "creative/colour_space.h"
#include "creative/palette.h"
#include "near.h"

static struct palette palette, other;

static void assert_colour(struct colour colour, double r, double g, double b,
                          double tolerance)
{
    ASSERT_NEAR(colour.r, r, tolerance);
    ASSERT_NEAR(colour.g, g, tolerance);
    ASSERT_NEAR(colour.b, b, tolerance);
}

static void find(const char *name)
{
    assert_int_equal(palette_find(name, strlen(name), &palette), 0);
}

static void named_palettes_have_their_stops(void **state)
{
    static const struct {
        const char *name;
        uint32_t n;
        const char *stop[5];
    } rows[] = {
        {"neon", 4, {"#FF00CC", "#00FFFF", "#39FF14", "#FFE600"}},
        {"fire", 5, {"black", "#8B0000", "#FF4500", "#FFD700", "white"}},
        {"cool", 4, {"#001133", "#0055AA", "#00CCCC", "#CCFFFF"}},
        {"warm", 4, {"#330000", "#AA3300", "#FF8800", "#FFEEAA"}},
        {"pastel", 5, {"#FFB3BA", "#FFDFBA", "#FFFFBA", "#BAFFC9", "#BAE1FF"}},
        {"mono", 2, {"black", "white"}},
        {"Monochrome", 2, {"black", "white"}},
        {"cyberpunk", 4, {"#0D0221", "#FF2A6D", "#05D9E8", "#F9F002"}},
    };
    struct colour stop;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        find(rows[i].name);
        assert_int_equal(palette.n, rows[i].n);
        for (uint32_t k = 0; k < palette.n; k++) {
            const char *text = rows[i].stop[k];
            assert_int_equal(colour_read(text, strlen(text), &stop), 0);
            assert_memory_equal(&palette.entry[k], &stop, sizeof(stop));
            const struct colour at = palette_at(&palette, k / (palette.n - 1.0));
            assert_colour(at, stop.r, stop.g, stop.b, 1e-6);
        }
    }
}

static void rainbow_is_hues_and_classic_is_sines(void **state)
{
    (void)state;
    find("rainbow");
    assert_true(palette.n >= 3);
    for (int k = 0; k <= 1000; k++) {
        const double t = k / 1000.0;
        const struct colour wanted = colour_of_hsv(360.0 * t, 1.0, 1.0);
        assert_colour(palette_at(&palette, t), wanted.r, wanted.g, wanted.b, 1e-13);
    }
    for (int pass = 0; pass < 2; pass++) {
        find(pass ? "default" : "classic");
        for (int k = 0; k <= 1000; k++) {
            const double t = k / 1000.0, turn = 2 * acos(-1);
            assert_colour(palette_at(&palette, t), 0.5 + 0.5 * sin(turn * t),
                          0.5 + 0.5 * sin(turn * (t + 1 / 3.0)),
                          0.5 + 0.5 * sin(turn * (t + 2 / 3.0)), 1e-14);
        }
    }
}

static void between_entries_oklab_is_straight(void **state)
{
    static const struct colour stops[] = {
        {1, 0, 0, 1}, {0, 0, 1, 0.5}, {0.2, 0.9, 0.4, 0}};
    double a[3], b[3], x[3];

    (void)state;
    assert_int_equal(palette_of_colours(stops, 3, &palette), 0);
    for (int k = 0; k < 2; k++) {
        colour_to_oklab(&stops[k], a);
        colour_to_oklab(&stops[k + 1], b);
        for (int i = 0; i <= 16; i++) {
            const double part = i / 16.0;
            const struct colour c = palette_at(&palette, 0.5 * (k + part));
            ASSERT_NEAR(c.a, stops[k].a + part * (stops[k + 1].a - stops[k].a), 1e-15);
            for (int j = 0; j < 3; j++)
                x[j] = a[j] + part * (b[j] - a[j]);
            const struct colour wanted =
                colour_in_gamut(colour_of_oklab(x[0], x[1], x[2]));
            assert_colour(c, wanted.r, wanted.g, wanted.b, 1e-12);
        }
    }
    const struct colour end = palette_at(&palette, 1.0),
                        past = palette_at(&palette, 9.0);
    assert_memory_equal(&end, &stops[2], sizeof(end));
    assert_memory_equal(&past, &stops[2], sizeof(past));
    const struct colour none = palette_at(&palette, NAN);
    assert_memory_equal(&none, &stops[0], sizeof(none));
}

static void one_colour_is_everywhere(void **state)
{
    static const struct colour one = {0.1, 0.2, 0.3, 0.4};
    static const struct colour many[PALETTE_MAX + 1];

    (void)state;
    assert_int_equal(palette_of_colours(&one, 1, &palette), 0);
    for (int k = -1; k <= 3; k++) {
        const struct colour c = palette_at(&palette, k / 2.0);
        assert_memory_equal(&c, &one, sizeof(c));
    }
    for (int m = PALETTE_PRIMARY; m <= PALETTE_BACKGROUND; m++) {
        const struct colour c = palette_member(&palette, (enum palette_member)m);
        assert_memory_equal(&c, &one, sizeof(c));
    }
    assert_int_equal(palette_of_colours(many, 0, &palette), LEAT_ERR_RANGE);
    assert_int_equal(palette_of_colours(many, PALETTE_MAX + 1, &palette),
                     LEAT_ERR_RANGE);
    assert_int_equal(palette_of_colours(many, PALETTE_MAX, &palette), 0);
}

static void harmonies_keep_the_colour_and_turn_its_hue(void **state)
{
    const struct colour c = colour_of_hsv(50.0, 0.6, 0.8);
    double hsv[3];

    (void)state;
    palette_complementary(&c, &palette);
    assert_int_equal(palette.n, 2);
    assert_memory_equal(&palette.entry[0], &c, sizeof(c));
    colour_to_hsv(&palette.entry[1], hsv);
    ASSERT_NEAR(hsv[0], 230.0, 1e-11);
    palette_triadic(&c, &palette);
    assert_int_equal(palette.n, 3);
    for (int k = 0; k < 3; k++) {
        colour_to_hsv(&palette.entry[k], hsv);
        ASSERT_NEAR(hsv[0], 50.0 + 120.0 * k, 1e-11);
        ASSERT_NEAR(hsv[1], 0.6, 1e-14);
        ASSERT_NEAR(hsv[2], 0.8, 1e-14);
    }
    palette_monochromatic(&c, &palette);
    assert_int_equal(palette.n, 4);
    for (int k = 0; k < 4; k++) {
        colour_to_hsv(&palette.entry[k], hsv);
        ASSERT_NEAR(hsv[0], 50.0, 1e-10);
        ASSERT_NEAR(hsv[1], 0.6, 1e-13);
        ASSERT_NEAR(hsv[2], 0.8 * (1.0 - 0.25 * k), 1e-14);
    }
}

static void a_table_is_samples(void **state)
{
    uint32_t table[PALETTE_TABLE];

    (void)state;
    find("fire");
    palette_table(&palette, table);
    for (int i = 0; i < PALETTE_TABLE; i++) {
        const struct colour c = palette_at(&palette, i / 255.0);
        assert_int_equal(table[i], colour_to_rgba(&c));
    }
    assert_int_equal(table[0], 0x000000FF);
    assert_int_equal(table[255], 0xFFFFFFFF);
    find("mono"); /* greys, from dark to bright, each as bright as Oklab has it */
    palette_table(&palette, table);
    for (int i = 0; i < PALETTE_TABLE; i++) {
        const uint32_t grey = table[i] >> 24;
        assert_int_equal(table[i], grey << 24 | grey << 16 | grey << 8 | 0xFF);
        const double light = pow(i / 255.0, 3);
        ASSERT_NEAR(grey, 255.0 * colour_space_component(light), 0.5 + 1e-3);
    }
}

static void members_and_names_are_found(void **state)
{
    static const char *const members[] = {"primary", "secondary", "accent",
                                          "background"};
    const char *name;
    size_t n = 0;

    (void)state;
    for (; (name = palette_name(n)); n++)
        assert_int_equal(palette_find(name, strlen(name), &other), 0);
    assert_int_equal(n, 11);
    assert_int_equal(palette_find("neo", 3, &other), LEAT_ERR_NOT_FOUND);
    assert_int_equal(palette_find("", 0, &other), LEAT_ERR_NOT_FOUND);
    find("FIRE");
    for (int m = 0; m < 4; m++) {
        const int member = palette_member_find(members[m], strlen(members[m]));
        assert_int_equal(member, m);
        const struct colour c = palette_member(&palette, (enum palette_member)member);
        assert_memory_equal(&c, &palette.entry[m < 3 ? m : 4], sizeof(c));
    }
    assert_int_equal(palette_member_find("tertiary", 8), LEAT_ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(named_palettes_have_their_stops),
        cmocka_unit_test(rainbow_is_hues_and_classic_is_sines),
        cmocka_unit_test(between_entries_oklab_is_straight),
        cmocka_unit_test(one_colour_is_everywhere),
        cmocka_unit_test(harmonies_keep_the_colour_and_turn_its_hue),
        cmocka_unit_test(a_table_is_samples),
        cmocka_unit_test(members_and_names_are_found),
    };
    return cmocka_run_group_tests_name("palette", tests, NULL, NULL);
}
