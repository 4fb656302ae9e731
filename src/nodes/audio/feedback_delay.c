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
    [TIME] = ECHO_PARAM_TIME,
    [FEEDBACK] = ECHO_PARAM_FEEDBACK(
        0.6f, 1.2f, "Part of each echo that comes again; above 1 it swells."),
    [WET] = ECHO_PARAM_WET,
    [HIGHCUT] = ECHO_PARAM_HIGHCUT(5000.0f),
    [LOWCUT] = ECHO_PARAM_LOWCUT(100.0f),
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
    [MAX_TIME] = ECHO_PARAM_MAX_TIME("time"),
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
    return echo_frames(env, settings->number[TIME], settings->number[MAX_TIME], 0.004);
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
    const struct echo_cut filter =
        echo_tune(leat_value_row(param[HIGHCUT], frame)[l],
                  leat_value_row(param[LOWCUT], frame)[l], tape->rate_hz);
    const float wow = leat_value_row(param[WOW], frame)[l];
    const float swing = 0.002f * wow * (1.0f + sway_sine(tape->rest[l].phase));
    const float time = leat_value_row(param[TIME], frame)[l] + swing;
    const float frames = math_clamp(time * tape->rate_hz, 2.0f, longest);
    const float y =
        recall(&tape->rest[MEMORY * lanes + l].sample, lanes, tape->size, at, frames);

    return echo_filter(y, &filter, &tape->rest[LOW * lanes + l].sample,
                       &tape->rest[CUT * lanes + l].sample);
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
