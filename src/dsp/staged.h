/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_STAGED_H
#define LEAT_DSP_STAGED_H

/**
 * staged: an envelope that goes through stages while a gate is open and after.
 *
 * Stage 0 is rest, 1 and up are passed while the gate is open, from `leave` on those
 * that follow its closing.  Each lane has its own stage, a segment of dsp/segment.h.
 * The class says where a stage leads; where it says nothing new, lanes only move along
 * their segments, and that is what most frames are.
 */

#include "dsp/gate.h"
#include "dsp/lanes.h"
#include "dsp/segment.h"

enum { STAGED_REST = 0, STAGED_FIRST = 1 };

/* Rows of one float a lane, behind those of the segments. */
enum {
    STAGED_OPEN = SEGMENT_ROWS, /* 1: the gate was above 0 */
    STAGED_STAGE,
    STAGED_PEAK,  /* greatest value of the gate since it opened */
    STAGED_WHOLE, /* frames of the stage and its end, as they were set */
    STAGED_TO,
    STAGED_HELD, /* frames since the gate opened */
    STAGED_NOTE, /* the gate that notes make */
    STAGED_ROWS
};

/** A group of lanes while it is computed. */
struct staged {
    struct segment now;
    float open[LANES_MAX], stage[LANES_MAX], peak[LANES_MAX], whole[LANES_MAX];
    float to[LANES_MAX], held[LANES_MAX];
    float leave; /* the first stage after the gate has closed */
};

/** Where a stage leads. */
struct staged_aim {
    float whole; /* frames; below 0: it stays until the gate turns */
    float to;
    float curve;
    bool in_part; /* begun above 0, it takes only the rest of its time */
};

/** What a class says of the stage of lane l, by the settings of one frame: one row for
 * each parameter, the first of them the gate. */
typedef struct staged_aim staged_aimer(const void *node, const float *const *row,
                                       const struct staged *g, uint32_t l);

/** Frames, from a row of the settings, after which the gate closes by itself; 0: never.
 */
typedef float staged_holder(const void *node, const float *const *row, uint32_t l);

/** The stage behind one that is over. */
typedef float staged_follower(const void *node, float stage);

struct staged_class {
    staged_aimer *aim;
    staged_holder *hold;
    staged_follower *next;
};

LEAT_RT static inline void staged_init(float *rows, uint32_t lanes)
{
    for (uint32_t l = 0; l < lanes; l++)
        rows[4 * (size_t)lanes + l] = SEGMENT_FOREVER;
}

/** A time as whole frames. */
LANES_INLINE float staged_frames(float seconds, float rate_hz)
{
    return (float)(int32_t)(seconds * rate_hz + 0.5f);
}

/* Frames until a lane closes by itself; `most` when it does not. */
LANES_INLINE float staged_rest(const struct staged_class *class, const void *node,
                               const float *const *row, const struct staged *g,
                               uint32_t l, float most)
{
    const float hold = class->hold(node, row, l);
    const bool closes =
        (hold > 0.0f) & (g->stage[l] >= STAGED_FIRST) & (g->stage[l] < g->leave);

    return lanes_pick(closes, hold - g->held[l], most);
}

/* Whether at this frame something begins in some lane. */
LANES_INLINE bool staged_is_due(const struct staged_class *class, const void *node,
                                const float *const *row, const struct staged *g,
                                uint32_t width)
{
    uint32_t due = 0;

    for (uint32_t l = 0; l < width; l++) {
        const struct staged_aim aim = class->aim(node, row, g, l);
        due |= (uint32_t)((row[0][l] > 0.0f) != (g->open[l] > 0.0f)) |
               (row[0][l] > g->peak[l]) | (g->now.left[l] <= 0.0f) |
               (aim.whole != g->whole[l]) | (aim.to != g->to[l]) |
               (staged_rest(class, node, row, g, l, 1.0f) <= 0.0f);
    }
    return due != 0;
}

/* Begin the stage of a lane, or go on with what is left of it under other settings. */
static void staged_set_off(struct staged *g, uint32_t l, const struct staged_aim *aim,
                           bool begins)
{
    const float level = segment_level(&g->now, l);
    float part = 1.0f;

    if (!begins)
        part = g->whole[l] > 0.0f ? g->now.left[l] / g->whole[l] : 1.0f;
    else if (aim->in_part)
        part = level < aim->to ? 1.0f - level / aim->to : 0.0f;
    const float left = (part < 1.0f ? part : 1.0f) * aim->whole;
    const float least = (float)(int32_t)left;

    g->whole[l] = aim->whole;
    g->to[l] = aim->to;
    if (aim->whole < 0.0f)
        segment_hold(&g->now, l, aim->to);
    else
        segment_begin(&g->now, l, level, aim->to, least + (left > least ? 1.0f : 0.0f),
                      aim->curve);
}

enum { STAGED_STEPS_MAX = 64 }; /* stages without a frame that are passed at once */

/* Turn a lane's gate, and go through the stages until one has frames left. */
LANES_INLINE void staged_advance(const struct staged_class *class, const void *node,
                                 const float *const *row, struct staged *g, uint32_t l)
{
    const float gate = row[0][l];
    const bool opens = gate > 0.0f && g->open[l] <= 0.0f;
    const bool spent = staged_rest(class, node, row, g, l, 1.0f) <= 0.0f;
    const bool was_open = g->stage[l] >= STAGED_FIRST && g->stage[l] < g->leave;
    bool begins = opens || ((gate <= 0.0f || spent) && was_open);

    g->open[l] = gate > 0.0f ? 1.0f : 0.0f;
    g->peak[l] = opens || gate > g->peak[l] ? gate : g->peak[l];
    g->held[l] = opens ? 0.0f : g->held[l];
    if (begins)
        g->stage[l] = opens ? STAGED_FIRST : g->leave;
    for (int steps = 0; steps < STAGED_STEPS_MAX; steps++, begins = true) {
        const struct staged_aim aim = class->aim(node, row, g, l);
        if (begins || aim.whole != g->whole[l] || aim.to != g->to[l])
            staged_set_off(g, l, &aim, begins);
        if (g->now.left[l] > 0.0f)
            return;
        g->stage[l] = class->next(node, g->stage[l]);
    }
}

LANES_INLINE void staged_swap(struct staged *g, float *rows, uint32_t lanes,
                              uint32_t width, bool store)
{
    float *const own[] = {g->open, g->stage, g->peak, g->whole, g->to, g->held};

    if (store)
        segment_store(&g->now, rows, lanes, width);
    else
        segment_load(&g->now, rows, lanes, width);
    for (uint32_t r = 0; r < STAGED_NOTE - STAGED_OPEN; r++) {
        float *row = rows + (size_t)(STAGED_OPEN + r) * lanes;
        for (uint32_t l = 0; l < width; l++)
            if (store)
                row[l] = own[r][l];
            else
                own[r][l] = row[l];
    }
}

/* Frames, at most n, in which lanes only move along their segments. */
LANES_INLINE uint32_t staged_steady(const struct staged_class *class, const void *node,
                                    const float *const *row, const struct staged *g,
                                    uint32_t n, uint32_t width)
{
    int32_t most = (int32_t)n; /* all are whole */

    for (uint32_t l = 0; l < width; l++) {
        const int32_t left = (int32_t)g->now.left[l];
        const int32_t rest =
            (int32_t)staged_rest(class, node, row, g, l, SEGMENT_FOREVER);
        most = left < most ? left : most;
        most = rest < most ? rest : most;
    }
    return most > 1 ? (uint32_t)most : 1;
}

/** The kernel: input 0 times the envelope, or the envelope where nothing is linked
 * there.  Parameter 0 is the gate; there are `n_params`, at most STAGED_PARAMS. */
enum { STAGED_PARAMS = 16 };
LANES_INLINE void staged_run(const struct staged_class *class, const void *node,
                             float *rows, float leave, const struct leat_block *block,
                             uint32_t n_params, uint32_t first, uint32_t width)
{
    const uint32_t lanes = block->lanes, n = block->nframes;
    const bool hears = block->in_linked & 1;
    const float *row[STAGED_PARAMS];
    uint32_t moving = 0;
    struct staged g = {.leave = leave};

    staged_swap(&g, rows + first, lanes, width, false);
    for (uint32_t p = 1; p < n_params; p++)
        moving |= block->param[p].step;
    for (uint32_t i = 0, run; i < n; i += run) {
        for (uint32_t p = 0; p < n_params; p++)
            row[p] = leat_value_row(block->param[p], i) + first;
        if (staged_is_due(class, node, row, &g, width))
            for (uint32_t l = 0; l < width; l++)
                staged_advance(class, node, row, &g, l);
        run = moving ? 1 : staged_steady(class, node, row, &g, n - i, width);
        run = gate_steady(block->param[0], i, first, run, g.open, g.peak, width);
        const size_t at = (size_t)i * lanes + first;
        if (hears)
            segment_run(&g.now, block->in[0] + at, block->out[0] + at, lanes, run,
                        width, true);
        else
            segment_run(&g.now, NULL, block->out[0] + at, lanes, run, width, false);
        for (uint32_t l = 0; l < width; l++)
            g.held[l] += (float)run;
    }
    staged_swap(&g, rows + first, lanes, width, true);
}

/** The block as the kernel takes it: with the gate that notes make in its place where
 * they rule (dsp/gate.h). */
LEAT_RT static inline struct leat_block
staged_block(struct gate_notes *notes, float *rows, const struct leat_block *block,
             uint32_t n_params, uint32_t notes_port, struct leat_value *param)
{
    const size_t lanes = block->lanes;
    struct leat_block own = *block;

    memcpy(param, block->param, n_params * sizeof(*param));
    param[0] = gate_value(notes, block, 0, notes_port, rows + STAGED_NOTE * lanes,
                          rows + STAGED_OPEN * lanes);
    own.param = param;
    return own;
}

#endif
