/* SPDX-License-Identifier: MIT */
/*
 * voice_end: lets a group of voices end, whose sources never do: when no further note
 * can come and what sounded has been below -90 dBFS for 250 ms.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/seconds.h"

enum { IN, NOTES };
enum { TAIL, N_PARAMS };

static const float QUIET = 3.1622777e-5f; /* -90 dBFS */
static const float QUIET_S = 0.25f;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound of the group.", NULL},
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "What the group plays.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same sound, until it ends.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TAIL] = {.name = "tail",
              .unit = LEAT_UNIT_S,
              .def = 30.0f,
              .max = 3600.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "How long it may sound on behind the last note at most."},
};

struct ending {
    int64_t quiet_end, tail; /* frames that it must be quiet for, or may sound on */
    int64_t quiet, passed;   /* frames that it was quiet, since notes ended */
    uint32_t ended;
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = env->out_lanes[0] = env->in_lanes[IN] ? env->in_lanes[IN] : 1;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct ending);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct ending *e = state;

    e->quiet_end = seconds_to_frames(QUIET_S, env->rate_hz);
    e->tail = seconds_to_frames(settings->number[TAIL], env->rate_hz);
}

/* It looks at all lanes, so that silence costs no more than sound. */
static bool is_quiet(const float *row, uint32_t lanes)
{
    uint32_t loud = 0;

    for (uint32_t l = 0; l < lanes; l++)
        loud |= !((row[l] <= QUIET) & (row[l] >= -QUIET));
    return !loud;
}

/* The frame of the block at which it ends, or nframes. */
static uint32_t find_end(struct ending *e, const struct leat_block *block)
{
    const uint32_t lanes = block->in_lanes[IN];
    const bool may_end = block->in_linked >> NOTES & 1;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const bool over = may_end && i >= block->in_live[NOTES];
        if (e->ended || (over && (e->quiet >= e->quiet_end || e->passed >= e->tail)))
            return i;
        const bool quiet = is_quiet(block->in[IN] + (size_t)i * lanes, lanes);
        e->quiet = quiet ? e->quiet + 1 : 0;
        e->passed += over;
    }
    return block->nframes;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct ending *e = state;
    const size_t row = block->out_lanes[0];
    const uint32_t end = find_end(e, block);
    const uint32_t live = end < block->in_live[IN] ? end : block->in_live[IN];

    if (block->out[0] != block->in[IN])
        memcpy(block->out[0], block->in[IN], live * row * sizeof(float));
    memset(block->out[0] + live * row, 0,
           (block->nframes - live) * row * sizeof(float));
    e->ended |= live < block->nframes;
    block->out_live[0] = live;
}

const struct leat_node_class LEVEL(leat_node_voice_end) = {
    .size = sizeof(struct leat_node_class),
    .name = "voice_end",
    .summary = "Ends a group of voices with its notes; `voices` puts it there.",
    .example = "sine(330.hz, amplitude: 0.2, duration: 2) |> voice_end()",
    .flags = LEAT_CLASS_MATRIX | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
