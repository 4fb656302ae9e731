/* SPDX-License-Identifier: MIT */
/*
 * rig_dist: distortion of the rig's master.
 *
 *     w = tone(still(bend(high(in))))        out = (1 - mix) in + mix * level * w
 *
 * high is a high-pass of one pole at 20 Hz, bend that of dsp/bend.h, still a high-pass
 * at 7 Hz, tone the low-pass of dsp/distort.h.  level is the root of (in's power / w's
 * power), both smoothed over 50 ms, held below 8, so that a change of mix or drive
 * changes the color more than the loudness.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/bend.h"
#include "dsp/bound.h"
#include "dsp/distort.h"
#include "dsp/one_pole.h"

enum { DRIVE, MIX, TONE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to bend.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with new overtones, as loud as before.",
     NULL},
};

#define FRACTION(word, usual, text)                                                    \
    {                                                                                  \
        .name = word, .unit = LEAT_UNIT_FRACTION, .def = usual, .max = 1.0f,           \
        .help = text                                                                   \
    }

static const struct leat_param params[N_PARAMS] = {
    [DRIVE] = FRACTION("drive", 0.0f, "How much the signal is bent."),
    [MIX] =
        FRACTION("mix", 0.0f, "From 0, the signal alone, to 1, the bent one alone."),
    [TONE] = FRACTION("tone", 0.5f, "Brightness of what is bent: from 1 kHz to 8 kHz."),
};

static const float HIGH_HZ = 20.0f, STILL_HZ = 7.0f, LOUDEST = 8.0f;
static const float LEAST_POWER = 1e-12f; /* of both, so that silence has a ratio */

struct dist {
    float rate_hz, high_g, still_g, part;
    struct {
        float high, still, tone, in_power, w_power;
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct dist *dist = NULL;

    (void)settings;
    return sizeof(*dist) + env->lanes * sizeof(dist->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct dist *dist = state;

    (void)settings;
    dist->rate_hz = (float)env->rate_hz;
    dist->high_g = one_pole_tune(HIGH_HZ, dist->rate_hz);
    dist->still_g = one_pole_tune(STILL_HZ, dist->rate_hz);
    dist->part = (float)(1.0 - math_exp_d(-1.0 / (0.05 * env->rate_hz)));
}

/* One sample of lane l, bent and as loud as x. */
LANES_INLINE float wet(struct dist *dist, uint32_t l, float x, float k, float tone_g)
{
    const float high = x - one_pole_low(&dist->lane[l].high, x, dist->high_g);
    const float bent = bend(high, k);
    const float even = bent - one_pole_low(&dist->lane[l].still, bent, dist->still_g);
    const float w = one_pole_low(&dist->lane[l].tone, even, tone_g);
    float *in_power = &dist->lane[l].in_power, *w_power = &dist->lane[l].w_power;

    *in_power += dist->part * (x * x + LEAST_POWER - *in_power);
    *w_power += dist->part * (w * w + LEAST_POWER - *w_power);
    return math_min(LOUDEST, math_sqrt(*in_power / *w_power)) * w;
}

LANES_INLINE void distort(void *state, const struct leat_block *block, uint32_t first,
                          uint32_t width)
{
    struct dist *dist = state;
    const struct leat_value *param = block->param;
    const bool moving = param[DRIVE].step | param[TONE].step;
    float k[LANES_MAX] = {0}, tone_g[LANES_MAX] = {0};

    for (uint32_t i = 0; i < block->nframes; i++) {
        const size_t at = (size_t)i * block->lanes + first;
        const float *mix = leat_value_row(param[MIX], i) + first;

        for (uint32_t l = 0; l < width && (i == 0 || moving); l++) {
            k[l] = bend_k(leat_value_row(param[DRIVE], i)[first + l]);
            tone_g[l] =
                distort_tone(leat_value_row(param[TONE], i)[first + l], dist->rate_hz);
        }
        for (uint32_t l = 0; l < width; l++) {
            const float x = bound(block->in[0][at + l]);
            const float w = wet(dist, first + l, x, k[l], tone_g[l]);
            block->out[0][at + l] = (1.0f - mix[l]) * x + mix[l] * w;
        }
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(distort, state, block);
}

const struct leat_node_class LEVEL(leat_node_rig_dist) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_dist",
    .summary = "Distortion of the Chronus rig, as loud as what goes in.",
    .example = "saw(110.hz, amplitude: 0.3) |> rig_dist(drive: 80%, mix: 1)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
