/* SPDX-License-Identifier: MIT */
/*
 * limiter: no peak of the curve through the samples above a ceiling.
 *
 * The peaks are those of dsp/true_peak.h, of all lanes together, so that the stereo
 * image stays; the gain is that of dsp/limit.h.  While no peak exceeds the ceiling
 * every sample passes bit for bit.  The signal is late by the look-ahead, by
 * TRUE_PEAK_AFTER frames that the curve takes to be known, and one frame less since a
 * peak's both neighbours are to be turned down.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/dynamics_turn.h"
#include "dsp/limit.h"
#include "dsp/seconds.h"
#include "dsp/true_peak.h"

enum { CEILING, LOOKAHEAD, RELEASE, N_PARAMS };

/* 0.09 dB: near half the rate the curve may go that much further than is measured, and
 * that much the filter that ITU-R BS.1770-4 prints reads too high. */
static const float LIFT = 1.01f;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to limit; all lanes as one.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal whose true peaks keep below the ceiling.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CEILING] = {.name = "ceiling",
                 .aliases = "limit threshold",
                 .unit = LEAT_UNIT_DB,
                 .min = -60.0f,
                 .def = -1.0f,
                 .max = 0.0f,
                 .help = "True peak that is not exceeded."},
    [LOOKAHEAD] = {.name = "lookahead",
                   .unit = LEAT_UNIT_MS,
                   .min = 0.2f,
                   .def = 1.5f,
                   .max = 10.0f,
                   .flags = LEAT_PARAM_STRUCTURAL,
                   .help = "Time in which the gain comes down before a peak."},
    [RELEASE] = {.name = "release",
                 .unit = LEAT_UNIT_MS,
                 .curve = LEAT_CURVE_LOG,
                 .min = 1.0f,
                 .def = 80.0f,
                 .max = 2000.0f,
                 .help = "Time in which the reduction falls to 37 % after a peak."},
};

struct limiter {
    float rate_hz;
    uint32_t delay, at; /* rows of the delay; the one that comes out next */
    uint32_t past;      /* where the last samples of each lane stand in `rest` */
    uint32_t rows;      /* where the delay stands there */
    float rest[];       /* struct limit, past samples, delay */
};

static uint32_t lookahead(const struct leat_env *env,
                          const struct leat_settings *settings)
{
    const int64_t n =
        seconds_to_frames(settings->number[LOOKAHEAD] * 0.001f, env->rate_hz);

    return n < 1 ? 1 : (uint32_t)n;
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    return lookahead(env, settings) - 1 + TRUE_PEAK_AFTER;
}

/* What is still delayed when the signal ends. */
static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return latency(env, settings);
}

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = env->out_lanes[0] = env->in_lanes[0] ? env->in_lanes[0] : 1;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t rows = TRUE_PEAK_PAST + (size_t)latency(env, settings);

    return sizeof(struct limiter) + limit_size(lookahead(env, settings)) +
           rows * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct limiter *limiter = state;
    const uint32_t n = lookahead(env, settings);

    limiter->rate_hz = (float)env->rate_hz;
    limiter->delay = latency(env, settings);
    limiter->past = (uint32_t)(limit_size(n) / sizeof(float));
    limiter->rows = limiter->past + TRUE_PEAK_PAST * env->lanes;
    limit_init((struct limit *)limiter->rest, n);
}

/* Peaks of one lane, of samples that stand `step` apart, added to those of the others.
 */
LANES_INLINE void measure(float *peak, float *past, const float *in, uint32_t step,
                          uint32_t n, float enough)
{
    float x[TRUE_PEAK_PAST + TRUE_PEAK_FRAMES];

    memcpy(x, past, TRUE_PEAK_PAST * sizeof(float));
    for (uint32_t i = 0; i < n; i++)
        x[TRUE_PEAK_PAST + i] = in[(size_t)i * step];
    memcpy(past, x + n, TRUE_PEAK_PAST * sizeof(float));
    true_peak_raise(peak, x + TRUE_PEAK_BEFORE, n, LIFT, enough);
}

LEAT_RT static void measure_all(struct limiter *limiter, float *peak, const float *in,
                                uint32_t lanes, uint32_t n, float enough)
{
    float *past = limiter->rest + limiter->past;

    for (uint32_t l = 0; l < lanes; l++, past += TRUE_PEAK_PAST) {
        if (lanes == 2)
            measure(peak, past, in + l, 2, n, enough);
        else
            measure(peak, past, in + l, lanes, n, enough);
    }
}

/* Turn n frames, late by the delay. */
LEAT_RT static void turn(struct limiter *limiter, const float *in, float *out,
                         const float *gain, uint32_t n, uint32_t lanes)
{
    for (uint32_t i = 0, m; i < n; i += m) {
        float *late = limiter->rest + limiter->rows + (size_t)limiter->at * lanes;

        m = limiter->delay - limiter->at < n - i ? limiter->delay - limiter->at : n - i;
        dynamics_turn_lanes(in + (size_t)i * lanes, out + (size_t)i * lanes, late,
                            gain + i, m, lanes, lanes, true);
        limiter->at = limiter->at + m < limiter->delay ? limiter->at + m : 0;
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct limiter *limiter = state;
    const uint32_t lanes = block->lanes;
    const struct leat_value ceiling = block->param[CEILING];
    const struct leat_value release = block->param[RELEASE];
    float x[TRUE_PEAK_FRAMES], most[TRUE_PEAK_FRAMES], fall[TRUE_PEAK_FRAMES];

    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        const float *in = block->in[0] + (size_t)start * lanes;
        float *out = block->out[0] + (size_t)start * lanes;

        n = block->nframes - start;
        n = n < TRUE_PEAK_FRAMES ? n : TRUE_PEAK_FRAMES;
        memset(x, 0, sizeof(x));
        for (uint32_t i = 0; i < (ceiling.step ? n : 1); i++)
            most[i] = math_db_to_factor(leat_value_row(ceiling, start + i)[0]);
        for (uint32_t i = 0; i < (release.step ? n : 1); i++)
            fall[i] = math_exp2(-1442.69504f / (leat_value_row(release, start + i)[0] *
                                                limiter->rate_hz));
        measure_all(limiter, x, in, lanes, n, ceiling.step ? 0.0f : most[0]);
        for (uint32_t i = 0; i < n; i++)
            x[i] = limit_ask(x[i], most[ceiling.step ? i : 0]);
        limit_run((struct limit *)limiter->rest, x, n, fall, release.step ? 1 : 0);
        turn(limiter, in, out, x, n, lanes);
    }
}

const struct leat_node_class LEVEL(leat_node_limiter) = {
    .size = sizeof(struct leat_node_class),
    .name = "limiter",
    .summary = "Keep true peaks below a ceiling.",
    .example = "saw(110.hz) |> gain(12.db) |> limiter(ceiling: -1.db)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .latency = latency,
    .tail = tail,
    .init = init,
    .process = process,
};
