/* SPDX-License-Identifier: MIT */
/*
 * feedback_delay: an echo as of tape, that may feed back more than it gets.
 *
 *     w = filter(memory[n - d])        d = time * rate + 2 ms * wow * (1 + sin(phi))
 *     memory[n] = tanh(g (x + feedback w)) / g        g = 0.25 + 1.75 drive
 *
 * tanh leaves soft sounds as they are and holds the loop within 1 / g, so with feedback
 * above 1 it swells to a steady tone instead of bursting.  The rest is that of
 * dsp/echo.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/echo.h"
#include "dsp/sway.h"

enum {
    TIME = ECHO_TIME,
    FEEDBACK,
    WET,
    HIGHCUT,
    LOWCUT,
    DRIVE,
    WOW,
    WOW_RATE,
    MAX_TIME,
    N_PARAMS
};

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
                  .def = 0.6f,
                  .max = 1.2f,
                  .help = "Part of each echo that comes again; above 1 it swells."},
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
                 .def = 5000.0f,
                 .max = 20000.0f,
                 .help = "Each echo loses what lies above; 20 kHz loses nothing."},
    [LOWCUT] = {.name = "lowcut",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 100.0f,
                .max = 5000.0f,
                .help = "Each echo loses what lies below; 20 Hz loses nothing."},
    [DRIVE] = SWAY_FRACTION("drive", NULL, 0.3f,
                            "How early the tape gives way to loud sounds."),
    [WOW] =
        SWAY_FRACTION("wow", NULL, 0.1f, "How unsteadily it runs: 4 ms of swing at 1."),
    [WOW_RATE] = {.name = "wow_rate",
                  .unit = LEAT_UNIT_HZ,
                  .curve = LEAT_CURVE_LOG,
                  .min = 0.01f,
                  .def = 0.7f,
                  .max = 20.0f,
                  .help = "Swings of the wow a second."},
    [MAX_TIME] = {.name = "max_time",
                  .unit = LEAT_UNIT_S,
                  .min = 0.001f,
                  .def = 1.0f,
                  .max = 10.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Longest time that memory is kept for; time raises it."},
};

struct tape {
    double per_hz; /* 2^32 / rate */
    float rate_hz;
    uint32_t size, at;
    union {
        uint32_t phase;
        float sample;
    } rest[]; /* of one per lane: rows PHASE, LOW, CUT, then those of the memory */
};
enum { PHASE, LOW, CUT, MEMORY };

static uint32_t memory_frames(const struct leat_env *env,
                              const struct leat_settings *settings)
{
    const float longest = math_max(settings->number[TIME], settings->number[MAX_TIME]);

    return (uint32_t)(((double)longest + 0.004) * env->rate_hz) + RECALL_MARGIN;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const size_t rows = MEMORY + (size_t)memory_frames(env, settings);

    return sizeof(struct tape) + rows * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct tape *tape = state;

    tape->rate_hz = (float)env->rate_hz;
    tape->per_hz = 0x1p32 / env->rate_hz;
    tape->size = memory_frames(env, settings);
}

/* What the loop brings of one lane. */
LANES_INLINE float hear(struct tape *tape, const struct leat_block *block,
                        uint32_t frame, uint32_t at, uint32_t l)
{
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes;
    const float longest = (float)(int32_t)(tape->size - RECALL_MARGIN + 1);
    const float high_hz = leat_value_row(param[HIGHCUT], frame)[l];
    const float low_hz = leat_value_row(param[LOWCUT], frame)[l];
    const float wow = leat_value_row(param[WOW], frame)[l];
    const float swing = 0.002f * wow * (1.0f + sway_sine(tape->rest[l].phase));
    const float time = leat_value_row(param[TIME], frame)[l] + swing;
    const float frames = echo_clamp(time * tape->rate_hz, 2.0f, longest);
    const float y =
        recall(&tape->rest[MEMORY * lanes + l].sample, lanes, tape->size, at, frames);
    const float below = one_pole_low(&tape->rest[LOW * lanes + l].sample, y,
                                     one_pole_tune(high_hz, tape->rate_hz));
    const float w = high_hz < ECHO_NO_HIGHCUT_HZ ? below : y;
    const float slow = one_pole_low(&tape->rest[CUT * lanes + l].sample, w,
                                    one_pole_tune(low_hz, tape->rate_hz));

    return low_hz > ECHO_NO_LOWCUT_HZ ? w - slow : w;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct tape *tape = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *in = block->in[0] + (size_t)i * lanes;
        float *out = block->out[0] + (size_t)i * lanes;

        for (uint32_t l = 0; l < lanes; l++) {
            const float g = 0.25f + 1.75f * leat_value_row(param[DRIVE], i)[l];
            const float wet = leat_value_row(param[WET], i)[l], x = in[l];
            const float w = hear(tape, block, i, tape->at, l);
            const float loop = x + leat_value_row(param[FEEDBACK], i)[l] * w;
            uint32_t step;

            tape->rest[(MEMORY + (size_t)tape->at) * lanes + l].sample =
                math_tanh(g * loop) / g + 1e-20f;
            out[l] = (1.0f - wet) * x + wet * w;
            osc_to_steps(&step, leat_value_row(param[WOW_RATE], i) + l, tape->per_hz,
                         1);
            tape->rest[l].phase += step;
        }
        tape->at = tape->at + 1 < tape->size ? tape->at + 1 : 0;
    }
}

const struct leat_node_class LEVEL(leat_node_feedback_delay) = {
    .size = sizeof(struct leat_node_class),
    .name = "feedback_delay",
    .aliases = "tape_delay tape_echo",
    .summary = "Echo as of tape, that may feed back more than it gets.",
    .example =
        "saw(110.hz, duration: 0.2) |> feedback_delay(time: 250.ms, feedback: 70%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .tail = echo_tail,
    .init = init,
    .process = process,
};
