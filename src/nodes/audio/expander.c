/* SPDX-License-Identifier: MIT */
/*
 * expander: turn down what is quieter than a threshold.
 *
 * With level L = log2 of the peak that dynamics_hold() keeps, threshold T and knee() of
 * dsp/knee.h, the reduction goes to
 *
 *     c = min((ratio - 1) * knee(T - L), range)
 *
 * exponentially: `attack` is the time in which it goes 63 % of its way down, so that
 * the signal comes up, and `release` that of its way up.
 *
 * Source: D. Giannoulis, M. Massberg, J. D. Reiss, "Digital Dynamic Range Compressor
 * Design", 2012, of which this is the mirror image.
 */
#include "base/level.h"
#include "dsp/dynamics_turn.h"
#include "dsp/knee.h"

enum { THRESHOLD, RATIO, ATTACK, RELEASE, KNEE, RANGE };
enum { Y, PEAK, LEFT, SQUARE, N_MEMORIES };

static const struct leat_port ports[] = {DYNAMICS_PORTS("expand")};

static const struct leat_param params[DYNAMICS_N_PARAMS] = {
    [THRESHOLD] = {.name = "threshold",
                   .unit = LEAT_UNIT_DB,
                   .min = -100.0f,
                   .def = -40.0f,
                   .max = 0.0f,
                   .help = "Level below which the signal is turned down."},
    [RATIO] = {.name = "ratio",
               .curve = LEAT_CURVE_LOG,
               .min = 1.0f,
               .def = 2.0f,
               .max = 20.0f,
               .help = "How many dB less one dB less at the input makes."},
    [ATTACK] = {.name = "attack",
                .unit = LEAT_UNIT_MS,
                .curve = LEAT_CURVE_LOG,
                .min = 0.1f,
                .def = 3.0f,
                .max = 200.0f,
                .help = "Time in which the signal comes 63 % of its way up."},
    [RELEASE] = {.name = "release",
                 .unit = LEAT_UNIT_MS,
                 .curve = LEAT_CURVE_LOG,
                 .min = 5.0f,
                 .def = 100.0f,
                 .max = 2000.0f,
                 .help = "Time in which the signal goes 63 % of its way down."},
    [KNEE] = {.name = "knee",
              .unit = LEAT_UNIT_DB,
              .def = 6.0f,
              .max = 24.0f,
              .help = "Width of the rounded corner at the threshold."},
    [RANGE] = {.name = "range",
               .unit = LEAT_UNIT_DB,
               .min = -120.0f,
               .def = -60.0f,
               .max = 0.0f,
               .help = "Gain that is not gone below."},
    [DYNAMICS_DETECTOR] = DYNAMICS_DETECTOR_PARAM,
    [DYNAMICS_LOOKAHEAD] = DYNAMICS_LOOKAHEAD_PARAM,
    [DYNAMICS_LINK] = DYNAMICS_LINK_PARAM,
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return dynamics_size(env, settings, N_MEMORIES);
}

/* Where the reduction goes, from a chunk of levels, in place. */
LANES_INLINE void aim(float *c, const struct leat_block *block, uint32_t start,
                      uint32_t nframes, uint32_t first, uint32_t width)
{
    const struct leat_value *p = block->param;

    for (uint32_t i = 0; i < nframes; i++, c += width) {
        const float *threshold = leat_value_row(p[THRESHOLD], start + i) + first;
        const float *ratio = leat_value_row(p[RATIO], start + i) + first;
        const float *corner = leat_value_row(p[KNEE], start + i) + first;
        const float *range = leat_value_row(p[RANGE], start + i) + first;

        for (uint32_t l = 0; l < width; l++) {
            const float w = corner[l] * KNEE_LOG2_OF_DB;
            const float under = threshold[l] * KNEE_LOG2_OF_DB - math_log2(c[l]);
            const float reduction =
                (ratio[l] - 1.0f) * knee(under, 0.5f * w, knee_bend(w));
            c[l] = math_min(reduction, -range[l] * KNEE_LOG2_OF_DB);
        }
    }
}

/* Let the reduction follow where it goes, and make gains of it. */
LANES_INLINE void follow(float *c, float *y, const struct leat_block *block,
                         uint32_t start, uint32_t nframes, uint32_t first,
                         uint32_t width, float rate_hz)
{
    const struct leat_value attack = block->param[ATTACK];
    const struct leat_value release = block->param[RELEASE];
    float up[LANES_MAX], down[LANES_MAX];

    for (uint32_t i = 0; i < nframes; i++, c += width) {
        const float *attack_ms = leat_value_row(attack, start + i) + first;
        const float *release_ms = leat_value_row(release, start + i) + first;
        if (i == 0 || attack.step | release.step)
            for (uint32_t l = 0; l < width; l++) {
                up[l] = dynamics_decay(attack_ms[l], rate_hz);
                down[l] = dynamics_decay(release_ms[l], rate_hz);
            }
        for (uint32_t l = 0; l < width; l++) {
            const float keep = c[l] < y[l] ? up[l] : down[l];
            y[l] = keep * y[l] + ((1.0f - keep) * c[l] + DYNAMICS_TINY);
            c[l] = math_exp2(-y[l]);
        }
    }
}

LANES_INLINE void expand(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct dynamics *d = state;
    float y[N_MEMORIES][LANES_MAX], c[DYNAMICS_SIZE];

    dynamics_recall(d, y, N_MEMORIES, block->lanes, first, width);
    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        n = dynamics_chunk(block, start, width);
        dynamics_listen(d, c, block, start, n, first, width);
        if (block->param[DYNAMICS_DETECTOR].at[0] == DYNAMICS_RMS)
            dynamics_mean(d, c, y[SQUARE], n, width);
        else
            dynamics_hold(d, c, y[PEAK], y[LEFT], n, width);
        aim(c, block, start, n, first, width);
        follow(c, y[Y], block, start, n, first, width, d->rate_hz);
        dynamics_turn(d, c, block, start, n, first, width, N_MEMORIES);
    }
    dynamics_keep(d, y, N_MEMORIES, block->lanes, first, width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    dynamics_run(expand, state, block);
}

const struct leat_node_class LEVEL(leat_node_expander) = {
    .size = sizeof(struct leat_node_class),
    .name = "expander",
    .aliases = "expand",
    .summary = "Turn down what is quieter than a threshold.",
    .example = "noise(color: pink) |> expander(threshold: -12.db, ratio: 3)",
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
