/* SPDX-License-Identifier: MIT */
/*
 * tempo_detect: beats a minute of a sound, and how sure that is.
 *
 * The flux (dsp/flux.h) of windows some 5 ms apart, less its mean, is a row o[n].  Over
 * the last 8 s, in whole seconds, r(k) = sum of o[n] o[n - k].  The beat is the lag k
 * between 0.3 and 1 s at which
 *
 *     w(k) r(k)    w(k) = exp(-(log2(k / 0.5 s))^2 / 2)
 *
 * is greatest: of a tempo, its half and its double the one near 120 is heard.  The same
 * beat is sought again near 2 k and 4 k, where it is known as much better, and a
 * parabola through r finds it between two lags.  confidence = r(k) / r(0).
 *
 * Source: D. P. W. Ellis, "Beat tracking by dynamic programming", 2007, for w.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/analysis.h"
#include "dsp/flux.h"

enum { BPM, CONFIDENCE, N_VALUES };
enum { SECONDS = 8, LAGS = 1024, PAST = 2 * LAGS };
/* Flux a second: at most 212.  So a second is at most PAST - LAGS values, 4 s are
 * within LAGS. */
static const double FLUX_HZ = 212.0;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound with a beat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Beats a minute, 60 to 200; 0 before there are "
     "any.",
     NULL},
    {"confidence", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "How sure that is, from 0 to 1.", NULL},
};

/* What a lane remembers. */
struct past {
    float mean;             /* of the flux */
    float n;                /* windows so far, held at 2^20 */
    uint32_t in_second;     /* windows of this second */
    uint32_t second;        /* which of the SECONDS it is */
    float o[2 * PAST];      /* twice: o[n] at PAST - 1 - n % PAST, older ones above */
    float r[SECONDS][LAGS]; /* r(k) of each second */
    float sum[LAGS];
    float e[]; /* dsp/flux.h */
};

/* The smallest window whose hops are not more often than FLUX_HZ. */
static uint32_t window_size(const struct leat_env *env)
{
    uint32_t size = FRAMES_SIZE_MIN;

    while (env->rate_hz * ANALYSIS_OVERLAP > FLUX_HZ * (double)size)
        size *= 2;
    return size;
}

static uint32_t memory(const struct leat_env *env)
{
    return (uint32_t)(sizeof(struct past) / sizeof(float)) +
           flux_memory(window_size(env));
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return analysis_size(window_size(env), env->lanes, N_VALUES, memory(env));
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    analysis_init(state, env, window_size(env), N_VALUES, memory(env));
}

/* The greatest r(k) around a lag. */
static uint32_t greatest_near(const float *r, uint32_t lag, uint32_t reach)
{
    uint32_t best = lag;

    for (uint32_t k = lag - reach; k <= lag + reach; k++)
        best = r[k] > r[best] ? k : best;
    return best;
}

/* How far beside the middle one of three a parabola through them is highest. */
static float beside(const float *r)
{
    const float bend = 2.0f * r[0] - r[-1] - r[1];

    return bend > 0.0f ? math_clamp(0.5f * (r[1] - r[-1]) / bend, -0.5f, 0.5f) : 0.0f;
}

static void decide(struct past *past, float flux_hz, float *value)
{
    const uint32_t from = (uint32_t)(0.3f * flux_hz), to = (uint32_t)(flux_hz + 1.0f);
    float *r = past->sum, best = 0.0f;
    uint32_t lag = 0;

    memset(r, 0, sizeof(past->sum));
    for (uint32_t s = 0; s < SECONDS; s++)
        for (uint32_t k = 0; k < LAGS; k++)
            r[k] += past->r[s][k];
    for (uint32_t k = from; k <= to; k++) {
        const float octaves = math_log2((float)k / (0.5f * flux_hz));
        const float w = math_exp2(-0.72134752f * octaves * octaves); /* log2(e) / 2 */
        if (w * r[k] > best && r[k] >= r[k - 1] && r[k] >= r[k + 1]) {
            best = w * r[k];
            lag = k;
        }
    }
    if (!lag || !(r[0] > 1e-9f)) {
        value[BPM] = value[CONFIDENCE] = 0.0f;
        return;
    }
    value[CONFIDENCE] = math_clamp(r[lag] / r[0], 0.0f, 1.0f);
    const uint32_t two = greatest_near(r, 2 * lag, 1);
    const uint32_t four = greatest_near(r, 2 * two, 1);
    const bool holds = r[four] > 0.25f * r[lag];
    const float beat =
        holds ? 0.25f * ((float)four + beside(r + four)) : (float)lag + beside(r + lag);
    value[BPM] = math_clamp(60.0f * flux_hz / beat, 60.0f, 200.0f);
}

static void measure(struct analysis *a, const struct leat_block *block, uint32_t row,
                    uint32_t lane, float *value, float *memory)
{
    struct past *past = (struct past *)memory;
    const float flux_hz = a->rate_hz / (float)a->hop;
    float *power = analysis_power(a, lane, block->frame + row + 1);
    const float flux = flux_of(power, past->e, a->size / 2);
    float *o = past->o + PAST - 1 - a->calls % PAST, *r = past->r[past->second];

    past->n = math_min(past->n + 1.0f, 8.0f * flux_hz);
    past->mean += (flux - past->mean) / past->n;
    past->mean = past->mean > 1e-12f ? past->mean : 0.0f; /* no denormal number */
    const float now = flux - past->mean;
    o[0] = o[PAST] = math_abs(now) > 1e-9f ? now : 0.0f;
    for (uint32_t k = 0; k < LAGS; k++)
        r[k] += o[0] * o[k];
    if (++past->in_second < (uint32_t)flux_hz)
        return;
    decide(past, flux_hz, value);
    past->in_second = 0;
    past->second = (past->second + 1) % SECONDS;
    memset(past->r[past->second], 0, sizeof(past->r[0]));
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    analysis_run(state, block, measure, false);
}

const struct leat_node_class LEVEL(leat_node_tempo_detect) = {
    .size = sizeof(struct leat_node_class),
    .name = "tempo_detect",
    .aliases = "tempo_detection",
    .summary = "Tell the beats a minute of a sound.",
    .example = "sine(frequency: tempo_detect(pulse(2.hz, width: 0.01)) * 4)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .mailbox = "bpm confidence",
    .n_mailbox = N_VALUES,
    .state_size = state_size,
    .init = init,
    .process = process,
};
