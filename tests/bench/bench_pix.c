/* SPDX-License-Identifier: MIT */
/* bench_pix [--json]: milliseconds that a pixel kernel takes for 1920x1080 on one core,
 * at this machine's CPU level, the best of some rounds. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "nodes/registry.h"
#include "pix/kernels.h"

enum { WIDTH = 1920, HEIGHT = 1080, ROUNDS = 7 };

/* What the kernels work on. */
struct desk {
    const struct pix_kernels *pix;
    struct leat_frame *in, *out;
    uint8_t palette[256][4];
    float table[WIDTH + HEIGHT];
    enum pix_blend mode;
};

static double now_nsec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static const uint8_t (*palette_of(const struct desk *d))[4]
{
    return (const uint8_t(*)[4])d->palette;
}

static void plasma(struct desk *d)
{
    const struct pix_plasma p = {0.01f, 0.3f, 0.5f, 0.1f};

    d->pix->plasma_table(&p, WIDTH, HEIGHT, d->table);
    d->pix->plasma_rows(&p, d->table, palette_of(d), d->out, 0, HEIGHT);
}

static void tunnel(struct desk *d)
{
    const struct pix_tunnel t = {0.1f, 1.0f, 1.0f, 10.0f, {255, 200, 100, 255}};

    d->pix->tunnel_rows(&t, d->out, 0, HEIGHT);
}

static void noise(struct desk *d)
{
    const struct pix_noise n = {4, 0.01f, 1.0f, 2.0f, 0.5f, 3.3f};

    d->pix->noise_rows(&n, palette_of(d), d->out, 0, HEIGHT);
}

static void warp(struct desk *d)
{
    struct pix_warp w = {.tint = {62000, 62000, 62000}};

    d->pix->warp_set(&w, WIDTH, HEIGHT, 1.01, 0.01, 0.0, 0.0);
    d->pix->warp_rows(&w, d->in, d->out, 0, HEIGHT);
}

static void blur(struct desk *d)
{
    static struct pix_blur_rows rows;
    const struct pix_blur_plane plane = {.in = d->in, .out = d->out};
    struct pix_gauss g;

    d->pix->gauss_set(&g, 5.0, 0);
    d->pix->blur(&g, &g, &plane, &rows);
}

static void box(struct desk *d)
{
    static struct pix_blur_rows rows;
    const struct pix_blur_plane plane = {.in = d->in, .out = d->out};

    d->pix->box(15, 15, &plane, &rows);
}

static void fade(struct desk *d)
{
    d->pix->fade(d->out, 0, HEIGHT, 60000);
}

static void blend(struct desk *d)
{
    for (uint32_t y = 0; y < HEIGHT; y++) {
        const struct pix_source source = {pix_row(d->in, 0, y), 4, NULL, 200};
        d->pix->blend_row(pix_row(d->out, 0, y), &source, WIDTH, d->mode);
    }
}

static const struct {
    const char *name, *goal;
    void (*work)(struct desk *);
    enum pix_blend mode;
} rows[] = {
    {"plasma", "6", plasma, PIX_BLEND_NORMAL},
    {"tunnel", "null", tunnel, PIX_BLEND_NORMAL},
    {"noise, 4 octaves", "null", noise, PIX_BLEND_NORMAL},
    {"feedback", "null", warp, PIX_BLEND_NORMAL},
    {"fade", "null", fade, PIX_BLEND_NORMAL},
    {"blur, deviation 5", "null", blur, PIX_BLEND_NORMAL},
    {"box of 31 px", "null", box, PIX_BLEND_NORMAL},
    {"blend normal", "null", blend, PIX_BLEND_NORMAL},
    {"blend screen", "null", blend, PIX_BLEND_SCREEN},
    {"blend soft_light", "null", blend, PIX_BLEND_SOFT_LIGHT},
    {"blend luminosity", "null", blend, PIX_BLEND_LUMINOSITY},
};

static void set_up(struct desk *d)
{
    const struct leat_video_format format = {LEAT_PIXEL_RGBA8, WIDTH, HEIGHT, {60, 1}};
    struct leat_frame_pool *pool;

    d->pix = nodes_registry_choose(NULL)->pix;
    if (leat_frame_pool_create(&format, 2, &pool))
        return;
    d->in = leat_frame_take(pool);
    d->out = leat_frame_take(pool);
    leat_frame_pool_destroy(&pool);
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t i = 0; i < 4 * WIDTH; i++) {
            pix_row(d->in, 0, y)[i] = i % 4 == 3 ? 255 : (uint8_t)random_bits(y, i);
            pix_row(d->out, 0, y)[i] = i % 4 == 3 ? 255 : (uint8_t)(y + i);
        }
    for (int i = 0; i < 256; i++)
        memset(d->palette[i], i, 4);
}

int main(int argc, char **argv)
{
    static struct desk desk;
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;

    set_up(&desk);
    for (size_t r = 0; desk.out && r < sizeof(rows) / sizeof(rows[0]); r++) {
        double best = 1e12;
        desk.mode = rows[r].mode;
        for (int round = 0; round < ROUNDS; round++) {
            const double start = now_nsec();
            double cost;
            rows[r].work(&desk);
            cost = now_nsec() - start;
            best = cost < best ? cost : best;
        }
        if (json)
            printf(
                "{\"name\": \"pix %s, 1920x1080\", \"value\": %.2f, \"unit\": \"ms\", "
                "\"better\": \"lower\", \"goal\": %s, \"peers\": {}}\n",
                rows[r].name, best * 1e-6, rows[r].goal);
        else
            printf("%-20s %8.2f ms\n", rows[r].name, best * 1e-6);
    }
    leat_frame_unref(&desk.in);
    leat_frame_unref(&desk.out);
    return 0;
}
