/* SPDX-License-Identifier: MIT */
/*
 * align: delays a sound so that its beats fall on the lines of a rhythm.
 *
 * The first mark sets the delay: from what it marks to the next line.  In each later
 * bar the first mark is measured again; where that is more than 10 ms from the delay,
 * the delay changes at the next bar.  Changes are crossfades of 20 ms at equal power.
 * Before the first mark the sound is not delayed.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/align.h"

enum { BAR = ALIGN_N_PARAMS, N_PARAMS };

static const float FADE_S = 0.02f, LEFT_S = 0.01f; /* of a change; that is left */

static const struct leat_port ports[] = {ALIGN_PORTS};

static const struct leat_param params[N_PARAMS] = {
    GRID_PARAMS(1.0f),
    ALIGN_PARAMS,
    [BAR] = {.name = "bar",
             .unit = LEAT_UNIT_BEATS,
             .min = 0.25f,
             .def = 4.0f,
             .max = 64.0f,
             .smooth_ms = -1.0f,
             .help = "Beats from one measuring to the next."},
};

struct aligner {
    struct align align;
    float fade, left;         /* frames */
    uint32_t delay, previous; /* frames; before the change that is under way */
    uint32_t wanted;          /* as it was measured in this bar */
    bool measured, begun;     /* in this bar; ever */
    float faded;              /* frames of the change; `fade`: all */
    double bar;               /* number of the bar that was last looked at */
    float memory[];
};

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    return align_of(env, settings, 0).lag;
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return align_of(env, settings, 0).size;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct aligner) +
           sizeof(float) * env->lanes * (size_t)align_of(env, settings, 0).size;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct aligner *a = state;

    a->align = align_of(env, settings, 0);
    a->fade = a->faded = FADE_S * (float)env->rate_hz;
    a->left = LEFT_S * (float)env->rate_hz;
    a->bar = -1e18;
}

static void change(struct aligner *a)
{
    a->previous = a->delay;
    a->delay = a->wanted;
    a->faded = 0.0f;
}

static void hear(struct aligner *a, const struct leat_block *block)
{
    int64_t start;

    if (!align_hears(&a->align, block, &start) || a->measured)
        return;
    a->wanted = align_way(&a->align, block, start);
    a->measured = true;
    if (!a->begun)
        change(a);
    a->begun = true;
}

/* A new bar: do what was measured in the one before. */
static void look_at_bar(struct aligner *a, const struct leat_block *block, uint32_t i)
{
    const double beat = leat_tempo_beat(block->tempo, block->frame + i);
    const double bar = math_floor_d(beat / (double)block->param[BAR].at[0] + 1e-9);

    if (bar == a->bar)
        return;
    const float off = (float)a->wanted - (float)a->delay;
    if (a->measured && a->faded >= a->fade && math_abs(off) > a->left)
        change(a);
    a->bar = bar;
    a->measured = false;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct aligner *a = state;
    const uint32_t lanes = block->lanes;

    look_at_bar(a, block, 0);
    hear(a, block);
    for (uint32_t i = 0; i < block->nframes; i++) {
        const int64_t frame = block->frame + i, now = frame - a->align.lag;
        float *out = block->out[0] + (size_t)i * lanes;

        look_at_bar(a, block, i);
        memcpy(align_row(&a->align, a->memory, frame, lanes),
               block->in[ALIGN_IN] + (size_t)i * lanes, lanes * sizeof(float));
        const float *to = align_row(&a->align, a->memory, now - a->delay, lanes);
        const float *from = align_row(&a->align, a->memory, now - a->previous, lanes);
        const float part = math_min(a->faded / a->fade, 1.0f);
        const float in = math_sin_pi(0.5f * part);
        const float away = math_sin_pi(0.5f - 0.5f * part);
        for (uint32_t l = 0; l < lanes; l++)
            out[l] = part < 1.0f ? in * to[l] + away * from[l] : to[l];
        a->faded = math_min(a->faded + 1.0f, a->fade);
    }
}

const struct leat_node_class LEVEL(leat_node_align) = {
    .size = sizeof(struct leat_node_class),
    .name = "align",
    .summary = "Delay a sound so that its beats fall on lines of a rhythm.",
    .example = "beat = noise(duration: 1.s, amplitude: 0.1); align(beat, onset(beat))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .latency = latency,
    .tail = tail,
    .init = init,
    .process = process,
};
