/* SPDX-License-Identifier: MIT */
/*
 * beat_detect: tells where strong notes begin: their strength in one frame, else 0, and
 * a marker there.
 *
 * A window whose flux (dsp/flux.h) is above `threshold` times the mean of the last 1.5
 * s is a beat, unless one came less than `gap` ago.  In the first 1.5 s the mean is
 * that of what was heard so far.  A threshold t below 1 is a wish of a sensitivity 1 -
 * t, and sensitivity x means a threshold of 2 - 1.4 x.  With f the flux and n what
 * it would have to be, the strength is 1 - n / (2 f), from 1/2 to 1.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/analysis.h"
#include "dsp/flux.h"

enum { THRESHOLD, GAP, SIZE, N_PARAMS };

static const float MEAN_S = 1.5f;
static const float FLUX_MIN = 0.02f; /* below it lies what changes in steady noise */

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to listen to.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Strength in the frame where a beat is found.", NULL},
    {"marks", LEAT_OUT, LEAT_EVENTS, 0, "A marker there, as strong as the beat.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [THRESHOLD] = {.name = "threshold",
                   .min = 0.1f,
                   .def = 1.3f,
                   .max = 5.0f,
                   .help = "How many times its mean the flux of a beat is; below 1 it "
                           "is 1 less a sensitivity."},
    [GAP] = {.name = "gap",
             .aliases = "min_gap",
             .unit = LEAT_UNIT_MS,
             .min = 50.0f,
             .def = 300.0f,
             .max = 2000.0f,
             .help = "Shortest time from one beat to the next."},
    [SIZE] = {.name = "size",
              .aliases = "fft_size window_size",
              .kind = LEAT_INTEGER,
              .unit = LEAT_UNIT_FRAMES,
              .curve = LEAT_CURVE_LOG,
              .min = FRAMES_SIZE_MIN,
              .def = 1024.0f,
              .max = FRAMES_SIZE_MAX,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Length of the window; short ones tell the time better."},
};

/* What a lane remembers. */
struct past {
    float mean;  /* of the flux */
    float heard; /* windows it covers */
    float wait;  /* frames until a beat may come */
    float e[];   /* dsp/flux.h */
};

static uint32_t memory(uint32_t size)
{
    return (uint32_t)(sizeof(struct past) / sizeof(float)) + flux_memory(size);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const uint32_t size = frames_size(settings->number[SIZE]);

    return analysis_size(size, env->lanes, 1, memory(size));
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const uint32_t size = frames_size(settings->number[SIZE]);

    analysis_init(state, env, size, 1, memory(size));
}

static void measure(struct analysis *a, const struct leat_block *block, uint32_t row,
                    uint32_t lane, float *value, float *memory)
{
    struct past *past = (struct past *)memory;
    const float wish = leat_value_row(block->param[THRESHOLD], row)[lane];
    const float threshold = wish < 1.0f ? 0.6f + 1.4f * wish : wish;
    const float gap_ms = leat_value_row(block->param[GAP], row)[lane];
    float *power = analysis_power(a, lane, block->frame + row + 1);
    const float flux = flux_of(power, past->e, a->size / 2);
    const float needed = math_max(threshold * past->mean, FLUX_MIN);

    past->wait = math_max(past->wait - (float)a->hop, 0.0f);
    value[0] = 0.0f;
    if (past->wait == 0.0f && flux > needed) {
        value[0] = 1.0f - 0.5f * needed / flux;
        past->wait = gap_ms * 0.001f * a->rate_hz;
    }
    past->heard = math_min(past->heard + 1.0f,
                           math_max(MEAN_S * a->rate_hz / (float)a->hop, 1.0f));
    past->mean += (flux - past->mean) / past->heard;
    past->mean = past->mean > 1e-12f ? past->mean : 0.0f; /* no denormal number */
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    analysis_run(state, block, measure, true);
    analysis_mark(state, block, 1);
}

const struct leat_node_class LEVEL(leat_node_beat_detect) = {
    .size = sizeof(struct leat_node_class),
    .name = "beat_detect",
    .summary = "Tell where strong notes begin.",
    .example = "beat_detect(saw(110.hz, duration: 0.5)) |> event_to_gate()",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "strength",
    .n_mailbox = 1,
    .state_size = state_size,
    .init = init,
    .process = process,
};
