/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_OSCILLATOR_H
#define LEAT_DSP_OSCILLATOR_H

/**
 * oscillator: what saw, pulse and triangle share.
 *
 * The phase is that of dsp/phase.h.  A waveform is its plain shape plus a band-limited
 * step or corner (dsp/blep.h) wherever the phase passes one; steps run in either
 * direction, so the phase may be modulated too.  With `taps` those of its quality, a
 * change of frequency, phase or width is heard taps / 2 frames later, a change of
 * amplitude at once.  So many frames are run unheard before the first one, so that
 * frame 0 shows the phase that was asked for.
 *
 * Frames are made in pieces.  Phases and plain shapes of a piece are computed for all
 * lanes of a group side by side, frame by frame; what an event adds stands in
 * neighbouring places for each lane, where it is one or three vectors; and at the end
 * that is turned round by a perfect shuffle and added.
 *
 * Phase 0 is where a sine would rise through 0.
 */

#include <string.h>

#include <leat/node.h>

#include "dsp/lanes.h"
#include "dsp/osc_events.h"
#include "dsp/phase.h"
#include "dsp/shuffle.h"
#include "dsp/sounding.h"

#define OSC_QUALITY_PARAM                                                              \
    {                                                                                  \
        .name = "quality", .kind = LEAT_ENUM, .max = 1.0f, .choices = "studio live",   \
        .flags = LEAT_PARAM_STRUCTURAL,                                                \
        .help = "With studio no alias is heard; live costs less, clean below 2 kHz."   \
    }

struct osc {
    double per_hz; /* 2^32 / rate */
    uint32_t running, live;
    uint32_t row; /* of the plain shapes, for the next frame */
    struct sounding sounding;
    _Alignas(64) union osc_cell {
        uint32_t phase;
        float sample;
    } cell[]; /* for each group of lanes: 3 rows of phases, a ring of taps / 2 rows of
                 plain shape, and for each lane the `taps` frames that are still to be
                 added */
};
enum { OSC_SUM, OSC_AT, OSC_FALL, OSC_ROWS };

LANES_INLINE uint32_t osc_taps(uint32_t live)
{
    return live ? BLEP_LIVE : BLEP_STUDIO;
}

static inline size_t osc_state_bytes(const struct leat_env *env, float quality)
{
    const uint32_t taps = osc_taps(quality != 0.0f);

    return sizeof(struct osc) +
           (size_t)env->lanes * (OSC_ROWS + taps + taps / 2) * sizeof(union osc_cell);
}

LEAT_RT static inline void osc_init(void *state, const struct leat_env *env,
                                    float duration_s, float quality)
{
    struct osc *osc = state;

    osc->per_hz = 0x1p32 / env->rate_hz;
    osc->live = quality != 0.0f;
    sounding_init(&osc->sounding, env, duration_s);
}

struct osc_tuning {
    uint32_t step[LANES_MAX], offset[LANES_MAX], duty[LANES_MAX];
};

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
    const float *duty = leat_value_row(param[OSC_WIDTH], frame) + first;
    for (uint32_t l = 0; l < width; l++)
        tuning->duty[l] = (uint32_t)(int32_t)(duty[l] * 0x1.fffffep29f) << 2;
}

/* Go to frame i's phase; `plain` becomes the plain shape there. */
LANES_INLINE void osc_step(struct osc_span *s, struct osc_bits *bits, uint32_t *sum,
                           float *plain, const struct osc_tuning *tuning, uint32_t i,
                           uint32_t width, enum osc_shape shape)
{
    const uint32_t turned = shape == OSC_SAW     ? 0
                            : shape == OSC_PULSE ? OSC_HALF
                                                 : 0u - OSC_HALF / 2;
    uint32_t *at = s->at + i * width, *fall = s->fall + i * width;

    for (uint32_t l = 0; l < width; l++) {
        const uint32_t now = sum[l] + tuning->offset[l] + turned, last = at[l];
        const float x = (float)(int32_t)now * 0x1p-31f;

        bits->one[l] |= osc_passed(last, now) >> 31 << i;
        if (shape == OSC_PULSE) {
            const uint32_t falls = now - tuning->duty[l];
            bits->other[l] |= osc_passed(fall[l], falls) >> 31 << i;
            fall[width + l] = falls;
            plain[l] = now - turned < tuning->duty[l] ? 1.0f : -1.0f;
        } else if (shape == OSC_TRIANGLE) {
            bits->other[l] |= osc_passed(last ^ OSC_HALF, now ^ OSC_HALF) >> 31 << i;
            plain[l] = 1.0f - 2.0f * (x < 0.0f ? -x : x);
        } else {
            plain[l] = x;
        }
        at[width + l] = now;
        sum[l] += tuning->step[l];
    }
}

/* Add what events add to n frames, at most SHUFFLE_FRAMES, of plain shape in `out`. */
LANES_INLINE void osc_show(const struct osc_rest *rest, uint32_t i,
                           const struct leat_block *block, uint32_t frame,
                           uint32_t first, uint32_t n, uint32_t width)
{
    float a[SHUFFLE_PLACES], b[SHUFFLE_PLACES];
    float *out = block->out[0] + (size_t)frame * block->lanes + first;

    for (uint32_t l = 0; l < width; l++) {
        const float *lane = rest->lane[l] + i;
        for (uint32_t k = 0; k < SHUFFLE_FRAMES; k++)
            a[l * SHUFFLE_FRAMES + k] = lane[k];
    }
    const float *turned = shuffle_lanes(a, b, width);
    for (uint32_t k = 0; k < n; k++, out += block->lanes, turned += width) {
        const float *factor =
            leat_value_row(block->param[OSC_AMPLITUDE], frame + k) + first;
        float y[LANES_MAX];
        for (uint32_t l = 0; l < width; l++)
            y[l] = factor[l] * (out[l] + turned[l]);
        for (uint32_t l = 0; l < width; l++)
            out[l] = y[l];
    }
}

/* The frames of a group of which a piece consists. */
struct osc_part {
    uint32_t first, frame, n; /* first lane; first frame in the block; frames */
    uint32_t row;             /* of the ring of plain shapes */
    bool heard;               /* else as frame 0 of the block has it */
};

/* Frames [at, at + n) of a piece, n at most OSC_SPAN. */
LANES_INLINE void osc_run_span(struct osc *osc, const struct leat_block *block,
                               union osc_cell *cell, struct osc_rest *rest,
                               struct osc_part *part, uint32_t begin, uint32_t n,
                               uint32_t width, enum osc_shape shape, uint32_t taps)
{
    const struct leat_value *param = block->param;
    const uint32_t moving = part->heard
                                ? param[OSC_FREQUENCY].step | param[OSC_PHASE].step |
                                      (shape == OSC_PULSE ? param[OSC_WIDTH].step : 0)
                                : 0;
    const uint32_t first = part->first, frame = part->frame + begin;
    float *ring = &cell[OSC_ROWS * width].sample;
    float *out = block->out[0] + (size_t)frame * block->lanes + first;
    uint32_t sum[LANES_MAX], row = part->row;
    float plain[LANES_MAX], y[LANES_MAX];
    const bool is_heard = part->heard;
    struct osc_tuning tuning;
    struct osc_bits bits = {{0}, {0}};
    struct osc_span s;

    memcpy(sum, cell + OSC_SUM * width, width * sizeof(uint32_t));
    memcpy(s.at, cell + OSC_AT * width, width * sizeof(uint32_t));
    if (shape == OSC_PULSE)
        memcpy(s.fall, cell + OSC_FALL * width, width * sizeof(uint32_t));
    osc_tune(&tuning, osc->per_hz, block, frame, first, width, shape);
    for (uint32_t i = 0; i < n; i++) {
        float *heard = ring + (size_t)row * width;
        if (moving && i > 0)
            osc_tune(&tuning, osc->per_hz, block, frame + i, first, width, shape);
        osc_step(&s, &bits, sum, plain, &tuning, i, width, shape);
        for (uint32_t l = 0; l < width; l++)
            y[l] = heard[l];
        for (uint32_t l = 0; l < width; l++)
            heard[l] = plain[l];
        for (uint32_t l = 0; l < width && is_heard; l++)
            out[l] = y[l];
        out += block->lanes;
        row = row + 1 < taps / 2 ? row + 1 : 0;
    }
    for (uint32_t l = 0; l < width && !part->heard; l++) { /* the first: from nowhere */
        bits.one[l] &= ~1u;
        bits.other[l] &= ~1u;
    }
    osc_events(rest, &s, &bits, begin, width, shape, taps);
    part->row = row;
    memcpy(cell + OSC_SUM * width, sum, width * sizeof(uint32_t));
    memcpy(cell + OSC_AT * width, s.at + n * width, width * sizeof(uint32_t));
    if (shape == OSC_PULSE)
        memcpy(cell + OSC_FALL * width, s.fall + n * width, width * sizeof(uint32_t));
}

LANES_INLINE void osc_run_piece(struct osc *osc, const struct leat_block *block,
                                struct osc_part *part, uint32_t width,
                                enum osc_shape shape, uint32_t taps)
{
    union osc_cell *cell =
        osc->cell + (size_t)part->first * (OSC_ROWS + taps + taps / 2);
    float *pending = &cell[(OSC_ROWS + taps / 2) * width].sample;
    struct osc_rest rest;

    for (uint32_t l = 0; l < width; l++) {
        memcpy(rest.lane[l], pending + l * taps, taps * sizeof(float));
        memset(rest.lane[l] + taps, 0, OSC_PIECE * sizeof(float));
    }
    for (uint32_t i = 0; i < part->n; i += OSC_SPAN)
        osc_run_span(osc, block, cell, &rest, part, i,
                     part->n - i < OSC_SPAN ? part->n - i : OSC_SPAN, width, shape,
                     taps);
    for (uint32_t i = 0; i < part->n && part->heard; i += SHUFFLE_FRAMES)
        osc_show(&rest, i, block, part->frame + i, part->first,
                 part->n - i < SHUFFLE_FRAMES ? part->n - i : SHUFFLE_FRAMES, width);
    for (uint32_t l = 0; l < width; l++)
        memcpy(pending + l * taps, rest.lane[l] + part->n, taps * sizeof(float));
}

/** The kernel; `shape` and `taps` are constant where it is called. */
LANES_INLINE void osc_run(void *state, const struct leat_block *block, uint32_t first,
                          uint32_t width, enum osc_shape shape, uint32_t taps)
{
    struct osc *osc = state;
    struct osc_part part = {.first = first, .row = osc->row, .heard = osc->running};
    uint32_t done = 0;

    do {
        const uint32_t left = part.heard ? block->nframes - done : taps / 2;
        part.frame = done;
        part.n = left < OSC_PIECE ? left : OSC_PIECE;
        osc_run_piece(osc, block, &part, width, shape, taps);
        done += part.heard ? part.n : 0;
        part.heard = true;
    } while (done < block->nframes);
}

/** After all groups: what they share moves on. */
LEAT_RT static inline void osc_finish(void *state, const struct leat_block *block)
{
    struct osc *osc = state;
    const uint32_t ring = osc_taps(osc->live) / 2; /* the unheard frames fill it once */

    osc->row = (osc->row + block->nframes) % ring;
    osc->running = 1;
    sounding_end(&osc->sounding, block);
}

#endif
