/* SPDX-License-Identifier: MIT */
/* blur: the same picture, less sharp. */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "pix/blur.h"

enum { IN };
enum { OUT };
enum { SIGMA, RADIUS, KIND, EDGE, N_PARAMS };
enum { GAUSS, BOX };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Picture to blur.", NULL},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Blurred picture.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SIGMA] = {.name = "sigma",
               .unit = LEAT_UNIT_PX,
               .def = 1.0f,
               .max = 64.0f,
               .help = "Standard deviation of the Gaussian; 0 changes nothing."},
    [RADIUS] = {.name = "radius",
                .kind = LEAT_INTEGER,
                .unit = LEAT_UNIT_PX,
                .max = PIX_BLUR_REACH,
                .help = "Pixels that count to each side, of box at most 128; 0: three "
                        "sigma."},
    [KIND] = {.name = "kind",
              .kind = LEAT_ENUM,
              .max = BOX,
              .choices = "gauss box",
              .help = "Whether those nearer count more, or all alike."},
    [EDGE] = {.name = "edge",
              .kind = LEAT_ENUM,
              .max = PIX_EDGE_OUTSIDE,
              .choices = "clamp mirror transparent",
              .help = "What lies beyond the picture: its outermost pixels, its mirror "
                      "image, or nothing."},
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct pix_blur_rows);
}

/* Black in a plane: of Y'CbCr in limited range, 0 of all others. */
static uint8_t nothing(enum leat_pixel pixel, uint32_t plane)
{
    return leat_pixel_layout(pixel).planes == 1 ? 0 : plane ? 128 : 16;
}

static uint32_t box_reach(uint32_t reach, uint32_t shift)
{
    const uint32_t own = (reach + shift) >> shift;

    return own < PIX_BOX_REACH ? own : PIX_BOX_REACH;
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct leat_frame *in = block->in[IN];
    const struct leat_pixel_layout layout = leat_pixel_layout(in->format.pixel);
    const double sigma = (double)block->param[SIGMA].at[0];
    const uint32_t radius = (uint32_t)block->param[RADIUS].at[0];
    const bool is_box = (int)block->param[KIND].at[0] == BOX;

    if (!(sigma > 0.0) && !(is_box && radius)) {
        leat_frame_unref(&block->out[OUT]);
        block->out[OUT] = leat_frame_ref(in);
        return 0;
    }
    for (uint32_t p = 0; p < layout.planes; p++) {
        const uint32_t across = p ? layout.across : 0, down = p ? layout.down : 0;
        const struct pix_blur_plane plane = {in, block->out[OUT], p,
                                             (enum pix_edge)block->param[EDGE].at[0],
                                             nothing(in->format.pixel, p)};
        if (is_box) {
            const uint32_t reach = radius ? radius : pix_gauss_reach(sigma);
            pix_box(box_reach(reach, across), box_reach(reach, down), &plane, state);
        } else {
            struct pix_gauss by[2];
            pix_gauss_set(&by[0], sigma / (1 << across), (radius + across) >> across);
            pix_gauss_set(&by[1], sigma / (1 << down), (radius + down) >> down);
            pix_blur(&by[0], &by[1], &plane, state);
        }
    }
    return 0;
}

const struct leat_node_class LEVEL(leat_node_blur) = {
    .size = sizeof(struct leat_node_class),
    .name = "blur",
    .summary = "Make a picture less sharp.",
    .example = "testpattern(\"smpte\") |> blur(sigma: 5) |> file(\"soft.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .render = render,
};
