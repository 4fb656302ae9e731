/* SPDX-License-Identifier: MIT */
/*
 * trim: keep the part of a signal from start to end.
 *
 * Times are the source's: what lags it by latency is cut as much later.  What comes
 * before start is silent and counts as latency, so that the host takes it
 * away where it can (offline, or by seeking in a file) and a trimmed file begins at
 * once.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/seconds.h"

enum { START, END, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to cut.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Its part from start to end.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [START] = {.name = "start",
               .unit = LEAT_UNIT_S,
               .max = 36000.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Time of the first sample that is kept."},
    [END] = {.name = "end",
             .unit = LEAT_UNIT_S,
             .max = 36000.0f,
             .flags = LEAT_PARAM_STRUCTURAL,
             .help = "Time of the first sample after; 0 keeps the rest."},
};

struct trim {
    int64_t start, end; /* in frames of the input */
    int64_t frame;      /* of the input that comes next */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct trim);
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    const int64_t start = seconds_to_frames(settings->number[START], env->rate_hz);

    return start < UINT32_MAX ? (uint32_t)start : UINT32_MAX;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct trim *trim = state;

    trim->start =
        seconds_to_frames(settings->number[START], env->rate_hz) + env->in_lag;
    trim->end =
        settings->number[END] > 0.0f
            ? seconds_to_frames(settings->number[END], env->rate_hz) + env->in_lag
            : INT64_MAX;
}

/* Frames of the block that lie before `frame` of the input. */
static uint32_t before(const struct trim *trim, int64_t frame, uint32_t nframes)
{
    const int64_t n = frame - trim->frame;

    return n < 0 ? 0 : n < nframes ? (uint32_t)n : nframes;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct trim *trim = state;
    const size_t row = sizeof(float) * block->lanes;
    const uint32_t first = before(trim, trim->start, block->nframes);
    const uint32_t last = before(trim, trim->end, block->in_live[0]);

    memmove(block->out[0], block->in[0], row * last);
    memset(block->out[0], 0, row * first);
    memset(block->out[0] + (size_t)last * block->lanes, 0,
           row * (block->nframes - last));
    block->out_live[0] = last;
    trim->frame += block->nframes;
}

const struct leat_node_class LEVEL(leat_node_trim) = {
    .size = sizeof(struct leat_node_class),
    .name = "trim",
    .summary = "Keep the part of a signal from start to end.",
    .example = "sine(440.hz) |> trim(start: 1.s, end: 2.s)",
    .flags = LEAT_CLASS_ENDS | LEAT_CLASS_CUTS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .latency = latency,
    .init = init,
    .process = process,
};
