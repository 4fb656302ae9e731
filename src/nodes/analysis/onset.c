/* SPDX-License-Identifier: MIT */
/*
 * onset: tells where notes begin: 1 in one frame, else 0, and a marker there.
 *
 * A window whose flux (dsp/flux.h) is the greatest of the last 30 ms and `threshold`
 * above the mean of the last 100 ms begins a note, unless one began less than min_gap
 * ago.  A click is told 1 frame to a quarter of the window and 1 frame after it, a note
 * that swells within one window.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/analysis.h"
#include "dsp/flux.h"

enum { THRESHOLD, MIN_GAP, SIZE, N_PARAMS };
enum { PAST = 64 }; /* windows whose flux is kept */

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to listen to.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "One in the frame where a note is found.", NULL},
    {"marks", LEAT_OUT, LEAT_EVENTS, 0,
     "A marker there: up to a quarter of the window after a click.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [THRESHOLD] = {.name = "threshold",
                   .min = 0.01f,
                   .def = 0.3f,
                   .max = 5.0f,
                   .help = "How far the flux must rise above its mean."},
    [MIN_GAP] = {.name = "min_gap",
                 .unit = LEAT_UNIT_MS,
                 .min = 1.0f,
                 .def = 50.0f,
                 .max = 2000.0f,
                 .help = "Shortest time from one note to the next."},
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
    float flux[PAST]; /* a ring by the number of the window */
    float wait;       /* frames until a note may begin */
    float e[];        /* of the window before */
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

/* Whether the newest flux stands out. */
static bool stands_out(const struct analysis *a, const struct past *past,
                       float threshold)
{
    const float hops = a->rate_hz / (float)a->hop; /* a second */
    const float newest = past->flux[a->calls % PAST];
    const uint32_t near = (uint32_t)math_clamp(0.03f * hops + 0.5f, 1.0f, PAST - 2);
    const uint32_t far = (uint32_t)math_clamp(0.1f * hops + 0.5f, 2.0f, PAST - 1);
    float sum = 0.0f;

    for (uint32_t w = 1; w <= far; w++) {
        const float flux = past->flux[(a->calls - w) % PAST];
        sum += flux;
        if (w <= near && flux > newest)
            return false;
    }
    return newest > (1.0f + 2.0f * threshold) * sum / (float)far + 0.1f * threshold;
}

static void measure(struct analysis *a, const struct leat_block *block, uint32_t row,
                    uint32_t lane, float *value, float *memory)
{
    struct past *past = (struct past *)memory;
    const float gap_ms = leat_value_row(block->param[MIN_GAP], row)[lane];
    float *power = analysis_power(a, lane, block->frame + row + 1);

    past->flux[a->calls % PAST] = flux_of(power, past->e, a->size / 2);
    past->wait = math_max(past->wait - (float)a->hop, 0.0f);
    value[0] = 0.0f;
    if (past->wait == 0.0f &&
        stands_out(a, past, leat_value_row(block->param[THRESHOLD], row)[lane])) {
        value[0] = 1.0f;
        past->wait = gap_ms * 0.001f * a->rate_hz;
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    analysis_run(state, block, measure, true);
    analysis_mark(state, block, 1);
}

const struct leat_node_class LEVEL(leat_node_onset) = {
    .size = sizeof(struct leat_node_class),
    .name = "onset",
    .aliases = "onset_detection",
    .summary = "Tell where notes begin.",
    .example = "onset(saw(110.hz, duration: 0.5)) |> delay(time: 100.ms)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "onset",
    .n_mailbox = 1,
    .state_size = state_size,
    .init = init,
    .process = process,
};
