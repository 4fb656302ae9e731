/* SPDX-License-Identifier: MIT */
/*
 * lfo: slow wave that moves settings, by its own rate or by the musical clock.
 *
 *     out = offset + depth * wave(cycle + phase)
 *
 * sine and triangle rise through 0 at phase 0; square is 1 for the first half, then -1;
 * saw rises from -1 to 1, ramp falls from 1 to -1; random takes a new value in [-1, 1)
 * each cycle, and smooth glides between these, x * x * (3 - 2 * x).  The n-th value of
 * a lane is a hash of the node's seed and n.  Where it is in its cycle: dsp/cycle.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/cycle.h"
#include "dsp/slow_wave.h"

enum { SHAPE = CYCLE_N_PARAMS, DEPTH, OFFSET, PHASE, RETRIGGER, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Slow wave, to be linked to a setting.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    CYCLE_PARAMS,
    [SHAPE] = {.name = "shape",
               .kind = LEAT_ENUM,
               .max = SLOW_SMOOTH,
               .choices = "sine triangle square saw ramp random smooth",
               .help = "Form of a cycle; random and smooth take values by chance."},
    [DEPTH] = {.name = "depth",
               .aliases = "amplitude amp",
               .min = -100000.0f,
               .def = 1.0f,
               .max = 100000.0f,
               .help = "Greatest distance from the offset."},
    [OFFSET] = {.name = "offset",
                .min = -100000.0f,
                .max = 100000.0f,
                .help = "What the wave swings around."},
    [PHASE] = {.name = "phase", .max = 1.0f, .help = "Part of a cycle to be ahead."},
    [RETRIGGER] = {.name = "retrigger",
                   .aliases = "gate",
                   .max = 1.0f,
                   .smooth_ms = -1.0f,
                   .help = "A cycle begins anew where this rises above 0."},
};

struct lfo {
    double per_hz;
    uint64_t seed;
    uint32_t first_lane;
    uint64_t rows[]; /* N_ROWS of one a lane */
};
enum { BEGUN = CYCLE_ROWS, AGAIN, N_ROWS }; /* where a cycle began anew; gate is open */

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct lfo) + (size_t)env->lanes * N_ROWS * sizeof(uint64_t);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct lfo *lfo = state;

    (void)settings;
    lfo->per_hz = cycle_per_hz(env->rate_hz);
    lfo->seed = env->seed;
    lfo->first_lane = env->first_lane;
}

/* Where the wave is in lanes whose retrigger rises, from there on it is at 0. */
LANES_INLINE void retrigger(const struct cycle *at, uint64_t *begun, uint64_t *again,
                            const float *gate, uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        const uint64_t open = gate[l] > 0.0f;
        begun[l] = open & ~again[l] & 1 ? at->part[l] : begun[l];
        again[l] = open;
    }
}

LANES_INLINE void swing(struct lfo *lfo, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    const uint32_t lanes = block->lanes;
    const struct leat_value *param = block->param;
    const int shape = (int)param[SHAPE].at[first];
    uint64_t *rows = lfo->rows + first, begun[LANES_MAX], again[LANES_MAX];
    float *out = block->out[0] + first, y[LANES_MAX];
    uint32_t phase[LANES_MAX];
    struct cycle at;

    cycle_load(&at, rows, lanes, width);
    for (uint32_t l = 0; l < width; l++) {
        begun[l] = rows[BEGUN * (size_t)lanes + l];
        again[l] = rows[AGAIN * (size_t)lanes + l];
    }
    for (uint32_t i = 0; i < block->nframes; i++, out += lanes) {
        const float *ahead = leat_value_row(param[PHASE], i) + first;
        const float *depth = leat_value_row(param[DEPTH], i) + first;
        const float *offset = leat_value_row(param[OFFSET], i) + first;
        cycle_find(&at, block, i, first, width);
        retrigger(&at, begun, again, leat_value_row(param[RETRIGGER], i) + first,
                  width);
        for (uint32_t l = 0; l < width; l++)
            phase[l] = (uint32_t)((at.part[l] - begun[l]) >> 32) +
                       ((uint32_t)(int32_t)(ahead[l] * 0x1p30f) << 2);
        slow_wave(y, shape, phase, at.count, lfo->seed, lfo->first_lane + first, width);
        for (uint32_t l = 0; l < width; l++)
            out[l] = offset[l] + depth[l] * y[l];
        cycle_pass(&at, block, i, first, lfo->per_hz, width);
    }
    cycle_store(&at, rows, lanes, width);
    for (uint32_t l = 0; l < width; l++) {
        rows[BEGUN * (size_t)lanes + l] = begun[l];
        rows[AGAIN * (size_t)lanes + l] = again[l];
    }
}

/* Lanes of different shapes are computed one by one. */
LANES_INLINE void kernel(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    const float *shape = block->param[SHAPE].at + first;
    bool alike = true;

    for (uint32_t l = 1; l < width; l++)
        alike = alike && shape[l] == shape[0];
    if (alike)
        swing(state, block, first, width);
    for (uint32_t l = 0; l < width && !alike; l++)
        swing(state, block, first + l, 1);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(kernel, state, block);
}

const struct leat_node_class LEVEL(leat_node_lfo) = {
    .size = sizeof(struct leat_node_class),
    .name = "lfo",
    .summary = "Slow wave that moves settings.",
    .example = "saw(110.hz) |> lowpass(cutoff: lfo(0.5.hz) * 800 + 1000)",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
