/* SPDX-License-Identifier: MIT */
/*
 * rig_send: the end of a voice of the rig: its level, and what of it goes to rooms and
 * echoes.
 *
 *     out = amp * tremolo * in        to_reverb = reverb * out    to_delay = delay *
 * out
 *
 * amp, reverb and delay approach (dsp/approach.h).  People are told the level of out,
 * of each 50 ms.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/approach.h"
#include "dsp/metering.h"

enum { AMP, REVERB, DELAY, N_APPROACH, TREMOLO = N_APPROACH, N_PARAMS };
enum { OUT, TO_REVERB, TO_DELAY, N_OUT };
enum { RMS, PEAK, N_MAILBOX };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Voice.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Voice at its level.", NULL},
    {"to_reverb", LEAT_OUT, LEAT_AUDIO, 0, "What the reverb is to hear of it.", NULL},
    {"to_delay", LEAT_OUT, LEAT_AUDIO, 0, "What the delay is to hear of it.", NULL},
};

#define LEVEL_PARAM(word, other, usual, ms, text)                                      \
    {                                                                                  \
        .name = word, .aliases = other, .def = usual, .max = 1.0f, .smooth_ms = ms,    \
        .help = text                                                                   \
    }

static const struct leat_param params[N_PARAMS] = {
    [AMP] = LEVEL_PARAM("amp", "gain level", 0.3f, -1.0f, "Level of the voice."),
    [REVERB] = LEVEL_PARAM("reverb", NULL, 0.0f, -1.0f, "Part that the reverb hears."),
    [DELAY] = LEVEL_PARAM("delay", NULL, 0.0f, -1.0f, "Part that the delay hears."),
    [TREMOLO] = LEVEL_PARAM("tremolo", NULL, 1.0f, 0.0f,
                            "Factor of the level, for a slow wave to move."),
};

/* Behind what approaches. */
struct voice_level {
    uint32_t window, frames; /* of it that have passed */
    struct metering heard;
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return approach_bytes(N_APPROACH, env->lanes) + sizeof(struct voice_level);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    static const float ms[N_APPROACH] = {20.0f, 20.0f, 20.0f};

    (void)settings;
    approach_init(state, N_APPROACH, ms, env->rate_hz);
    struct voice_level *level = approach_rest(state, env->lanes);
    level->window = (uint32_t)(env->rate_hz * 0.05);
}

/* A window ends with the block in which it is full. */
LANES_INLINE void measure(struct voice_level *level, const struct leat_block *block)
{
    metering_take(&level->heard, block->out[OUT],
                  (size_t)block->nframes * block->lanes);
    level->frames += block->nframes;
    if (level->frames < level->window)
        return;
    block->mailbox[RMS] = metering_rms(&level->heard);
    block->mailbox[PEAK] = metering_peak(&level->heard);
    *level = (struct voice_level){.window = level->window};
}

LANES_INLINE void turn(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    const struct leat_value *param = block->param;

    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const size_t at = (size_t)i * block->lanes + first;
        const float *row[N_PARAMS];
        float x[LANES_MAX];

        for (uint32_t k = 0; k < N_PARAMS; k++)
            row[k] = leat_value_row(param[k], i) + first;
        for (uint32_t l = 0; l < width; l++)
            x[l] = row[AMP][l] * row[TREMOLO][l] * block->in[0][at + l];
        for (uint32_t l = 0; l < width; l++)
            block->out[OUT][at + l] = x[l];
        for (uint32_t l = 0; l < width; l++)
            block->out[TO_REVERB][at + l] = row[REVERB][l] * x[l];
        for (uint32_t l = 0; l < width; l++)
            block->out[TO_DELAY][at + l] = row[DELAY][l] * x[l];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct approach_piece piece;

    for (uint32_t start = 0; start < block->nframes;) {
        start += approach_cut(state, &piece, block, 1, N_OUT, N_PARAMS, start);
        lanes_run(turn, state, &piece.block);
    }
    measure(approach_rest(state, block->lanes), block);
}

const struct leat_node_class LEVEL(leat_node_rig_send) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_send",
    .summary = "Level and sends of a voice of the Chronus rig.",
    .example = "saw(110.hz) |> rig_send(amp: 0.2)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "rms peak",
    .n_mailbox = N_MAILBOX,
    .state_size = state_size,
    .init = init,
    .process = process,
};
