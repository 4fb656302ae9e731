/* SPDX-License-Identifier: MIT */
/*
 * bitcrush: few bits and a low rate, with all the aliases they bring.
 *
 *     out = output * tone(round(held * 2^(bits - 1)) / 2^(bits - 1))
 *
 * held is drive * in, taken anew after every sample_rate / rate frames; tone is that of
 * dsp/distort.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/distort.h"

enum { BITS, RATE, DRIVE, OUTPUT, TONE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to crush.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal in coarse steps.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [BITS] = {.name = "bits",
              .min = 1.0f,
              .def = 8.0f,
              .max = 16.0f,
              .help = "Bits that are left of each sample."},
    [RATE] = {.name = "rate",
              .unit = LEAT_UNIT_HZ,
              .curve = LEAT_CURVE_LOG,
              .min = 100.0f,
              .def = 384000.0f,
              .max = 384000.0f,
              .help = "How often a sample is taken; from the sample rate up, all are."},
    [DRIVE] = {.name = "drive",
               .curve = LEAT_CURVE_LOG,
               .min = 0.1f,
               .def = 2.0f,
               .max = 100.0f,
               .help = "Gain before, up to full scale."},
    [OUTPUT] = {.name = "output",
                .aliases = "level",
                .def = 0.5f,
                .max = 2.0f,
                .help = "Gain behind."},
    [TONE] = {.name = "tone",
              .unit = LEAT_UNIT_FRACTION,
              .def = 0.5f,
              .max = 1.0f,
              .help = "Brightness: a gentle low-pass from 1 kHz at 0 to 8 kHz at 1."},
};

struct bitcrush {
    float rate_hz;
    struct {
        float held, tone;
        float left; /* frames until a sample is taken */
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct bitcrush *crush = NULL;

    (void)settings;
    return sizeof(*crush) + env->lanes * sizeof(crush->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct bitcrush *crush = state;

    (void)settings;
    crush->rate_hz = (float)env->rate_hz;
}

LANES_INLINE void bend(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct bitcrush *crush = state;
    const float rate_hz = crush->rate_hz;
    float held[LANES_MAX], s[LANES_MAX], left[LANES_MAX], tone_G[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++) {
        held[l] = crush->lane[first + l].held;
        left[l] = crush->lane[first + l].left;
        s[l] = crush->lane[first + l].tone;
    }
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *row[N_PARAMS];
        const float *in = block->in[0] + (size_t)i * block->lanes + first;
        float *out = block->out[0] + (size_t)i * block->lanes + first;

        for (uint32_t k = 0; k < N_PARAMS; k++)
            row[k] = leat_value_row(block->param[k], i) + first;
        if (i == 0 || block->param[TONE].step)
            for (uint32_t l = 0; l < width; l++)
                tone_G[l] = distort_tone(row[TONE][l], rate_hz);
        for (uint32_t l = 0; l < width; l++) {
            const float x = row[DRIVE][l] * in[l];
            const float period = math_max(rate_hz / row[RATE][l], 1.0f);
            const bool takes = left[l] <= 0.0f;
            held[l] = takes ? x : held[l];
            left[l] = (takes ? left[l] + period : left[l]) - 1.0f;
            const float y = shaper_crush(held[l], math_exp2(row[BITS][l] - 1.0f));
            out[l] = row[OUTPUT][l] * one_pole_low(&s[l], y, tone_G[l]);
        }
    }
    for (uint32_t l = 0; l < width; l++) {
        crush->lane[first + l].held = held[l];
        crush->lane[first + l].left = left[l];
        crush->lane[first + l].tone = s[l];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(bend, state, block);
}

const struct leat_node_class LEVEL(leat_node_bitcrush) = {
    .size = sizeof(struct leat_node_class),
    .name = "bitcrush",
    .aliases = "bitcrusher",
    .summary = "Leave a signal few bits and a low rate.",
    .example = "saw(110.hz) |> bitcrush(bits: 4, rate: 8.khz, tone: 100%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
