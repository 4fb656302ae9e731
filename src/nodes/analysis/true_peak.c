/* SPDX-License-Identifier: MIT */
/* true_peak: how far the curve through the samples goes over a window, as a stream;
 * it is TRUE_PEAK_AFTER frames late, which the window is far longer than. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sliding.h"
#include "dsp/true_peak.h"

_Static_assert(TRUE_PEAK_PAST <= 32, "what struct sliding_lane has room for");
_Static_assert((int)TRUE_PEAK_FRAMES >= (int)SLIDING_FRAMES,
               "and what a call may bring");

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to measure.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "How far the curve goes, 0 and up.", NULL},
};

static const struct leat_param params[] = {SLIDING_WINDOW_PARAM};

LANES_INLINE void measure(float *value, float *past, const float *in, uint32_t step,
                          uint32_t n)
{
    float x[TRUE_PEAK_PAST + TRUE_PEAK_FRAMES];

    memcpy(x, past, TRUE_PEAK_PAST * sizeof(float));
    for (uint32_t i = 0; i < n; i++) {
        x[TRUE_PEAK_PAST + i] = in[(size_t)i * step];
        value[i] = 0.0f;
    }
    memcpy(past, x + n, TRUE_PEAK_PAST * sizeof(float));
    true_peak_raise(value, x + TRUE_PEAK_BEFORE, n, 1.0f, 0.0f);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    sliding_process(state, block, measure, SLIDING_GREATEST);
}

const struct leat_node_class LEVEL(leat_node_true_peak) = {
    .size = sizeof(struct leat_node_class),
    .name = "true_peak",
    .summary = "Greatest value of the curve through the samples over a window.",
    .example = "loud = saw(2.hz) |> true_peak(); sine(220.hz, amplitude: loud)",
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
