/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ADSR_STAGES_H
#define LEAT_DSP_ADSR_STAGES_H

/**
 * adsr_stages: the way of an envelope of attack, decay, sustain and release through
 * dsp/staged.h, and the straight kind of Chronus.
 *
 * An attack takes the part of its time that there is left to rise; decay and release
 * take all of theirs from wherever they begin.
 */

#include "dsp/staged.h"

/* The parameters that such a class begins with, and its stages. */
enum { ADSR_GATE, ADSR_ATTACK, ADSR_DECAY, ADSR_SUSTAIN, ADSR_RELEASE, ADSR_N_PARAMS };
enum { ADSR_REST, ADSR_RISE, ADSR_FALL, ADSR_STAY, ADSR_LEAVE };

/** Where a stage leads in a straight line; times are in units of `per_unit` frames. */
LANES_INLINE struct staged_aim adsr_aim(const float *const *row, float stage,
                                        uint32_t l, float peak, float per_unit)
{
    const float low = peak * row[ADSR_SUSTAIN][l];
    const float time = lanes_pick(
        stage == ADSR_RISE, row[ADSR_ATTACK][l],
        lanes_pick(stage == ADSR_FALL, row[ADSR_DECAY][l], row[ADSR_RELEASE][l]));
    const bool stays = (stage == ADSR_REST) | (stage == ADSR_STAY);
    const bool lowers = (stage == ADSR_FALL) | (stage == ADSR_STAY);

    return (struct staged_aim){
        .whole = lanes_pick(stays, -1.0f, staged_frames(time, per_unit)),
        .to = lanes_pick(stage == ADSR_RISE, peak, lanes_pick(lowers, low, 0.0f)),
        .curve = 0.0f,
        .in_part = stage == ADSR_RISE,
    };
}

LANES_INLINE float adsr_next(const void *node, float stage)
{
    (void)node;
    return stage == ADSR_LEAVE ? ADSR_REST : stage + 1.0f;
}

/* The straight kind: any gate above 0 opens it wholly. */

#define ADSR_STRAIGHT_PORTS                                                            \
    {"in",                                                                             \
     LEAT_IN,                                                                          \
     LEAT_AUDIO,                                                                       \
     LEAT_PORT_OPTIONAL,                                                               \
     "Signal to shape; without one the envelope itself comes out.",                    \
     NULL},                                                                            \
        {"notes",                                                                      \
         LEAT_IN,                                                                      \
         LEAT_EVENTS,                                                                  \
         LEAT_PORT_OPTIONAL,                                                           \
         "Notes and gates that open and close it, in the place of the setting.",       \
         NULL},                                                                        \
    {                                                                                  \
        "out", LEAT_OUT, LEAT_AUDIO, 0, "Shaped signal, or the envelope.", NULL        \
    }

#define ADSR_STRAIGHT_GATE                                                             \
    {                                                                                  \
        .name = "gate", .max = 1.0f, .smooth_ms = -1.0f, .help = "Open while above 0." \
    }

#define ADSR_STRAIGHT_SUSTAIN                                                          \
    {                                                                                  \
        .name = "sustain", .unit = LEAT_UNIT_FRACTION, .def = 0.7f, .max = 1.0f,       \
        .smooth_ms = -1.0f, .help = "Level that is kept until the gate closes."        \
    }

#define ADSR_STRAIGHT_TIME(word, in, least, usual, most, text)                         \
    {                                                                                  \
        .name = word, .unit = in, .min = least, .def = usual, .max = most,             \
        .smooth_ms = -1.0f, .help = text                                               \
    }

struct adsr_straight {
    float per_unit;
    struct gate_notes notes;
    float rows[]; /* STAGED_ROWS */
};

static inline size_t adsr_straight_size(const struct leat_env *env,
                                        const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct adsr_straight) +
           (size_t)env->lanes * STAGED_ROWS * sizeof(float);
}

/** Times are in units of `seconds`. */
LEAT_RT static inline void adsr_straight_init(struct adsr_straight *adsr,
                                              const struct leat_env *env,
                                              double seconds)
{
    adsr->per_unit = (float)(env->rate_hz * seconds);
    staged_init(adsr->rows, env->lanes);
}

LANES_INLINE struct staged_aim adsr_straight_aim(const void *node,
                                                 const float *const *row,
                                                 const struct staged *g, uint32_t l)
{
    const struct adsr_straight *adsr = node;

    return adsr_aim(row, g->stage[l], l, 1.0f, adsr->per_unit);
}

LANES_INLINE float adsr_straight_hold(const void *node, const float *const *row,
                                      uint32_t l)
{
    (void)node;
    (void)row;
    (void)l;
    return 0.0f;
}

LANES_INLINE void adsr_straight_shape(void *state, const struct leat_block *block,
                                      uint32_t first, uint32_t width)
{
    static const struct staged_class class = {adsr_straight_aim, adsr_straight_hold,
                                              adsr_next};
    struct adsr_straight *adsr = state;

    staged_run(&class, adsr, adsr->rows, ADSR_LEAVE, block, ADSR_N_PARAMS, first,
               width);
}

LEAT_RT static inline void adsr_straight_process(void *state,
                                                 const struct leat_block *block)
{
    struct adsr_straight *adsr = state;
    struct leat_value param[ADSR_N_PARAMS];
    const struct leat_block own =
        staged_block(&adsr->notes, adsr->rows, block, ADSR_N_PARAMS, 1, param);

    lanes_run(adsr_straight_shape, adsr, &own);
}

#endif
