/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ALIGN_H
#define LEAT_DSP_ALIGN_H

/**
 * align: what the classes that move sound to a grid have in common: its memory, and
 * marks that tell where it begins.
 *
 * A mark comes `late` after what it marks.  By as much, and what a class needs before,
 * the whole output lags the input, so what is marked has not been played yet.
 */

#include "base/math.h"
#include "dsp/grid.h"
#include "dsp/seconds.h"

enum { ALIGN_LATE = GRID_N_PARAMS, ALIGN_LONGEST, ALIGN_N_PARAMS };
enum { ALIGN_IN, ALIGN_MARKS };

#define ALIGN_PORTS                                                                    \
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to move.", NULL},                            \
        {"marks",                                                                      \
         LEAT_IN,                                                                      \
         LEAT_EVENTS,                                                                  \
         LEAT_PORT_OPTIONAL,                                                           \
         "Where its notes begin, as onset and beat_detect tell.",                      \
         NULL},                                                                        \
    {                                                                                  \
        "out", LEAT_OUT, LEAT_AUDIO, 0, "The sound on the lines.", NULL                \
    }

#define ALIGN_PARAMS                                                                   \
    [ALIGN_LATE] = {.name = "late",                                                    \
                    .unit = LEAT_UNIT_MS,                                              \
                    .def = 10.0f,                                                      \
                    .max = 200.0f,                                                     \
                    .flags = LEAT_PARAM_STRUCTURAL,                                    \
                    .help = "By which marks come after what they mark."},              \
    [ALIGN_LONGEST] = {.name = "longest",                                              \
                       .unit = LEAT_UNIT_S,                                            \
                       .min = 0.05f,                                                   \
                       .def = 4.0f,                                                    \
                       .max = 30.0f,                                                   \
                       .flags = LEAT_PARAM_STRUCTURAL,                                 \
                       .help = "Longest way to a line; where it is longer, nothing "   \
                               "moves."}

struct align {
    uint32_t late, lag, longest; /* frames; by `lag` the output is late */
    uint32_t size;               /* of the memory: frames, a row of lanes each */
};

static inline struct align align_of(const struct leat_env *env,
                                    const struct leat_settings *settings,
                                    uint32_t before)
{
    struct align a = {
        .late = (uint32_t)seconds_to_frames(settings->number[ALIGN_LATE] * 0.001f,
                                            env->rate_hz),
        .longest =
            (uint32_t)seconds_to_frames(settings->number[ALIGN_LONGEST], env->rate_hz),
    };

    a.lag = a.late + before;
    a.size = a.lag + a.longest + 1;
    return a;
}

/** Whether a mark comes at the block's first frame; `*start` is what it marks. */
static inline bool align_hears(const struct align *a, const struct leat_block *block,
                               int64_t *start)
{
    bool any = false;

    for (uint32_t k = 0; k < block->n_events; k++)
        any = any || (block->events[k].type == LEAT_EVENT_MARKER ||
                      (block->events[k].type == LEAT_EVENT_NOTE_ON &&
                       block->events[k].value > 0.0f));
    *start = block->frame - a->late;
    return any;
}

/** Frames by which what begins at `start` moves; 0 where that is too far. */
static inline uint32_t align_way(const struct align *a, const struct leat_block *block,
                                 int64_t start)
{
    const int64_t way = grid_way(block, start);

    return way <= a->longest ? (uint32_t)way : 0;
}

/** The row of frame `frame` of the block's timeline, which is `size` old at most. */
static inline float *align_row(const struct align *a, float *memory, int64_t frame,
                               uint32_t lanes)
{
    const int64_t size = a->size, at = frame % size;

    return memory + (size_t)(at < 0 ? at + size : at) * lanes;
}

#endif
