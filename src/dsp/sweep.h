/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SWEEP_H
#define LEAT_DSP_SWEEP_H

/**
 * sweep: a short memory read at a time that sways, behind chorus, flanger and vibrato.
 *
 * Between two frames a cubic through the four nearest is read, dsp/recall.h; its
 * treble falls by 0.1 dB at 8 kHz and 1.2 dB at 16 kHz where it is worst, half way
 * between two frames at 48 kHz.
 */

#include "dsp/recall.h"
#include "dsp/sway.h"

static const float SWEEP_NEAREST = 2.0f; /* frames; what recall() can reach */
static const float SWEEP_LIMIT = 64.0f;  /* of a sample in memory */

struct sweep {
    double per_hz; /* of phases: 2^32 / rate */
    float rate_hz;
    uint32_t size, at; /* frames of the memory, and the one that is written next */
    union {
        uint32_t phase;
        float sample;
    } rest[]; /* one phase for each lane, then rows of the memory */
};

static inline uint32_t sweep_frames(const struct leat_env *env, double longest_s)
{
    return (uint32_t)(longest_s * env->rate_hz) + RECALL_MARGIN + 3;
}

static inline size_t sweep_bytes(const struct leat_env *env, double longest_s)
{
    const struct sweep *sweep = NULL;

    return sizeof(*sweep) + (sweep_frames(env, longest_s) + 1) * (size_t)env->lanes *
                                sizeof(sweep->rest[0]);
}

static inline void sweep_init(struct sweep *sweep, const struct leat_env *env,
                              double longest_s)
{
    sweep->rate_hz = (float)env->rate_hz;
    sweep->per_hz = 0x1p32 / env->rate_hz;
    sweep->size = sweep_frames(env, longest_s);
}

/** The memory's row 0 of a lane. */
LANES_INLINE float *sweep_memory(struct sweep *sweep, uint32_t lanes, uint32_t lane)
{
    return &sweep->rest[lanes + lane].sample;
}

/** After all lanes of a block. */
LANES_INLINE void sweep_go_on(struct sweep *sweep, uint32_t nframes)
{
    sweep->at = (uint32_t)(((uint64_t)sweep->at + nframes) % sweep->size);
}

/** Keep a sample: bounded, and off the denormal numbers. */
LANES_INLINE float sweep_hold(float x)
{
    return math_clamp(x, -SWEEP_LIMIT, SWEEP_LIMIT) + 1e-20f;
}

/* The parameters that a class of sweeps begins with. */
enum { SWEEP_RATE, SWEEP_DEPTH, SWEEP_WET };

/** Where one lane of a block is: its memory, and the phase of its swing. */
struct sweep_place {
    const float *memory;
    uint32_t lanes, size, at;    /* of dsp/recall.h */
    uint32_t frame, lane, phase; /* of the block */
    float rate_hz, x;            /* x: what goes in */
};

/** What a class makes of it: to be kept in memory, the dry part, the wet part. */
struct sweep_heard {
    float keep, dry, wet;
};
typedef struct sweep_heard sweep_voice(const struct sweep_place *place,
                                       const struct leat_value *param);

/** The value of a parameter where a place is. */
LANES_INLINE float sweep_param(const struct sweep_place *place, struct leat_value param)
{
    return leat_value_row(param, place->frame)[place->lane];
}

/** What is in memory some frames ago. */
LANES_INLINE float sweep_recall(const struct sweep_place *p, float frames)
{
    return recall(p->memory, p->lanes, p->size, p->at, frames);
}

/** How far back is read, in frames, and the middle of that. */
struct sweep_reach {
    float now, middle;
};

/** A sine that touches the nearest place and, at a `depth` of 1, `longest_s`; `spread`
 * is how far lanes are ahead of each other. */
LANES_INLINE struct sweep_reach sweep_reach(const struct sweep_place *place,
                                            struct leat_value spread,
                                            struct leat_value depth, double longest_s)
{
    const float half = 0.5f * (float)longest_s * place->rate_hz;
    const float ahead = sweep_param(place, spread);
    const float wave = sway_sine(place->phase + sway_ahead(place->lane, ahead));
    const float swing = half * sweep_param(place, depth);

    return (struct sweep_reach){SWEEP_NEAREST + swing * (1.0f + wave),
                                SWEEP_NEAREST + swing};
}

/** The kernel: input port 0 to output port 0; sweep_go_on() after all groups. */
LANES_INLINE void sweep_run(void *state, const struct leat_block *block, uint32_t first,
                            uint32_t width, sweep_voice *voice)
{
    struct sweep *sweep = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes;
    float *memory = sweep_memory(sweep, lanes, first);
    uint32_t at = sweep->at, phase[LANES_MAX], step[LANES_MAX] = {0};

    for (uint32_t l = 0; l < width; l++)
        phase[l] = sweep->rest[first + l].phase;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *wet = leat_value_row(param[SWEEP_WET], i) + first;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;

        if (i == 0 || param[SWEEP_RATE].step)
            osc_to_steps(step, leat_value_row(param[SWEEP_RATE], i) + first,
                         sweep->per_hz, width);
        for (uint32_t l = 0; l < width; l++) {
            const struct sweep_place place = {
                memory + l, lanes,    sweep->size,    at,   i,
                first + l,  phase[l], sweep->rate_hz, in[l]};
            const struct sweep_heard heard = voice(&place, param);

            memory[(size_t)at * lanes + l] = sweep_hold(heard.keep);
            out[l] = (1.0f - wet[l]) * heard.dry + wet[l] * heard.wet;
            phase[l] += step[l];
        }
        at = at + 1 < sweep->size ? at + 1 : 0;
    }
    for (uint32_t l = 0; l < width; l++)
        sweep->rest[first + l].phase = phase[l];
}

#endif
