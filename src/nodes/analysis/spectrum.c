/* SPDX-License-Identifier: MIT */
/*
 * spectrum: the levels of a sound's frequency bands, a lane for each band.
 *
 * Under a Hann window, with the power of bin k spread evenly from k - 1/2 to k + 1/2, a
 * band's level is the root of the power between its edges, averaged over the channels
 * and scaled so that a sine of full scale inside a band reads 1.  The scales are level,
 * 20 log10(level) from -120 on, and clamp((dB + 60) / 60, 0, 1).
 */

#include <math.h>

#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/analysis.h"
#include "dsp/bands.h"
#include "dsp/bound.h"

enum { BANDS, SPACING, SCALE, SMOOTHING, LOW, HIGH, SIZE, HOP, N_PARAMS };
enum { PERCEPTUAL, LINEAR, DB };
enum { BANDS_MAX = 1024, MAILED = 16 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to measure; channels count as one.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Levels of the bands.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [BANDS] = {.name = "bands",
               .kind = LEAT_INTEGER,
               .min = 1.0f,
               .def = 8.0f,
               .max = BANDS_MAX,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "How many bands there are."},
    [SPACING] = {.name = "spacing",
                 .kind = LEAT_ENUM,
                 .max = 2.0f,
                 .choices = "log mel hz",
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "In which measure of pitch all bands are equally wide."},
    [SCALE] = {.name = "scale",
               .kind = LEAT_ENUM,
               .max = 2.0f,
               .choices = "perceptual linear db",
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "What is told: 0 to 1 over 60 dB, amplitudes, or decibels."},
    [SMOOTHING] = {.name = "smoothing",
                   .unit = LEAT_UNIT_FRACTION,
                   .max = 0.95f,
                   .help = "Part of each reading that is the one before."},
    [LOW] = {.name = "low",
             .unit = LEAT_UNIT_HZ,
             .max = 20000.0f,
             .def = 30.0f,
             .flags = LEAT_PARAM_STRUCTURAL,
             .help = "Where the lowest band begins."},
    [HIGH] = {.name = "high",
              .unit = LEAT_UNIT_HZ,
              .min = 20.0f,
              .def = 16000.0f,
              .max = 192000.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Where the highest band ends; at most half the sample rate."},
    [SIZE] = FRAMES_SIZE_PARAM,
    [HOP] = FRAMES_HOP_PARAM,
};

struct spectrum {
    uint32_t bands, scale, inputs;
    struct { /* the edges, in bins, at equal steps of the spacing's measure */
        uint32_t spacing;
        float low, high;
    } edge;
    float level[BANDS_MAX];
    _Alignas(64) struct analysis analysis;
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)diag;
    env->lanes = env->out_lanes[0] = (uint32_t)settings->number[BANDS];
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return offsetof(struct spectrum, analysis) +
           analysis_size(frames_size(settings->number[SIZE]), env->in_lanes[0] + 1, 0,
                         0);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct spectrum *s = state;
    const float half = 0.5f * (float)env->rate_hz;
    const float high = math_min(settings->number[HIGH], half);

    analysis_init(&s->analysis, env, frames_size(settings->number[SIZE]), 0, 0);
    if (settings->is_set[HOP])
        s->analysis.hop = frames_hop(settings->number[HOP], s->analysis.size);
    s->bands = (uint32_t)settings->number[BANDS];
    s->scale = (uint32_t)settings->number[SCALE];
    s->inputs = env->in_lanes[0];
    s->edge.spacing = (uint32_t)settings->number[SPACING];
    s->edge.high = bands_measure(s->edge.spacing, high);
    s->edge.low =
        bands_measure(s->edge.spacing, math_min(settings->number[LOW], 0.5f * high));
    for (uint32_t b = 0; b < s->bands && s->scale == DB; b++)
        s->level[b] = -120.0f;
}

static float scaled(uint32_t scale, float power)
{
    const float db = math_max(math_factor_to_db(power) * 0.5f, -120.0f);

    return scale == DB       ? db
           : scale == LINEAR ? sqrtf(power)
                             : math_clamp((db + 60.0f) / 60.0f, 0.0f, 1.0f);
}

/* All bands, from the channels' power summed in the first one's place. */
static void measure(struct spectrum *s, const struct leat_block *block, uint32_t row)
{
    struct analysis *a = &s->analysis;
    float *sum = analysis_history(a, s->inputs); /* nobody's */
    const float bins = (float)a->size / a->rate_hz;
    const float step = (s->edge.high - s->edge.low) / (float)s->bands;
    float low = bands_hz(s->edge.spacing, s->edge.low) * bins;

    memset(sum, 0, (a->size / 2 + 1) * sizeof(float));
    for (uint32_t c = 0; c < s->inputs; c++) {
        const float *power = analysis_power(a, c, block->frame + row + 1);
        for (uint32_t k = 0; k <= a->size / 2; k++)
            sum[k] += power[k];
    }
    for (uint32_t b = 0; b < s->bands; b++) {
        const float high =
            bands_hz(s->edge.spacing, s->edge.low + step * (float)(b + 1)) * bins;
        const float smoothing = leat_value_row(block->param[SMOOTHING], row)[b];
        const float power = bands_power(sum, low, high, a->size / 2) /
                            (1.5f * (float)(s->inputs ? s->inputs : 1));
        const float now = bound(scaled(s->scale, power));
        const float level = now + smoothing * (s->level[b] - now);
        s->level[b] = math_abs(level) < 1e-15f ? 0.0f : level;
        low = high;
    }
    for (uint32_t b = 0; b < MAILED && b < s->bands; b++)
        block->mailbox[b] = s->level[b];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct spectrum *s = state;
    struct analysis *a = &s->analysis;

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const int64_t frame = block->frame + i;
        n = frames_piece(frame, a->hop, block->nframes - i);
        for (uint32_t c = 0; c < s->inputs; c++)
            frames_put(analysis_history(a, c), a->size, frame,
                       block->in[0] + (size_t)i * s->inputs + c, s->inputs, n);
        for (uint32_t k = 0; k < n; k++)
            memcpy(block->out[0] + (size_t)(i + k) * s->bands, s->level,
                   s->bands * sizeof(float));
        if (frames_at(frame + n, a->hop) == 0)
            measure(s, block, i + n - 1);
    }
}

const struct leat_node_class LEVEL(leat_node_spectrum) = {
    .size = sizeof(struct leat_node_class),
    .name = "spectrum",
    .aliases = "bands",
    .summary = "Tell the levels of a sound's frequency bands.",
    .example = "sine([110, 220, 440], amplitude: spectrum(noise(), bands: 3))",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "b1 b2 b3 b4 b5 b6 b7 b8 b9 b10 b11 b12 b13 b14 b15 b16",
    .n_mailbox = MAILED,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
