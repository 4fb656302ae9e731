/* SPDX-License-Identifier: MIT */
/* Pixel kernels against their formulas in double, and what must hold of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fnv.h"
#include "base/perlin.h"
#include "base/random.h"
#include "nodes/registry.h"
#include "pix/kernels.h"

#define PI 3.14159265358979323846

enum { WIDTH = 317, HEIGHT = 203 };

static const struct pix_kernels *pix;
static uint8_t grey[256][4]; /* colour i is i: codes are indices */

static struct leat_frame *frame_of(uint32_t width, uint32_t height)
{
    const struct leat_video_format format = {LEAT_PIXEL_RGBA8, width, height, {60, 1}};
    struct leat_frame_pool *pool;
    struct leat_frame *frame;

    assert_int_equal(leat_frame_pool_create(&format, 1, &pool), 0);
    frame = leat_frame_take(pool);
    leat_frame_pool_destroy(&pool);
    return frame;
}

static struct leat_frame *noisy(uint32_t width, uint32_t height)
{
    struct leat_frame *frame = frame_of(width, height);

    for (uint32_t y = 0; y < height; y++)
        for (uint32_t i = 0; i < 4 * width; i++)
            pix_row(frame, 0, y)[i] = i % 4 == 3 ? 255 : (uint8_t)random_bits(y, i);
    return frame;
}

static const uint8_t *pixel(const struct leat_frame *frame, uint32_t x, uint32_t y)
{
    return pix_row(frame, 0, y) + 4 * (size_t)x;
}

static uint64_t hash_of(const struct leat_frame *frame)
{
    uint64_t hash = FNV_START;

    for (uint32_t y = 0; y < frame->format.height; y++)
        hash = fnv_bytes(hash, pix_row(frame, 0, y), 4 * (size_t)frame->format.width);
    return hash;
}

/* Steps between two colours of a palette that goes round. */
static int apart(int a, int b)
{
    const int d = abs(a - b);

    return d < 256 - d ? d : 256 - d;
}

static void plasma_is_its_formula(void **state)
{
    static const struct pix_plasma kinds[] = {{0.01f, 0.0f, 0.5f, 0.0f},
                                              {0.5f, 0.7f, 4.0f, 0.99f},
                                              {0.0005f, 0.2f, 1.0f, 0.3f}};
    static float table[WIDTH + HEIGHT];
    struct leat_frame *frame = frame_of(WIDTH, HEIGHT);

    (void)state;
    assert_int_equal(pix_plasma_n_table(WIDTH, HEIGHT), WIDTH + HEIGHT);
    for (int k = 0; k < 3; k++) {
        const struct pix_plasma *p = &kinds[k];
        const double s = p->scale, t = 2.0 * PI * (double)p->phase;
        pix->plasma_table(p, WIDTH, HEIGHT, table);
        pix->plasma_rows(p, table, (const uint8_t(*)[4])grey, frame, 0, HEIGHT);
        for (uint32_t y = 0; y < HEIGHT; y++)
            for (uint32_t x = 0; x < WIDTH; x++) {
                const double r = hypot(x - 0.5 * (WIDTH - 1), y - 0.5 * (HEIGHT - 1));
                const double v = 0.25 * (sin(x * s + t) + sin(y * s + t) +
                                         sin((x + y) * s + t) + sin(r * s + t));
                const double at =
                    0.5 + 0.5 * v * (double)p->intensity + (double)p->shift;
                const int wanted = (int)floor(256.0 * (at - floor(at)));
                assert_true(apart(pixel(frame, x, y)[0], wanted) <= 1);
            }
    }
    leat_frame_unref(&frame);
}

static void tunnel_is_its_formula(void **state)
{
    const struct pix_tunnel t = {0.3f, 2.0f, 1.5f, 8.0f, {250, 130, 10, 255}};
    struct leat_frame *frame = frame_of(WIDTH, HEIGHT);

    (void)state;
    pix->tunnel_rows(&t, frame, 0, HEIGHT);
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            const double dx = (x - 0.5 * (WIDTH - 1)) * 2.0 / HEIGHT;
            const double dy = (y - 0.5 * (HEIGHT - 1)) * 2.0 / HEIGHT;
            const double r = fmax(hypot(dx, dy), 1e-4);
            const double u = 12.0 / r + (double)t.travel, v = atan2(dy, dx) + 2.0 / r;
            const double light = fmin(1.0, hypot(dx, dy)) * 0.5 *
                                 (1.0 + sin(2.0 * PI * u) * cos(8.0 * v));
            for (int c = 0; c < 3; c++)
                assert_true(fabs(pixel(frame, x, y)[c] - t.rgba[c] * light) < 1.0);
        }
    leat_frame_unref(&frame);
}

static void noise_is_its_formula(void **state)
{
    static const struct pix_noise kinds[] = {{4, 0.01f, 1.0f, 2.0f, 0.5f, 3.7f},
                                             {8, 0.13f, 2.0f, 2.0f, 0.7f, 0.0f},
                                             {1, 1.0f, 1.0f, 2.0f, 0.5f, 200.25f},
                                             {3, 0.0f, 1.0f, 2.0f, 0.5f, 0.5f}};
    struct leat_frame *frame = frame_of(WIDTH, HEIGHT);

    (void)state;
    for (int k = 0; k < 4; k++) {
        const struct pix_noise *n = &kinds[k];
        pix->noise_rows(n, (const uint8_t(*)[4])grey, frame, 0, HEIGHT);
        for (uint32_t y = 0; y < HEIGHT; y++)
            for (uint32_t x = 0; x < WIDTH; x++) {
                double sum = 0.0, total = 0.0, gain = 1.0, scale = 1.0, at;
                for (uint32_t o = 0; o < n->octaves; o++) {
                    /* places as the kernel has them, in float */
                    const float q = n->frequency * (float)scale;
                    sum += gain * math_noise_d((double)((float)x * q),
                                               (double)((float)y * q),
                                               (double)n->z * scale);
                    total += gain;
                    gain *= (double)n->persistence;
                    scale *= (double)n->lacunarity;
                }
                at = 128.0 + 128.0 * (double)n->amplitude * sum / total;
                assert_true(fabs(pixel(frame, x, y)[0] -
                                 floor(fmin(fmax(at, 0.0), 255.0))) <= 1.0);
            }
    }
    leat_frame_unref(&frame);
}

static void fading_ends_at_black(void **state)
{
    struct leat_frame *frame = noisy(WIDTH, 5);

    (void)state;
    pix->fade(frame, 0, 5, 65536);
    for (uint32_t x = 0; x < 4 * WIDTH; x++) /* all is kept */
        assert_int_equal(pix_row(frame, 0, 3)[x],
                         x % 4 == 3 ? 255 : (uint8_t)random_bits(3, x));
    for (int k = 0; k < 600; k++)
        pix->fade(frame, 0, 5, 65000);
    for (uint32_t x = 0; x < WIDTH; x++) {
        assert_int_equal(pixel(frame, x, 4)[0], 0);
        assert_int_equal(pixel(frame, x, 4)[3], 255);
    }
    leat_frame_unref(&frame);
}

static void only_what_is_bright_shines(void **state)
{
    const struct {
        uint8_t in[4];
        uint32_t threshold;
        uint8_t out;
    } rows[] = {
        {{200, 200, 200, 255}, 200, 0},
        {{255, 255, 255, 255}, 200, 255},
        {{255, 255, 255, 255}, 255, 0},
        {{128, 128, 128, 255}, 0, 64}, /* 128 * 128 / 255 */
        {{0, 0, 255, 255}, 100, 0},    /* blue is dark */
    };
    struct leat_frame *in = frame_of(1, 1), *out = frame_of(1, 1);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        pix->clear(in, 0, 1, rows[i].in);
        pix->bright(in, out, 0, 1, rows[i].threshold);
        assert_int_equal(pixel(out, 0, 0)[2], rows[i].out);
    }
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}

static void the_weights_are_a_gaussian(void **state)
{
    const double deviations[] = {0.0, 0.6, 2.5, 20.0, 64.0};
    struct pix_gauss gauss;

    (void)state;
    for (int k = 0; k < 5; k++) {
        const double s = deviations[k];
        uint32_t sum = 0;
        pix->gauss_set(&gauss, s, 0);
        assert_int_equal(gauss.reach, (uint32_t)ceil(3.0 * s));
        for (uint32_t i = 0; i <= gauss.reach; i++) {
            const double wanted = s > 0.0
                                      ? 32768.0 * exp(-(double)i * i / (2.0 * s * s)) /
                                            (s * sqrt(2.0 * PI))
                                      : 32768.0;
            sum += i ? 2 * gauss.weight[i] : gauss.weight[i];
            /* cut at three deviations it lacks 0.3 %, and narrow ones are no integral;
             * the middle takes what rounding the others has left */
            if (s > 1.0)
                assert_true(fabs(gauss.weight[i] - wanted) <
                            0.005 * wanted + (i ? 1.0 : gauss.reach));
        }
        assert_int_equal(sum, 32768);
    }
    pix->gauss_set(&gauss, 5.0, 7);
    assert_int_equal(gauss.reach, 7);
}

/* The blur by its definition, of one byte. */
static double slow_blur(const struct pix_blur_plane *p, double s, int reach, int x,
                        int y, int c)
{
    const int w = (int)p->in->format.width, h = (int)p->in->format.height;
    double sum = 0.0, all = 0.0;

    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++) {
            const double weight =
                s > 0.0 ? exp(-(dx * dx + dy * dy) / (2.0 * s * s)) : 1.0;
            int at[2] = {x + dx, y + dy};
            const int n[2] = {w, h};
            bool outside = false;
            for (int k = 0; k < 2; k++) {
                outside = outside || at[k] < 0 || at[k] >= n[k];
                if (p->edge == PIX_EDGE_CLAMP)
                    at[k] = at[k] < 0 ? 0 : at[k] >= n[k] ? n[k] - 1 : at[k];
                while (p->edge == PIX_EDGE_MIRROR && (at[k] < 0 || at[k] >= n[k]))
                    at[k] = at[k] < 0 ? -at[k] : 2 * n[k] - 2 - at[k];
            }
            all += weight;
            sum += weight * (outside && p->edge == PIX_EDGE_OUTSIDE
                                 ? p->outside
                                 : pixel(p->in, (uint32_t)at[0], (uint32_t)at[1])[c]);
        }
    return sum / all;
}

static void a_blur_is_within_a_code_of_its_definition(void **state)
{
    static struct pix_blur_rows rows;
    const double deviations[] = {0.0, 0.5, 1.7, 4.0};
    struct leat_frame *in = noisy(70, 11), *out = frame_of(70, 11);
    struct pix_blur_plane plane = {.in = in, .out = out};

    (void)state;
    for (int edge = 0; edge < 3; edge++)
        for (int k = 0; k < 4; k++) {
            struct pix_gauss g;
            uint32_t n_differ = 0;
            plane.edge = (enum pix_edge)edge;
            pix->gauss_set(&g, deviations[k], 0);
            pix->blur(&g, &g, &plane, &rows);
            for (int y = 0; y < 11; y++)
                for (int x = 0; x < 70; x++)
                    for (int c = 0; c < 4; c++) {
                        const double wanted = floor(
                            0.5 + slow_blur(&plane,
                                            deviations[k] > 0.0 ? deviations[k] : 1e-9,
                                            (int)g.reach, x, y, c));
                        const double is = pixel(out, (uint32_t)x, (uint32_t)y)[c];
                        assert_true(fabs(is - wanted) <= 1.0);
                        n_differ += is < wanted || is > wanted;
                    }
            assert_true(n_differ <= 70 * 11 * 4 / 50);
        }
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}

static void a_box_is_its_definition(void **state)
{
    static struct pix_blur_rows rows;
    const uint32_t reaches[] = {0, 1, 4, 15, 128};
    struct leat_frame *in = noisy(70, 11), *out = frame_of(70, 11);
    struct pix_blur_plane plane = {.in = in, .out = out, .outside = 9};

    (void)state;
    for (int edge = 0; edge < 3; edge++)
        for (int k = 0; k < 5; k++) {
            const uint32_t r = reaches[k];
            plane.edge = (enum pix_edge)edge;
            pix->box(r, r, &plane, &rows);
            for (int y = 0; y < 11; y += 5)
                for (int x = 0; x < 70; x += r == 128 ? 23 : 1)
                    for (int c = 0; c < 4; c++)
                        assert_int_equal(
                            pixel(out, (uint32_t)x, (uint32_t)y)[c],
                            (int)floor(slow_blur(&plane, 0.0, (int)r, x, y, c) + 0.5));
        }
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}

static void what_is_flat_stays_flat(void **state)
{
    static struct pix_blur_rows rows;
    const uint8_t light[4] = {200, 100, 7, 255};
    struct leat_frame *in = frame_of(WIDTH, HEIGHT), *out = frame_of(WIDTH, HEIGHT);
    const struct pix_blur_plane plane = {.in = in, .out = out};
    struct pix_gauss g;

    (void)state;
    pix->clear(in, 0, HEIGHT, light);
    for (double s = 0.0; s <= 64.0; s += 8.0) {
        pix->gauss_set(&g, s, 0);
        pix->blur(&g, &g, &plane, &rows);
        for (uint32_t y = 0; y < HEIGHT; y++)
            for (uint32_t x = 0; x < WIDTH; x++)
                assert_memory_equal(pixel(out, x, y), light, 4);
    }
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}

static void a_point_is_spread_and_nothing_is_lost(void **state)
{
    static struct pix_blur_rows rows;
    const uint8_t dark[4] = {0, 0, 0, 0};
    struct leat_frame *in = frame_of(61, 61), *out = frame_of(61, 61);
    const struct pix_blur_plane plane = {.in = in, .out = out};
    struct pix_gauss g;
    double sum = 0.0;

    (void)state;
    pix->clear(in, 0, 61, dark);
    for (uint32_t y = 28; y < 33; y++) /* 25 pixels, so that rounding is small */
        memset(pix_row(in, 0, y) + 4 * 28, 255, 4 * 5);
    pix->gauss_set(&g, 3.0, 0);
    pix->blur(&g, &g, &plane, &rows);
    for (uint32_t y = 0; y < 61; y++)
        for (uint32_t x = 0; x < 61; x++) {
            sum += pixel(out, x, y)[0];
            assert_int_equal(pixel(out, x, y)[0], pixel(out, y, x)[0]);
            assert_int_equal(pixel(out, x, y)[0], pixel(out, 60 - x, y)[0]);
        }
    assert_true(fabs(sum - 25 * 255.0) < 0.02 * 25 * 255.0);
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}

static void a_ramp_goes_from_corner_to_corner(void **state)
{
    struct leat_frame *frame = frame_of(256, 64);

    (void)state;
    pix->ramp_rows(0.0, (const uint8_t(*)[4])grey, frame, 0, 64);
    for (uint32_t x = 0; x < 256; x++)
        assert_int_equal(pixel(frame, x, 63 - x % 64)[0], x);
    pix->ramp_rows(PI, (const uint8_t(*)[4])grey, frame, 0, 64);
    assert_true(pixel(frame, 0, 0)[0] >= 254);
    assert_true(pixel(frame, 255, 63)[0] <= 1);
    pix->ramp_rows(0.5 * PI, (const uint8_t(*)[4])grey, frame, 0, 64);
    for (uint32_t y = 0; y < 64; y++) /* down: four colours a row */
        assert_true(abs(pixel(frame, y, y)[0] - (int)(4 * y + 2)) <= 1);
    for (int k = 0; k < 48; k++) {
        int low = 255, high = 0;
        pix->ramp_rows(k * PI / 24.0, (const uint8_t(*)[4])grey, frame, 0, 64);
        for (uint32_t y = 0; y < 64; y += 63)
            for (uint32_t x = 0; x < 256; x += 255) {
                low = pixel(frame, x, y)[0] < low ? pixel(frame, x, y)[0] : low;
                high = pixel(frame, x, y)[0] > high ? pixel(frame, x, y)[0] : high;
            }
        assert_true(low <= 2 && high >= 253);
    }
    leat_frame_unref(&frame);
}

static void a_spot_covers_its_area(void **state)
{
    const uint8_t black[4] = {0, 0, 0, 255};
    struct leat_frame *frame = frame_of(128, 128);

    (void)state;
    for (int k = 0; k < 40; k++) {
        const double r = 1.0 + k;
        const struct pix_spot spot = {
            63.3f, 64.8f, (float)r, false, {255, 255, 255, 255}};
        double sum = 0.0;
        pix->clear(frame, 0, 128, black);
        pix->spot_draw(frame, &spot, PIX_BLEND_NORMAL);
        for (uint32_t y = 0; y < 128; y++)
            for (uint32_t x = 0; x < 128; x++)
                sum += pixel(frame, x, y)[0] / 255.0;
        /* the ramp of one pixel at the edge is pi / 12 too much: an integral */
        assert_true(fabs(sum - PI * (r * r + 1.0 / 12.0)) < 0.02 * r * r + 0.2);
    }
    leat_frame_unref(&frame);
}

static void a_spot_outside_or_wild_draws_nothing(void **state)
{
    const struct pix_spot spots[] = {
        {-50.0f, 5.0f, 10.0f, false, {255, 255, 255, 255}},
        {5.0f, 1e9f, 10.0f, true, {255, 255, 255, 255}},
        {NAN, 5.0f, 10.0f, false, {255, 255, 255, 255}},
        {5.0f, 5.0f, INFINITY, false, {255, 255, 255, 255}},
        {5.0f, 5.0f, NAN, false, {255, 255, 255, 255}},
        {5.0f, 5.0f, -10.0f, false, {255, 255, 255, 255}},
    };
    struct leat_frame *frame = noisy(17, 9);
    const uint64_t before = hash_of(frame);

    (void)state;
    for (size_t i = 0; i < sizeof(spots) / sizeof(spots[0]); i++) {
        pix->spot_draw(frame, &spots[i], PIX_BLEND_NORMAL);
        assert_true(hash_of(frame) == before);
    }
    leat_frame_unref(&frame);
}

static void a_warp_that_does_nothing_is_a_copy(void **state)
{
    struct leat_frame *in = noisy(WIDTH, HEIGHT), *out = frame_of(WIDTH, HEIGHT);
    struct pix_warp warp = {.tint = {65536, 65536, 65536}};

    (void)state;
    pix->warp_set(&warp, WIDTH, HEIGHT, 1.0, 0.0, 0.0, 0.0);
    pix->warp_rows(&warp, in, out, 0, HEIGHT);
    assert_true(hash_of(in) == hash_of(out));
    pix->warp_set(&warp, WIDTH, HEIGHT, 1.0, 0.0, 3.0, -2.0);
    pix->warp_rows(&warp, in, out, 0, HEIGHT);
    assert_memory_equal(pixel(out, 13, 8), pixel(in, 10, 10), 4);
    assert_int_equal(pixel(out, 2, 8)[1], 0); /* from outside */
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}

static void a_quarter_turn_moves_whole_pixels(void **state)
{
    struct leat_frame *in = noisy(101, 101), *out = frame_of(101, 101);
    struct pix_warp warp = {.tint = {65536, 65536, 65536}};

    (void)state;
    pix->warp_set(&warp, 101, 101, 1.0, 0.5 * PI, 0.0, 0.0);
    pix->warp_rows(&warp, in, out, 0, 101);
    for (uint32_t y = 0; y < 101; y++)
        for (uint32_t x = 0; x < 101; x++) /* clockwise: the left side comes on top */
            assert_memory_equal(pixel(out, x, y), pixel(in, y, 100 - x), 4);
    leat_frame_unref(&in);
    leat_frame_unref(&out);
}

/* One row after the other, or all at once, at any CPU level. */
static uint64_t draw_all(const struct pix_kernels *k, uint32_t step)
{
    static float table[WIDTH + HEIGHT];
    const struct pix_plasma plasma = {0.03f, 0.1f, 0.8f, 0.2f};
    const struct pix_tunnel tunnel = {0.1f, 1.0f, 1.0f, 10.0f, {200, 100, 50, 255}};
    const struct pix_noise noise = {5, 0.02f, 1.0f, 2.0f, 0.5f, 1.5f};
    struct pix_warp warp = {.tint = {65000, 60000, 65536}};
    struct leat_frame *in = noisy(WIDTH, HEIGHT), *out = frame_of(WIDTH, HEIGHT);
    static struct pix_blur_rows rows;
    const struct pix_blur_plane plane = {.in = in, .out = out};
    struct pix_gauss gauss;
    uint64_t hash = FNV_START;

    k->plasma_table(&plasma, WIDTH, HEIGHT, table);
    k->gauss_set(&gauss, 4.0, 0);
    k->warp_set(&warp, WIDTH, HEIGHT, 1.03, 0.1, 2.0, 1.0);
    for (int kind = 0; kind < 8; kind++) {
        for (uint32_t y = 0; y < HEIGHT; y += step) {
            const uint32_t end = y + step < HEIGHT ? y + step : HEIGHT;
            if (kind == 0)
                k->plasma_rows(&plasma, table, (const uint8_t(*)[4])grey, out, y, end);
            else if (kind == 1)
                k->tunnel_rows(&tunnel, out, y, end);
            else if (kind == 2)
                k->noise_rows(&noise, (const uint8_t(*)[4])grey, out, y, end);
            else if (kind == 3)
                k->warp_rows(&warp, in, out, y, end);
            else if (kind == 4 && y == 0)
                k->blur(&gauss, &gauss, &plane, &rows);
            else if (kind == 5 && y == 0)
                k->box(7, 3, &plane, &rows);
            else if (kind == 6)
                k->bright(in, out, y, end, 90);
            else if (kind == 7)
                k->ramp_rows(0.7, (const uint8_t(*)[4])grey, out, y, end);
        }
        hash = fnv_u32(hash, (uint32_t)hash_of(out));
    }
    leat_frame_unref(&in);
    leat_frame_unref(&out);
    return hash;
}

static void rows_may_be_drawn_in_any_pieces(void **state)
{
    const uint64_t whole = draw_all(pix, HEIGHT);

    (void)state;
    assert_true(draw_all(pix, 1) == whole);
    assert_true(draw_all(pix, 7) == whole);
}

static void every_cpu_level_gives_the_same_bits(void **state)
{
    static const char *const levels[] = {"v2", "v3", "v4"};

    (void)state;
    for (int l = 0; l < 3; l++) {
        setenv("LEAT_CPU", levels[l], 1);
        assert_true(draw_all(nodes_registry_choose(NULL)->pix, HEIGHT) ==
                    draw_all(pix, HEIGHT));
    }
    unsetenv("LEAT_CPU");
}

static void one_pixel_is_a_picture(void **state)
{
    static float table[2];
    const struct pix_plasma plasma = {0.01f, 0.0f, 0.5f, 0.0f};
    const struct pix_tunnel tunnel = {0.0f, 20.0f, 10.0f, 200.0f, {255, 255, 255, 255}};
    struct leat_frame *frame = frame_of(1, 1);

    (void)state;
    pix->plasma_table(&plasma, 1, 1, table);
    pix->plasma_rows(&plasma, table, (const uint8_t(*)[4])grey, frame, 0, 1);
    assert_int_equal(pixel(frame, 0, 0)[0], 128);
    pix->tunnel_rows(&tunnel, frame, 0, 1);
    assert_int_equal(pixel(frame, 0, 0)[0], 0);
    leat_frame_unref(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plasma_is_its_formula),
        cmocka_unit_test(tunnel_is_its_formula),
        cmocka_unit_test(noise_is_its_formula),
        cmocka_unit_test(fading_ends_at_black),
        cmocka_unit_test(only_what_is_bright_shines),
        cmocka_unit_test(the_weights_are_a_gaussian),
        cmocka_unit_test(a_blur_is_within_a_code_of_its_definition),
        cmocka_unit_test(a_box_is_its_definition),
        cmocka_unit_test(what_is_flat_stays_flat),
        cmocka_unit_test(a_point_is_spread_and_nothing_is_lost),
        cmocka_unit_test(a_ramp_goes_from_corner_to_corner),
        cmocka_unit_test(a_spot_covers_its_area),
        cmocka_unit_test(a_spot_outside_or_wild_draws_nothing),
        cmocka_unit_test(a_warp_that_does_nothing_is_a_copy),
        cmocka_unit_test(a_quarter_turn_moves_whole_pixels),
        cmocka_unit_test(rows_may_be_drawn_in_any_pieces),
        cmocka_unit_test(every_cpu_level_gives_the_same_bits),
        cmocka_unit_test(one_pixel_is_a_picture),
    };

    for (int i = 0; i < 256; i++) {
        memset(grey[i], i, 3);
        grey[i][3] = 255;
    }
    pix = nodes_registry_choose(NULL)->pix;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
