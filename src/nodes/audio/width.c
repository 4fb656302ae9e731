/* SPDX-License-Identifier: MIT */
/*
 * width: how far a stereo signal spreads.  With middle m = (l + r) / 2 and side
 * s = (l - r) / 2,
 *
 *     left = m + width s      right = m - width s
 *
 * so left + right, which is what mono playback hears, stays as it is.  Below mono_below
 * the side is taken away by one pole, dsp/one_pole.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/bound.h"
#include "dsp/one_pole.h"
#include "dsp/sides.h"

enum { WIDTH, MONO_BELOW, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Pairs of left and right.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Pairs, wider or narrower.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [WIDTH] = {.name = "width",
               .unit = LEAT_UNIT_FRACTION,
               .def = 1.0f,
               .max = 2.0f,
               .help = "From 0, mono, by 1, as it is, to 2, twice as wide."},
    [MONO_BELOW] = {.name = "mono_below",
                    .unit = LEAT_UNIT_HZ,
                    .max = 500.0f,
                    .help = "Frequency below which all is in the middle; 0 is none."},
};

struct width {
    float rate_hz;
    float low[]; /* of the side of each pair */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct width) + (env->out_lanes[0] / 2 + 1) * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    ((struct width *)state)->rate_hz = (float)env->rate_hz;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct width *width = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->out_lanes[0];
    const float *in = block->in[0];
    float *out = block->out[0], G = 0.0f;

    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        const float w = sides_param(param[WIDTH], i);
        const float own = 0.5f + 0.5f * w, other = 0.5f - 0.5f * w;
        const float hz = sides_param(param[MONO_BELOW], i);

        if (i == 0 || param[MONO_BELOW].step)
            G = one_pole_tune(hz, width->rate_hz);
        for (uint32_t l = 0; l + 1 < lanes; l += 2) {
            const float left = in[l], right = in[l + 1];
            const float below =
                w * one_pole_low(&width->low[l / 2], bound(0.5f * (left - right)), G);
            const float side = hz > 0.0f ? below : 0.0f;

            out[l] = own * left + other * right - side;
            out[l + 1] = own * right + other * left + side;
        }
        if (lanes & 1) /* one without a partner */
            out[lanes - 1] = in[lanes - 1];
    }
}

const struct leat_node_class LEVEL(leat_node_width) = {
    .size = sizeof(struct leat_node_class),
    .name = "width",
    .aliases = "stereo_width",
    .summary = "Stereo made wider or narrower, safe for mono.",
    .example = "saw([220.hz, 221.hz], amplitude: 0.5) |> width(150%)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = sides_keep,
    .state_size = state_size,
    .init = init,
    .process = process,
};
