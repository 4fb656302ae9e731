/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_OSCILLATOR_H
#define LEAT_DSP_OSCILLATOR_H

/**
 * oscillator: what saw, pulse and triangle share.
 *
 * The phase is that of dsp/phase.h.  A waveform is its plain shape plus a band-limited
 * step or corner (dsp/blep.h) wherever the phase passes one; steps run in either
 * direction, so the phase may be modulated too.  A change of frequency, phase or width
 * is heard BLEP_LAG = 24 frames later, a change of amplitude at once.  BLEP_LAG frames
 * are run unheard before the first one, so that frame 0 shows the phase that was asked
 * for.
 *
 * Phase 0 is where a sine would rise through 0.
 */

#include <leat/node.h>

#include "base/level.h"
#include "dsp/blep.h"
#include "dsp/lanes.h"
#include "dsp/phase.h"
#include "dsp/sounding.h"

enum osc_shape { OSC_SAW, OSC_PULSE, OSC_TRIANGLE };

struct osc {
    double per_hz; /* 2^32 / rate */
    uint32_t row;  /* of the ring, for the next frame */
    uint32_t running;
    struct sounding sounding;
    _Alignas(64) uint32_t lane[]; /* OSC_ROWS rows, then the ring's, of one per lane */
};
enum { OSC_SUM, OSC_AT, OSC_FALL, OSC_ROWS };

static inline size_t osc_state_size(const struct leat_env *env,
                                    const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct osc) +
           (size_t)env->lanes * (OSC_ROWS + BLEP_TAPS) * sizeof(uint32_t);
}

LEAT_RT static inline void osc_init(void *state, const struct leat_env *env,
                                    float duration_s)
{
    struct osc *osc = state;

    osc->per_hz = 0x1p32 / env->rate_hz;
    sounding_init(&osc->sounding, env, duration_s);
}

/* Where a group of lanes stands and stood one frame ago.  `at` is the phase turned so
 * that an edge, or the lower corner of a triangle, lies at half a cycle, where it
 * overflows as a signed number; `fall` is the same for the falling edge of a pulse. */
struct osc_place {
    uint32_t at[LANES_MAX], fall[LANES_MAX];
    uint32_t last_at[LANES_MAX], last_fall[LANES_MAX];
};

struct osc_tuning {
    uint32_t step[LANES_MAX], offset[LANES_MAX], duty[LANES_MAX];
};

static const uint32_t OSC_HALF = 0x80000000u;

/* Whether, in its highest bit, a phase passed half a cycle on its way from `last`. */
LANES_INLINE uint32_t osc_passed(uint32_t last, uint32_t at)
{
    return (last ^ at) & ((at - last) ^ at);
}

/* Add the event of a phase that passed half a cycle. */
LANES_INLINE void osc_pass(float *column, uint32_t lanes, uint32_t row,
                           blep_table *table, uint32_t last, uint32_t at, float height)
{
    const uint32_t moved = at - last;

    if (moved & OSC_HALF) /* backwards */
        blep_add(column, lanes, row, table,
                 (float)(OSC_HALF - at) / (float)(0u - moved), -height);
    else
        blep_add(column, lanes, row, table, (float)(at - OSC_HALF) / (float)moved,
                 height);
}

/* The events of a group.  Rare, so not inlined: what is hot stays in registers. */
static __attribute__((noinline)) void osc_events(const struct osc_place *place,
                                                 float *ring, uint32_t lanes,
                                                 uint32_t row, uint32_t width,
                                                 enum osc_shape shape)
{
    const uint32_t opposite = shape == OSC_TRIANGLE ? OSC_HALF : 0;
    uint32_t one[LANES_MAX], other[LANES_MAX]; /* highest bit: there is an event */

    for (uint32_t l = 0; l < width; l++) {
        const uint32_t last = place->last_at[l], at = place->at[l];
        one[l] = osc_passed(last, at);
        other[l] = shape == OSC_PULSE ? osc_passed(place->last_fall[l], place->fall[l])
                                      : osc_passed(last ^ opposite, at ^ opposite);
    }
    for (uint32_t l = 0; l < width; l++) {
        const uint32_t last = place->last_at[l], at = place->at[l];
        /* of a triangle; backwards, slope and height both turn round */
        const float turn = (float)(int32_t)(at - last) * 0x1p-29f;

        if (one[l] & OSC_HALF)
            osc_pass(ring + l, lanes, row,
                     shape == OSC_TRIANGLE ? &blep_corner : &blep_step, last, at,
                     shape == OSC_TRIANGLE ? turn
                     : shape == OSC_PULSE  ? 2.0f
                                           : -2.0f);
        if (shape == OSC_PULSE && other[l] & OSC_HALF)
            osc_pass(ring + l, lanes, row, &blep_step, place->last_fall[l],
                     place->fall[l], -2.0f);
        if (shape == OSC_TRIANGLE && other[l] & OSC_HALF)
            osc_pass(ring + l, lanes, row, &blep_corner, last ^ OSC_HALF, at ^ OSC_HALF,
                     -turn);
    }
}

LANES_INLINE void osc_tune(struct osc_tuning *tuning, double per_hz,
                           const struct leat_block *block, uint32_t frame,
                           uint32_t first, uint32_t width, enum osc_shape shape)
{
    const struct leat_value *param = block->param;

    osc_to_steps(tuning->step, leat_value_row(param[OSC_FREQUENCY], frame) + first,
                 per_hz, width);
    osc_to_phase(tuning->offset, leat_value_row(param[OSC_PHASE], frame) + first,
                 width);
    if (shape != OSC_PULSE)
        return;
    for (uint32_t l = 0; l < width; l++) {
        const float duty = leat_value_row(param[OSC_WIDTH], frame)[first + l];
        tuning->duty[l] = (uint32_t)(int32_t)(duty * 0x1.fffffep29f) << 2;
    }
}

/* Go to the frame's phase: adds the plain waveform to `lag` and returns the bits of
 * which the highest tells of an event. */
LANES_INLINE uint32_t osc_step(struct osc_place *place, uint32_t *sum,
                               const struct osc_tuning *tuning, float *lag,
                               uint32_t width, enum osc_shape shape)
{
    const uint32_t turned = shape == OSC_SAW     ? 0
                            : shape == OSC_PULSE ? OSC_HALF
                                                 : 0u - OSC_HALF / 2;
    uint32_t passed = 0;

    for (uint32_t l = 0; l < width; l++) {
        const uint32_t at = sum[l] + tuning->offset[l] + turned, last = place->at[l];
        const float x = (float)(int32_t)at * 0x1p-31f;

        passed |= shape == OSC_TRIANGLE ? last ^ at : osc_passed(last, at);
        float plain = shape == OSC_SAW ? x : 1.0f - 2.0f * (x < 0.0f ? -x : x);
        if (shape == OSC_PULSE) {
            const uint32_t fall = at - tuning->duty[l], before = place->fall[l];
            passed |= osc_passed(before, fall);
            plain = at - turned < tuning->duty[l] ? 1.0f : -1.0f;
            place->last_fall[l] = before;
            place->fall[l] = fall;
        }
        place->last_at[l] = last;
        place->at[l] = at;
        sum[l] += tuning->step[l];
        lag[l] += plain;
    }
    return passed & OSC_HALF;
}

LANES_INLINE void osc_move(uint32_t *to, const uint32_t *from, uint32_t width)
{
    for (uint32_t l = 0; l < width; l++)
        to[l] = from[l];
}

/** The kernel; `shape` is constant where it is called. */
LANES_INLINE void osc_run(void *state, const struct leat_block *block, uint32_t first,
                          uint32_t width, enum osc_shape shape)
{
    struct osc *osc = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes = block->lanes, running = osc->running;
    const uint32_t moving = param[OSC_FREQUENCY].step | param[OSC_PHASE].step |
                            (shape == OSC_PULSE ? param[OSC_WIDTH].step : 0);
    const double per_hz = osc->per_hz;
    uint32_t *rows = osc->lane + first, row = osc->row;
    float *ring = (float *)(void *)(rows + (size_t)OSC_ROWS * lanes);
    float *out = block->out[0] + first;
    uint32_t sum[LANES_MAX];
    float y[LANES_MAX];
    struct osc_place place = {.last_fall = {0}};
    struct osc_tuning tuning;

    osc_move(sum, rows + OSC_SUM * lanes, width);
    osc_move(place.at, rows + OSC_AT * lanes, width);
    osc_move(place.fall, rows + OSC_FALL * lanes, width);
    osc_tune(&tuning, per_hz, block, 0, first, width, shape);
    for (int32_t i = running ? 0 : -BLEP_LAG; i < (int32_t)block->nframes; i++) {
        float *now = ring + (size_t)row * lanes;
        float *lag = ring + (size_t)((row + BLEP_LAG) % BLEP_TAPS) * lanes;

        if (moving && i > 0)
            osc_tune(&tuning, per_hz, block, (uint32_t)i, first, width, shape);
        if (osc_step(&place, sum, &tuning, lag, width, shape) &&
            (running || i > -BLEP_LAG)) { /* the very first phase comes from nowhere */
            struct osc_place passed;
            osc_move(passed.at, place.at, width);
            osc_move(passed.fall, place.fall, width);
            osc_move(passed.last_at, place.last_at, width);
            osc_move(passed.last_fall, place.last_fall, width);
            osc_events(&passed, ring, lanes, row, width, shape);
        }
        for (uint32_t l = 0; l < width; l++)
            y[l] = now[l];
        for (uint32_t l = 0; l < width; l++)
            now[l] = 0.0f;
        if (i >= 0) {
            const float *amplitude =
                leat_value_row(param[OSC_AMPLITUDE], (uint32_t)i) + first;
            for (uint32_t l = 0; l < width; l++)
                y[l] *= amplitude[l];
            for (uint32_t l = 0; l < width; l++)
                out[l] = y[l];
            out += lanes;
        }
        row = row + 1 < BLEP_TAPS ? row + 1 : 0;
    }
    osc_move(rows + OSC_SUM * lanes, sum, width);
    osc_move(rows + OSC_AT * lanes, place.at, width);
    osc_move(rows + OSC_FALL * lanes, place.fall, width);
}

/** After all groups: what they share moves on. */
LEAT_RT static inline void osc_finish(void *state, const struct leat_block *block)
{
    struct osc *osc = state;
    const uint32_t frames = block->nframes + (osc->running ? 0 : BLEP_LAG);

    osc->row = (osc->row + frames) % BLEP_TAPS;
    osc->running = 1;
    sounding_end(&osc->sounding, block);
}

#endif
