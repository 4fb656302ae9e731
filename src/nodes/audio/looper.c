/* SPDX-License-Identifier: MIT */
/*
 * looper: records what goes in, and plays it again and again.
 *
 * A loop of n frames is x[0], ..., x[n - 1].  The FADE frames that come in behind it
 * are still recorded, blended into its beginning:
 *
 *     x[i] = x[i] i / FADE + x[n + i] (1 - i / FADE)
 *
 * so that where it comes round x[n - 1] is followed by x[n], as it was played.
 * Starting, stopping and the edges of an overdub are ramps of FADE frames, 5 ms.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/loop.h"
#include "dsp/seconds.h"

enum { LEVEL_OF, MAX_TIME, N_PARAMS };
static const double FADE_S = 0.005;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to record.", NULL},
    {"commands", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL,
     "Controls that say what to do, and notes that record, then play.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The loop alone.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [LEVEL_OF] = {.name = "level",
                  .aliases = "gain",
                  .def = 1.0f,
                  .max = 2.0f,
                  .help = "Factor of the loop."},
    [MAX_TIME] = {.name = "max_time",
                  .unit = LEAT_UNIT_S,
                  .min = 0.1f,
                  .def = 2.0f,
                  .max = 600.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Longest loop: then what is recorded plays."},
};

static uint32_t frames(const struct leat_env *env, const struct leat_settings *settings)
{
    return (uint32_t)seconds_to_frames(settings->number[MAX_TIME], env->rate_hz);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct loop) +
           (size_t)frames(env, settings) * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct loop *s = state;

    s->size = frames(env, settings);
    s->fade = (uint32_t)(FADE_S * env->rate_hz + 0.5);
}

static void hear_events(struct loop *s, const struct leat_block *block)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct leat_event *e = &block->events[k];
        if (e->type == LEAT_EVENT_CONTROL)
            loop_command(s, e->param);
        else if (e->type == LEAT_EVENT_NOTE_ON && e->value > 0.0f)
            loop_command(s, s->records || s->length ? LEAT_LOOPER_PLAY
                                                    : LEAT_LOOPER_RECORD);
        else if (e->type == LEAT_EVENT_ALL_OFF)
            loop_command(s, LEAT_LOOPER_STOP);
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct loop *s = state;
    const uint32_t lanes = block->lanes;

    hear_events(s, block);
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *in = block->in[0] + (size_t)i * lanes;
        const float *level = leat_value_row(block->param[LEVEL_OF], i);
        float *out = block->out[0] + (size_t)i * lanes;
        if (s->records && s->at == s->size)
            loop_play(s);
        if (s->records || s->blended < s->seam)
            loop_take(s, in, lanes);
        const bool sounds = s->length && (s->plays || s->heard);
        float *row = s->memory + (size_t)s->place * lanes;
        loop_ramp(&s->heard, s->plays, s->fade);
        loop_ramp(&s->dubbed, s->dubs, s->fade);
        const float heard = (float)s->heard / (float)s->fade;
        const float dubbed = (float)s->dubbed / (float)s->fade;
        for (uint32_t l = 0; l < lanes; l++) {
            const float x = loop_clean(in[l]);
            out[l] = sounds ? level[l] * heard * row[l] : 0.0f;
            if (sounds && s->dubbed)
                row[l] =
                    math_clamp(row[l] + dubbed * x, -LOOP_SAMPLE_MAX, LOOP_SAMPLE_MAX);
        }
        if (sounds && ++s->place >= s->length)
            s->place = 0;
        if (s->clears && !s->heard)
            s->length = s->clears = s->seam = s->blended = 0;
    }
}

const struct leat_node_class LEVEL(leat_node_looper) = {
    .size = sizeof(struct leat_node_class),
    .name = "looper",
    .summary = "Record a sound and play it again and again.",
    .example = "looper(saw(110.hz), gate_to_event(lfo(beats: 4)), max_time: 1) "
               "|> output()",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
