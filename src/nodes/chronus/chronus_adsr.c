/* SPDX-License-Identifier: MIT */
/* chronus_adsr: envelope of straight lines with times in ms, dsp/adsr_stages.h. */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/adsr_stages.h"

static const struct leat_port ports[] = {ADSR_STRAIGHT_PORTS};

#define TIME(word, usual, text)                                                        \
    ADSR_STRAIGHT_TIME(word, LEAT_UNIT_MS, 0.1f, usual, 10000.0f, text)

static const struct leat_param params[ADSR_N_PARAMS] = {
    [ADSR_GATE] = ADSR_STRAIGHT_GATE,
    [ADSR_ATTACK] = TIME("attack", 10.0f, "Time from 0 to 1."),
    [ADSR_DECAY] = TIME("decay", 100.0f, "Time from 1 to the sustained level."),
    [ADSR_SUSTAIN] = ADSR_STRAIGHT_SUSTAIN,
    [ADSR_RELEASE] = TIME("release", 200.0f, "Time to 0 after the gate has closed."),
};

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    adsr_straight_init(state, env, 0.001);
}

const struct leat_node_class LEVEL(leat_node_chronus_adsr) = {
    .size = sizeof(struct leat_node_class),
    .name = "chronus_adsr",
    .summary = "Envelope of straight lines, opened and closed by a gate.",
    .example = "saw(110.hz, amplitude: 0.5) |> chronus_adsr(1, attack: 50.ms)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = ADSR_N_PARAMS,
    .state_size = adsr_straight_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = adsr_straight_process,
};
