/* SPDX-License-Identifier: MIT */
/* scale: the same picture, larger or smaller. */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "nodes/video/text_params.h"
#include "pix/scale.h"

enum { IN };
enum { OUT };
enum { SIZE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Picture to scale.", NULL},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Scaled picture.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SIZE] = {.name = "size",
              .kind = LEAT_TEXT,
              .text = "640x480",
              .help = "Width and height in pixels."},
};

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    env->out_video[OUT] = env->in_video[IN];
    return text_params_size(settings->text[SIZE], &env->out_video[OUT], diag);
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct leat_frame *in = block->in[IN];
    const struct leat_video_format *to = &block->out[OUT]->format;

    (void)state;
    if (in->format.width == to->width && in->format.height == to->height) {
        leat_frame_unref(&block->out[OUT]);
        block->out[OUT] = leat_frame_ref(in);
    } else {
        pix_scale(in, block->out[OUT]);
    }
    return 0;
}

const struct leat_node_class LEVEL(leat_node_scale) = {
    .size = sizeof(struct leat_node_class),
    .name = "scale",
    .summary = "Make a picture larger or smaller.",
    .example = "testpattern(\"smpte\") |> scale(size: 320x240) |> file(\"small.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .render = render,
};
