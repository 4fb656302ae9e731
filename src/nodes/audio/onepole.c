/* SPDX-License-Identifier: MIT */
/* onepole: the gentlest filter, 6 dB an octave: dsp/one_pole.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/bound.h"
#include "dsp/one_pole.h"

enum { CUTOFF, TYPE, N_PARAMS };
enum { LOWPASS, HIGHPASS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Filtered signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 0.1f,
                .def = 1000.0f,
                .max = 20000.0f,
                .help = "Frequency that is lowered by 3 dB; held below 0.49 of the "
                        "sample rate."},
    [TYPE] = {.name = "type",
              .kind = LEAT_ENUM,
              .max = 1.0f,
              .choices = "lowpass highpass",
              .help = "Which side of the cutoff goes through."},
};

struct onepole {
    float rate_hz;
    float s[]; /* memory of each lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct onepole) + env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct onepole *pole = state;

    (void)settings;
    pole->rate_hz = (float)env->rate_hz;
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct onepole *pole = state;
    const struct leat_value cutoff = block->param[CUTOFF];
    const float *type = block->param[TYPE].at + first;
    const float rate_hz = pole->rate_hz;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first;
    float s[LANES_MAX], G[LANES_MAX] = {0}, whole[LANES_MAX], part[LANES_MAX];

    for (uint32_t l = 0; l < width; l++) {
        s[l] = pole->s[first + l];
        whole[l] = type[l] == (float)HIGHPASS ? 1.0f : 0.0f;
        part[l] = 1.0f - 2.0f * whole[l];
    }
    for (uint32_t i = 0; i < block->nframes; i++) {
        if (i == 0 || cutoff.step)
            for (uint32_t l = 0; l < width; l++)
                G[l] = one_pole_tune(leat_value_row(cutoff, i)[first + l], rate_hz);
        for (uint32_t l = 0; l < width; l++) {
            const float x = bound(in[l]);
            out[l] = whole[l] * x + part[l] * one_pole_low(&s[l], x, G[l]);
        }
        in += block->lanes;
        out += block->lanes;
    }
    for (uint32_t l = 0; l < width; l++)
        pole->s[first + l] = s[l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_onepole) = {
    .size = sizeof(struct leat_node_class),
    .name = "onepole",
    .aliases = "one_pole",
    .summary = "Gentle low- or high-pass filter, 6 dB an octave.",
    .example = "noise() |> onepole(cutoff: 500.hz)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
