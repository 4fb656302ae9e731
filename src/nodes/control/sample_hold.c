/* SPDX-License-Identifier: MIT */
/*
 * sample_hold: keeps the value that a signal had at the last trigger.
 *
 * A trigger is a rise of the second input above 0; where nothing is linked there, the
 * begin of a cycle of dsp/cycle.h, the first at the beginning.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/cycle.h"

enum { N_PARAMS = CYCLE_N_PARAMS };
enum { IN, TRIGGER };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal whose values are taken.", NULL},
    {"trigger", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "Takes a value where it rises above 0; without it `rate` does.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Steps between values that were taken.", NULL},
};

static const struct leat_param params[N_PARAMS] = {CYCLE_PARAMS};

struct sample_hold {
    double per_hz;
    uint64_t rows[]; /* N_ROWS of one a lane */
};
enum { LAST = CYCLE_ROWS, VALUE, N_ROWS }; /* cycle or trigger, and what was taken */

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct sample_hold) + (size_t)env->lanes * N_ROWS * sizeof(uint64_t);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct sample_hold *sh = state;

    (void)settings;
    sh->per_hz = cycle_per_hz(env->rate_hz);
}

static float *values(struct sample_hold *sh, uint32_t lanes)
{
    return (float *)(sh->rows + (size_t)VALUE * lanes);
}

LANES_INLINE void take(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct sample_hold *sh = state;
    const uint32_t lanes = block->lanes;
    const bool triggered = block->in_linked >> TRIGGER & 1;
    const float *in = block->in[IN] + first, *trigger = block->in[TRIGGER] + first;
    uint64_t *rows = sh->rows + first, last[LANES_MAX];
    float *out = block->out[0] + first, *held = values(sh, lanes) + first;
    float value[LANES_MAX];
    struct cycle at;

    cycle_load(&at, rows, lanes, width);
    for (uint32_t l = 0; l < width; l++) {
        last[l] = rows[LAST * (size_t)lanes + l];
        value[l] = held[l];
    }
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        if (!triggered)
            cycle_find(&at, block, i, first, width);
        for (uint32_t l = 0; l < width; l++) {
            const uint64_t now =
                triggered ? trigger[(size_t)i * lanes + l] > 0.0f : at.count[l] + 1;
            const bool takes = triggered ? now & ~last[l] & 1 : now != last[l];
            value[l] = takes ? in[l] : value[l];
            last[l] = now;
            out[l] = value[l];
        }
        if (!triggered)
            cycle_pass(&at, block, i, first, sh->per_hz, width);
    }
    cycle_store(&at, rows, lanes, width);
    for (uint32_t l = 0; l < width; l++) {
        rows[LAST * (size_t)lanes + l] = last[l];
        held[l] = value[l];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(take, state, block);
}

const struct leat_node_class LEVEL(leat_node_sample_hold) = {
    .size = sizeof(struct leat_node_class),
    .name = "sample_hold",
    .aliases = "sah",
    .summary = "Keeps the value that a signal had at the last trigger.",
    .example = "sine(frequency: sample_hold(noise(), rate: 4.hz) * 200 + 400)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
