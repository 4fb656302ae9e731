/* SPDX-License-Identifier: MIT */
/* crop: a part of a picture. */
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "pix/convert.h"
#include "pix/notation.h"

enum { IN };
enum { OUT };
enum { X, Y, WIDTH, HEIGHT, N_PARAMS };

/* those without shared chroma, so that a part may begin at any pixel */
static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_RGB24,
                                         LEAT_PIXEL_BGRA8, LEAT_PIXEL_GRAY8,
                                         LEAT_PIXEL_I444,  LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Picture to take a part of.", pixels},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "The part.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [X] = {.name = "x",
           .kind = LEAT_INTEGER,
           .unit = LEAT_UNIT_PX,
           .max = PIX_SIDE_MAX,
           .help = "Where it begins, from the left; it never leaves the picture."},
    [Y] = {.name = "y",
           .kind = LEAT_INTEGER,
           .unit = LEAT_UNIT_PX,
           .max = PIX_SIDE_MAX,
           .help = "Where it begins, from the top."},
    [WIDTH] = {.name = "width",
               .kind = LEAT_INTEGER,
               .unit = LEAT_UNIT_PX,
               .max = PIX_SIDE_MAX,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Its width; 0: all that is right of x when it is made."},
    [HEIGHT] = {.name = "height",
                .kind = LEAT_INTEGER,
                .unit = LEAT_UNIT_PX,
                .max = PIX_SIDE_MAX,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Its height; 0: all that is below y when it is made."},
};

/* One side of the part; 0 when the picture is too small for it. */
static uint32_t side(float wanted, float begin, uint32_t whole)
{
    const uint32_t from = (uint32_t)begin, n = (uint32_t)wanted;

    if (n == 0)
        return from < whole ? whole - from : 0;
    return n <= whole ? n : 0;
}

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    const struct leat_video_format *in = &env->in_video[IN];
    struct leat_video_format *out = &env->out_video[OUT];

    *out = *in;
    if (in->width == 0) /* not known yet */
        return 0;
    out->width = side(settings->number[WIDTH], settings->number[X], in->width);
    out->height = side(settings->number[HEIGHT], settings->number[Y], in->height);
    if (out->width && out->height)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 401,
                  "This part is larger than the picture, which has %ux%u pixels.",
                  in->width, in->height);
    leat_diag_hint(diag, "Take a smaller width and height, or begin further left and "
                         "further up.");
    return LEAT_ERR_FORMAT;
}

static uint32_t begin(const struct leat_value *value, uint32_t part, uint32_t whole)
{
    const uint32_t at = (uint32_t)value->at[0];

    return at < whole - part ? at : whole - part;
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct leat_frame *in = block->in[IN], *out = block->out[OUT];
    const struct leat_pixel_layout layout = leat_pixel_layout(in->format.pixel);
    const uint32_t width = out->format.width, height = out->format.height;
    const uint32_t x = begin(&block->param[X], width, in->format.width);
    const uint32_t y = begin(&block->param[Y], height, in->format.height);

    (void)state;
    if (width == in->format.width && height == in->format.height) {
        leat_frame_unref(&block->out[OUT]);
        block->out[OUT] = leat_frame_ref(in);
        return 0;
    }
    for (uint32_t p = 0; p < layout.planes; p++)
        for (uint32_t row = 0; row < height; row++)
            memcpy(pix_row(out, p, row),
                   pix_row(in, p, y + row) + (size_t)x * (p ? 1 : layout.bytes),
                   leat_plane_bytes(&out->format, p));
    return 0;
}

const struct leat_node_class LEVEL(leat_node_crop) = {
    .size = sizeof(struct leat_node_class),
    .name = "crop",
    .summary = "Take a part of a picture.",
    .example = "testpattern(\"smpte\") |> crop(x: 100, y: 50, width: 320, height: 240) "
               "|> file(\"part.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .render = render,
};
