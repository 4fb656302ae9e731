/* SPDX-License-Identifier: MIT */
/*
 * comb: feedback comb filter, which rings at a frequency and all its multiples.
 *
 *     y = x + feedback * low(y[n - d])        d = rate / frequency
 *
 * low is dsp/one_pole.h at damping; y between two frames is read by dsp/recall.h.  What
 * is kept is held within +-LIMIT, so that no modulation runs away.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/one_pole.h"
#include "dsp/recall.h"

enum { FREQUENCY, FEEDBACK, DAMPING, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to colour.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal that rings.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq cutoff",
                   .unit = LEAT_UNIT_HZ,
                   .curve = LEAT_CURVE_LOG,
                   .min = 20.0f,
                   .def = 220.0f,
                   .max = 20000.0f,
                   .help =
                       "What rings, with all its multiples; at most half the rate."},
    [FEEDBACK] = {.name = "feedback",
                  .min = -0.99f,
                  .def = 0.8f,
                  .max = 0.99f,
                  .help = "How long it rings; below 0 only odd multiples of half the "
                          "frequency do."},
    [DAMPING] = {.name = "damping",
                 .aliases = "highcut",
                 .unit = LEAT_UNIT_HZ,
                 .curve = LEAT_CURVE_LOG,
                 .min = 200.0f,
                 .def = 20000.0f,
                 .max = 20000.0f,
                 .help = "What lies above rings for less long; 20 kHz damps nothing."},
};

static const float LIMIT = 128.0f, NO_DAMPING_HZ = 20000.0f;

struct comb {
    float rate_hz;
    uint32_t size, at; /* of the ring, in frames; frame that is written next */
    float row[];       /* memory of low, then the ring: of one per lane */
};

static uint32_t ring_frames(const struct leat_env *env)
{
    return (uint32_t)(env->rate_hz / 20.0) + RECALL_MARGIN + 1;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct comb) +
           (size_t)(1 + ring_frames(env)) * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct comb *comb = state;

    (void)settings;
    comb->rate_hz = (float)env->rate_hz;
    comb->size = ring_frames(env);
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct comb *comb = state;
    const uint32_t lanes = block->lanes, size = comb->size;
    const float rate_hz = comb->rate_hz, longest = (float)(size - RECALL_MARGIN + 1);
    float *low = comb->row + first, *ring = low + lanes, G[LANES_MAX] = {0};
    uint32_t at = comb->at;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *frequency = leat_value_row(block->param[FREQUENCY], i) + first;
        const float *feedback = leat_value_row(block->param[FEEDBACK], i) + first;
        const float *damping = leat_value_row(block->param[DAMPING], i) + first;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;

        if (i == 0 || block->param[DAMPING].step)
            for (uint32_t l = 0; l < width; l++)
                G[l] = one_pole_tune(damping[l], rate_hz);
        for (uint32_t l = 0; l < width; l++) {
            const float frames = math_clamp(rate_hz / frequency[l], 2.0f, longest);
            const float past = recall(ring + l, lanes, size, at, frames);
            const float soft = one_pole_low(&low[l], past, G[l]);
            const float y =
                in[l] + feedback[l] * (damping[l] < NO_DAMPING_HZ ? soft : past);
            ring[(size_t)at * lanes + l] = math_clamp(y, -LIMIT, LIMIT) + 1e-20f;
            out[l] = y;
        }
        at = at + 1 < size ? at + 1 : 0;
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct comb *comb = state;

    lanes_run(filter, state, block);
    comb->at = (uint32_t)(((uint64_t)comb->at + block->nframes) % comb->size);
}

const struct leat_node_class LEVEL(leat_node_comb) = {
    .size = sizeof(struct leat_node_class),
    .name = "comb",
    .summary = "Let a frequency and all its multiples ring.",
    .example = "noise(amplitude: 0.1) |> comb(frequency: 110.hz, feedback: 0.95)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
