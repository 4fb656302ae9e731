/* SPDX-License-Identifier: MIT */
/* pictures: video and blend_modes: what streams of pictures give. */
#include "canvas/classes.h"
#include "canvas/ink.h"

/* A picture in a rectangle; one of another pixel format is converted first. */
static int draw_picture(struct leat_canvas *canvas, const struct leat_frame *picture,
                        double x, double y, double width, double height, double alpha)
{
    struct leat_video_format format;
    struct leat_frame_pool *pool;
    struct leat_frame *converted;
    int err;

    if (!picture)
        return 0;
    if (picture->format.pixel == LEAT_PIXEL_RGBA8)
        return ink_picture(canvas, picture, x, y, width, height, alpha);
    format = picture->format;
    format.pixel = LEAT_PIXEL_RGBA8;
    err = leat_frame_pool_create(&format, 1, &pool);
    if (err)
        return err;
    converted = leat_frame_take(pool);
    leat_frame_pool_destroy(&pool); /* it lives as long as the frame */
    canvas->pix->convert(picture, converted);
    err = ink_picture(canvas, converted, x, y, width, height, alpha);
    leat_frame_unref(&converted);
    return err;
}

enum { VIDEO, X, Y, WIDTH, HEIGHT, ALPHA };

static const struct leat_draw_param video_params[] = {
    {.name = "video",
     .kind = LEAT_DRAW_PICTURE,
     .flags = LEAT_PARAM_REQUIRED,
     .help = "A stream of pictures, of which the newest is drawn."},
    CLASS_PLACE,
    CLASS_PART("alpha", 1.0, "How much of it covers what is below."),
};

static int video(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    return draw_picture(canvas, values[VIDEO].picture, values[X].number,
                        values[Y].number, values[WIDTH].number, values[HEIGHT].number,
                        values[ALPHA].number);
}

const struct leat_draw_class leat_draw_video =
    CLASS("video", NULL, "Draw the newest picture of a stream.",
          "Graphics.video(testpattern(\"smpte\"))", 0, video_params, video);

enum { ORIGINAL, STYLED, MIX, MODE };

#define NAMED(name, text) " " text

static const struct leat_draw_param modes_params[] = {
    {.name = "original",
     .kind = LEAT_DRAW_PICTURE,
     .flags = LEAT_PARAM_REQUIRED,
     .help = "The stream of pictures below."},
    {.name = "styled",
     .kind = LEAT_DRAW_PICTURE,
     .flags = LEAT_PARAM_REQUIRED,
     .help = "The one that is laid over it."},
    CLASS_PART("mix", 0.5, "How much of the second is seen."),
    {.name = "mode",
     .kind = LEAT_DRAW_CHOICE,
     .max = PIX_N_BLENDS - 1,
     .choices = &PIX_BLEND_LIST(NAMED)[1],
     .help = "How their colours become one."},
};

static int blend_modes(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const enum pix_blend before = canvas->mode;
    int err = draw_picture(canvas, values[ORIGINAL].picture, 0.0, 0.0, canvas->width,
                           canvas->height, 1.0);

    if (err)
        return err;
    canvas->mode = (enum pix_blend)values[MODE].number;
    err = draw_picture(canvas, values[STYLED].picture, 0.0, 0.0, canvas->width,
                       canvas->height, values[MIX].number);
    canvas->mode = before;
    return err;
}

const struct leat_draw_class leat_draw_blend_modes =
    CLASS("blend_modes", NULL, "Lay one stream of pictures over another.",
          "Graphics.blend_modes(camera, blur(camera), mix: 0.7, mode: \"Screen\")", 0,
          modes_params, blend_modes);
