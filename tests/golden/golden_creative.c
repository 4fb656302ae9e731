/* SPDX-License-Identifier: MIT */
/* golden_creative: colours, palettes, noise and what else of src/creative computes. */
#include "base/fnv.h"
#include "base/random.h"
#include "creative/colour_space.h"
#include "creative/easing.h"
#include "creative/level.h"
#include "creative/palette.h"
#include "creative/pan.h"
#include "creative/perlin.h"
#include "creative/scale.h"
#include "creative/swing.h"
#include "golden.h"

enum { POINTS = 20000 };

static uint64_t add(uint64_t hash, const double *x, size_t n)
{
    return fnv_bytes(hash, x, n * sizeof(*x));
}

static struct colour any_colour(uint64_t i)
{
    return (struct colour){random_unit_d(1, i), random_unit_d(2, i),
                           random_unit_d(3, i), 1.0};
}

static void spaces(void)
{
    static const struct {
        const char *name;
        void (*to)(const struct colour *colour, double x[3]);
        struct colour (*of)(double a, double b, double c);
    } rows[] = {
        {"hsv", colour_to_hsv, colour_of_hsv},
        {"hsl", colour_to_hsl, colour_of_hsl},
        {"lab", colour_to_lab, colour_of_lab},
        {"oklab", colour_to_oklab, colour_of_oklab},
    };

    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        uint64_t hash = FNV_START;
        for (uint64_t i = 0; i < POINTS; i++) {
            const struct colour colour = any_colour(i);
            double x[3];
            rows[r].to(&colour, x);
            hash = add(hash, x, 3);
            const struct colour back = rows[r].of(x[0], x[1], x[2]);
            hash = add(hash, (const double[]){back.r, back.g, back.b}, 3);
        }
        golden_print(hash, "creative", rows[r].name);
    }
}

static void palettes(void)
{
    static struct palette palette;
    uint32_t table[PALETTE_TABLE];
    uint64_t hash = FNV_START;
    const char *name;

    for (size_t i = 0; (name = palette_name(i)); i++) {
        size_t size = 0;
        while (name[size])
            size++;
        palette_find(name, size, &palette);
        palette_table(&palette, table);
        for (int k = 0; k < PALETTE_TABLE; k++)
            hash = fnv_u32(hash, table[k]);
    }
    golden_print(hash, "creative", "palettes");
}

static void curves(void)
{
    uint64_t noise = FNV_START, easing = FNV_START, place = FNV_START;
    struct scale scale;

    for (uint64_t i = 0; i < POINTS; i++) {
        const double x = random_unit_d(4, i), y = random_unit_d(5, i);
        double gain[2], value = perlin_noise(300.0 * x, 40.0 * y, -7.0 * x, i % 3);
        noise = add(noise, &value, 1);
        for (int e = EASING_LINEAR; e <= EASING_BACK; e++) {
            value = easing_at((enum easing)e, x);
            easing = add(easing, &value, 1);
        }
        pan_gains(2.0 * x - 1.0, &gain[0], &gain[1]);
        place = add(place, gain, 2);
        value = swing_position(8.0 * x, y, 0.25) + level_of_db(-130.0 * y) +
                colour_hue_of_frequency(20.0 + 9000.0 * x);
        place = add(place, &value, 1);
        scale_of_list((const double[]){1.0, 1.0 + x}, 2, &scale);
        place = add(place, scale.step, scale.n);
    }
    golden_print(noise, "creative", "perlin");
    golden_print(easing, "creative", "easing");
    golden_print(place, "creative", "places");
}

void golden_creative(void)
{
    spaces();
    palettes();
    curves();
}
