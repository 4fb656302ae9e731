/* SPDX-License-Identifier: MIT */
/*
 * env: envelope of as many segments as are listed.
 *
 * Segment k of n leads from level k - 1 to level k in times[k] seconds on curve k: 0 is
 * straight, below 0 fast at first, above 0 slow at first (dsp/segment.h).  While the
 * gate is open the segments before `release` are passed, and then their last level is
 * kept, or segment `loop` and those behind it come again; when it closes the rest
 * follows, from wherever the level is.  The way through is that of dsp/staged.h.
 */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/staged.h"
#include "dsp/step_list.h"

enum { GATE, STRETCH, HOLD, VELOCITY, LEVELS, TIMES, CURVES, LOOP, LEAVE, N_PARAMS };
enum { NOTES = 1, SEGMENTS_MAX = 32 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "Signal to shape; without one the envelope itself comes out.", NULL},
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL,
     "Notes and gates that open and close it, in the place of the setting.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "The shaped signal.", NULL},
};

#define LIST(word, numbers, words)                                                     \
    {                                                                                  \
        .name = word, .kind = LEAT_TEXT, .text = numbers,                              \
        .flags = LEAT_PARAM_STRUCTURAL, .help = words                                  \
    }

static const struct leat_param params[N_PARAMS] = {
    [GATE] = {.name = "gate",
              .def = 1.0f,
              .max = 1.0f,
              .smooth_ms = -1.0f,
              .help = "Open while above 0; as it stands it opens at the beginning."},
    [STRETCH] = {.name = "stretch",
                 .def = 1.0f,
                 .max = 100.0f,
                 .help = "Factor of all times."},
    [HOLD] = {.name = "hold",
              .unit = LEAT_UNIT_S,
              .max = 30.0f,
              .help = "Time after which it closes by itself; 0 is never."},
    [VELOCITY] = {.name = "velocity",
                  .unit = LEAT_UNIT_FRACTION,
                  .max = 1.0f,
                  .help = "How far the gate's value, a velocity, scales all levels."},
    [LEVELS] = LIST("levels", "0 1 0.5 0", "Levels, the first before it begins."),
    [TIMES] = LIST("times", "0.01 0.2 0.5", "Seconds from each level to the next."),
    [CURVES] =
        LIST("curves", "", "Curve of each segment; those not given are straight."),
    [LOOP] = {.name = "loop",
              .kind = LEAT_INTEGER,
              .max = SEGMENTS_MAX,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Segment to go on with while the gate is open; 0 is none."},
    [LEAVE] = {.name = "release",
               .kind = LEAT_INTEGER,
               .max = SEGMENTS_MAX,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Segment that the closing gate begins; 0 is the last."},
};

struct env {
    float rate_hz;
    uint32_t n; /* segments */
    uint32_t leave, loop;
    float level[SEGMENTS_MAX + 1], time[SEGMENTS_MAX + 1], curve[SEGMENTS_MAX + 1];
    struct gate_notes notes;
    float rows[]; /* STAGED_ROWS */
};

static size_t state_size(const struct leat_env *host,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct env) + (size_t)host->lanes * STAGED_ROWS * sizeof(float);
}

/* Numbers of a list into to[first] and up; the last comes again where there are fewer.
 */
static uint32_t read_list(const char *text, float *to, uint32_t first, bool repeats)
{
    uint32_t n = first;

    for (float x; n <= SEGMENTS_MAX && *text; text += *text != '\0')
        if (step_list_number(&text, &x))
            to[n++] = math_clamp(x, -1000.0f, 1000.0f);
    for (uint32_t i = n; i > first && i <= SEGMENTS_MAX && repeats; i++)
        to[i] = to[n - 1];
    return n;
}

LEAT_RT static void init(void *state, const struct leat_env *host,
                         const struct leat_settings *settings)
{
    struct env *env = state;
    const uint32_t levels = read_list(settings->text[LEVELS], env->level, 0, false);
    const uint32_t leave = (uint32_t)settings->number[LEAVE];

    env->rate_hz = (float)host->rate_hz;
    env->n = levels > 1 ? levels - 1 : 0;
    env->loop = (uint32_t)settings->number[LOOP];
    env->leave = leave == 0 || leave > env->n ? (env->n ? env->n : 1) : leave;
    read_list(settings->text[TIMES], env->time, 1, true);
    read_list(settings->text[CURVES], env->curve, 1, false);
    staged_init(env->rows, host->lanes);
}

/* Stages: 1 to leave - 1 are segments, `leave` stays, those behind are segments leave
 * to n, then the last level for good. */
LANES_INLINE struct staged_aim aim(const void *node, const float *const *row,
                                   const struct staged *g, uint32_t l)
{
    const struct env *env = node;
    const uint32_t stage = (uint32_t)g->stage[l], leave = env->leave;
    const float peak = 1.0f + row[VELOCITY][l] * (g->peak[l] - 1.0f);
    const bool stays = stage == 0 || stage == leave || stage > env->n + 1;
    const uint32_t segment = stage <= leave ? stage : stage - 1;
    const uint32_t to = stage == leave     ? leave - 1
                        : segment > env->n ? env->n
                                           : segment;
    const float seconds = env->time[to] < 0.0f ? 0.0f : env->time[to];
    const float frames = seconds * row[STRETCH][l] * env->rate_hz + 0.5f;

    return (struct staged_aim){
        .whole = stays ? -1.0f : (float)(int32_t)(frames < 1.6e7f ? frames : 1.6e7f),
        .to = (stage == 0 ? 1.0f : peak) * env->level[to],
        .curve = math_clamp(env->curve[to], -20.0f, 20.0f),
    };
}

LANES_INLINE float hold(const void *node, const float *const *row, uint32_t l)
{
    const struct env *env = node;

    return staged_frames(row[HOLD][l], env->rate_hz);
}

LANES_INLINE float next(const void *node, float stage)
{
    const struct env *env = node;
    const bool again =
        env->loop > 0 && env->loop < env->leave && stage == (float)env->leave - 1.0f;

    return again ? (float)env->loop : stage + 1.0f;
}

LANES_INLINE void shape(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    static const struct staged_class class = {aim, hold, next};
    struct env *env = state;

    staged_run(&class, env, env->rows, (float)env->leave + 1.0f, block, LEVELS, first,
               width);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct env *env = state;
    struct leat_value param[N_PARAMS];
    const struct leat_block own =
        staged_block(&env->notes, env->rows, block, N_PARAMS, NOTES, param);

    lanes_run(shape, env, &own);
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    int err = 0;

    (void)base;
    (void)info;
    for (int k = LEVELS; k <= CURVES && !err; k++)
        err = step_list_check(settings->text[k], false, SEGMENTS_MAX + (k == LEVELS),
                              params[k].name, "env", diag);
    return err;
}

const struct leat_node_class LEVEL(leat_node_env) = {
    .size = sizeof(struct leat_node_class),
    .name = "env",
    .aliases = "multi_envelope",
    .summary = "Envelope of as many segments as are listed.",
    .example = "saw(110.hz, duration: 2) |> env(levels: \"0 1 0.2 0.6 0\", times: "
               "\"0.01 0.2 0.5 0.8\", hold: 1)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
