/* SPDX-License-Identifier: MIT */
/*
 * ring: ring modulation, the product with a sine: of a tone f and a sine g it leaves
 * f + g and f - g at half the amplitude, and neither f nor g.
 *
 *     out = x (1 - wet + wet (sine * sin(phi) + carrier))
 *
 * where carrier is a second input, silent unless it is linked.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sway.h"

enum { IN, CARRIER };
enum { FREQUENCY, WET, SINE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to multiply.", NULL},
    {"carrier", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "Signal to multiply it with, beside the sine.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Product.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq",
                   .unit = LEAT_UNIT_HZ,
                   .curve = LEAT_CURVE_LOG,
                   .min = 0.01f,
                   .def = 440.0f,
                   .max = 20000.0f,
                   .help = "Frequency of the sine."},
    [WET] = SWAY_FRACTION("wet_mix", "wet mix", 1.0f,
                          "From 0, the signal alone, to 1, the product alone."),
    [SINE] = SWAY_FRACTION("sine", NULL, 1.0f,
                           "Level of the sine; 0 leaves it to the carrier."),
};

struct ring {
    double per_hz; /* 2^32 / rate */
    uint32_t phase[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct ring) + env->lanes * sizeof(uint32_t);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    ((struct ring *)state)->per_hz = 0x1p32 / env->rate_hz;
}

LANES_INLINE void multiply(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width)
{
    struct ring *ring = state;
    const struct leat_value *param = block->param;
    const float *in = block->in[IN] + first, *carrier = block->in[CARRIER] + first;
    float *out = block->out[0] + first;
    uint32_t phase[LANES_MAX], step[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++)
        phase[l] = ring->phase[first + l];
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *wet = leat_value_row(param[WET], i) + first;
        const float *sine = leat_value_row(param[SINE], i) + first;

        if (i == 0 || param[FREQUENCY].step)
            osc_to_steps(step, leat_value_row(param[FREQUENCY], i) + first,
                         ring->per_hz, width);
        for (uint32_t l = 0; l < width; l++) {
            const float wave = sine[l] * sway_sine(phase[l]) + carrier[l];

            out[l] = in[l] * ((1.0f - wet[l]) + wet[l] * wave);
            phase[l] += step[l];
        }
        in += block->lanes;
        carrier += block->lanes;
        out += block->lanes;
    }
    for (uint32_t l = 0; l < width; l++)
        ring->phase[first + l] = phase[l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(multiply, state, block);
}

const struct leat_node_class LEVEL(leat_node_ring) = {
    .size = sizeof(struct leat_node_class),
    .name = "ring",
    .aliases = "ring_mod",
    .summary = "Ring modulation: the product with a sine or another signal.",
    .example = "saw(220.hz) |> ring(frequency: 300.hz) |> gain(-6.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
