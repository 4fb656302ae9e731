/* SPDX-License-Identifier: MIT */
/*
 * ladder: the transistor ladder of R. Moog, dsp/ladder.h.
 *
 * Where it does not bend, its response is drive / ((1 + s)^4 + 4 * resonance).
 */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/ladder.h"

enum { CUTOFF, RESONANCE, DRIVE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal without what lies above the cutoff.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 1000.0f,
                .max = 20000.0f,
                .help = "Corner frequency; held below 0.45 of the sample rate."},
    [RESONANCE] = {.name = "resonance",
                   .aliases = "res",
                   .def = 0.3f,
                   .max = 1.2f,
                   .help = "Emphasis of the cutoff; above 1 it oscillates there."},
    [DRIVE] = {.name = "drive",
               .curve = LEAT_CURVE_LOG,
               .min = 0.1f,
               .def = 1.0f,
               .max = 10.0f,
               .help = "Gain in front; loud signals bend there and turn warm."},
};

struct ladder {
    float rate_hz;
    struct {
        float s[4];
    } lane[];
};

struct tuning {
    float G[LANES_MAX], k[LANES_MAX], drive[LANES_MAX];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct ladder *ladder = NULL;

    (void)settings;
    return sizeof(*ladder) + env->lanes * sizeof(ladder->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct ladder *ladder = state;

    (void)settings;
    ladder->rate_hz = (float)env->rate_hz;
}

LANES_INLINE void tune(struct tuning *t, const struct leat_block *block, uint32_t frame,
                       uint32_t first, float rate_hz, uint32_t width)
{
    const float *cutoff_hz = leat_value_row(block->param[CUTOFF], frame) + first;
    const float *resonance = leat_value_row(block->param[RESONANCE], frame) + first;
    const float *drive = leat_value_row(block->param[DRIVE], frame) + first;

    for (uint32_t l = 0; l < width; l++) {
        t->G[l] = ladder_tune(cutoff_hz[l], rate_hz);
        t->k[l] = 4.0f * resonance[l];
        t->drive[l] = drive[l];
    }
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct ladder *ladder = state;
    const float rate_hz = ladder->rate_hz;
    const bool moving = block->param[CUTOFF].step | block->param[RESONANCE].step |
                        block->param[DRIVE].step;
    float s[4][LANES_MAX], x[LANES_MAX];
    struct tuning t;

    for (uint32_t n = 0; n < 4; n++)
        for (uint32_t l = 0; l < width; l++)
            s[n][l] = ladder->lane[first + l].s[n];
    tune(&t, block, 0, first, rate_hz, width);
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *in = block->in[0] + (size_t)i * block->lanes + first;
        float *out = block->out[0] + (size_t)i * block->lanes + first;

        if (moving)
            tune(&t, block, i, first, rate_hz, width);
        for (uint32_t l = 0; l < width; l++)
            x[l] = t.drive[l] * in[l];
        for (uint32_t l = 0; l < width; l++)
            out[l] = ladder_step(&s[0][l], &s[1][l], &s[2][l], &s[3][l], x[l], t.G[l],
                                 t.k[l]);
    }
    for (uint32_t n = 0; n < 4; n++)
        for (uint32_t l = 0; l < width; l++)
            ladder->lane[first + l].s[n] = s[n][l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_ladder) = {
    .size = sizeof(struct leat_node_class),
    .name = "ladder",
    .aliases = "moog",
    .summary = "Transistor ladder, a low-pass of 24 dB an octave that sings.",
    .example = "saw(55.hz) |> ladder(cutoff: 600.hz, resonance: 80%, drive: 2)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
