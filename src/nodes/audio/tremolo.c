/* SPDX-License-Identifier: MIT */
/*
 * tremolo: loudness that sways: out = x (1 - depth (1 - wave) / 2), so that it stays
 * between 1 - depth and 1.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sway.h"

enum { RATE, DEPTH, SHAPE, SPREAD, N_PARAMS };
enum { SINE, TRIANGLE };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal whose loudness is to sway.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with swaying loudness.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATE] = SWAY_RATE(5.0f),
    [DEPTH] = SWAY_FRACTION("depth", NULL, 0.5f,
                            "Part of the amplitude that is lost at the lowest."),
    [SHAPE] = {.name = "shape",
               .kind = LEAT_ENUM,
               .max = 1.0f,
               .choices = "sine triangle",
               .help = "Form of a swing."},
    [SPREAD] = SWAY_SPREAD(0.0f),
};

struct tremolo {
    double per_hz; /* 2^32 / rate */
    uint32_t phase[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct tremolo) + env->lanes * sizeof(uint32_t);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    ((struct tremolo *)state)->per_hz = 0x1p32 / env->rate_hz;
}

LANES_INLINE void sway(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct tremolo *tremolo = state;
    const struct leat_value *param = block->param;
    const float *shape = param[SHAPE].at + first;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first;
    uint32_t phase[LANES_MAX], step[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++)
        phase[l] = tremolo->phase[first + l];
    for (uint32_t i = 0; i < block->nframes;
         i++, in += block->lanes, out += block->lanes) {
        const float *depth = leat_value_row(param[DEPTH], i) + first;
        const float *spread = leat_value_row(param[SPREAD], i) + first;

        if (i == 0 || param[RATE].step)
            osc_to_steps(step, leat_value_row(param[RATE], i) + first, tremolo->per_hz,
                         width);
        for (uint32_t l = 0; l < width; l++) {
            const uint32_t turned = phase[l] + sway_ahead(first + l, spread[l]);
            const float sine = sway_sine(turned), straight = sway_triangle(turned);
            const float wave = shape[l] == (float)TRIANGLE ? straight : sine;

            out[l] = in[l] * (1.0f - depth[l] * (0.5f - 0.5f * wave));
            phase[l] += step[l];
        }
    }
    for (uint32_t l = 0; l < width; l++)
        tremolo->phase[first + l] = phase[l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(sway, state, block);
}

const struct leat_node_class LEVEL(leat_node_tremolo) = {
    .size = sizeof(struct leat_node_class),
    .name = "tremolo",
    .summary = "Loudness that sways up and down.",
    .example = "saw(220.hz, amplitude: 0.5) |> tremolo(rate: 5.hz, depth: 60%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
