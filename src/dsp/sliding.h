/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SLIDING_H
#define LEAT_DSP_SLIDING_H

/**
 * sliding: the level over the last `window` seconds, as a stream.
 *
 * The window is cut into SLIDING_HOPS hops.  Of each hop one number is kept, the sum of
 * its squares or its greatest sample, and at its end the level is that of the last
 * SLIDING_HOPS of them; the stream goes there in a straight line during the next hop.
 * So memory and work do not grow with the window, and nothing drifts.
 */

#include <string.h>

#include <leat/node.h>

#include "base/math.h"
#include "dsp/dot.h"
#include "dsp/lanes.h"
#include "dsp/seconds.h"

enum { SLIDING_HOPS = 64, SLIDING_FRAMES = 64 };
enum sliding_kind { SLIDING_MEAN, SLIDING_GREATEST };

#define SLIDING_WINDOW_PARAM                                                           \
    {                                                                                  \
        .name = "window", .unit = LEAT_UNIT_S, .curve = LEAT_CURVE_LOG, .min = 0.001f, \
        .def = 0.05f, .max = 10.0f, .flags = LEAT_PARAM_STRUCTURAL,                    \
        .help = "Time that the level is taken over, in steps of 64 frames."            \
    }

struct sliding_lane {
    float now;      /* of this hop so far */
    float from, to; /* levels that the stream goes between */
    float hop[SLIDING_HOPS];
    float past[32]; /* samples that a class may want to remember */
};

struct sliding {
    uint32_t length, frame, at; /* of a hop; in it; place of the next one */
    struct sliding_lane lane[];
};

/** What a class listens to: n numbers, not negative, of samples `step` apart. */
typedef void sliding_measure(float *value, float *past, const float *in, uint32_t step,
                             uint32_t n);

static inline size_t sliding_state_size(const struct leat_env *env,
                                        const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct sliding) + env->lanes * sizeof(struct sliding_lane);
}

/** The class's first parameter is SLIDING_WINDOW_PARAM. */
LEAT_RT static inline void sliding_init(void *state, const struct leat_env *env,
                                        const struct leat_settings *settings)
{
    struct sliding *sliding = state;
    const int64_t window = seconds_to_frames(settings->number[0], env->rate_hz);

    sliding->length = (uint32_t)((window + SLIDING_HOPS - 1) / SLIDING_HOPS);
}

LANES_INLINE float sliding_level(const float *hop, uint32_t length,
                                 enum sliding_kind kind)
{
    float part[16] = {0};

    for (uint32_t k = 0; k < SLIDING_HOPS; k++)
        part[k % 16] = kind == SLIDING_MEAN ? part[k % 16] + hop[k]
                                            : math_max(part[k % 16], hop[k]);
    if (kind == SLIDING_MEAN)
        return math_sqrt(dot_join(part) / (float)(SLIDING_HOPS * length));
    for (uint32_t k = 1; k < 16; k++)
        part[0] = math_max(part[0], part[k]);
    return part[0];
}

/* n numbers of one lane to n levels, `step` apart. */
LANES_INLINE void sliding_run(const struct sliding *sliding, struct sliding_lane *lane,
                              const float *value, float *out, uint32_t step, uint32_t n,
                              enum sliding_kind kind)
{
    const float part = 1.0f / (float)sliding->length;
    uint32_t frame = sliding->frame, at = sliding->at;

    for (uint32_t i = 0; i < n; i++) {
        lane->now =
            kind == SLIDING_MEAN ? lane->now + value[i] : math_max(lane->now, value[i]);
        out[(size_t)i * step] =
            lane->from + (lane->to - lane->from) * (part * (float)(frame + 1));
        if (++frame < sliding->length)
            continue;
        lane->hop[at] = lane->now;
        lane->from = lane->to;
        lane->to = sliding_level(lane->hop, sliding->length, kind);
        lane->now = 0.0f;
        frame = 0;
        at = (at + 1) % SLIDING_HOPS;
    }
}

/** All lanes of a block; the mailbox gets the greatest level of a lane. */
LANES_INLINE void sliding_process(void *state, const struct leat_block *block,
                                  sliding_measure *measure, enum sliding_kind kind)
{
    struct sliding *sliding = state;
    const uint32_t lanes = block->lanes;
    float value[SLIDING_FRAMES], most = 0.0f;

    for (uint32_t start = 0, n; start < block->nframes; start += n) {
        const float *in = block->in[0] + (size_t)start * lanes;
        float *out = block->out[0] + (size_t)start * lanes;

        n = block->nframes - start;
        n = n < SLIDING_FRAMES ? n : SLIDING_FRAMES;
        for (uint32_t l = 0; l < lanes; l++) {
            measure(value, sliding->lane[l].past, in + l, lanes, n);
            sliding_run(sliding, &sliding->lane[l], value, out + l, lanes, n, kind);
        }
        const uint32_t passed = sliding->frame + n;
        sliding->at = (sliding->at + passed / sliding->length) % SLIDING_HOPS;
        sliding->frame = passed % sliding->length;
    }
    for (uint32_t l = 0; l < lanes; l++)
        most = math_max(sliding->lane[l].to, most);
    block->mailbox[0] = most;
}

#endif
