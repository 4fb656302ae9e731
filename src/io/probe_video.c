/* SPDX-License-Identifier: MIT */
/* probe_video: keeps the newest pictures, so that a program can draw them. */
#include <leat/node.h>

#include "io/node_classes.h"
#include "io/picture_shelf.h"

enum { IN };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures that a program wants to see.", pixels},
};

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

static int render(void *state, const struct leat_video_block *block)
{
    (void)state;
    picture_shelf_put(block->resource, block->in[IN], block->tick);
    return 0;
}

static struct leat_frame *look(void *resource, int64_t tick)
{
    return picture_shelf_look(resource, tick);
}

const struct leat_node_class leat_node_probe_video = {
    .size = sizeof(struct leat_node_class),
    .name = "probe_video",
    .summary = "Keep the newest pictures, so that a program can draw them.",
    .example = "testpattern(\"smpte\") |> probe_video()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .render = render,
    .open = open,
    .close = close,
    .look = look,
};
