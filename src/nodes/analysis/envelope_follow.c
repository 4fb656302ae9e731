/* SPDX-License-Identifier: MIT */
/*
 * envelope_follow: the level of a signal, as a stream.
 *
 * With x = |in|, or in^2 for rms, of which the root is taken in the end,
 *
 *     y = keep * y + (1 - keep) * x      keep = e^(-1 / (time * rate))
 *
 * where the time is `attack` while x > y, else `release`.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/bound.h"
#include "dsp/lanes.h"

enum { ATTACK, RELEASE, DETECTOR, N_PARAMS };
enum { PEAK, RMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to follow.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Its level, 0 and up.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [ATTACK] = {.name = "attack",
                .unit = LEAT_UNIT_MS,
                .curve = LEAT_CURVE_LOG,
                .min = 0.05f,
                .def = 10.0f,
                .max = 2000.0f,
                .help = "Time in which it goes 63 % of its way up."},
    [RELEASE] = {.name = "release",
                 .unit = LEAT_UNIT_MS,
                 .curve = LEAT_CURVE_LOG,
                 .min = 0.05f,
                 .def = 100.0f,
                 .max = 5000.0f,
                 .help = "Time in which it goes 63 % of its way down."},
    [DETECTOR] = {.name = "detector",
                  .kind = LEAT_ENUM,
                  .max = 1.0f,
                  .choices = "peak rms",
                  .help = "What is followed: the size of samples, or their power."},
};

struct follower {
    float rate_hz;
    float y[]; /* of each lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct follower) + env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct follower *follower = state;

    (void)settings;
    follower->rate_hz = (float)env->rate_hz;
}

LANES_INLINE float decay(float time_ms, float rate_hz)
{
    return math_exp2(-1442.69504f / (time_ms * rate_hz));
}

LANES_INLINE void follow(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct follower *follower = state;
    const struct leat_value attack = block->param[ATTACK];
    const struct leat_value release = block->param[RELEASE];
    const bool is_rms = block->param[DETECTOR].at[0] == RMS;
    const uint32_t lanes = block->lanes;
    float y[LANES_MAX], up[LANES_MAX] = {0}, down[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++)
        y[l] = follower->y[first + l];
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *attack_ms = leat_value_row(attack, i) + first;
        const float *release_ms = leat_value_row(release, i) + first;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;

        if (i == 0 || attack.step | release.step)
            for (uint32_t l = 0; l < width; l++) {
                up[l] = decay(attack_ms[l], follower->rate_hz);
                down[l] = decay(release_ms[l], follower->rate_hz);
            }
        for (uint32_t l = 0; l < width; l++) {
            const float size = math_abs(bound(in[l]));
            const float x = is_rms ? size * size : size;
            const float keep = x > y[l] ? up[l] : down[l];
            /* what is added keeps y above the denormal numbers */
            y[l] = keep * y[l] + ((1.0f - keep) * x + 1e-20f);
            out[l] = is_rms ? math_sqrt(y[l]) : y[l];
        }
    }
    for (uint32_t l = 0; l < width; l++)
        follower->y[first + l] = y[l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(follow, state, block);
}

const struct leat_node_class LEVEL(leat_node_envelope_follow) = {
    .size = sizeof(struct leat_node_class),
    .name = "envelope_follow",
    .aliases = "follow envelope_follower",
    .summary = "The level of a signal, as a stream.",
    .example = "level = noise(color: pink) |> envelope_follow(); "
               "saw(110.hz) |> lowpass(cutoff: level * 4000 + 200)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
