/* SPDX-License-Identifier: MIT */
/*
 * rig_osc: what a voice of the rig begins with: six kinds of waves and noises
 * (dsp/source.h) whose frequency glides.
 *
 *     f' = f + (1 - e^(-1 / (slide_time * rate))) (freq - f)
 *
 * so 63 % of the way, in Hz, are done after slide_time; at 0 it jumps.  slide_time
 * itself approaches in 5 ms (dsp/approach.h).
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/approach.h"
#include "dsp/segment.h"
#include "dsp/source.h"

enum { SLIDE_TIME, N_APPROACH, FREQ = N_APPROACH, TYPE, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Wave or noise of full scale.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SLIDE_TIME] = {.name = "slide_time",
                    .aliases = "slide glide",
                    .unit = LEAT_UNIT_S,
                    .max = 1.5f,
                    .smooth_ms = -1.0f,
                    .help = "Time in which 63 % of the way to a new freq are done."},
    [FREQ] = {.name = "freq",
              .aliases = "frequency",
              .unit = LEAT_UNIT_HZ,
              .curve = LEAT_CURVE_LOG,
              .min = 20.0f,
              .def = 440.0f,
              .max = 5000.0f,
              .smooth_ms = -1.0f,
              .help = "Cycles a second; held below 0.48 of the sample rate."},
    [TYPE] = {.name = "type",
              .kind = LEAT_ENUM,
              .max = 5.0f,
              .choices = "sine saw square white pink brown",
              .help = "What sounds; a change is faded over 5 ms."},
};

struct lane {
    double hz; /* where the glide is */
    uint32_t begun;
    _Alignas(64) unsigned char source[]; /* struct source */
};

static size_t lane_bytes(void)
{
    return sizeof(struct lane) + (source_bytes() + 63) / 64 * 64;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return approach_bytes(N_APPROACH, env->lanes) + 64 + env->lanes * lane_bytes();
}

/* The rate stands in front of the lanes. */
LEAT_RT static double *rate_of(void *state, uint32_t lanes)
{
    return approach_rest(state, lanes);
}

LEAT_RT static struct lane *lane_of(void *state, uint32_t lanes, uint32_t l)
{
    char *first = (char *)approach_rest(state, lanes) + 64;

    return (struct lane *)(void *)(first + l * lane_bytes());
}

LEAT_RT static struct source *source_of(struct lane *lane)
{
    return (struct source *)(void *)lane->source;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    static const float ms[N_APPROACH] = {5.0f};

    (void)settings;
    approach_init(state, N_APPROACH, ms, env->rate_hz);
    *rate_of(state, env->lanes) = env->rate_hz;
    for (uint32_t l = 0; l < env->lanes; l++)
        source_init(source_of(lane_of(state, env->lanes, l)), env->rate_hz,
                    random_lane_seed(env->seed, env->first_lane + l));
}

/* The frequency of one lane in a piece: its setting where it has arrived there. */
LEAT_RT static struct leat_value glide(struct lane *lane,
                                       const struct leat_block *block, uint32_t l,
                                       float rate_hz, float *row)
{
    const struct leat_value freq = block->param[FREQ], slide = block->param[SLIDE_TIME];
    float part = 1.0f;

    if (!lane->begun)
        lane->hz = (double)freq.at[l];
    lane->begun = 1;
    if (!freq.step && lane->hz == (double)freq.at[l])
        return (struct leat_value){freq.at + l, 0};
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float seconds = leat_value_row(slide, i)[l];
        if (i == 0 || slide.step)
            part = seconds > 0.0f ? segment_one_minus_exp(-1.0f / (seconds * rate_hz))
                                  : 1.0f;
        row[i] = approach_step(&lane->hz, leat_value_row(freq, i)[l], (double)part);
    }
    return (struct leat_value){row, 1};
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const uint32_t lanes = block->lanes;
    const double rate_hz = *rate_of(state, lanes);
    float row[APPROACH_FRAMES], y[SOURCE_FRAMES];
    struct approach_piece piece;

    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        n = approach_cut(state, &piece, block, 0, 1, N_PARAMS, start);
        for (uint32_t l = 0; l < lanes; l++) {
            struct lane *lane = lane_of(state, lanes, l);
            const struct leat_value hz =
                glide(lane, &piece.block, l, (float)rate_hz, row);
            source_run(source_of(lane), (uint32_t)(int32_t)block->param[TYPE].at[l], hz,
                       rate_hz, y, n);
            for (uint32_t i = 0; i < n; i++)
                piece.out[0][i * lanes + l] = y[i];
        }
    }
}

const struct leat_node_class LEVEL(leat_node_rig_osc) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_osc",
    .summary = "Oscillator of a voice of the Chronus rig.",
    .example = "rig_osc(freq: 110.hz, type: saw) |> gain(-12.db)",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
