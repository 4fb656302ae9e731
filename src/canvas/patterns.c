/* SPDX-License-Identifier: MIT */
/* patterns: plasma, tunnel, starfield and noise. */
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/random.h"
#include "canvas/classes.h"
#include "canvas/ink.h"

#define TAU 6.283185307179586

static double fraction(double x)
{
    return x - math_floor_d(x);
}

enum {
    PLASMA_SPEED,
    PLASMA_SCALE,
    PLASMA_INTENSITY,
    PLASMA_TIME,
    PLASMA_SHIFT,
    PLASMA_PALETTE,
    PLASMA_PRIMARY,
    PLASMA_SECONDARY
};

static const struct leat_draw_param plasma_params[] = {
    CLASS_NUMBER("speed", 0.0, 1.0, 20.0, "How fast it moves, radians a second."),
    CLASS_NUMBER("scale", 0.0005, 0.01, 0.5, "How fine it is, radians per pixel."),
    CLASS_NUMBER("intensity", 0.0, 0.5, 4.0, "How much of the palette a wave spans."),
    CLASS_NUMBER("time_offset", -1e6, 0.0, 1e6, "Added to its time, radians."),
    CLASS_NUMBER("color_shift", -1e6, 0.0, 1e6,
                 "Turns it through the palette, radians."),
    {.name = "palette", .kind = LEAT_DRAW_PALETTE, .help = "Its colours."},
    CLASS_COLOR("primary_color", 0x000000ff,
                "With the next one, instead of a palette."),
    CLASS_COLOR("secondary_color", 0xffffffff,
                "With the one before, instead of a palette."),
};

/* From the first colour to the second and back, as a palette goes round. */
static void two_colors(const float a[4], const float b[4], uint8_t palette[256][4])
{
    for (int i = 0; i < 256; i++) {
        float between[4];
        ink_between(a, b, (i < 128 ? i : 255 - i) / 127.0, between);
        ink_of(between, 1.0, palette[i]);
    }
}

static int plasma(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const double phase =
        values[PLASMA_SPEED].number * canvas->time_s + values[PLASMA_TIME].number;
    const struct pix_plasma p = {
        .scale = (float)values[PLASMA_SCALE].number,
        .phase = (float)fraction(phase / TAU),
        .intensity = (float)values[PLASMA_INTENSITY].number,
        .shift = (float)fraction(values[PLASMA_SHIFT].number / TAU)};
    const uint8_t(*palette)[4] = values[PLASMA_PALETTE].palette;
    uint8_t made[256][4];
    float *table = canvas_work(
        canvas, sizeof(float) * pix_plasma_n_table(canvas->width, canvas->height));

    if (!table)
        return LEAT_ERR_NOMEM;
    if (values[PLASMA_PRIMARY].is_set || values[PLASMA_SECONDARY].is_set) {
        two_colors(values[PLASMA_PRIMARY].rgba, values[PLASMA_SECONDARY].rgba, made);
        palette = (const uint8_t(*)[4])made;
    }
    canvas->pix->plasma_table(&p, canvas->width, canvas->height, table);
    canvas->pix->plasma_rows(&p, table, palette, canvas->target, 0, canvas->height);
    return 0;
}

const struct leat_draw_class leat_draw_plasma = CLASS(
    "plasma", NULL, "Fill the frame with waves of colour.",
    "Graphics.plasma(speed: 2, intensity: 1, palette: fire)", 0, plasma_params, plasma);

enum { TUNNEL_SPEED, TUNNEL_TWIST, TUNNEL_DEPTH, TUNNEL_TEXTURE, TUNNEL_COLOR };

static const struct leat_draw_param tunnel_params[] = {
    CLASS_NUMBER("speed", -100.0, 1.0, 100.0, "Rings that are passed in a second."),
    CLASS_NUMBER("twist", -20.0, 0.0, 20.0, "How much it winds, radians."),
    CLASS_NUMBER("depth", 0.1, 1.0, 10.0, "How long it looks."),
    CLASS_NUMBER("texture_scale", 0.1, 10.0, 200.0, "How many rings it has."),
    CLASS_COLOR("color", 0xffffffff, "Its colour."),
};

static int tunnel(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    struct pix_tunnel t = {
        .travel = (float)fraction(values[TUNNEL_SPEED].number * canvas->time_s),
        .twist = (float)values[TUNNEL_TWIST].number,
        .depth = (float)values[TUNNEL_DEPTH].number,
        .texture = (float)values[TUNNEL_TEXTURE].number};

    ink_of(values[TUNNEL_COLOR].rgba, 1.0, t.rgba);
    canvas->pix->tunnel_rows(&t, canvas->target, 0, canvas->height);
    return 0;
}

const struct leat_draw_class leat_draw_tunnel =
    CLASS("tunnel", NULL, "Look into a tube that one travels through.",
          "Graphics.tunnel(speed: 2, twist: 1, color: electric_blue)", 0, tunnel_params,
          tunnel);

enum { STARS_COUNT, STARS_SPEED, STARS_COLOR };

static const struct leat_draw_param stars_params[] = {
    CLASS_NUMBER("count", 1.0, 100.0, 20000.0, "How many stars."),
    CLASS_NUMBER("speed", -100.0, 1.0, 100.0,
                 "How fast one flies: a star takes 4 seconds to pass."),
    CLASS_COLOR("color", 0xffffffff, "Their colour."),
};

/* A star comes from depth 1 to 0; each time it begins anew it is another one. */
static void star(struct leat_canvas *c, uint64_t seed, double flown, const float *rgba)
{
    const double way = random_unit_d(seed, 0) + flown, turn = math_floor_d(way);
    const double depth = math_max_d(1.0 - (way - turn), 1e-3);
    const uint64_t counter = 2 * (uint64_t)(int64_t)turn + 2;
    const double x = 2.0 * random_unit_d(seed, counter) - 1.0;
    const double y = 2.0 * random_unit_d(seed, counter + 1) - 1.0;
    const double radius = (1.0 - depth) * 0.0025 * c->height + 0.5;
    uint8_t ink[4];

    ink_of(rgba, math_min_d(1.5 * (1.0 - depth), 1.0), ink);
    ink_spot(c, c->width * (0.5 + 0.25 * x / depth),
             c->height * (0.5 + 0.25 * y / depth), radius, false, ink);
}

static int starfield(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const double flown = 0.25 * values[STARS_SPEED].number * canvas->time_s;
    const uint64_t seed = random_bits(canvas->seed, canvas->identity);
    const uint64_t n = (uint64_t)values[STARS_COUNT].number;

    for (uint64_t i = 0; i < n; i++)
        star(canvas, random_bits(seed, i), flown, values[STARS_COLOR].rgba);
    return 0;
}

const struct leat_draw_class leat_draw_starfield =
    CLASS("starfield", NULL, "Fly through stars.",
          "Graphics.starfield(count: 400, speed: 2)", 0, stars_params, starfield);

enum {
    NOISE_OCTAVES,
    NOISE_FREQUENCY,
    NOISE_AMPLITUDE,
    NOISE_LACUNARITY,
    NOISE_PERSISTENCE,
    NOISE_TIME,
    NOISE_MAP
};

static const struct leat_draw_param noise_params[] = {
    CLASS_NUMBER("octaves", 1.0, 4.0, 8.0, "How many layers of detail."),
    CLASS_NUMBER("frequency", 0.0, 0.01, 1.0, "Clouds per pixel."),
    CLASS_NUMBER("amplitude", 0.0, 1.0, 16.0, "How strong they are."),
    CLASS_NUMBER("lacunarity", 1.0, 2.0, 8.0, "How much finer each layer is."),
    CLASS_NUMBER("persistence", 0.0, 0.5, 1.0,
                 "How strong each layer is beside the one "
                 "before."),
    CLASS_NUMBER("time_offset", -1e6, 0.0, 1e6,
                 "Added to its time, of which 4 seconds change a cloud."),
    {.name = "color_map",
     .aliases = "palette",
     .kind = LEAT_DRAW_PALETTE,
     .help = "Its colours; grey if not said."},
};

static int noise(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const double time = 0.25 * canvas->time_s + values[NOISE_TIME].number +
                        256.0 * random_unit_d(canvas->seed, canvas->identity);
    const struct pix_noise n = {.octaves = (uint32_t)values[NOISE_OCTAVES].number,
                                .frequency = (float)values[NOISE_FREQUENCY].number,
                                .amplitude = (float)values[NOISE_AMPLITUDE].number,
                                .lacunarity = (float)values[NOISE_LACUNARITY].number,
                                .persistence = (float)values[NOISE_PERSISTENCE].number,
                                .z = (float)(256.0 * fraction(time / 256.0))};
    const uint8_t(*palette)[4] = values[NOISE_MAP].palette;
    uint8_t grey[256][4];

    for (int i = 0; i < 256; i++) {
        memset(grey[i], i, 3);
        grey[i][3] = 255;
    }
    if (!values[NOISE_MAP].is_set)
        palette = (const uint8_t(*)[4])grey;
    canvas->pix->noise_rows(&n, palette, canvas->target, 0, canvas->height);
    return 0;
}

const struct leat_draw_class leat_draw_noise =
    CLASS("noise", NULL, "Fill the frame with clouds.",
          "Graphics.noise(octaves: 5, frequency: 0.005, color_map: cool)", 0,
          noise_params, noise);
