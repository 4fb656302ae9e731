/* SPDX-License-Identifier: MIT */
/* distortion: six ways to bend a signal, oversampled: dsp/distort.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/distort.h"

enum { TYPE, DRIVE, OUTPUT, TONE, BITS, OVERSAMPLE, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to bend.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with new overtones.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TYPE] = {.name = "type",
              .kind = LEAT_ENUM,
              .max = 5.0f,
              .choices = "softclip hardclip tube fold bitcrush cubic",
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Curve that bends the signal."},
    [DRIVE] = DISTORT_PARAM_DRIVE,
    [OUTPUT] = DISTORT_PARAM_OUTPUT,
    [TONE] = DISTORT_PARAM_TONE,
    [BITS] = {.name = "bits",
              .min = 1.0f,
              .def = 8.0f,
              .max = 16.0f,
              .help = "Bits that bitcrush leaves."},
    [OVERSAMPLE] = DISTORT_PARAM_OVERSAMPLE("; not for bitcrush"),
};

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    (void)env;
    return settings->number[TYPE] == (float)SHAPER_BITCRUSH
               ? 0
               : distort_latency(distort_steps(settings->number[OVERSAMPLE]));
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    distort_init(state, env, (enum shaper_curve)settings->number[TYPE],
                 settings->number[OVERSAMPLE]);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    static const struct distort_params at = {DRIVE, OUTPUT, TONE, BITS};

    distort_process(state, block, &at);
}

const struct leat_node_class LEVEL(leat_node_distortion) = {
    .size = sizeof(struct leat_node_class),
    .name = "distortion",
    .aliases = "overdrive",
    .summary = "Bend a signal, softly or hard, without aliases.",
    .example = "saw(110.hz) |> distortion(type: tube, drive: 4)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = distort_state_size,
    .latency = latency,
    .init = init,
    .process = process,
};
