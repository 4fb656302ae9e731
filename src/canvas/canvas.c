/* SPDX-License-Identifier: MIT */
/* canvas: its frames from begin to end. */
#include "canvas/canvas.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "canvas/weather.h"
#include "nodes/registry.h"

enum { SIDE_MAX = 16384, HELD = 16 };

/* Ground, what was drawn, what end() gives, layers, and two that effects work with. */
enum { FRAMES = 2 + HELD + CANVAS_LAYERS + 2 };

static const uint8_t black[4] = {0, 0, 0, 255};

/* c_k(t) = 0.5 + 0.5 sin(2 pi (t + k / 3)) */
static void set_palette(uint8_t palette[256][4])
{
    for (int i = 0; i < 256; i++) {
        for (int k = 0; k < 3; k++) {
            const double turns = (i + 0.5) / 256.0 + k / 3.0;
            palette[i][k] = (uint8_t)(127.5 + 127.5 * math_sin_pi_d(2.0 * turns) + 0.5);
        }
        palette[i][3] = 255;
    }
}

/* Pool and ground of a size, black. */
static int set_size(struct leat_canvas *c, uint32_t width, uint32_t height)
{
    const struct leat_video_format format = {LEAT_PIXEL_RGBA8, width, height, {60, 1}};
    struct leat_frame_pool *pool;
    const int err = leat_frame_pool_create(&format, FRAMES, &pool);

    if (err)
        return err;
    leat_frame_unref(&c->ground);
    leat_frame_unref(&c->drawn);
    for (; c->n_layers; c->n_layers--)
        leat_frame_unref(&c->layers[c->n_layers - 1].frame);
    leat_frame_pool_destroy(&c->pool);
    c->pool = pool;
    c->width = width;
    c->height = height;
    c->ground = c->target = leat_frame_take(pool);
    c->pix->clear(c->ground, 0, height, black);
    return 0;
}

int leat_canvas_create(const struct leat_canvas_config *config,
                       struct leat_canvas **out)
{
    const char *level;
    const struct pix_kernels *pix = nodes_registry_choose(&level)->pix;
    struct leat_canvas *c;
    int err = LEAT_ERR_NOMEM;

    *out = NULL;
    if (!level)
        return LEAT_ERR_UNSUPPORTED;
    if (config->width > SIDE_MAX || config->height > SIDE_MAX)
        return LEAT_ERR_INVALID;
    c = calloc(1, sizeof(*c));
    if (!c)
        return LEAT_ERR_NOMEM;
    c->pix = pix;
    c->seed = config->seed;
    c->fps = 60.0;
    c->sun = 0.5;
    set_palette(c->palette);
    c->base = strdup(config->base ? config->base : "");
    if (c->base)
        err = set_size(c, config->width ? config->width : 1280,
                       config->height ? config->height : 720);
    if (err)
        leat_canvas_destroy(&c);
    *out = c;
    return err;
}

void leat_canvas_destroy(struct leat_canvas **canvas)
{
    struct leat_canvas *c = *canvas;

    *canvas = NULL;
    if (!c)
        return;
    for (uint32_t i = 0; i < c->n_layers; i++)
        leat_frame_unref(&c->layers[i].frame);
    leat_frame_unref(&c->ground);
    leat_frame_unref(&c->drawn);
    leat_frame_unref(&c->scaled);
    leat_frame_pool_destroy(&c->pool);
    leat_frame_pool_destroy(&c->scaled_pool);
    canvas_forget_all(c);
    canvas_free_images(c);
    free(c->points);
    free(c->work);
    free(c->base);
    free(c);
}

int leat_canvas_resize(struct leat_canvas *canvas, uint32_t width, uint32_t height)
{
    if (!width || !height || width > SIDE_MAX || height > SIDE_MAX)
        return LEAT_ERR_INVALID;
    if (width == canvas->width && height == canvas->height)
        return 0;
    return set_size(canvas, width, height);
}

void *canvas_work(struct leat_canvas *canvas, size_t bytes)
{
    if (bytes > canvas->work_bytes) {
        void *work = realloc(canvas->work, bytes);
        if (!work)
            return NULL;
        canvas->work = work;
        canvas->work_bytes = bytes;
    }
    return canvas->work;
}

struct leat_frame *canvas_spare(struct leat_canvas *canvas)
{
    return leat_frame_take(canvas->pool);
}

struct leat_frame *canvas_scaled(struct leat_canvas *canvas, uint32_t width,
                                 uint32_t height)
{
    const struct leat_video_format format = {LEAT_PIXEL_RGBA8, width, height, {60, 1}};

    if (canvas->scaled && canvas->scaled->format.width == width &&
        canvas->scaled->format.height == height)
        return canvas->scaled;
    leat_frame_unref(&canvas->scaled);
    leat_frame_pool_destroy(&canvas->scaled_pool);
    if (leat_frame_pool_create(&format, 1, &canvas->scaled_pool))
        return NULL;
    canvas->scaled = leat_frame_take(canvas->scaled_pool);
    return canvas->scaled;
}

/* Whole, or in thousandths. */
static struct leat_rational rational_of(double fps)
{
    const int64_t whole = (int64_t)fps;

    return fps == (double)whole
               ? (struct leat_rational){whole, 1}
               : (struct leat_rational){(int64_t)(fps * 1000.0 + 0.5), 1000};
}

void leat_canvas_begin(struct leat_canvas *canvas, double time_s, int64_t frame,
                       double fps)
{
    const double rate = fps > 0.0 && fps <= 1e4 ? fps : 60.0;
    const double since = time_s - canvas->time_s;

    if (since < 0.0) { /* a program that begins again */
        canvas_forget_all(canvas);
        memset(canvas->flashes, 0, sizeof(canvas->flashes));
        memset(canvas->strikes, 0, sizeof(canvas->strikes));
        canvas->shake.duration = 0.0;
    }
    canvas->step_s =
        frame > 0 && canvas->drawn ? math_clamp_d(since, 0.0, 0.25) : 1.0 / rate;
    canvas->time_s = math_clamp_d(time_s, 0.0, 1e9);
    canvas->fps = rate;
    canvas->rate = rational_of(rate);
    canvas->frame = frame;
    canvas->mode = PIX_BLEND_NORMAL;
    canvas->n_particles = 0;
    canvas->wind[0] = canvas->wind[1] = 0.0;
    canvas_forget_old(canvas);
}

int leat_canvas_layer_begin(struct leat_canvas *canvas, double opacity, uint32_t mode)
{
    static const uint8_t clear[4] = {0, 0, 0, 0};
    struct leat_frame *frame;

    if (canvas->n_layers == CANVAS_LAYERS)
        return LEAT_ERR_LIMIT;
    frame = canvas_spare(canvas);
    if (!frame)
        return LEAT_ERR_NOMEM;
    canvas->pix->clear(frame, 0, canvas->height, clear);
    canvas->layers[canvas->n_layers++] = (struct canvas_layer){
        frame, (uint32_t)(math_clamp_d(opacity, 0.0, 1.0) * 255.0 + 0.5),
        mode < PIX_N_BLENDS ? (enum pix_blend)mode : PIX_BLEND_NORMAL};
    canvas->target = frame;
    return 0;
}

int leat_canvas_layer_end(struct leat_canvas *canvas)
{
    struct canvas_layer *top;

    if (!canvas->n_layers)
        return LEAT_ERR_STATE;
    top = &canvas->layers[--canvas->n_layers];
    canvas->target =
        canvas->n_layers ? canvas->layers[canvas->n_layers - 1].frame : canvas->ground;
    for (uint32_t y = 0; y < canvas->height; y++) {
        const struct pix_source source = {pix_row(top->frame, 0, y), 4, NULL,
                                          top->opacity};
        canvas->pix->blend_row(pix_row(canvas->target, 0, y), &source, canvas->width,
                               top->mode);
    }
    leat_frame_unref(&top->frame);
    return 0;
}

/* How far the picture is shaken: 15 Hz, decaying with the square of what is left. */
static void shaken(const struct leat_canvas *c, int32_t by[2])
{
    const struct canvas_shake *s = &c->shake;
    const double age = c->time_s - s->start;
    double left;

    by[0] = by[1] = 0;
    if (!(s->duration > 0.0) || age < 0.0 || age >= s->duration)
        return;
    left = 1.0 - age / s->duration;
    left *= left * s->intensity;
    /* it begins at its greatest, and turns through a long and a short axis */
    by[0] = (int32_t)math_round_d(left * math_cos_pi_d(30.0 * age));
    by[1] = (int32_t)math_round_d(0.7 * left * math_sin_pi_d(30.0 * age + 0.25));
}

/* The ground, moved; what is laid bare is black. */
static void copy_moved(const struct leat_canvas *c, struct leat_frame *out,
                       const int32_t by[2])
{
    const int64_t width = c->width, height = c->height, dx = by[0], dy = by[1];
    const int64_t n = width - (dx < 0 ? -dx : dx);

    if (dx || dy)
        c->pix->clear(out, 0, c->height, black);
    for (int64_t y = 0; y < height && n > 0; y++)
        if (y + dy >= 0 && y + dy < height)
            memcpy(pix_row(out, 0, (uint32_t)(y + dy)) + 4 * (dx > 0 ? dx : 0),
                   pix_row(c->ground, 0, (uint32_t)y) + 4 * (dx < 0 ? -dx : 0),
                   4 * (size_t)n);
}

/* How much of a flash is left, [0, 1]. */
static double flash_left(const struct leat_canvas *c, const struct canvas_flash *f)
{
    const double age = c->time_s - f->start;

    if (!(f->duration > 0.0) || age < 0.0 || age >= f->duration)
        return 0.0;
    return 1.0 - age / f->duration;
}

static void add_flashes(struct leat_canvas *c, struct leat_frame *out)
{
    for (int i = 0; i < CANVAS_FLASHES; i++) {
        const struct canvas_flash *f = &c->flashes[i];
        const double left = flash_left(c, f);
        for (uint32_t y = 0; left > 0.0 && y < c->height; y++) {
            const struct pix_source source = {f->rgba, 0, NULL,
                                              (uint32_t)(left * 255.0 + 0.5)};
            c->pix->blend_row(pix_row(out, 0, y), &source, c->width, PIX_BLEND_NORMAL);
        }
    }
}

/* Whether something lies over what was drawn for a time of its own. */
static bool passes(const struct leat_canvas *c, const int32_t by[2])
{
    bool any = by[0] || by[1] || weather_is_lit(c);

    for (int i = 0; i < CANVAS_FLASHES; i++)
        any = any || flash_left(c, &c->flashes[i]) > 0.0;
    return any;
}

/* A frame of this time, with the ground in it; NULL when all are held. */
static struct leat_frame *frame_of_ground(struct leat_canvas *c, const int32_t by[2])
{
    struct leat_frame *frame = canvas_spare(c);

    if (!frame)
        return NULL;
    copy_moved(c, frame, by);
    frame->tick = c->frame;
    frame->format.rate = c->rate;
    return frame;
}

int leat_canvas_end(struct leat_canvas *canvas, struct leat_frame **out)
{
    static const int32_t still[2];
    struct leat_frame *drawn, *shown;
    int32_t by[2];

    *out = NULL;
    while (canvas->n_layers)
        leat_canvas_layer_end(canvas);
    drawn = frame_of_ground(canvas, still);
    if (!drawn)
        return LEAT_ERR_LIMIT;
    leat_frame_unref(&canvas->drawn);
    canvas->drawn = drawn;
    canvas->n_particles_shown = canvas->n_particles;
    shaken(canvas, by);
    shown = passes(canvas, by) ? frame_of_ground(canvas, by) : leat_frame_ref(drawn);
    if (!shown)
        return LEAT_ERR_LIMIT;
    canvas->target = shown;
    canvas->mode = PIX_BLEND_NORMAL;
    weather_draw_strikes(canvas);
    canvas->target = canvas->ground;
    add_flashes(canvas, shown);
    *out = shown;
    return 0;
}

void leat_canvas_copy(const struct leat_canvas *canvas, uint8_t *pixels, size_t stride)
{
    for (uint32_t y = 0; y < canvas->height; y++)
        memcpy(pixels + y * stride, pix_row(canvas->target, 0, y),
               4 * (size_t)canvas->width);
}

uint32_t leat_canvas_width(const struct leat_canvas *canvas)
{
    return canvas->width;
}

uint32_t leat_canvas_height(const struct leat_canvas *canvas)
{
    return canvas->height;
}

uint64_t leat_canvas_n_particles(const struct leat_canvas *canvas)
{
    return canvas->n_particles_shown;
}

void leat_canvas_set_gravity(struct leat_canvas *canvas, double x, double y)
{
    canvas->gravity[0] = math_clamp_d(x, -1e5, 1e5);
    canvas->gravity[1] = math_clamp_d(y, -1e5, 1e5);
}

void leat_canvas_wind(const struct leat_canvas *canvas, double xy[2])
{
    xy[0] = canvas->wind[0];
    xy[1] = canvas->wind[1];
}

void leat_canvas_coordinates(struct leat_canvas *canvas,
                             enum leat_draw_coordinates mode)
{
    canvas->coordinates = mode;
}
