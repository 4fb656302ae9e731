/* SPDX-License-Identifier: MIT */
/* golden_pix: every pixel kernel, on small pictures of noise. */
#include "base/fnv.h"
#include "base/perlin.h"
#include "base/random.h"
#include "golden.h"
#include "pix/kernels.h"

enum { WIDTH = 131, HEIGHT = 67 };

static uint8_t palette[256][4];

static struct leat_frame *frame_of_noise(uint64_t seed)
{
    const struct leat_video_format format = {LEAT_PIXEL_RGBA8, WIDTH, HEIGHT, {60, 1}};
    struct leat_frame_pool *pool;
    struct leat_frame *frame;

    if (leat_frame_pool_create(&format, 1, &pool))
        return NULL;
    frame = leat_frame_take(pool);
    leat_frame_pool_destroy(&pool);
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            uint8_t *at = pix_row(frame, 0, y) + 4 * x;
            const uint64_t bits = random_bits(seed + y, x);
            at[3] = (uint8_t)(bits >> 40);
            for (int c = 0; c < 3; c++) /* premultiplied */
                at[c] = (uint8_t)((bits >> 8 * c & 255) * at[3] / 255);
        }
    return frame;
}

static void print_frame(const char *name, const struct leat_frame *frame)
{
    uint64_t hash = FNV_START;

    for (uint32_t y = 0; y < HEIGHT; y++)
        hash = fnv_bytes(hash, pix_row(frame, 0, y), 4 * WIDTH);
    golden_print(hash, "pix", name);
}

static void blends(void)
{
    static const char *const names[] = {
#define X(name, text) text,
        PIX_BLEND_LIST(X)
#undef X
    };
    struct leat_frame *above = frame_of_noise(1000);

    for (int mode = 0; mode < PIX_N_BLENDS; mode++) {
        struct leat_frame *out = frame_of_noise(2000);
        for (uint32_t y = 0; y < HEIGHT; y++) {
            const struct pix_source source = {
                pix_row(above, 0, y), 4,
                y % 2 ? pix_row(above, 0, HEIGHT - 1 - y) : NULL, 255 - y};
            pix_blend_row(pix_row(out, 0, y), &source, WIDTH, (enum pix_blend)mode);
        }
        print_frame(names[mode], out);
        leat_frame_unref(&out);
    }
    leat_frame_unref(&above);
}

static void patterns(struct leat_frame *out)
{
    static float table[WIDTH + HEIGHT];
    const struct pix_plasma plasma = {0.07f, 0.3f, 1.7f, 0.9f};
    const struct pix_tunnel tunnel = {0.4f, -3.0f, 2.0f, 12.0f, {250, 120, 30, 255}};
    const struct pix_noise noise = {8, 0.03f, 2.0f, 2.1f, 0.6f, 77.7f};
    const struct pix_spot spot = {60.3f, 30.7f, 25.2f, true, {200, 100, 50, 255}};

    pix_plasma_table(&plasma, WIDTH, HEIGHT, table);
    pix_plasma_rows(&plasma, table, (const uint8_t(*)[4])palette, out, 0, HEIGHT);
    print_frame("plasma", out);
    pix_tunnel_rows(&tunnel, out, 0, HEIGHT);
    print_frame("tunnel", out);
    pix_noise_rows(&noise, (const uint8_t(*)[4])palette, out, 0, HEIGHT);
    print_frame("noise", out);
    pix_ramp_rows(0.9, (const uint8_t(*)[4])palette, out, 0, HEIGHT);
    print_frame("ramp", out);
    pix_spot_draw(out, &spot, PIX_BLEND_SCREEN);
    print_frame("spot", out);
}

static void changes(const struct leat_frame *in, struct leat_frame *out)
{
    static struct pix_blur_rows rows;
    const struct pix_blur_plane plane = {.in = in, .out = out};
    struct pix_gauss gauss;
    struct pix_warp warp = {.tint = {65000, 40000, 65536}};

    pix_gauss_set(&gauss, 5.5, 0);
    pix_blur(&gauss, &gauss, &plane, &rows);
    print_frame("blur", out);
    pix_box(9, 4, &plane, &rows);
    print_frame("box", out);
    pix_warp_set(&warp, WIDTH, HEIGHT, 1.07, 0.3, 4.5, -2.25);
    pix_warp_rows(&warp, in, out, 0, HEIGHT);
    print_frame("warp", out);
    pix_bright(in, out, 0, HEIGHT, 80);
    print_frame("bright", out);
    pix_fade(out, 0, HEIGHT, 50000);
    print_frame("fade", out);
    pix_clear(out, 0, HEIGHT, palette[33]);
    print_frame("clear", out);
}

static void noise_of_places(void)
{
    uint64_t hash = FNV_START;

    for (uint64_t i = 0; i < 5000; i++) {
        const double n = math_noise_d(900.0 * random_unit_d(1, i),
                                      900.0 * random_unit_d(2, i) - 450.0,
                                      90.0 * random_unit_d(3, i));
        hash = fnv_bytes(hash, &n, sizeof(n));
    }
    golden_print(hash, "pix", "noise_d");
}

void golden_pix(void)
{
    struct leat_frame *in = frame_of_noise(1), *out = frame_of_noise(2);

    for (int i = 0; i < 256; i++)
        for (int c = 0; c < 4; c++)
            palette[i][c] = c == 3 ? 255 : (uint8_t)random_bits(5, 4 * (uint64_t)i + c);
    blends();
    patterns(out);
    changes(in, out);
    noise_of_places();
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}
