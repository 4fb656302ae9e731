/* SPDX-License-Identifier: MIT */
/* rig_adsr: envelope of a voice of the rig, as chronus_adsr with times in seconds. */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/adsr_stages.h"

static const struct leat_port ports[] = {ADSR_STRAIGHT_PORTS};

#define TIME(word, least, usual, most, text)                                           \
    ADSR_STRAIGHT_TIME(word, LEAT_UNIT_S, least, usual, most, text)

static const struct leat_param params[ADSR_N_PARAMS] = {
    [ADSR_GATE] = ADSR_STRAIGHT_GATE,
    [ADSR_ATTACK] = TIME("attack", 0.001f, 0.01f, 2.0f, "Time from 0 to 1."),
    [ADSR_DECAY] =
        TIME("decay", 0.0f, 0.1f, 2.0f, "Time from 1 to the sustained level."),
    [ADSR_SUSTAIN] = ADSR_STRAIGHT_SUSTAIN,
    [ADSR_RELEASE] =
        TIME("release", 0.01f, 0.5f, 3.0f, "Time to 0 after the gate has closed."),
};

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    adsr_straight_init(state, env, 1.0);
}

const struct leat_node_class LEVEL(leat_node_rig_adsr) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_adsr",
    .summary = "Envelope of a voice of the Chronus rig.",
    .example = "saw(110.hz, amplitude: 0.5) |> rig_adsr(1, attack: 0.05)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = ADSR_N_PARAMS,
    .state_size = adsr_straight_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = adsr_straight_process,
};
