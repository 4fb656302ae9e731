/* SPDX-License-Identifier: MIT */
/*
 * meter: pass a signal through and tell people its level.
 *
 * Over each window: rms and dc = mean x over all lanes, peak = greatest |x|
 * (dsp/metering.h).
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/metering.h"
#include "dsp/seconds.h"

enum { WINDOW, N_PARAMS };
enum { RMS, PEAK, DC, N_VALUES };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to measure.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [WINDOW] = {.name = "window",
                .unit = LEAT_UNIT_S,
                .min = 0.001f,
                .def = 0.05f,
                .max = 10.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Time that each reading covers."},
};

struct meter {
    uint32_t window; /* in frames */
    uint32_t frames; /* of it that have passed */
    struct metering heard;
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct meter);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct meter *meter = state;

    meter->window = (uint32_t)seconds_to_frames(settings->number[WINDOW], env->rate_hz);
}

LANES_INLINE void tell(struct meter *meter, float *value)
{
    value[RMS] = metering_rms(&meter->heard);
    value[PEAK] = metering_peak(&meter->heard);
    value[DC] = metering_mean(&meter->heard);
    *meter = (struct meter){.window = meter->window};
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct meter *meter = state;
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        n = meter->window - meter->frames;
        n = n < block->nframes - i ? n : block->nframes - i;
        metering_take(&meter->heard, block->in[0] + (size_t)i * lanes,
                      (size_t)n * lanes);
        meter->frames += n;
        if (meter->frames == meter->window)
            tell(meter, block->mailbox);
    }
    memmove(block->out[0], block->in[0],
            sizeof(float) * block->nframes * (size_t)lanes);
}

const struct leat_node_class LEVEL(leat_node_meter) = {
    .size = sizeof(struct leat_node_class),
    .name = "meter",
    .summary = "Pass a signal through and tell its level.",
    .example = "noise() |> gain(-12.db) |> meter()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "rms peak dc",
    .n_mailbox = N_VALUES,
    .state_size = state_size,
    .init = init,
    .process = process,
};
