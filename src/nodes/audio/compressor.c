/* SPDX-License-Identifier: MIT */
/*
 * compressor: turn down what is louder than a threshold.
 *
 * With level L = log2 |key|, threshold T and slope s = 1 - 1 / ratio, and knee() of
 * dsp/knee.h, the reduction is
 *
 *     c  = s * knee(L - T)            y1 = max(c, y1 * release)
 *     y2 = attack * y2 + (1 - attack) * y1          gain = 2^(makeup - y2)
 *
 * So `attack` is the time in which the reduction in dB goes 63 % of its way, and
 * `release` that in which it falls to 37 %; y1 keeps the crest of a wave between its
 * peaks, so that a steady tone is turned down by its static curve and not by less.
 *
 * Source: D. Giannoulis, M. Massberg, J. D. Reiss, "Digital Dynamic Range Compressor
 * Design", 2012: feed-forward, smooth and decoupled, in the log domain.
 */
#include "base/level.h"
#include "dsp/dynamics_turn.h"
#include "dsp/knee.h"

enum { THRESHOLD, RATIO, ATTACK, RELEASE, KNEE, MAKEUP };
enum { Y1, Y2, SQUARE, N_MEMORIES };

static const struct leat_port ports[] = {DYNAMICS_PORTS("compress")};

static const struct leat_param params[DYNAMICS_N_PARAMS] = {
    [THRESHOLD] = {.name = "threshold",
                   .unit = LEAT_UNIT_DB,
                   .min = -80.0f,
                   .def = -20.0f,
                   .max = 0.0f,
                   .help = "Level above which the signal is turned down."},
    [RATIO] = {.name = "ratio",
               .curve = LEAT_CURVE_LOG,
               .min = 1.0f,
               .def = 4.0f,
               .max = 100.0f,
               .help = "How many dB more at the input make one more at the output."},
    [ATTACK] = {.name = "attack",
                .unit = LEAT_UNIT_MS,
                .curve = LEAT_CURVE_LOG,
                .min = 0.1f,
                .def = 3.0f,
                .max = 200.0f,
                .help = "Time in which the reduction goes 63 % of its way."},
    [RELEASE] = {.name = "release",
                 .unit = LEAT_UNIT_MS,
                 .curve = LEAT_CURVE_LOG,
                 .min = 5.0f,
                 .def = 100.0f,
                 .max = 2000.0f,
                 .help = "Time in which the reduction falls to 37 %."},
    [KNEE] = {.name = "knee",
              .unit = LEAT_UNIT_DB,
              .def = 6.0f,
              .max = 24.0f,
              .help = "Width of the rounded corner at the threshold."},
    [MAKEUP] = {.name = "makeup",
                .aliases = "gain",
                .unit = LEAT_UNIT_DB,
                .min = -24.0f,
                .max = 36.0f,
                .help = "Gain after the reduction."},
    [DYNAMICS_DETECTOR] = DYNAMICS_DETECTOR_PARAM,
    [DYNAMICS_LOOKAHEAD] = DYNAMICS_LOOKAHEAD_PARAM,
    [DYNAMICS_LINK] = DYNAMICS_LINK_PARAM,
};

/* Parameters of each element, or of the first 16 while all stand still. */
struct tuning {
    float threshold[DYNAMICS_SIZE], slope[DYNAMICS_SIZE], half[DYNAMICS_SIZE],
        bend[DYNAMICS_SIZE], attack[DYNAMICS_SIZE], release[DYNAMICS_SIZE],
        makeup[DYNAMICS_SIZE];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return dynamics_size(env, settings, N_MEMORIES);
}

LANES_INLINE void tune(struct tuning *t, const struct leat_block *block, uint32_t start,
                       uint32_t nframes, uint32_t first, uint32_t width, uint32_t n,
                       float rate_hz)
{
    const struct leat_value *p = block->param;

    dynamics_spread(t->threshold, p[THRESHOLD], start, nframes, first, width, n);
    dynamics_spread(t->slope, p[RATIO], start, nframes, first, width, n);
    dynamics_spread(t->attack, p[ATTACK], start, nframes, first, width, n);
    dynamics_spread(t->release, p[RELEASE], start, nframes, first, width, n);
    dynamics_spread(t->half, p[KNEE], start, nframes, first, width, n);
    dynamics_spread(t->makeup, p[MAKEUP], start, nframes, first, width, n);
    for (uint32_t e = 0; e < n; e++) {
        const float knee_width = t->half[e] * KNEE_LOG2_OF_DB;
        t->threshold[e] *= KNEE_LOG2_OF_DB;
        t->slope[e] = 1.0f - 1.0f / t->slope[e];
        t->half[e] = 0.5f * knee_width;
        t->bend[e] = knee_bend(knee_width);
        t->attack[e] = dynamics_decay(t->attack[e], rate_hz);
        t->release[e] = dynamics_decay(t->release[e], rate_hz);
        t->makeup[e] *= KNEE_LOG2_OF_DB;
    }
}

/* Both smoothings over a chunk of reductions, in place.  `mask` is 0 while the
 * parameters stand still. */
LANES_INLINE void smooth(float *c, const struct tuning *t, float *y1, float *y2,
                         uint32_t nframes, uint32_t width, uint32_t mask)
{
    for (uint32_t i = 0; i < nframes; i++, c += width)
        for (uint32_t l = 0; l < width; l++) {
            const float attack = t->attack[(i * width & mask) + l];
            y1[l] = math_max(c[l], y1[l] * t->release[(i * width & mask) + l]);
            y2[l] = attack * y2[l] + (1.0f - attack) * y1[l];
            c[l] = y2[l];
        }
}

LANES_INLINE void compress(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width)
{
    struct dynamics *d = state;
    const struct leat_value *p = block->param;
    const bool is_moving = p[THRESHOLD].step | p[RATIO].step | p[ATTACK].step |
                           p[RELEASE].step | p[KNEE].step | p[MAKEUP].step;
    const uint32_t mask = is_moving ? ~0u : 0;
    float y[N_MEMORIES][LANES_MAX], c[DYNAMICS_SIZE];
    struct tuning t;

    dynamics_recall(d, y, N_MEMORIES, block->lanes, first, width);
    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        n = dynamics_chunk(block, start, width);
        const uint32_t padded = dynamics_padded(n, width);
        if (is_moving || start == 0)
            tune(&t, block, start, n, first, width, is_moving ? padded : 16,
                 d->rate_hz);
        dynamics_listen(d, c, block, start, n, first, width);
        if (p[DYNAMICS_DETECTOR].at[0] == DYNAMICS_RMS)
            dynamics_mean(d, c, y[SQUARE], n, width);
        for (uint32_t e = 0; e < padded; e += 16)
            for (uint32_t k = 0; k < 16; k++) {
                const uint32_t at = (e & mask) + k;
                const float over = math_log2(c[e + k]) - t.threshold[at];
                c[e + k] = math_max(t.slope[at] * knee(over, t.half[at], t.bend[at]),
                                    DYNAMICS_TINY);
            }
        smooth(c, &t, y[Y1], y[Y2], n, width, mask);
        for (uint32_t e = 0; e < padded; e += 16)
            for (uint32_t k = 0; k < 16; k++)
                c[e + k] = math_exp2(t.makeup[(e & mask) + k] - c[e + k]);
        dynamics_turn(d, c, block, start, n, first, width, N_MEMORIES);
    }
    dynamics_keep(d, y, N_MEMORIES, block->lanes, first, width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    dynamics_run(compress, state, block);
}

const struct leat_node_class LEVEL(leat_node_compressor) = {
    .size = sizeof(struct leat_node_class),
    .name = "compressor",
    .aliases = "compress",
    .summary = "Turn down what is louder than a threshold.",
    .example =
        "noise(color: pink) |> compressor(threshold: -30.db, ratio: 4, makeup: 6.db)",
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
