/* SPDX-License-Identifier: MIT */
/* peak: greatest sample over a window, as a stream: dsp/sliding.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sliding.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to measure.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "The greatest size of a sample, 0 and up.", NULL},
};

static const struct leat_param params[] = {SLIDING_WINDOW_PARAM};

LANES_INLINE void measure(float *value, float *past, const float *in, uint32_t step,
                          uint32_t n)
{
    (void)past;
    for (uint32_t i = 0; i < n; i++)
        value[i] = math_abs(in[(size_t)i * step]);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    sliding_process(state, block, measure, SLIDING_GREATEST);
}

const struct leat_node_class LEVEL(leat_node_peak) = {
    .size = sizeof(struct leat_node_class),
    .name = "peak",
    .summary = "Greatest sample of a signal over a window.",
    .example = "loud = saw(2.hz) |> peak(window: 20.ms); sine(220.hz, amplitude: loud)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = sizeof(params) / sizeof(params[0]),
    .mailbox = "level",
    .n_mailbox = 1,
    .state_size = sliding_state_size,
    .init = sliding_init,
    .process = process,
};
