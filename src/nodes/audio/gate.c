/* SPDX-License-Identifier: MIT */
/*
 * gate: let a signal through while it is loud.
 *
 * It opens when the level reaches the threshold, and closes once the level has been
 * below threshold - hysteresis for `hold`.  The gain then goes to 1, or to `range`:
 *
 *     gain = goal + away      away = away * e^(-1 / (time * rate))
 *
 * and where the goal changes `away` changes by as much the other way.  Kept apart from
 * the goal it does not drown in its rounding, and it ends at 0 below 10^-8.
 */
#include "base/level.h"
#include "dsp/dynamics_turn.h"

enum { THRESHOLD, HOLD, RELEASE, ATTACK, HYSTERESIS, RANGE };
enum { AWAY, LEFT, SQUARE, N_MEMORIES };

static const float SHUT_DB = -120.0f; /* this and less is silence */

static const struct leat_port ports[] = {DYNAMICS_PORTS("gate")};

static const struct leat_param params[DYNAMICS_N_PARAMS] = {
    [THRESHOLD] = {.name = "threshold",
                   .unit = LEAT_UNIT_DB,
                   .min = -100.0f,
                   .def = -50.0f,
                   .max = 0.0f,
                   .help = "Level at which it opens."},
    [HOLD] = {.name = "hold",
              .unit = LEAT_UNIT_MS,
              .def = 50.0f,
              .max = 5000.0f,
              .help = "Time it stays open after the level has fallen."},
    [RELEASE] = {.name = "release",
                 .unit = LEAT_UNIT_MS,
                 .curve = LEAT_CURVE_LOG,
                 .min = 1.0f,
                 .def = 50.0f,
                 .max = 5000.0f,
                 .help = "Time in which it closes by 63 %."},
    [ATTACK] = {.name = "attack",
                .unit = LEAT_UNIT_MS,
                .curve = LEAT_CURVE_LOG,
                .min = 0.05f,
                .def = 1.0f,
                .max = 200.0f,
                .help = "Time in which it opens by 63 %."},
    [HYSTERESIS] = {.name = "hysteresis",
                    .unit = LEAT_UNIT_DB,
                    .def = 3.0f,
                    .max = 24.0f,
                    .help = "How far the level must fall below the threshold again."},
    [RANGE] = {.name = "range",
               .unit = LEAT_UNIT_DB,
               .min = SHUT_DB,
               .def = -80.0f,
               .max = 0.0f,
               .help = "Gain while it is closed; -120 dB is silence."},
    [DYNAMICS_DETECTOR] = DYNAMICS_DETECTOR_PARAM,
    [DYNAMICS_LOOKAHEAD] = DYNAMICS_LOOKAHEAD_PARAM,
    [DYNAMICS_LINK] = DYNAMICS_LINK_PARAM,
};

/* What parameters of one row of lanes amount to. */
struct tuning {
    float open[LANES_MAX], close[LANES_MAX], shut[LANES_MAX], attack[LANES_MAX],
        release[LANES_MAX], hold[LANES_MAX];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return dynamics_size(env, settings, N_MEMORIES);
}

LANES_INLINE void tune(struct tuning *t, const struct leat_block *block, uint32_t frame,
                       uint32_t first, uint32_t width, float rate_hz)
{
    const float *row[DYNAMICS_N_PARAMS];

    for (int k = 0; k < DYNAMICS_DETECTOR; k++)
        row[k] = leat_value_row(block->param[k], frame) + first;
    for (uint32_t l = 0; l < width; l++) {
        t->open[l] = math_db_to_factor(row[THRESHOLD][l]);
        t->close[l] = math_db_to_factor(row[THRESHOLD][l] - row[HYSTERESIS][l]);
        t->shut[l] = row[RANGE][l] > SHUT_DB ? math_db_to_factor(row[RANGE][l]) : 0.0f;
        t->attack[l] = dynamics_decay(row[ATTACK][l], rate_hz);
        t->release[l] = dynamics_decay(row[RELEASE][l], rate_hz);
        t->hold[l] = math_round(row[HOLD][l] * 0.001f * rate_hz);
    }
}

/* One frame: levels in, gains out.  `left` is 0 while closed, else 1 + frames left. */
LANES_INLINE void step(const struct tuning *t, float *level, float *away, float *left,
                       uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        const float fewer = math_max(left[l] - 1.0f, 0.0f);
        const float goal = left[l] > 0.0f ? 1.0f : t->shut[l];
        const float least = left[l] > 0.0f ? t->close[l] : t->open[l];
        left[l] = level[l] >= least ? 1.0f + t->hold[l] : fewer;
        const float next = left[l] > 0.0f ? 1.0f : t->shut[l];
        const float keep = left[l] > 0.0f ? t->attack[l] : t->release[l];
        const float rest = (away[l] + (goal - next)) * keep;
        away[l] = math_abs(rest) < 1e-8f ? 0.0f : rest;
        level[l] = next + away[l];
    }
}

LANES_INLINE void gate(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct dynamics *d = state;
    float y[N_MEMORIES][LANES_MAX], c[DYNAMICS_SIZE];
    struct tuning t;
    uint32_t moving = 0;

    for (int k = 0; k < DYNAMICS_DETECTOR; k++)
        moving |= block->param[k].step;
    dynamics_recall(d, y, N_MEMORIES, block->lanes, first, width);
    tune(&t, block, 0, first, width, d->rate_hz);
    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        n = dynamics_chunk(block, start, width);
        dynamics_listen(d, c, block, start, n, first, width);
        if (block->param[DYNAMICS_DETECTOR].at[0] == DYNAMICS_RMS)
            dynamics_mean(d, c, y[SQUARE], n, width);
        for (uint32_t i = 0; i < n; i++) {
            if (moving)
                tune(&t, block, start + i, first, width, d->rate_hz);
            step(&t, c + (size_t)i * width, y[AWAY], y[LEFT], width);
        }
        dynamics_turn(d, c, block, start, n, first, width, N_MEMORIES);
    }
    dynamics_keep(d, y, N_MEMORIES, block->lanes, first, width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    dynamics_run(gate, state, block);
}

const struct leat_node_class LEVEL(leat_node_gate) = {
    .size = sizeof(struct leat_node_class),
    .name = "gate",
    .summary = "Let a signal through while it is loud.",
    .example = "noise(color: brown) |> gate(threshold: -12.db, hold: 20.ms)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = DYNAMICS_N_PARAMS,
    .shape = dynamics_shape,
    .state_size = state_size,
    .latency = dynamics_latency,
    .tail = dynamics_tail,
    .init = dynamics_init,
    .process = process,
};
