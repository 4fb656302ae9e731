/* SPDX-License-Identifier: MIT */
/*
 * ping_pong: echoes that go from left to right and back.
 *
 *     l = filter(left[n - d])    r = filter(right[n - d])
 *     left[n] = x + feedback * r    right[n] = feedback * l
 *
 * x is the mean of the channels.  Echo k is feedback^(k - 1) loud, on the left for odd
 * k; width brings both sides together.  Times and filters are those of dsp/echo.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/echo.h"
#include "dsp/sides.h"

enum { TIME = ECHO_TIME, FEEDBACK, WET, HIGHCUT, LOWCUT, WIDTH, MAX_TIME, N_PARAMS };
enum { SIDES = 2 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to repeat.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal and its echoes, in stereo.", NULL},
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
                  .def = 0.5f,
                  .max = 0.98f,
                  .help = "Part of each echo that comes again on the other side."},
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
    [WIDTH] = {.name = "width",
               .unit = LEAT_UNIT_FRACTION,
               .def = 1.0f,
               .max = 1.0f,
               .help = "From 0, all echoes in the middle, to 1, fully to the sides."},
    [MAX_TIME] = {.name = "max_time",
                  .unit = LEAT_UNIT_S,
                  .min = 0.001f,
                  .def = 1.0f,
                  .max = 10.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Longest time that memory is kept for; time raises it."},
};

struct ping_pong {
    float rate_hz;
    uint32_t size, at;
    float low[SIDES], cut[SIDES], high_g, low_g;
    float memory[]; /* rows of left and right */
};

static uint32_t memory_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    const float longest = math_max(settings->number[TIME], settings->number[MAX_TIME]);

    return (uint32_t)((double)longest * env->rate_hz) + RECALL_MARGIN;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct ping_pong) +
           SIDES * (size_t)memory_frames(env, settings) * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct ping_pong *pong = state;

    pong->rate_hz = (float)env->rate_hz;
    pong->size = memory_frames(env, settings);
}

/* The echo on one side, filtered. */
LANES_INLINE float hear(struct ping_pong *pong, uint32_t side, float frames,
                        float highcut_hz, float lowcut_hz)
{
    const float y = recall(pong->memory + side, SIDES, pong->size, pong->at, frames);
    const float below = one_pole_low(&pong->low[side], y, pong->high_g);
    const float w = highcut_hz < ECHO_NO_HIGHCUT_HZ ? below : y;
    const float slow = one_pole_low(&pong->cut[side], w, pong->low_g);

    return lowcut_hz > ECHO_NO_LOWCUT_HZ ? w - slow : w;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct ping_pong *pong = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes_in = block->in_lanes[0], lanes = block->out_lanes[0];
    const float longest = (float)(int32_t)(pong->size - RECALL_MARGIN + 1);
    const float *in = block->in[0];
    float *out = block->out[0];

    for (uint32_t i = 0; i < block->nframes; i++, in += lanes_in, out += lanes) {
        const float highcut_hz = sides_param(param[HIGHCUT], i);
        const float lowcut_hz = sides_param(param[LOWCUT], i);
        const float frames =
            echo_clamp(sides_param(param[TIME], i) * pong->rate_hz, 2.0f, longest);
        const float feedback = sides_param(param[FEEDBACK], i);
        const float wet = sides_param(param[WET], i);
        const float own = 0.5f + 0.5f * sides_param(param[WIDTH], i);
        float y[SIDES], x = 0.0f, *memory = pong->memory + SIDES * (size_t)pong->at;

        if (i == 0 || param[HIGHCUT].step | param[LOWCUT].step) {
            pong->high_g = one_pole_tune(highcut_hz, pong->rate_hz);
            pong->low_g = one_pole_tune(lowcut_hz, pong->rate_hz);
        }
        for (uint32_t side = 0; side < SIDES; side++)
            y[side] = hear(pong, side, frames, highcut_hz, lowcut_hz);
        for (uint32_t l = 0; l < lanes_in; l++)
            x += in[l];
        x = x / (float)(int32_t)lanes_in + feedback * y[1];
        memory[0] = echo_clamp(x, -ECHO_LIMIT, ECHO_LIMIT) + 1e-20f;
        memory[1] = feedback * y[0] + 1e-20f;
        for (uint32_t l = 0; l < lanes; l++)
            out[l] = (1.0f - wet) * in[lanes_in == 1 ? 0 : l] +
                     wet * (own * y[l & 1] + (1.0f - own) * y[~l & 1]);
        pong->at = pong->at + 1 < pong->size ? pong->at + 1 : 0;
    }
}

const struct leat_node_class LEVEL(leat_node_ping_pong) = {
    .size = sizeof(struct leat_node_class),
    .name = "ping_pong",
    .aliases = "pingpong ping_pong_delay",
    .summary = "Echoes that go from left to right and back.",
    .example = "saw(110.hz, duration: 0.2) |> ping_pong(time: 250.ms, feedback: 60%)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = sides_shape,
    .state_size = state_size,
    .tail = echo_tail,
    .init = init,
    .process = process,
};
