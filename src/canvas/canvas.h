/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CANVAS_CANVAS_H
#define LEAT_CANVAS_CANVAS_H

/**
 * canvas: what the drawing classes share: the frame that is drawn on, the time, and
 * what is remembered from frame to frame.
 *
 * Thread:  one at a time.
 */

#include <leat/draw.h>

#include "pix/kernels.h"

enum { CANVAS_LAYERS = 8, CANVAS_FLASHES = 8, CANVAS_STRIKES = 4 };

/** Places in pixels lie in [-CANVAS_FAR, CANVAS_FAR]. */
#define CANVAS_FAR 1e6

struct canvas_layer {
    struct leat_frame *frame;
    uint32_t opacity; /* [0, 255] */
    enum pix_blend mode;
};

/** A flash, fading from `start` on; a duration of 0: none. */
struct canvas_flash {
    uint8_t rgba[4];
    double start, duration;
};

struct canvas_shake {
    double intensity, start, duration;
};

/** Lightning, shining from `start` on. */
struct canvas_strike {
    double x, y, start;
    bool is_lit; /* false: there was none */
    uint32_t branches;
    uint64_t seed;
    float rgba[4];
};

struct canvas_memory;
struct canvas_image;

struct leat_canvas {
    const struct pix_kernels *pix;
    uint64_t seed;
    char *base;
    uint32_t width, height;

    struct leat_frame_pool *pool; /* frames of its size: */
    struct leat_frame *ground;    /* what is drawn and stays */
    struct leat_frame *drawn;     /* what was drawn last, without what passes by itself:
                                     flashes, lightning, shaking; NULL before */
    struct canvas_layer layers[CANVAS_LAYERS];
    uint32_t n_layers;
    struct leat_frame *target; /* the ground or the topmost layer */

    enum pix_blend mode;
    enum leat_draw_coordinates coordinates;
    double time_s, step_s, fps; /* step: since the frame before */
    struct leat_rational rate;  /* fps */
    int64_t frame;

    /* the call that is being drawn */
    const struct leat_draw_class *draw;
    uint64_t identity;
    struct leat_diag *diag;

    struct canvas_flash flashes[CANVAS_FLASHES];
    struct canvas_shake shake;
    struct canvas_strike strikes[CANVAS_STRIKES];
    double sun; /* its way over the sky, [0, 1] */
    double gravity[2], wind[2];
    uint64_t n_particles, n_particles_shown;
    struct canvas_memory *memories;
    struct canvas_image *images;

    uint8_t palette[256][4];        /* where a call gives none */
    struct leat_draw_point *points; /* of one call, in pixels */
    size_t n_points;
    void *work; /* of one call */
    size_t work_bytes;
    struct leat_frame_pool *scaled_pool; /* one frame, of a picture's size */
    struct leat_frame *scaled;
};

/** Memory for one call, not cleared; NULL when there is none. */
void *canvas_work(struct leat_canvas *canvas, size_t bytes);

/**
 * What the call's class and identity remember: zeros at first, and after 10 seconds
 * without a call.
 *
 * Shape:   a change of `bytes` begins anew.
 * Errors:  NULL when there is no memory.
 */
void *canvas_remember(struct leat_canvas *canvas, size_t bytes);
void canvas_forget_old(struct leat_canvas *canvas);
void canvas_forget_all(struct leat_canvas *canvas);

/** A frame of the canvas's size, its pixels not cleared; NULL when all are held. */
struct leat_frame *canvas_spare(struct leat_canvas *canvas);

/** A frame of any size, until the next call of it; NULL when there is no memory. */
struct leat_frame *canvas_scaled(struct leat_canvas *canvas, uint32_t width,
                                 uint32_t height);

void canvas_free_images(struct leat_canvas *canvas);

#endif
