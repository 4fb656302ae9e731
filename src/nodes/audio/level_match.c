/* SPDX-License-Identifier: MIT */
/*
 * level_match: bring up to 8 sounds to one loudness.
 *
 * Each 100 ms a sound's loudness is the RMS of the last 400 ms over its channels; what
 * is below -60 dBFS is left out, and the rest is smoothed with a time constant of 3 s
 * to L.  The target T is the median of all L.  The gain goes in a straight line, within
 * the next 100 ms, to T / L, held within -12 to 12 dB; of a sound that was not heard
 * yet it is 0 dB.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/bound.h"

enum { AMOUNT, N_PARAMS };
enum { SOUNDS = LEAT_MAX_PORTS, PARTS = 4 };

static const float GATE = 0.001f, MOST = 3.98107171f; /* -60 and 12 dB */
static const float STEP_S = 0.1f, SMOOTH_S = 3.0f;

#define IN(n, flags)                                                                   \
    {                                                                                  \
        "in" #n, LEAT_IN, LEAT_AUDIO, flags, "Sound " #n ".", NULL                     \
    }
#define OUT(n)                                                                         \
    {                                                                                  \
        "out" #n, LEAT_OUT, LEAT_AUDIO, 0, "Sound " #n ", as loud as the others.",     \
            NULL                                                                       \
    }

static const struct leat_port ports[] = {
    IN(1, 0),
    IN(2, LEAT_PORT_OPTIONAL),
    IN(3, LEAT_PORT_OPTIONAL),
    IN(4, LEAT_PORT_OPTIONAL),
    IN(5, LEAT_PORT_OPTIONAL),
    IN(6, LEAT_PORT_OPTIONAL),
    IN(7, LEAT_PORT_OPTIONAL),
    IN(8, LEAT_PORT_OPTIONAL),
    OUT(1),
    OUT(2),
    OUT(3),
    OUT(4),
    OUT(5),
    OUT(6),
    OUT(7),
    OUT(8),
};

static const struct leat_param params[N_PARAMS] = {
    [AMOUNT] = {.name = "amount",
                .unit = LEAT_UNIT_FRACTION,
                .def = 1.0f,
                .max = 1.0f,
                .help = "How much of the gain is given; 0 leaves all as it is."},
};

struct sound {
    float part[PARTS];  /* mean squares of the last steps */
    double now;         /* sum of squares of this step */
    float loudness;     /* L; 0 before it was heard */
    float gain, target; /* the factor, and where it is at the end of this step */
};

struct level_match {
    uint32_t length, frame, at; /* of a step; in it; its place in `part` */
    float smooth;               /* what of L stays at each step */
    struct sound sound[SOUNDS];
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = 1;
    for (uint32_t p = 0; p < SOUNDS; p++)
        env->out_lanes[p] = env->in_lanes[p] ? env->in_lanes[p] : 1;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct level_match);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct level_match *m = state;

    (void)settings;
    m->length = (uint32_t)((double)STEP_S * env->rate_hz + 0.5);
    m->smooth = math_exp2(-1.44269504f * STEP_S / SMOOTH_S);
    for (uint32_t p = 0; p < SOUNDS; p++)
        m->sound[p].gain = m->sound[p].target = 1.0f;
}

/* Add a step to what was heard of a sound. */
static void listen(struct level_match *m, struct sound *s, uint32_t lanes)
{
    float sum = 0.0f;

    s->part[m->at] = (float)(s->now / ((double)m->length * lanes));
    s->now = 0.0;
    for (uint32_t k = 0; k < PARTS; k++)
        sum += s->part[k];
    const float rms = math_sqrt(sum / PARTS);
    if (rms > GATE)
        s->loudness = s->loudness > 0.0f ? rms + m->smooth * (s->loudness - rms) : rms;
}

/* The median of what was heard; 0 when nothing was. */
static float median(const struct level_match *m)
{
    float sorted[SOUNDS];
    uint32_t n = 0;

    for (uint32_t p = 0; p < SOUNDS; p++) {
        const float loudness = m->sound[p].loudness;
        uint32_t at = n;
        if (!(loudness > 0.0f))
            continue;
        for (n++; at > 0 && sorted[at - 1] > loudness; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = loudness;
    }
    return n ? 0.5f * (sorted[(n - 1) / 2] + sorted[n / 2]) : 0.0f;
}

static void end_step(struct level_match *m, const struct leat_block *block,
                     float amount)
{
    for (uint32_t p = 0; p < SOUNDS; p++)
        if (block->in_lanes[p])
            listen(m, &m->sound[p], block->in_lanes[p]);
    const float target = median(m);
    for (uint32_t p = 0; p < SOUNDS; p++) {
        struct sound *s = &m->sound[p];
        const float whole = s->loudness > 0.0f
                                ? math_clamp(target / s->loudness, 1.0f / MOST, MOST)
                                : 1.0f;
        s->gain = s->target;
        s->target = math_exp2(amount * math_log2(whole));
    }
    m->frame = 0;
    m->at = (m->at + 1) % PARTS;
}

static void play(struct sound *s, const struct leat_block *block, uint32_t p,
                 uint32_t i, float along)
{
    const uint32_t lanes = block->in_lanes[p], wide = block->out_lanes[p];
    const float *in = block->in[p] + (size_t)i * lanes;
    float *out = block->out[p] + (size_t)i * wide, sum = 0.0f;
    const float gain = s->gain + (s->target - s->gain) * along;

    for (uint32_t l = 0; l < wide; l++) {
        const float x = lanes ? in[l] : 0.0f, size = math_abs(bound(x));
        sum += size > 1e-12f ? size * size : 0.0f; /* no denormal number */
        out[l] = gain * x;
    }
    s->now += (double)sum;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct level_match *m = state;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float along = (float)(m->frame + 1) / (float)m->length;
        for (uint32_t p = 0; p < SOUNDS; p++)
            play(&m->sound[p], block, p, i, along);
        if (++m->frame == m->length)
            end_step(m, block, leat_value_row(block->param[AMOUNT], i)[0]);
    }
}

const struct leat_node_class LEVEL(leat_node_level_match) = {
    .size = sizeof(struct leat_node_class),
    .name = "level_match",
    .summary = "Bring up to 8 sounds to one loudness.",
    .example = "level_match(saw(110.hz) * 0.1, sine(330.hz)) |> gain(-6.db)",
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
