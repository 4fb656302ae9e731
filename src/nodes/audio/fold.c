/* SPDX-License-Identifier: MIT */
/* fold: wave folder: what is too loud comes back, again and again: dsp/distort.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/distort.h"

enum { DRIVE, OUTPUT, TONE, OVERSAMPLE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to bend.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with new overtones.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [DRIVE] = {.name = "drive",
               .curve = LEAT_CURVE_LOG,
               .min = 0.1f,
               .def = 2.0f,
               .max = 100.0f,
               .help = "Gain before the curve."},
    [OUTPUT] = {.name = "output",
                .aliases = "level",
                .def = 0.5f,
                .max = 2.0f,
                .help = "Gain behind it."},
    [TONE] = {.name = "tone",
              .unit = LEAT_UNIT_FRACTION,
              .def = 0.5f,
              .max = 1.0f,
              .help = "Brightness: a gentle low-pass from 1 kHz at 0 to 8 kHz at 1."},
    [OVERSAMPLE] = {.name = "oversample",
                    .kind = LEAT_INTEGER,
                    .min = 1.0f,
                    .def = 8.0f,
                    .max = 16.0f,
                    .flags = LEAT_PARAM_STRUCTURAL,
                    .help = "Multiple of the rate to work at: 1, 2, 4, 8 or 16."},
};

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    (void)env;
    return distort_latency(distort_steps(settings->number[OVERSAMPLE]));
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    distort_init(state, env, SHAPER_FOLD, settings->number[OVERSAMPLE]);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    static const struct distort_params at = {DRIVE, OUTPUT, TONE, DRIVE};

    distort_process(state, block, &at);
}

const struct leat_node_class LEVEL(leat_node_fold) = {
    .size = sizeof(struct leat_node_class),
    .name = "fold",
    .aliases = "wavefolder",
    .summary = "Fold a signal back where it gets too loud.",
    .example = "sine(110.hz) |> fold(drive: 5)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = distort_state_size,
    .latency = latency,
    .init = init,
    .process = process,
};
