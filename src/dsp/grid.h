/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_GRID_H
#define LEAT_DSP_GRID_H

/**
 * grid: the lines of a rhythm on the musical clock, `step` beats apart, with swing.
 *
 * With swing s the second half of each pair of `unit` beats begins s unit / 3 late;
 * what lies within a half is stretched or shortened with it, so pairs keep their
 * length.
 *
 * Worked number: s = 1 and sixteenths make 2 : 1, the feel of triplets.
 */

#include "base/math_d.h"
#include "base/tempo.h"
#include "dsp/lanes.h"

struct grid {
    double step; /* above 0, in beats */
    double swing, unit;
};

/* The parameters that classes of what is moved to a grid begin with. */
enum { GRID_STEP, GRID_STRENGTH, GRID_SWING, GRID_UNIT, GRID_N_PARAMS };

#define GRID_PARAMS(usual)                                                             \
    [GRID_STEP] = {.name = "grid",                                                     \
                   .aliases = "subdivision",                                           \
                   .unit = LEAT_UNIT_BEATS,                                            \
                   .curve = LEAT_CURVE_LOG,                                            \
                   .min = 0.03125f,                                                    \
                   .def = usual,                                                       \
                   .max = 64.0f,                                                       \
                   .smooth_ms = -1.0f,                                                 \
                   .help = "From line to line; 0.25 is a sixteenth."},                 \
    [GRID_STRENGTH] = {.name = "strength",                                             \
                       .unit = LEAT_UNIT_FRACTION,                                     \
                       .def = 1.0f,                                                    \
                       .max = 1.0f,                                                    \
                       .smooth_ms = -1.0f,                                             \
                       .help = "How much of the way to the line is gone."},            \
    [GRID_SWING] = {.name = "swing",                                                   \
                    .unit = LEAT_UNIT_FRACTION,                                        \
                    .max = 1.0f,                                                       \
                    .smooth_ms = -1.0f,                                                \
                    .help =                                                            \
                        "How late each second line is, of grids up to 0.5; 1 is a "    \
                        "triplet's feel."},                                            \
    [GRID_UNIT] = {.name = "swing_unit",                                               \
                   .unit = LEAT_UNIT_BEATS,                                            \
                   .min = 0.125f,                                                      \
                   .def = 0.25f,                                                       \
                   .max = 1.0f,                                                        \
                   .smooth_ms = -1.0f,                                                 \
                   .help = "Of which second ones are late; 0.25 is a sixteenth."}

/* Where a straight beat is played, and back. */
static inline double grid_swung(const struct grid *g, double beat)
{
    const double pair = 2.0 * g->unit, late = g->swing / 3.0;
    const double first = math_floor_d(beat / pair) * pair, within = beat - first;

    return within < g->unit ? first + within * (1.0 + late)
                            : first + pair - (pair - within) * (1.0 - late);
}

static inline double grid_straight(const struct grid *g, double beat)
{
    const double pair = 2.0 * g->unit, late = g->swing / 3.0;
    const double first = math_floor_d(beat / pair) * pair, within = beat - first;

    return within < g->unit * (1.0 + late)
               ? first + within / (1.0 + late)
               : first + pair - (pair - within) / (1.0 - late);
}

/** The first frame, from `frame` on, at which or just before which lies a line; `frame`
 * while the clock stands.  Thread: rt. */
static inline int64_t grid_next(const struct grid *g, const struct leat_tempo *tempo,
                                int64_t frame)
{
    if (tempo_stands(tempo))
        return frame;
    /* a line between the frame before and this one belongs to this one */
    const double before = grid_straight(g, leat_tempo_beat(tempo, frame - 1));
    const double line = (math_floor_d(before / g->step + 1e-9) + 1.0) * g->step;
    const double at = (grid_swung(g, line) - tempo->beat0) * tempo->minute / tempo->bpm;
    const int64_t due = tempo->frame0 - (int64_t)math_floor_d(1e-6 - at);

    return due > frame ? due : frame;
}

/** Frames from `frame` to where the parameters of such a class move it.  Thread: rt. */
static inline int64_t grid_way(const struct leat_block *block, int64_t frame)
{
    const double step = (double)block->param[GRID_STEP].at[0];
    const struct grid grid = {
        .step = step,
        .swing = step <= 0.5 ? (double)block->param[GRID_SWING].at[0] : 0.0,
        .unit = (double)block->param[GRID_UNIT].at[0],
    };
    const int64_t way = grid_next(&grid, block->tempo, frame) - frame;

    return (int64_t)((double)way * (double)block->param[GRID_STRENGTH].at[0] + 0.5);
}

#endif
