/* SPDX-License-Identifier: MIT */
/* pulse: pulse wave of any width without aliases.  The mathematics are those of
 * dsp/oscillator.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/oscillator.h"

enum { WIDTH = OSC_WIDTH, DURATION, QUALITY, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Pulse: 1 from phase 0 to the width, then -1.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    OSC_PARAMS,
    [WIDTH] = {.name = "width",
               .unit = LEAT_UNIT_FRACTION,
               .def = 0.5f,
               .max = 1.0f,
               .help = "Part of the cycle that is high; 0.5 is a square. Beyond 10% "
                       "to 90%, live has aliases of up to -43 dB."},
    [DURATION] = SOUNDING_PARAM,
    [QUALITY] = OSC_QUALITY_PARAM,
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return osc_state_bytes(env, settings->number[QUALITY]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    osc_init(state, env, settings->number[DURATION], settings->number[QUALITY]);
}

LANES_INLINE void studio(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    osc_run(state, block, first, width, OSC_PULSE, BLEP_STUDIO);
}

LANES_INLINE void live(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    osc_run(state, block, first, width, OSC_PULSE, BLEP_LIVE);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct osc *osc = state;

    if (osc->live)
        lanes_run(live, state, block);
    else
        lanes_run(studio, state, block);
    osc_finish(state, block);
}

const struct leat_node_class LEVEL(leat_node_pulse) = {
    .size = sizeof(struct leat_node_class),
    .name = "pulse",
    .aliases = "square",
    .summary = "Square, or pulse of any width, without aliases.",
    .example = "pulse(110.hz, width: 20%) |> gain(-12.db)",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
