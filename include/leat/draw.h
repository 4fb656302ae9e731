/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DRAW_H
#define LEAT_DRAW_H

/**
 * Pictures that programs draw: the classes of drawing, and the canvas they draw on.
 *
 * A class is a constant, as that of a node is: names, parameters, ranges, defaults and
 * help stand in one table, and the language, the command's help and the manual are
 * loops over it.  The canvas is immediate: between begin and end each call adds to the
 * frame, in order; without a `clear` the last frame stays.
 *
 * What is drawn depends on the calls, their times and the seed alone, bit for bit, but
 * for classes marked LEAT_DRAW_INEXACT.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/buffer.h>
#include <leat/diag.h>
#include <leat/export.h>
#include <leat/param.h>

enum leat_draw_kind {
    LEAT_DRAW_NUMBER,
    LEAT_DRAW_BOOL,      /* 0 or 1 */
    LEAT_DRAW_CHOICE,    /* an index into `choices` */
    LEAT_DRAW_X,         /* a place or an extent along the x axis */
    LEAT_DRAW_Y,         /* along the y axis */
    LEAT_DRAW_LENGTH,    /* parts are of the smaller axis */
    LEAT_DRAW_THICKNESS, /* a length that is in pixels when it is bare */
    LEAT_DRAW_COLOR,
    LEAT_DRAW_TEXT,
    LEAT_DRAW_PAIR,    /* two numbers; from one the class makes two */
    LEAT_DRAW_NUMBERS, /* a list, or rows of it */
    LEAT_DRAW_POINT,   /* one place */
    LEAT_DRAW_POINTS,  /* a list of places */
    LEAT_DRAW_PALETTE,
    LEAT_DRAW_PICTURE,
};

/** How a coordinate or a length was written. */
enum leat_draw_written {
    LEAT_DRAW_BARE,    /* 0.5 or 200: see leat_canvas_coordinates() */
    LEAT_DRAW_PERCENT, /* 0.5 is 50% of an axis */
    LEAT_DRAW_PIXELS,
};

struct leat_draw_param {
    const char *name;    /* identifier */
    const char *aliases; /* further names with a blank between, or NULL */
    enum leat_draw_kind kind;
    enum leat_unit unit; /* of a NUMBER, PAIR or NUMBERS */
    uint32_t flags;      /* LEAT_PARAM_REQUIRED, LEAT_PARAM_PATH */
    double min, max;     /* of a number; of places and lengths: in pixels, 0 and 0 for
                            any */
    double def, def_y;   /* default; of a PAIR or POINT two */
    enum leat_draw_written def_written; /* of places and lengths */
    uint32_t color;                     /* of a COLOR: 0xRRGGBBAA */
    const char *choices;                /* names with a blank between, index 0 first */
    const char *text;                   /* default of a TEXT; NULL for "" */
    const char *help;                   /* one sentence, shown to users */
};

struct leat_draw_point {
    double x, y;
    enum leat_draw_written x_written, y_written;
};

/** One argument; what belongs to its kind is read. */
struct leat_draw_value {
    bool is_set;                    /* false: the class's default */
    enum leat_draw_written written; /* of X, Y, LENGTH, THICKNESS */
    double number;                  /* NUMBER BOOL CHOICE X Y LENGTH THICKNESS, or the
                                       first of a PAIR */
    double second;                  /* of a PAIR; NaN: there is none */
    float rgba[4];                  /* COLOR: sRGB in [0, 1], not premultiplied */
    const char *text;               /* TEXT: UTF-8 */
    const double *numbers;          /* NUMBERS */
    const struct leat_draw_point *points; /* POINT, POINTS */
    size_t n;                             /* of numbers or points */
    size_t columns;                   /* NUMBERS: of one row of a table; 0: no table */
    const uint8_t (*palette)[4];      /* PALETTE: 256 colours, premultiplied */
    const struct leat_frame *picture; /* PICTURE: any pixel format */
};

struct leat_canvas;

enum {
    LEAT_DRAW_EVENT = 1,     /* acts at every call, not while it is called */
    LEAT_DRAW_INEXACT = 2,   /* outside the law of the same bits */
    LEAT_DRAW_REMEMBERS = 4, /* keeps a state for each identity */
};

enum { LEAT_DRAW_MAX_PARAMS = 16 };

struct leat_draw_class {
    size_t size; /* sizeof(struct leat_draw_class) */
    const char *name;
    const char *aliases; /* further names with a blank between, or NULL */
    const char *summary; /* one sentence, shown to users */
    const char *example; /* one call, as the language writes it */
    uint32_t flags;
    const struct leat_draw_param *params; /* positional arguments in this order */
    size_t n_params;

    /**
     * Draw.
     *
     * Shape:   one value for each parameter, given or the default, clamped, places in
     *          pixels; is_set tells whether it was given.
     * Errors:  LEAT_ERR_UNSUPPORTED, LEAT_ERR_NOMEM, or what a file gives.
     * Thread:  that of the canvas.
     */
    int (*draw)(struct leat_canvas *canvas, const struct leat_draw_value *values);
};

/** Number of drawing classes.  Thread: any. */
LEAT_API size_t leat_n_draw_classes(void);

/** A class; NULL past the last.  Thread: any. */
LEAT_API const struct leat_draw_class *leat_draw_class_at(size_t index);

/** The class of a name or an alias, or NULL.  Thread: any. */
LEAT_API const struct leat_draw_class *leat_draw_class_find(const char *name);

/** Index of a parameter by name or alias, or -1.  Thread: any. */
LEAT_API int leat_draw_param_find(const struct leat_draw_class *draw, const char *name);

/** Index of a choice, in any case and with or without `_`, or -1.  Thread: any. */
LEAT_API int leat_draw_choice_find(const struct leat_draw_param *param,
                                   const char *text);

struct leat_canvas_config {
    size_t size;            /* sizeof(struct leat_canvas_config) */
    uint32_t width, height; /* [1, 16384]; 0: 1280 and 720 */
    uint64_t seed;
    const char *base; /* folder that paths start from; NULL: the current one */
};

/**
 * Make a canvas, black.
 *
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_INVALID (a side above 16384), LEAT_ERR_UNSUPPORTED
 *          (this machine is older than every CPU level of the build).
 * Thread:  any; all other calls of one canvas come one at a time.
 */
LEAT_API int leat_canvas_create(const struct leat_canvas_config *config,
                                struct leat_canvas **out);
LEAT_API void leat_canvas_destroy(struct leat_canvas **canvas);

/** Begin frame number `frame` of program time `time_s`, at `fps` frames a second.  The
 * blend mode is Normal again.  When time goes back, what calls remember is forgotten.
 */
LEAT_API void leat_canvas_begin(struct leat_canvas *canvas, double time_s,
                                int64_t frame, double fps);

/**
 * Draw.
 *
 * Shape:   `values` has class->n_params of them.  `identity` tells apart the calls of a
 *          class that remembers: same class and identity, same particles.
 * Errors:  those of class->draw; LEAT_ERR_INVALID for a required value that is not set;
 *          says why in `diag`.  The frame is as it was, or partly drawn.
 */
LEAT_API int leat_canvas_draw(struct leat_canvas *canvas,
                              const struct leat_draw_class *draw,
                              const struct leat_draw_value *values, uint64_t identity,
                              struct leat_diag *diag);

/**
 * Draw what follows on a layer of its own, until it is laid over what is below.
 *
 * Units:   opacity [0, 1]; mode: an index of blend_mode's choices.
 * Errors:  LEAT_ERR_LIMIT (8 layers are open), LEAT_ERR_NOMEM; end: LEAT_ERR_STATE
 * (none is open).
 */
LEAT_API int leat_canvas_layer_begin(struct leat_canvas *canvas, double opacity,
                                     uint32_t mode);
LEAT_API int leat_canvas_layer_end(struct leat_canvas *canvas);

/**
 * End the frame: open layers are laid down, flashes and shaking are added to what is
 * given, not to what stays.
 *
 * Owns:    `*out`, rgba8, one reference of which is the caller's.
 * Errors:  LEAT_ERR_LIMIT when 16 frames are held already, LEAT_ERR_NOMEM.
 */
LEAT_API int leat_canvas_end(struct leat_canvas *canvas, struct leat_frame **out);

/** What is drawn so far, as it would stay: rows of rgba8, `stride` bytes apart. */
LEAT_API void leat_canvas_copy(const struct leat_canvas *canvas, uint8_t *pixels,
                               size_t stride);

/** Change the sides; what was drawn is gone.  Errors: as leat_canvas_create(). */
LEAT_API int leat_canvas_resize(struct leat_canvas *canvas, uint32_t width,
                                uint32_t height);

LEAT_API uint32_t leat_canvas_width(const struct leat_canvas *canvas);
LEAT_API uint32_t leat_canvas_height(const struct leat_canvas *canvas);

/** Particles that the last frame showed. */
LEAT_API uint64_t leat_canvas_n_particles(const struct leat_canvas *canvas);

/** Gravity that all particles feel beside their own, pixels per second squared. */
LEAT_API void leat_canvas_set_gravity(struct leat_canvas *canvas, double x, double y);

/** Where `wind_effect` blows to in this frame: a vector of its strength, y down. */
LEAT_API void leat_canvas_wind(const struct leat_canvas *canvas, double xy[2]);

/** What bare coordinates and lengths are. */
enum leat_draw_coordinates {
    LEAT_COORDINATES_AUTO, /* fractions if all of one call lie in [-1, 1], else pixels
                            */
    LEAT_COORDINATES_FRACTION,
    LEAT_COORDINATES_PIXEL,
};

LEAT_API void leat_canvas_coordinates(struct leat_canvas *canvas,
                                      enum leat_draw_coordinates mode);

#endif
