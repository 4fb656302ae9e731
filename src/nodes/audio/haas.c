/* SPDX-License-Identifier: MIT */
/*
 * haas: stereo from a signal that one ear hears a little later.  Up to some 35 ms the
 * two are heard as one sound that comes from the earlier side.
 *
 * Source: H. Haas, "The influence of a single echo on the audibility of speech", 1951.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/recall.h"
#include "dsp/sides.h"

enum { TIME, LEVEL_DB, SIDE, N_PARAMS };
enum { LEFT, RIGHT };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal; a single channel goes to both ears.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Left and right, one of them later.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TIME] = {.name = "time",
              .unit = LEAT_UNIT_MS,
              .min = 0.25f,
              .def = 15.0f,
              .max = 40.0f,
              .help = "By which one side is later."},
    [LEVEL_DB] = {.name = "level",
                  .unit = LEAT_UNIT_DB,
                  .min = -24.0f,
                  .max = 6.0f,
                  .help = "Gain of the later side."},
    [SIDE] = {.name = "side",
              .kind = LEAT_ENUM,
              .def = RIGHT,
              .max = 1.0f,
              .choices = "left right",
              .help = "Which side is the later one."},
};

struct haas {
    float rate_hz;
    uint32_t size, at;
    float memory[]; /* rows of the channels that come out */
};

static uint32_t memory_frames(const struct leat_env *env)
{
    return (uint32_t)(0.04 * env->rate_hz) + RECALL_MARGIN + 1;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct haas) +
           memory_frames(env) * (size_t)env->out_lanes[0] * sizeof(float);
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    (void)settings;
    return memory_frames(env);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct haas *haas = state;

    (void)settings;
    haas->rate_hz = (float)env->rate_hz;
    haas->size = memory_frames(env);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct haas *haas = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes_in = block->in_lanes[0], lanes = block->out_lanes[0];
    const uint32_t late = param[SIDE].at[0] == (float)RIGHT ? 1 : 0;
    const float frames_per_ms = haas->rate_hz / 1000.0f;
    const float *in = block->in[0];
    float *out = block->out[0];

    for (uint32_t i = 0; i < block->nframes; i++, in += lanes_in, out += lanes) {
        const float frames = sides_param(param[TIME], i) * frames_per_ms;
        const float gain = math_db_to_factor(sides_param(param[LEVEL_DB], i));

        for (uint32_t l = 0; l < lanes; l++) {
            const float x = in[lanes_in == 1 ? 0 : l];
            const float y =
                recall(haas->memory + l, lanes, haas->size, haas->at, frames);

            haas->memory[(size_t)haas->at * lanes + l] = x;
            out[l] = (l & 1) == late ? gain * y : x;
        }
        haas->at = haas->at + 1 < haas->size ? haas->at + 1 : 0;
    }
}

const struct leat_node_class LEVEL(leat_node_haas) = {
    .size = sizeof(struct leat_node_class),
    .name = "haas",
    .summary = "Stereo from a signal that one ear hears later.",
    .example = "saw(220.hz, amplitude: 0.5, duration: 0.5) |> haas(time: 12.ms)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = sides_shape,
    .state_size = state_size,
    .tail = tail,
    .init = init,
    .process = process,
};
