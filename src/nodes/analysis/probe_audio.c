/* SPDX-License-Identifier: MIT */
/*
 * probe_audio: pass a sound through, and tell a program its level just now.
 *
 * After every call the mailbox has, lane by lane, over exactly the last `window` frames
 *
 *     rms = sqrt(mean x^2)    peak = greatest |x|
 *
 * and the newest sample; what was before the first frame is silence.  The samples of
 * the window are kept and summed afresh, in the order in which they are kept, so that
 * nothing drifts and no sum depends on where calls were cut.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/dot.h"
#include "dsp/lanes.h"
#include "dsp/seconds.h"

enum { WINDOW, N_PARAMS };
enum { RMS, PEAK, NEWEST, N_VALUES };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to look at.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same sound.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [WINDOW] = {.name = "window",
                .unit = LEAT_UNIT_S,
                .curve = LEAT_CURVE_LOG,
                .min = 0.001f,
                .def = 1.0f / 60.0f,
                .max = 1.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Time up to now that level and peak are of, as that from one "
                        "picture to the next."},
};

struct probe {
    uint32_t window; /* in frames */
    float past[];    /* of each lane as many: frame f at f % window */
};

static uint32_t window_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    return (uint32_t)seconds_to_frames(settings->number[WINDOW], env->rate_hz);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct probe) +
           sizeof(float) * env->lanes * (size_t)window_frames(env, settings);
}

static uint32_t mailbox_size(const struct leat_env *env,
                             const struct leat_settings *settings)
{
    (void)settings;
    return N_VALUES * env->lanes;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    ((struct probe *)state)->window = window_frames(env, settings);
}

LANES_INLINE void add(float *square, float *peak, const float *x, uint32_t width)
{
    for (uint32_t k = 0; k < width; k++) {
        const float size = math_min(math_abs(x[k]), 1e15f);
        const float heard = size > 1e-15f ? size : 0.0f; /* its square is no denormal */

        square[k] += heard * heard;
        peak[k] = math_max(heard, peak[k]);
    }
}

static void measure(const float *past, uint32_t n, float *value)
{
    float square[16] = {0}, peak[16] = {0};
    const uint32_t whole = n & ~15u;

    for (uint32_t i = 0; i < whole; i += 16)
        add(square, peak, past + i, 16);
    add(square, peak, past + whole, n - whole);
    value[RMS] = math_sqrt(dot_join(square) / (float)n);
    value[PEAK] = peak[0];
    for (uint32_t k = 1; k < 16; k++)
        value[PEAK] = math_max(peak[k], value[PEAK]);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct probe *probe = state;
    const uint32_t lanes = block->lanes, window = probe->window;
    uint32_t at = (uint32_t)((uint64_t)block->frame % window);

    for (uint32_t i = 0; i < block->nframes; i++, at = at + 1 < window ? at + 1 : 0)
        for (uint32_t l = 0; l < lanes; l++) {
            const float x = block->in[0][(size_t)i * lanes + l];
            probe->past[(size_t)l * window + at] = x;
            block->out[0][(size_t)i * lanes + l] = x;
        }
    for (uint32_t l = 0; l < lanes; l++) {
        float *value = block->mailbox + (size_t)N_VALUES * l;
        measure(probe->past + (size_t)l * window, window, value);
        value[NEWEST] = block->out[0][(size_t)(block->nframes - 1) * lanes + l];
    }
}

const struct leat_node_class LEVEL(leat_node_probe_audio) = {
    .size = sizeof(struct leat_node_class),
    .name = "probe_audio",
    .summary = "Pass a sound through and tell a program its level just now.",
    .example = "noise() |> gain(-12.db) |> probe_audio()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "rms peak newest",
    .n_mailbox = N_VALUES,
    .state_size = state_size,
    .init = init,
    .process = process,
    .mailbox_size = mailbox_size,
};
