/* SPDX-License-Identifier: MIT */
/*
 * phaser: a signal and its copy through all-passes that sway.  With n stages at
 *
 *     fc = frequency * 4^(depth * sin(phi))
 *
 * an equal mix has its notches where t = tan(pi f / rate) is tan(pi fc / rate) times
 * tan(pi (2 k - 1) / (2 n)): n / 2 of them.  A stage is x after one pole,
 * dsp/one_pole.h:
 *
 *     v = (x - s) G      low = v + s      s = low + v      out = 2 low - x
 *
 * so that a chain's output is a^n x + b with a = 2 G - 1 and b of the memories alone;
 * feedback is solved from that, without a frame of delay:
 *
 *     u = (x + feedback b) / (1 - feedback a^n)
 *
 * Source: V. Zavalishin, "The Art of VA Filter Design".
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/bound.h"
#include "dsp/one_pole.h"
#include "dsp/sway.h"

enum { RATE, DEPTH, WET, FEEDBACK, FREQUENCY, STAGES, SPREAD, N_PARAMS };
enum { MOST_STAGES = 12 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to cut notches into.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with notches that sway.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATE] = SWAY_RATE(0.5f),
    [DEPTH] = SWAY_FRACTION("depth", NULL, 0.5f,
                            "How far the notches sway: two octaves either way at 1."),
    [WET] = SWAY_FRACTION("wet_mix", "wet mix", 0.5f,
                          "From 0, the signal alone, to 1, its turned copy alone."),
    [FEEDBACK] = {.name = "feedback",
                  .unit = LEAT_UNIT_FRACTION,
                  .min = -0.95f,
                  .max = 0.95f,
                  .help = "Part of the copy that goes round again: sharper notches."},
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq",
                   .unit = LEAT_UNIT_HZ,
                   .curve = LEAT_CURVE_LOG,
                   .min = 50.0f,
                   .def = 800.0f,
                   .max = 8000.0f,
                   .help = "Around which the notches sway."},
    [STAGES] = {.name = "stages",
                .kind = LEAT_INTEGER,
                .min = 1.0f,
                .def = 6.0f,
                .max = MOST_STAGES,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Number of all-passes; two make a notch."},
    [SPREAD] = SWAY_SPREAD(0.5f),
};

struct phaser {
    double per_hz; /* 2^32 / rate */
    float rate_hz;
    uint32_t stages;
    struct {
        uint32_t phase;
        float s[MOST_STAGES];
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct phaser *phaser = NULL;

    (void)settings;
    return sizeof(*phaser) + env->lanes * sizeof(phaser->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct phaser *phaser = state;

    phaser->stages = (uint32_t)(int32_t)settings->number[STAGES];
    phaser->rate_hz = (float)env->rate_hz;
    phaser->per_hz = 0x1p32 / env->rate_hz;
}

/* One frame of `width` lanes through the chains; x becomes what comes out. */
LANES_INLINE void turn(float s[MOST_STAGES][LANES_MAX], float *x, const float *G,
                       const float *feedback, uint32_t stages, uint32_t width)
{
    float a[LANES_MAX], b[LANES_MAX];

    for (uint32_t l = 0; l < width; l++)
        a[l] = 1.0f, b[l] = 0.0f;
    for (uint32_t k = 0; k < stages; k++)
        for (uint32_t l = 0; l < width; l++) {
            const float through = 2.0f * G[l] - 1.0f;
            b[l] = through * b[l] + (1.0f - through) * s[k][l];
            a[l] *= through;
        }
    for (uint32_t l = 0; l < width; l++)
        x[l] = (x[l] + feedback[l] * b[l]) / (1.0f - feedback[l] * a[l]);
    for (uint32_t k = 0; k < stages; k++)
        for (uint32_t l = 0; l < width; l++)
            x[l] = 2.0f * one_pole_low(&s[k][l], x[l], G[l]) - x[l];
}

LANES_INLINE void sway(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct phaser *phaser = state;
    const struct leat_value *param = block->param;
    const uint32_t stages = phaser->stages;
    float s[MOST_STAGES][LANES_MAX], x[LANES_MAX], G[LANES_MAX];
    uint32_t phase[LANES_MAX], step[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++) {
        phase[l] = phaser->lane[first + l].phase;
        for (uint32_t k = 0; k < MOST_STAGES; k++)
            s[k][l] = phaser->lane[first + l].s[k];
    }
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *depth = leat_value_row(param[DEPTH], i) + first;
        const float *wet = leat_value_row(param[WET], i) + first;
        const float *feedback = leat_value_row(param[FEEDBACK], i) + first;
        const float *hz = leat_value_row(param[FREQUENCY], i) + first;
        const float *spread = leat_value_row(param[SPREAD], i) + first;
        const float *in = block->in[0] + (size_t)i * block->lanes + first;
        float *out = block->out[0] + (size_t)i * block->lanes + first;

        if (i == 0 || param[RATE].step)
            osc_to_steps(step, leat_value_row(param[RATE], i) + first, phaser->per_hz,
                         width);
        for (uint32_t l = 0; l < width; l++) {
            const float wave = sway_sine(phase[l] + sway_ahead(first + l, spread[l]));
            G[l] = one_pole_tune(hz[l] * math_exp2(2.0f * depth[l] * wave),
                                 phaser->rate_hz);
            x[l] = bound(in[l]);
            phase[l] += step[l];
        }
        turn(s, x, G, feedback, stages, width);
        for (uint32_t l = 0; l < width; l++)
            out[l] = (1.0f - wet[l]) * in[l] + wet[l] * x[l];
    }
    for (uint32_t l = 0; l < width; l++) {
        phaser->lane[first + l].phase = phase[l];
        for (uint32_t k = 0; k < MOST_STAGES; k++)
            phaser->lane[first + l].s[k] = s[k][l];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(sway, state, block);
}

const struct leat_node_class LEVEL(leat_node_phaser) = {
    .size = sizeof(struct leat_node_class),
    .name = "phaser",
    .summary = "Notches that sway through the spectrum.",
    .example = "saw(110.hz, amplitude: 0.5) |> phaser(rate: 0.3.hz, depth: 60%, "
               "feedback: 50%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
