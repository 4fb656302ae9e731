/* SPDX-License-Identifier: MIT */
/* pixel_convert: the same picture in another pixel format. */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "pix/convert.h"

enum { IN };
enum { OUT };
enum { TO, N_PARAMS };

#define X(name, text, planes, bytes, across, down) " " text
static const char choices[] = LEAT_PIXEL_LIST(X);
#undef X

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Picture to convert.", NULL},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Converted picture.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TO] = {.name = "to",
            .kind = LEAT_ENUM,
            .max = LEAT_N_PIXELS - 2,
            .flags = LEAT_PARAM_STRUCTURAL,
            .choices = choices + 1,
            .help = "Pixel format to give."},
};

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    (void)diag;
    env->out_video[OUT] = env->in_video[IN];
    env->out_video[OUT].pixel = (enum leat_pixel)(1 + (int)settings->number[TO]);
    return 0;
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct leat_frame *in = block->in[IN];

    (void)state;
    if (in->format.pixel == block->out[OUT]->format.pixel) {
        leat_frame_unref(&block->out[OUT]);
        block->out[OUT] = leat_frame_ref(in);
    } else {
        pix_convert(in, block->out[OUT]);
    }
    return 0;
}

const struct leat_node_class LEVEL(leat_node_pixel_convert) = {
    .size = sizeof(struct leat_node_class),
    .name = "pixel_convert",
    .summary = "Give the same picture in another pixel format.",
    .example = "testpattern(\"smpte\") |> pixel_convert(to: \"i420\") |> "
               "file(\"bars.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .render = render,
};
