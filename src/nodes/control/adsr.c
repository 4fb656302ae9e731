/* SPDX-License-Identifier: MIT */
/*
 * adsr: envelope of attack, decay, sustain and release, opened and closed by a gate.
 *
 * Its segments are those of dsp/segment.h, the way through them that of dsp/staged.h
 * and dsp/adsr_stages.h.
 * While the gate is above 0: from where the level is to the peak, on to sustain * peak,
 * and there it stays; then in release to 0. At the frame at which the gate opens the
 * level is still what it was, `attack` later it is the peak; one frame of 0 therefore
 * starts again from the level that was reached. An attack takes the part of its time
 * that there is left to rise; decay and release take all of theirs from wherever they
 * begin.  The curve exp aims 30 % beyond the peak, decay and release a thousandth
 * beyond their ends.
 */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/adsr_stages.h"

enum {
    GATE = ADSR_GATE,
    ATTACK,
    DECAY,
    SUSTAIN,
    RELEASE,
    CURVE = ADSR_N_PARAMS,
    HOLD,
    VELOCITY,
    N_PARAMS
};
enum { NOTES = 1 };
enum { LINEAR, EXP };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "Signal to shape; without one the envelope itself comes out.", NULL},
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL,
     "Notes and gates that open and close it, in the place of the setting.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Shaped signal, or the envelope.",
     NULL},
};

#define TIME(word, seconds, text)                                                      \
    {                                                                                  \
        .name = word, .unit = LEAT_UNIT_S, .def = seconds, .max = 30.0f, .help = text  \
    }

static const struct leat_param params[N_PARAMS] = {
    [GATE] = {.name = "gate",
              .def = 1.0f,
              .max = 1.0f,
              .smooth_ms = -1.0f,
              .help = "Open while above 0; as it stands it opens at the beginning."},
    [ATTACK] = TIME("attack", 0.01f, "Time from 0 to the peak."),
    [DECAY] = TIME("decay", 0.1f, "Time from the peak to the sustained level."),
    [SUSTAIN] = {.name = "sustain",
                 .unit = LEAT_UNIT_FRACTION,
                 .def = 0.7f,
                 .max = 1.0f,
                 .help = "Level that is kept until the gate closes."},
    [RELEASE] = TIME("release", 0.2f, "Time to 0 after the gate has closed."),
    [CURVE] = {.name = "curve",
               .kind = LEAT_ENUM,
               .def = EXP,
               .max = 1.0f,
               .choices = "linear exp",
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Straight lines, or as a capacitor charges."},
    [HOLD] = {.name = "hold",
              .unit = LEAT_UNIT_S,
              .max = 30.0f,
              .help = "Time after which it closes by itself; 0 is never."},
    [VELOCITY] = {.name = "velocity",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 1.0f,
                  .max = 1.0f,
                  .help = "How far the gate's value, a velocity, sets the peak."},
};

struct adsr {
    float rate_hz;
    float attack_curve, fall_curve;
    struct gate_notes notes;
    float rows[]; /* STAGED_ROWS */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct adsr) + (size_t)env->lanes * STAGED_ROWS * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct adsr *adsr = state;
    const bool bends = settings->number[CURVE] == EXP;

    adsr->rate_hz = (float)env->rate_hz;
    adsr->attack_curve = bends ? -1.46633707f : 0.0f; /* ln(0.3 / 1.3) */
    adsr->fall_curve = bends ? -6.90875478f : 0.0f;   /* ln(0.001 / 1.001) */
    staged_init(adsr->rows, env->lanes);
}

LANES_INLINE struct staged_aim aim(const void *node, const float *const *row,
                                   const struct staged *g, uint32_t l)
{
    const struct adsr *adsr = node;
    const float peak = 1.0f + row[VELOCITY][l] * (g->peak[l] - 1.0f);
    struct staged_aim aim = adsr_aim(row, g->stage[l], l, peak, adsr->rate_hz);

    aim.curve = aim.in_part ? adsr->attack_curve : adsr->fall_curve;
    return aim;
}

LANES_INLINE float hold(const void *node, const float *const *row, uint32_t l)
{
    const struct adsr *adsr = node;

    return staged_frames(row[HOLD][l], adsr->rate_hz);
}

LANES_INLINE void shape(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    static const struct staged_class class = {aim, hold, adsr_next};
    struct adsr *adsr = state;

    staged_run(&class, adsr, adsr->rows, ADSR_LEAVE, block, N_PARAMS, first, width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct adsr *adsr = state;
    struct leat_value param[N_PARAMS];
    const struct leat_block own =
        staged_block(&adsr->notes, adsr->rows, block, N_PARAMS, NOTES, param);

    lanes_run(shape, adsr, &own);
}

const struct leat_node_class LEVEL(leat_node_adsr) = {
    .size = sizeof(struct leat_node_class),
    .name = "adsr",
    .aliases = "envelope",
    .summary = "Envelope of attack, decay, sustain and release.",
    .example =
        "saw(110.hz, duration: 1) |> adsr(attack: 5.ms, sustain: 50%, hold: 0.5)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
