/* SPDX-License-Identifier: MIT */
/*
 * pitch: the fundamental frequency of a sound of one voice, and how sure that is.
 *
 * With W = size / 2 and d(t) = sum over j < W of (x[j] - x[j + t])^2, let
 * c(t) = d(t) t / sum over s in [1, t] of d(s).  The period is the first dip of c below
 * 0.15, or else its deepest, made finer by a parabola through d; confidence is 1 - c
 * there.  Below `threshold` the frequency is 0.  Sums come by transforms.
 *
 * Source: A. de Cheveigne, H. Kawahara, "YIN, a fundamental frequency estimator for
 * speech and music", 2002.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/analysis.h"

enum { MIN, MAX, THRESHOLD, SIZE, N_PARAMS };
enum { HZ, CONFIDENCE, N_VALUES };

static const float DIP = 0.15f;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound of one voice.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Its frequency in hertz; 0 when it has none.", NULL},
    {"confidence", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "How sure that is, from 0 to 1.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [MIN] = {.name = "min",
             .unit = LEAT_UNIT_HZ,
             .curve = LEAT_CURVE_LOG,
             .min = 20.0f,
             .def = 80.0f,
             .max = 10000.0f,
             .help = "Lowest frequency looked for; 2 / size of the rate at least."},
    [MAX] = {.name = "max",
             .unit = LEAT_UNIT_HZ,
             .curve = LEAT_CURVE_LOG,
             .min = 40.0f,
             .def = 2000.0f,
             .max = 20000.0f,
             .help = "Highest frequency looked for."},
    [THRESHOLD] = {.name = "threshold",
                   .unit = LEAT_UNIT_FRACTION,
                   .def = 0.5f,
                   .max = 1.0f,
                   .help = "Confidence below which there is no frequency."},
    [SIZE] = FRAMES_SIZE_PARAM,
};

/* A lane's memory: two spectra, with room for a transform between. */
static uint32_t memory_of(uint32_t size)
{
    return 2 * size + 64;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const uint32_t size = frames_size(settings->number[SIZE]);

    return analysis_size(size, env->lanes, N_VALUES, 0) +
           memory_of(size) * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    analysis_init(state, env, frames_size(settings->number[SIZE]), N_VALUES, 0);
}

/* d(t) for t in [0, W), into `d`, from 2 W samples x; returns the energy of W. */
static float difference(float *d, const float *x, uint32_t size, float *spectra,
                        float *work)
{
    const uint32_t half = size / 2, bins = half + 16;
    float *re = spectra, *im = re + bins, *re2 = im + bins, *im2 = re2 + bins;
    double energy = 0.0, moved;

    dsp_fft_real(x, re, im, size, work);
    memcpy(d, x, half * sizeof(float));
    memset(d + half, 0, half * sizeof(float));
    dsp_fft_real(d, re2, im2, size, work);
    for (uint32_t k = 0; k <= half; k++) { /* conj(first half) times the whole */
        const float r = re2[k] * re[k] + im2[k] * im[k];
        im[k] = re2[k] * im[k] - im2[k] * re[k];
        re[k] = r;
    }
    dsp_fft_real_inverse(re, im, d, size, work);
    for (uint32_t j = 0; j < half; j++)
        energy += (double)x[j] * (double)x[j];
    moved = energy;
    for (uint32_t t = 0; t < half; t++) {
        d[t] = math_max((float)(energy + moved - 2.0 * (double)d[t]), 0.0f);
        moved +=
            (double)x[t + half] * (double)x[t + half] - (double)x[t] * (double)x[t];
    }
    return (float)energy;
}

/* Make c of d; returns the period's place, between `from` and `to`. */
static uint32_t find_dip(const float *d, float *c, uint32_t from, uint32_t to)
{
    uint32_t best = from;
    float sum = 1e-20f;

    for (uint32_t t = 1; t <= to + 1; t++) {
        sum += d[t];
        c[t] = d[t] * (float)t / sum;
    }
    for (uint32_t t = from; t <= to; t++) {
        if (c[t] < DIP && c[t] <= c[t + 1])
            return t;
        best = c[t] < c[best] ? t : best;
    }
    return best;
}

/* Where the parabola through three neighbours is lowest, from the middle one. */
static float lowest(float left, float middle, float right)
{
    const float bend = left - 2.0f * middle + right;

    return bend > 0.0f ? math_clamp(0.5f * (left - right) / bend, -1.0f, 1.0f) : 0.0f;
}

static void measure(struct analysis *a, const struct leat_block *block, uint32_t row,
                    uint32_t lane, float *value, float *memory)
{
    const uint32_t half = a->size / 2;
    float *x = analysis_piece(a, lane, block->frame + row + 1);
    float *d = x + a->size, *work = d + a->size + 32;
    float *spectra = analysis_history(a, block->lanes), *c = spectra;
    const float high = leat_value_row(block->param[MAX], row)[lane];
    const float low = leat_value_row(block->param[MIN], row)[lane];
    const float longest = math_min(a->rate_hz / low, (float)(half - 3));
    const float shortest = math_clamp(a->rate_hz / high, 2.0f, longest);
    const float energy = difference(d, x, a->size, spectra, work);
    const uint32_t t = find_dip(d, c, (uint32_t)shortest, (uint32_t)longest);

    (void)memory;
    value[CONFIDENCE] = energy > 1e-9f ? math_clamp(1.0f - c[t], 0.0f, 1.0f) : 0.0f;
    value[HZ] =
        value[CONFIDENCE] < leat_value_row(block->param[THRESHOLD], row)[lane] ||
                value[CONFIDENCE] == 0.0f
            ? 0.0f
            : a->rate_hz / ((float)t + lowest(d[t - 1], d[t], d[t + 1]));
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    analysis_run(state, block, measure, false);
}

const struct leat_node_class LEVEL(leat_node_pitch) = {
    .size = sizeof(struct leat_node_class),
    .name = "pitch",
    .aliases = "detect_pitch pitch_detect",
    .summary = "Tell the fundamental frequency of a voice.",
    .example = "sine(pitch(saw(220.hz)) * 2)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "hz confidence",
    .n_mailbox = N_VALUES,
    .state_size = state_size,
    .init = init,
    .process = process,
};
