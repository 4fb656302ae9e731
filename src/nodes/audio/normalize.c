/* SPDX-License-Identifier: MIT */
/*
 * normalize: slow loudness levelling.
 *
 * The K-weighted power of all lanes together (ITU-R BS.1770-4) is averaged over the
 * window, leaving out what lies below -70 LUFS; every 64 frames the gain sets out in a
 * straight line to sqrt(wanted power / average), within +-24 dB.  In its first second
 * the average is that of what was heard so far, and the gain comes in over 0.4 s.
 * All lanes get the same gain, so the stereo image stays.
 */
#include <math.h>

#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/dot.h"
#include "dsp/k_weighting.h"

enum { TARGET, WINDOW, N_PARAMS };
enum { GRID = 64 };

static const float MAX_FACTOR = 15.8489319f;    /* 24 dB */
static const float GATE_POWER = 1.17246530e-7f; /* -70 LUFS: 10^((-70 + 0.691) / 10) */
static const float FIRST_S = 0.4f;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to level; all lanes as one.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal of even loudness.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TARGET] = {.name = "target",
                .unit = LEAT_UNIT_DB,
                .min = -60.0f,
                .def = -14.0f,
                .max = 0.0f,
                .help = "Loudness to reach, in LUFS."},
    [WINDOW] = {.name = "window",
                .unit = LEAT_UNIT_S,
                .curve = LEAT_CURVE_LOG,
                .min = 0.1f,
                .def = 3.0f,
                .max = 60.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Time over which loudness is averaged."},
};

struct normalize {
    struct k_weighting k;
    float window, first; /* in grid steps */
    float power;         /* average of what was heard */
    float heard;         /* grid steps it covers, at most window */
    float factor, next;  /* gain at the start and at the end of this grid step */
    uint32_t frame;      /* of the grid step */
    float part[16];      /* sums of squares in this grid step */
    float memory[];      /* 4 for each lane */
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = env->in_lanes[0] ? env->in_lanes[0] : 1;
    env->out_lanes[0] = env->lanes;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct normalize) + (size_t)env->lanes * 4 * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct normalize *n = state;
    const float steps = (float)env->rate_hz / GRID; /* a second */

    n->k = k_weighting((float)env->rate_hz);
    n->window = settings->number[WINDOW] * steps;
    n->first = FIRST_S * steps;
    n->factor = n->next = 1.0f;
}

/* End a grid step: average it in and choose where the gain goes next. */
static void decide(struct normalize *n, float target_db)
{
    const float power = dot_join(n->part) / GRID;
    const float wanted = 1.17246530f * math_db_to_factor(2.0f * target_db);

    if (power > GATE_POWER) {
        n->heard = n->heard + 1.0f < n->window ? n->heard + 1.0f : n->window;
        n->power += (power - n->power) / n->heard;
    }
    n->factor = n->next;
    if (n->heard > 0.0f) {
        const float trust = n->heard < n->first ? n->heard / n->first : 1.0f;
        float factor = sqrtf(wanted / n->power);
        factor = factor > MAX_FACTOR ? MAX_FACTOR : factor;
        factor = factor < 1.0f / MAX_FACTOR ? 1.0f / MAX_FACTOR : factor;
        n->next = 1.0f + trust * (factor - 1.0f);
    }
    for (int p = 0; p < 16; p++)
        n->part[p] = 0.0f;
    n->frame = 0;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct normalize *n = state;
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *in = block->in[0] + (size_t)i * lanes;
        float *out = block->out[0] + (size_t)i * lanes, sum = 0.0f;
        const float along = (float)(n->frame + 1) / GRID;
        const float factor = n->factor + (n->next - n->factor) * along;

        for (uint32_t l = 0; l < lanes; l++) {
            const float x = in[l], y = k_weigh(&n->k, n->memory + 4 * (size_t)l, x);
            const float heard = y > 1e-9f || y < -1e-9f ? y : 0.0f;
            sum += heard * heard;
            out[l] = factor * x;
        }
        n->part[n->frame % 16] += sum;
        if (++n->frame == GRID)
            decide(n, leat_value_row(block->param[TARGET], i)[0]);
    }
}

const struct leat_node_class LEVEL(leat_node_normalize) = {
    .size = sizeof(struct leat_node_class),
    .name = "normalize",
    .summary = "Level a signal's loudness slowly.",
    .example = "noise() |> gain(-30.db) |> normalize(target: -14.db)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
