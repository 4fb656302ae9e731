/* SPDX-License-Identifier: MIT */
/* canvas_in: the pictures that a program draws, as a stream. */
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "io/node_classes.h"
#include "io/picture_shelf.h"
#include "nodes/video/text_params.h"

enum { OUT };
enum { SIZE, RATE, N_PARAMS };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "What is drawn.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [SIZE] = {.name = "size",
              .kind = LEAT_TEXT,
              .text = "1280x720",
              .help = "Width and height of what is drawn, in pixels."},
    [RATE] = {.name = "rate",
              .aliases = "fps",
              .unit = LEAT_UNIT_HZ,
              .min = 0.001f,
              .def = 60.0f,
              .max = 1000.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Frames of the program a second."},
};

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    const int err = text_params_size(settings->text[SIZE], &env->out_video[OUT], diag);

    env->out_video[OUT].rate = pix_rate_of(settings->number[RATE]);
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    (void)env, (void)settings, (void)diag;
    return picture_shelf_create((struct picture_shelf **)resource);
}

static int close(void **resource, struct leat_diag *diag)
{
    (void)diag;
    picture_shelf_destroy((struct picture_shelf **)resource);
    return 0;
}

static int give(void *resource, const struct leat_frame *picture, int64_t tick)
{
    picture_shelf_put(resource, picture, tick);
    return 0;
}

static void blacken(struct leat_frame *out)
{
    for (uint32_t y = 0; y < out->format.height; y++) {
        uint8_t *row = out->plane[0] + (size_t)y * out->stride[0];
        for (uint32_t x = 0; x < out->format.width; x++)
            memcpy(row + 4 * (size_t)x, (const uint8_t[]){0, 0, 0, 255}, 4);
    }
}

/* A picture of another size is from before the canvas had this one. */
static int render(void *state, const struct leat_video_block *block)
{
    struct leat_frame *picture = picture_shelf_look(block->resource, block->tick);
    const struct leat_video_format *format = &block->out[OUT]->format;

    (void)state;
    if (picture && (picture->format.width != format->width ||
                    picture->format.height != format->height))
        leat_frame_unref(&picture);
    if (!picture && block->last[OUT])
        picture = leat_frame_ref(block->last[OUT]);
    if (!picture) {
        blacken(block->out[OUT]);
        return 0;
    }
    leat_frame_unref(&block->out[OUT]);
    block->out[OUT] = picture;
    return 0;
}

const struct leat_node_class leat_node_canvas_in = {
    .size = sizeof(struct leat_node_class),
    .name = "canvas_in",
    .summary = "The pictures that a program draws; `canvas()` sets its size.",
    .example = "clear(orange); canvas_in() |> file(\"drawn.y4m\")",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .render = render,
    .open = open,
    .close = close,
    .give = give,
};
