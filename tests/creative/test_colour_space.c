/* SPDX-License-Identifier: MIT */
/* colour_space: published values, and there and back over the whole cube. */
#include <math.h>

#include "creative/colour_space.h"
#include "near.h"

enum { GRID = 32 };

typedef void to_space(const struct colour *colour, double x[3]);
typedef struct colour of_space(double a, double b, double c);

static void assert_space(to_space *to, double r, double g, double b, double x, double y,
                         double z, double tolerance)
{
    const struct colour colour = {r, g, b, 1};
    double got[3];

    to(&colour, got);
    ASSERT_NEAR(got[0], x, tolerance);
    ASSERT_NEAR(got[1], y, tolerance);
    ASSERT_NEAR(got[2], z, tolerance);
}

static void there_and_back(to_space *to, of_space *of, double tolerance)
{
    for (int r = 0; r <= GRID; r++)
        for (int g = 0; g <= GRID; g++)
            for (int b = 0; b <= GRID; b++) {
                const struct colour c = {r / (double)GRID, g / (double)GRID,
                                         b / (double)GRID, 1};
                double x[3];
                to(&c, x);
                const struct colour back = of(x[0], x[1], x[2]);
                ASSERT_NEAR(back.r, c.r, tolerance);
                ASSERT_NEAR(back.g, c.g, tolerance);
                ASSERT_NEAR(back.b, c.b, tolerance);
                assert_true(back.a == 1.0);
            }
}

/* The reference asks for 1e-4; what is left is the rounding of doubles. */
static void all_spaces_come_back(void **state)
{
    (void)state;
    there_and_back(colour_to_hsv, colour_of_hsv, 1e-14);
    there_and_back(colour_to_hsl, colour_of_hsl, 1e-14);
    there_and_back(colour_to_lab, colour_of_lab, 1e-12);
    there_and_back(colour_to_oklab, colour_of_oklab, 1e-12);
}

/* From the other side: hsv -> rgb -> hsv. */
static void hexcones_come_back_from_their_side(void **state)
{
    (void)state;
    for (int h = 0; h < 360; h += 7)
        for (int s = 1; s <= 10; s++)
            for (int v = 1; v <= 10; v++) {
                const struct colour c = colour_of_hsv(h, s / 10.0, v / 10.0);
                double hsv[3];
                colour_to_hsv(&c, hsv);
                ASSERT_NEAR(hsv[0], h, 1e-11);
                ASSERT_NEAR(hsv[1], s / 10.0, 1e-14);
                ASSERT_NEAR(hsv[2], v / 10.0, 1e-15);
            }
}

/* lab -> rgb -> lab, of all colours on a grid that a screen has. */
static void lab_comes_back_from_its_side(void **state)
{
    unsigned n = 0;

    (void)state;
    for (int l = 0; l <= 100; l += 4)
        for (int a = -88; a <= 96; a += 8)
            for (int b = -108; b <= 96; b += 6) {
                const struct colour c = colour_of_lab(l, a, b);
                double lab[3];
                if (c.r < 0.0 || c.r > 1.0 || c.g < 0.0 || c.g > 1.0 || c.b < 0.0 ||
                    c.b > 1.0)
                    continue;
                colour_to_lab(&c, lab);
                ASSERT_NEAR(lab[0], l, 1e-11);
                ASSERT_NEAR(lab[1], a, 1e-11);
                ASSERT_NEAR(lab[2], b, 1e-11);
                n++;
            }
    assert_true(n > 1000);
}

static void hexcones_are_what_they_should_be(void **state)
{
    (void)state;
    assert_space(colour_to_hsv, 1, 0, 0, 0, 1, 1, 0);
    assert_space(colour_to_hsv, 0, 1, 0, 120, 1, 1, 0);
    assert_space(colour_to_hsv, 0, 0, 1, 240, 1, 1, 0);
    assert_space(colour_to_hsv, 1, 0, 1, 300, 1, 1, 1e-13);
    assert_space(colour_to_hsv, 0.5, 0.5, 0.5, 0, 0, 0.5, 0);
    assert_space(colour_to_hsv, 0, 0, 0, 0, 0, 0, 0);
    assert_space(colour_to_hsv, 0.5, 0.25, 0.125, 20, 0.75, 0.5, 1e-13);
    assert_space(colour_to_hsl, 1, 0.5, 0.5, 0, 1, 0.75, 1e-15);
    assert_space(colour_to_hsl, 1, 1, 1, 0, 0, 1, 0);
    assert_space(colour_to_hsl, 0.5, 0.25, 0.125, 20, 0.6, 0.3125, 1e-13);
}

static void any_number_is_a_hue(void **state)
{
    const struct colour wanted = colour_of_hsv(40.0, 0.5, 0.8);
    const double turns[] = {-360, 360, 720, 3600, -36000};

    (void)state;
    for (int i = 0; i < 5; i++) {
        const struct colour c = colour_of_hsv(40.0 + turns[i], 0.5, 0.8);
        ASSERT_NEAR(c.g, wanted.g, 1e-14);
        assert_true(c.r == wanted.r && c.b == wanted.b);
    }
    const struct colour red = colour_of_hsv(NAN, 7.0, INFINITY);
    assert_true(red.r == 1.0 && red.g == 0.0 && red.b == 0.0);
    assert_true(colour_of_hsv(INFINITY, 1.0, 1.0).r == 1.0);
    assert_true(colour_of_hsv(-1e-300, 1.0, 1.0).r == 1.0);
}

/* The curve of sRGB: both halves meet, and each undoes the other. */
static void light_comes_back(void **state)
{
    (void)state;
    ASSERT_NEAR(colour_space_light(0.5), 0.21404114048223255, 1e-15);
    assert_true(colour_space_light(0.0) == 0.0 && colour_space_light(1.0) == 1.0);
    for (int k = -1000; k <= 2000; k++) {
        const double c = k / 1000.0;
        const double light =
            fabs(c) <= 0.04045 ? fabs(c) / 12.92 : pow((fabs(c) + 0.055) / 1.055, 2.4);
        ASSERT_NEAR(colour_space_light(c), copysign(light, c), 1e-14);
        ASSERT_NEAR(colour_space_component(colour_space_light(c)), c, 1e-14);
    }
}

/* sRGB's primaries in L*a*b* under D65, as B. Lindbloom's calculator and many tables
 * give them; their white has one digit less, so they agree to 0.01. */
static void lab_has_the_published_values(void **state)
{
    (void)state;
    assert_space(colour_to_lab, 1, 0, 0, 53.24, 80.09, 67.20, 0.02);
    assert_space(colour_to_lab, 0, 1, 0, 87.73, -86.18, 83.18, 0.02);
    assert_space(colour_to_lab, 0, 0, 1, 32.30, 79.19, -107.86, 0.02);
    assert_space(colour_to_lab, 1, 1, 0, 97.14, -21.55, 94.48, 0.02);
    assert_space(colour_to_lab, 0, 1, 1, 91.11, -48.09, -14.13, 0.02);
    assert_space(colour_to_lab, 0, 0, 0, 0, 0, 0, 1e-13);
    for (int k = 1; k <= 100; k++) /* greys have no colour */
        for (int i = 1; i < 3; i++) {
            const struct colour grey = {k / 100.0, k / 100.0, k / 100.0, 1};
            double lab[3];
            colour_to_lab(&grey, lab);
            ASSERT_NEAR(lab[i], 0.0, 1e-12);
        }
    assert_space(colour_to_lab, 1, 1, 1, 100, 0, 0, 1e-12);
}

/* As CSS Color Module Level 4 and B. Ottosson's own page give them, to five digits. */
static void oklab_has_the_published_values(void **state)
{
    (void)state;
    assert_space(colour_to_oklab, 1, 0, 0, 0.62796, 0.22486, 0.12585, 1e-5);
    assert_space(colour_to_oklab, 0, 1, 0, 0.86644, -0.23389, 0.17950, 1e-5);
    assert_space(colour_to_oklab, 0, 0, 1, 0.45201, -0.03246, -0.31153, 1e-5);
    assert_space(colour_to_oklab, 1, 1, 1, 1, 0, 0, 1e-7);
    assert_space(colour_to_oklab, 0, 0, 0, 0, 0, 0, 0);
}

static void beyond_the_screen_there_is_no_jump(void **state)
{
    const struct colour c = colour_of_lab(50.0, 120.0, 0.0);

    (void)state;
    assert_true(c.g < 0.0 && c.r > 0.9);
    const struct colour held = colour_in_gamut(c);
    assert_true(held.g == 0.0 && held.r <= 1.0);
    assert_true(colour_of_oklab(0.5, 0.4, 0.0).g < 0.0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_spaces_come_back),
        cmocka_unit_test(hexcones_come_back_from_their_side),
        cmocka_unit_test(lab_comes_back_from_its_side),
        cmocka_unit_test(hexcones_are_what_they_should_be),
        cmocka_unit_test(any_number_is_a_hue),
        cmocka_unit_test(light_comes_back),
        cmocka_unit_test(lab_has_the_published_values),
        cmocka_unit_test(oklab_has_the_published_values),
        cmocka_unit_test(beyond_the_screen_there_is_no_jump),
    };
    return cmocka_run_group_tests_name("colour_space", tests, NULL, NULL);
}
