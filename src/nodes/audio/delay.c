/* SPDX-License-Identifier: MIT */
/*
 * delay: echo with feedback, whose time may be modulated.
 *
 *     w = filter(memory[n - d])        memory[n] = x + feedback * w
 *     out = (1 - wet) * x + wet * w        d = time * rate
 *
 * Between two frames of memory a cubic through the four nearest is read (Catmull and
 * Rom); a whole number of frames is read as it is.  A new time glides there over 100
 * ms, as the head of a tape machine does: one rule for steps, curves and vibrato, where
 * a crossfade between two heads would comb under modulation.  The loop lies inside the
 * node, so it may be shorter than a quantum: down to 2 frames.  The memory's samples
 * are held within +-LIMIT, so no modulation makes the loop run away.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/one_pole.h"

enum { TIME, FEEDBACK, WET, HIGHCUT, LOWCUT, MAX_TIME, N_PARAMS };

static const float LIMIT = 64.0f, NO_HIGHCUT_HZ = 20000.0f, NO_LOWCUT_HZ = 20.0f;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to repeat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its echoes.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [TIME] = {.name = "time",
              .unit = LEAT_UNIT_S,
              .def = 0.25f,
              .max = 10.0f,
              .smooth_ms = 100.0f,
              .help = "Time between echoes, at most max_time; a change glides."},
    [FEEDBACK] = {.name = "feedback",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 0.4f,
                  .max = 0.98f,
                  .help = "Part of each echo that comes again."},
    [WET] = {.name = "wet_mix",
             .aliases = "wet mix",
             .unit = LEAT_UNIT_FRACTION,
             .def = 0.5f,
             .max = 1.0f,
             .help = "From 0, the signal alone, to 1, its echoes alone."},
    [HIGHCUT] = {.name = "highcut",
                 .unit = LEAT_UNIT_HZ,
                 .curve = LEAT_CURVE_LOG,
                 .min = 200.0f,
                 .def = 20000.0f,
                 .max = 20000.0f,
                 .help = "Each echo loses what lies above; 20 kHz loses nothing."},
    [LOWCUT] = {.name = "lowcut",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 20.0f,
                .max = 5000.0f,
                .help = "Each echo loses what lies below; 20 Hz loses nothing."},
    [MAX_TIME] = {.name = "max_time",
                  .unit = LEAT_UNIT_S,
                  .min = 0.001f,
                  .def = 1.0f,
                  .max = 10.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Longest time that memory is kept for; time raises it."},
};

struct delay {
    float rate_hz;
    uint32_t size; /* of the memory, in frames */
    uint32_t at;   /* frame of it that is written next */
    float rest[];  /* of one per lane: rows LOW, CUT, then those of the memory */
};
enum { LOW, CUT, MEMORY };

static uint32_t memory_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    const float time = settings->number[TIME], longest = settings->number[MAX_TIME];

    return (uint32_t)((double)(time > longest ? time : longest) * env->rate_hz) + 4;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t rows = MEMORY + (size_t)memory_frames(env, settings);

    return sizeof(struct delay) + rows * env->lanes * sizeof(float);
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return LEAT_TAIL_DECAY;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct delay *delay = state;

    delay->rate_hz = (float)env->rate_hz;
    delay->size = memory_frames(env, settings);
}

/* The lane of `memory` as it was `frames` >= 2 frames before frame `at`. */
LANES_INLINE float recall(const float *memory, uint32_t lanes, uint32_t size,
                          uint32_t at, float frames)
{
    const uint32_t whole = (uint32_t)(int32_t)frames;
    const float part = frames - (float)(int32_t)whole;
    float y[4];

    for (uint32_t k = 0; k < 4; k++) {
        const uint32_t back = whole - 1 + k;
        y[k] = memory[(size_t)(at >= back ? at - back : at + size - back) * lanes];
    }
    return y[1] + 0.5f * part *
                      (y[2] - y[0] +
                       part * (2.0f * y[0] - 5.0f * y[1] + 4.0f * y[2] - y[3] +
                               part * (3.0f * (y[1] - y[2]) + y[3] - y[0])));
}

LANES_INLINE float clamp(float x, float min, float max)
{
    return x < min ? min : x > max ? max : x;
}

LANES_INLINE void echo(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    struct delay *delay = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes, size = delay->size;
    const float rate_hz = delay->rate_hz, longest = (float)(size - 3);
    float *low = delay->rest + first, *cut = low + (size_t)CUT * lanes;
    float *memory = low + (size_t)MEMORY * lanes, high_g[LANES_MAX] = {0};
    float low_g[LANES_MAX] = {0};
    uint32_t at = delay->at;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *highcut_hz = leat_value_row(param[HIGHCUT], i) + first;
        const float *lowcut_hz = leat_value_row(param[LOWCUT], i) + first;
        const float *time = leat_value_row(param[TIME], i) + first;
        const float *feedback = leat_value_row(param[FEEDBACK], i) + first;
        const float *wet = leat_value_row(param[WET], i) + first;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;

        if (i == 0 || param[HIGHCUT].step | param[LOWCUT].step)
            for (uint32_t l = 0; l < width; l++) {
                high_g[l] = one_pole_tune(highcut_hz[l], rate_hz);
                low_g[l] = one_pole_tune(lowcut_hz[l], rate_hz);
            }
        for (uint32_t l = 0; l < width; l++) {
            const float x = in[l], frames = clamp(time[l] * rate_hz, 2.0f, longest);
            float w = recall(memory + l, lanes, size, at, frames);
            const float below = one_pole_low(&low[l], w, high_g[l]);
            w = highcut_hz[l] < NO_HIGHCUT_HZ ? below : w;
            const float slow = one_pole_low(&cut[l], w, low_g[l]);
            w = lowcut_hz[l] > NO_LOWCUT_HZ ? w - slow : w;
            memory[(size_t)at * lanes + l] =
                clamp(x + feedback[l] * w, -LIMIT, LIMIT) + 1e-20f;
            out[l] = (1.0f - wet[l]) * x + wet[l] * w;
        }
        at = at + 1 < size ? at + 1 : 0;
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct delay *delay = state;

    lanes_run(echo, state, block);
    delay->at = (uint32_t)(((uint64_t)delay->at + block->nframes) % delay->size);
}

const struct leat_node_class LEVEL(leat_node_delay) = {
    .size = sizeof(struct leat_node_class),
    .name = "delay",
    .aliases = "echo",
    .summary = "Echo with feedback.",
    .example = "saw(110.hz, duration: 0.2) |> delay(time: 250.ms, feedback: 40%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = tail,
    .init = init,
    .process = process,
};
