/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ECHO_H
#define LEAT_DSP_ECHO_H

/**
 * echo: a delay with feedback and filters in its loop.
 *
 *     w = filter(memory[n - d])        memory[n] = x + feedback * w
 *     out = (1 - wet) * x + wet * w        d = time * rate
 *
 * Between two frames of memory a cubic through the four nearest is read (Catmull and
 * Rom); a whole number of frames is read as it is.  A new time glides there over 100
 * ms, as the head of a tape machine does: one rule for steps, curves and vibrato, where
 * a crossfade between two heads would comb under modulation.  The loop lies inside the
 * node, so it may be shorter than a quantum: down to 2 frames.  The memory's samples
 * are held within +-ECHO_LIMIT, so no modulation makes the loop run away.
 */

#include <leat/node.h>

#include "dsp/one_pole.h"
#include "dsp/recall.h"

/* The parameters that a class of echoes begins with. */
enum { ECHO_TIME, ECHO_FEEDBACK, ECHO_WET, ECHO_HIGHCUT, ECHO_LOWCUT };

static const float ECHO_LIMIT = 64.0f;
static const float ECHO_NO_HIGHCUT_HZ = 20000.0f, ECHO_NO_LOWCUT_HZ = 20.0f;

struct echo {
    float rate_hz;
    uint32_t size; /* of the memory, in frames */
    uint32_t at;   /* frame of it that is written next */
    float rest[];  /* of one per lane: rows LOW, CUT, then those of the memory */
};
enum { ECHO_LOW, ECHO_CUT, ECHO_MEMORY };

/* And what they say of them.  `max_time` comes where a class has it. */
#define ECHO_PARAM_TIME                                                                \
    {                                                                                  \
        .name = "time", .unit = LEAT_UNIT_S, .def = 0.25f, .max = 10.0f,               \
        .smooth_ms = 100.0f,                                                           \
        .help = "Time between echoes, at most max_time; a change glides."              \
    }
#define ECHO_PARAM_FEEDBACK(usual, most, words)                                        \
    {                                                                                  \
        .name = "feedback", .unit = LEAT_UNIT_FRACTION, .def = usual, .max = most,     \
        .help = words                                                                  \
    }
#define ECHO_PARAM_WET                                                                 \
    {                                                                                  \
        .name = "wet_mix", .aliases = "wet mix", .unit = LEAT_UNIT_FRACTION,           \
        .def = 0.5f, .max = 1.0f,                                                      \
        .help = "From 0, the signal alone, to 1, its echoes alone."                    \
    }
#define ECHO_PARAM_HIGHCUT(hz)                                                         \
    {                                                                                  \
        .name = "highcut", .unit = LEAT_UNIT_HZ, .curve = LEAT_CURVE_LOG,              \
        .min = 200.0f, .def = hz, .max = 20000.0f,                                     \
        .help = "Each echo loses what lies above; 20 kHz loses nothing."               \
    }
#define ECHO_PARAM_LOWCUT(hz)                                                          \
    {                                                                                  \
        .name = "lowcut", .unit = LEAT_UNIT_HZ, .curve = LEAT_CURVE_LOG, .min = 20.0f, \
        .def = hz, .max = 5000.0f,                                                     \
        .help = "Each echo loses what lies below; 20 Hz loses nothing."                \
    }
#define ECHO_PARAM_MAX_TIME(raised)                                                    \
    {                                                                                  \
        .name = "max_time", .unit = LEAT_UNIT_S, .min = 0.001f, .def = 1.0f,           \
        .max = 10.0f, .flags = LEAT_PARAM_STRUCTURAL,                                  \
        .help = "Longest time that memory is kept for; " raised " raises it."          \
    }

/** Frames of memory for `time_s` or `max_time_s`, whichever is longer, and `more_s`. */
static inline uint32_t echo_frames(const struct leat_env *env, float time_s,
                                   float max_time_s, double more_s)
{
    const double longest_s = (double)(time_s > max_time_s ? time_s : max_time_s);

    return (uint32_t)((longest_s + more_s) * env->rate_hz) + RECALL_MARGIN;
}

/** The filters of a loop: what goes through is `low` and `cut` poorer, G as of
 * dsp/one_pole.h. */
struct echo_cut {
    float high_hz, low_hz, high_g, low_g;
};

LANES_INLINE struct echo_cut echo_tune(float highcut_hz, float lowcut_hz, float rate_hz)
{
    return (struct echo_cut){highcut_hz, lowcut_hz, one_pole_tune(highcut_hz, rate_hz),
                             one_pole_tune(lowcut_hz, rate_hz)};
}

/** Whether it takes anything away. */
LANES_INLINE bool echo_cuts(const struct echo_cut *at)
{
    return (at->high_hz < ECHO_NO_HIGHCUT_HZ) | (at->low_hz > ECHO_NO_LOWCUT_HZ);
}

/** What the filters remember while they take nothing away: to begin with that makes no
 * step. */
LANES_INLINE void echo_rest(float y, float *low, float *cut)
{
    *low = y;
    *cut = 0.0f;
}

LANES_INLINE float echo_filter(float y, const struct echo_cut *at, float *low,
                               float *cut)
{
    const bool high_off = !(at->high_hz < ECHO_NO_HIGHCUT_HZ);
    const bool low_off = !(at->low_hz > ECHO_NO_LOWCUT_HZ);
    const float below = one_pole_low(low, y, at->high_g);
    const float w = high_off ? y : below;
    const float slow = one_pole_low(cut, w, at->low_g);

    *low = high_off ? y : *low;
    *cut = low_off ? 0.0f : *cut;
    return low_off ? w : w - slow;
}

static inline int64_t echo_tail(const struct leat_env *env,
                                const struct leat_settings *settings)
{
    const double time_s = (double)settings->number[ECHO_TIME];

    return leat_tail_echoes((int64_t)(time_s * env->rate_hz) + 1);
}

/** Frames of a time, as far as there is memory for it. */
LANES_INLINE float echo_time(const struct echo *echo, float time_s)
{
    return math_clamp(time_s * echo->rate_hz, 2.0f,
                      (float)(echo->size - RECALL_MARGIN + 1));
}

/** What goes to the memory of x and of what was heard from it. */
LANES_INLINE float echo_kept(float x, float feedback, float w)
{
    return math_clamp(x + feedback * w, -ECHO_LIMIT, ECHO_LIMIT) + 1e-20f;
}

LANES_INLINE float echo_heard(float x, float wet, float w)
{
    return (1.0f - wet) * x + wet * w;
}

/** The kernel: input 0 to output 0.  `at` moves on when all groups are through. */
LANES_INLINE void echo_run(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width)
{
    struct echo *echo = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes, size = echo->size;
    const float rate_hz = echo->rate_hz;
    float *low = echo->rest + first, *cut = low + (size_t)ECHO_CUT * lanes;
    float *memory = low + (size_t)ECHO_MEMORY * lanes, high_g[LANES_MAX] = {0};
    float low_g[LANES_MAX] = {0};
    uint32_t at = echo->at;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *highcut_hz = leat_value_row(param[ECHO_HIGHCUT], i) + first;
        const float *lowcut_hz = leat_value_row(param[ECHO_LOWCUT], i) + first;
        const float *time = leat_value_row(param[ECHO_TIME], i) + first;
        const float *feedback = leat_value_row(param[ECHO_FEEDBACK], i) + first;
        const float *wet = leat_value_row(param[ECHO_WET], i) + first;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;

        if (i == 0 || param[ECHO_HIGHCUT].step | param[ECHO_LOWCUT].step)
            for (uint32_t l = 0; l < width; l++) {
                high_g[l] = one_pole_tune(highcut_hz[l], rate_hz);
                low_g[l] = one_pole_tune(lowcut_hz[l], rate_hz);
            }
        for (uint32_t l = 0; l < width; l++) {
            const float x = in[l], frames = echo_time(echo, time[l]);
            const struct echo_cut filter = {highcut_hz[l], lowcut_hz[l], high_g[l],
                                            low_g[l]};
            const float w = echo_filter(recall(memory + l, lanes, size, at, frames),
                                        &filter, &low[l], &cut[l]);
            memory[(size_t)at * lanes + l] = echo_kept(x, feedback[l], w);
            out[l] = echo_heard(x, wet[l], w);
        }
        at = at + 1 < size ? at + 1 : 0;
    }
}

#endif
