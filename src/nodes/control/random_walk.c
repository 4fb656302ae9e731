/* SPDX-License-Identifier: MIT */
/*
 * random_walk: goes a step of random length up or down each cycle, within bounds.
 *
 *     v[n] = v[n - 1] + step * u[n], reflected at min and max
 *
 * u is uniform in [-1, 1), a hash of seed, lane and n; cycles are those of dsp/cycle.h.
 * With `smooth` the output is the straight line between steps, one cycle behind.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/random.h"
#include "dsp/cycle.h"

enum { STEP = CYCLE_N_PARAMS, MIN, MAX, SMOOTH, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Where the walk is.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    CYCLE_PARAMS,
    [STEP] = {.name = "step",
              .def = 0.1f,
              .max = 100000.0f,
              .help = "Greatest length of a step."},
    [MIN] = {.name = "min",
             .min = -100000.0f,
             .def = -1.0f,
             .max = 100000.0f,
             .help = "Lower bound, where steps turn back."},
    [MAX] = {.name = "max",
             .min = -100000.0f,
             .def = 1.0f,
             .max = 100000.0f,
             .help = "Upper bound, where steps turn back."},
    [SMOOTH] = {.name = "smooth",
                .kind = LEAT_BOOL,
                .max = 1.0f,
                .help = "Straight lines from step to step."},
};

struct walk {
    double per_hz;
    uint64_t seed;
    uint32_t first_lane;
    uint64_t rows[]; /* N_ROWS of one a lane, then two rows of floats */
};
enum { LAST = CYCLE_ROWS, TURNS, N_ROWS }; /* cycle plus 1; steps that were gone */

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct walk) + (size_t)env->lanes * (N_ROWS + 1) * sizeof(uint64_t);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct walk *walk = state;

    (void)settings;
    walk->per_hz = cycle_per_hz(env->rate_hz);
    walk->seed = env->seed;
    walk->first_lane = env->first_lane;
}

/* v, turned back at the bounds; between them even where they are the wrong way round.
 */
static float reflect(float v, float min, float max)
{
    const float low = min < max ? min : max, high = min < max ? max : min;

    v = v > high ? 2.0f * high - v : v < low ? 2.0f * low - v : v;
    return v < low ? low : v > high ? high : v;
}

/* A lane whose cycle has begun takes its step, the first from the middle. */
static void go(const struct walk *walk, uint64_t *turns, float *now, float *before,
               const float *const *row, uint32_t lane)
{
    const uint64_t own = random_lane_seed(walk->seed, walk->first_lane + lane);

    if (*turns == 0)
        *now = 0.5f * (*row[MIN] + *row[MAX]);
    *before = *now;
    *now = reflect(*now + *row[STEP] * random_bipolar(own, (*turns)++), *row[MIN],
                   *row[MAX]);
}

LANES_INLINE void wander(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct walk *walk = state;
    const uint32_t lanes = block->lanes;
    uint64_t *rows = walk->rows + first, *last = rows + (size_t)LAST * lanes;
    uint64_t *turns = rows + (size_t)TURNS * lanes;
    float *now = (float *)(walk->rows + (size_t)N_ROWS * lanes) + first;
    float *before = now + lanes, *out = block->out[0] + first;
    const float *smooth = block->param[SMOOTH].at + first;
    struct cycle at;

    cycle_load(&at, rows, lanes, width);
    for (uint32_t i = 0; i < block->nframes; i++, out += lanes) {
        cycle_find(&at, block, i, first, width);
        for (uint32_t l = 0; l < width; l++) {
            const float *row[N_PARAMS];
            for (int p = STEP; p <= MAX && at.count[l] + 1 != last[l]; p++)
                row[p] = leat_value_row(block->param[p], i) + first + l;
            if (at.count[l] + 1 != last[l])
                go(walk, &turns[l], &now[l], &before[l], row, first + l);
            last[l] = at.count[l] + 1;
            const float x = (float)(int32_t)(at.part[l] >> 40) * 0x1p-24f;
            out[l] = smooth[l] > 0.0f ? before[l] + (now[l] - before[l]) * x : now[l];
        }
        cycle_pass(&at, block, i, first, walk->per_hz, width);
    }
    cycle_store(&at, rows, lanes, width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(wander, state, block);
}

const struct leat_node_class LEVEL(leat_node_random_walk) = {
    .size = sizeof(struct leat_node_class),
    .name = "random_walk",
    .aliases = "drift",
    .summary = "Goes a random step up or down each cycle.",
    .example = "sine(frequency: random_walk(20.hz, step: 30, min: 200, max: 800))",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
