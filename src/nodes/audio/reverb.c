/* SPDX-License-Identifier: MIT */
/*
 * reverb: a room, by a feedback delay network: dsp/room.h, dsp/fdn.h.
 *
 * With decay T set, or T = 0.4 s * 25^room_size, sound of frequency f loses 60 dB in
 *
 *     T(f) = T / (1 + (8^damping - 1) t^2 / (t^2 + tc^2))
 *
 * where t = tan(pi f / rate) and tc is that of damping_frequency: T below it and
 * T / 8^damping above.  That holds within 10 % from the shortest decay of 0.1 s on
 * where damping_frequency is 4 kHz or more, or damping 0.5 or less; below, full damping
 * asks more of a line's filter than one pole gives: at 1 kHz 17 % at 0.1 s and 10 %
 * from 0.3 s on, at 300 Hz 44 % at 0.1 s and 17 % at 1 s.  Even channels enter on the
 * left and odd ones on the right; every channel that comes out hears its own mix of all
 * lines.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/room_sides.h"

enum {
    ROOM_SIZE,
    DAMPING,
    WET,
    DIFFUSION,
    DECAY,
    PREDELAY,
    EARLY,
    WIDTH,
    DAMPING_FREQUENCY,
    MODULATION,
    SIZE,
    N_PARAMS
};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to put into the room.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and room, in two or more channels.", NULL},
};

#define FRACTION(called, also, value, says)                                            \
    {                                                                                  \
        .name = called, .aliases = also, .unit = LEAT_UNIT_FRACTION, .def = value,     \
        .max = 1.0f, .help = says                                                      \
    }

static const struct leat_param params[N_PARAMS] = {
    [ROOM_SIZE] = FRACTION("room_size", "room", 0.5f,
                           "Decay from 0.4 s to 10 s where no decay is given."),
    [DAMPING] =
        FRACTION("damping", "damp", 0.5f,
                 "How much faster treble decays: from 0, alike, to 1, 8 times."),
    [WET] = FRACTION("wet_mix", "wet mix", 0.3f,
                     "From 0, the signal alone, to 1, the room alone."),
    [DIFFUSION] = FRACTION("diffusion", NULL, 0.625f,
                           "How much a click is smeared before it enters the room."),
    [DECAY] = {.name = "decay",
               .aliases = "rt60",
               .unit = LEAT_UNIT_S,
               .max = 30.0f,
               .help = "Time to fall by 60 dB, from 0.1 s; 0 leaves it to room_size."},
    [PREDELAY] = {.name = "predelay",
                  .unit = LEAT_UNIT_MS,
                  .max = 200.0f,
                  .help = "Time before the room answers."},
    [EARLY] = FRACTION("early", NULL, 0.5f, "Level of the first echoes."),
    [WIDTH] = FRACTION("width", NULL, 1.0f,
                       "From 0, the room in the middle, to 1, all around."),
    [DAMPING_FREQUENCY] = {.name = "damping_frequency",
                           .aliases = "damping_freq",
                           .unit = LEAT_UNIT_HZ,
                           .curve = LEAT_CURVE_LOG,
                           .min = 200.0f,
                           .def = 4000.0f,
                           .max = 20000.0f,
                           .help =
                               "Where the damping of treble is half done. Below 4 kHz, "
                               "decays with full damping may stray by more than 10%."},
    [MODULATION] = FRACTION("modulation", NULL, 0.5f,
                            "How far the resonances drift, against metallic ringing."),
    [SIZE] = {.name = "size",
              .unit = LEAT_UNIT_MS,
              .max = 100.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Mean time between walls; 0 is 1.5 % of the decay, at most 60."},
};

enum { LONGEST_MS = 60, SHORTEST = 48 /* frames */ };

static float decay_s(float decay, float room_size)
{
    const float from_size = 0.4f * math_exp2(4.64385619f * room_size);

    return decay <= 0.0f ? from_size : decay < 0.1f ? 0.1f : decay;
}

/* Mean length of the lines in frames.  Short decays want small rooms: beyond 2 % of the
 * decay a line's filter has so much to do that T(f) is no longer what is said. */
static float mean_frames(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const float *number = settings->number;
    const float own_ms = 15.0f * decay_s(number[DECAY], number[ROOM_SIZE]);
    const float ms = number[SIZE] > 0.0f          ? number[SIZE]
                     : own_ms > (float)LONGEST_MS ? (float)LONGEST_MS
                                                  : own_ms;
    const float frames = ms * 0.001f * (float)env->rate_hz;

    return frames < (float)SHORTEST ? (float)SHORTEST : frames;
}

static uint32_t predelay_frames(const struct leat_env *env)
{
    return (uint32_t)(env->rate_hz * 0.2) + 2;
}

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = 1;
    env->out_lanes[0] = env->in_lanes[0] > 2 ? env->in_lanes[0] : 2;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct room room;

    return room_lay_out(&room, mean_frames(env, settings), predelay_frames(env));
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    room_init(state, (float)env->rate_hz, mean_frames(env, settings),
              predelay_frames(env));
}

static float at(const struct leat_block *block, uint32_t k, uint32_t frame)
{
    return leat_value_row(block->param[k], frame)[0];
}

LANES_INLINE void tune(struct room *room, const struct leat_block *block,
                       uint32_t frame)
{
    const float low_s = decay_s(at(block, DECAY, frame), at(block, ROOM_SIZE, frame));
    const float high_s = low_s * math_exp2(-3.0f * at(block, DAMPING, frame));

    room_tune(room, low_s, high_s, at(block, DAMPING_FREQUENCY, frame));
    room_blur(room, 0.8f * at(block, DIFFUSION, frame),
              0.125f * at(block, MODULATION, frame));
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct room *room = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes_in = block->in_lanes[0], lanes = block->out_lanes[0];

    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        const float *in = block->in[0] + (size_t)start * lanes_in;
        float x[ROOM_SIDES][ROWS], echoes[ROOM_SIDES][ROWS], predelay[ROWS];
        struct room_levels level;
        fdn_tile mixed;

        n = room_until(room, block->nframes - start);
        if (room_is_due(room))
            tune(room, block, start);
        room_row(predelay, param[PREDELAY], start, n);
        room_enter(x, in, lanes_in, n);
        room_hear(room, x, predelay, param[PREDELAY].step == 0, mixed, echoes, n);
        room_row(level.wet, param[WET], start, n);
        room_row(level.early, param[EARLY], start, n);
        room_row(level.width, param[WIDTH], start, n);
        room_leave(block->out[0] + (size_t)start * lanes, in, lanes, lanes_in, mixed,
                   echoes, &level, n);
    }
}

const struct leat_node_class LEVEL(leat_node_reverb) = {
    .size = sizeof(struct leat_node_class),
    .name = "reverb",
    .aliases = "apply_reverb",
    .summary = "Room of any size, by a network of 16 delay lines.",
    .example = "saw(110.hz, duration: 0.2) |> reverb(room_size: 80%, wet_mix: 35%)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
