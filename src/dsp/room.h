/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ROOM_H
#define LEAT_DSP_ROOM_H

/**
 * room: what is heard of a room beside the direct sound: first echoes, then the network
 * of dsp/fdn.h, fed through four Schroeder all-passes a side,
 *
 *     v = x + a v[n - d]      y = v[n - d] - a v
 *
 * which make a click a cloud before it enters the lines.  All times are in proportion
 * to the mean length of the lines.
 *
 * Source: M. Schroeder, "Natural sounding artificial reverberation", 1962.
 */

#include "dsp/fdn.h"

enum { ROOM_SIDES = 2, ROOM_STAGES = 4, ROOM_ECHOES = 7 };

/* Of the mean length; no two in a whole ratio, left and right alike to the ear. */
static const float room_stage[ROOM_SIDES][ROOM_STAGES] = {
    {0.061f, 0.097f, 0.163f, 0.241f}, {0.067f, 0.109f, 0.149f, 0.263f}};
static const float room_echo[ROOM_SIDES][ROOM_ECHOES] = {
    {0.083f, 0.137f, 0.211f, 0.307f, 0.439f, 0.601f, 0.830f},
    {0.097f, 0.151f, 0.241f, 0.353f, 0.467f, 0.643f, 0.790f}};
/* 1 - 0.8 t on the mean, signs after Barker; their squares add up to 1. */
static const float room_echo_gain[ROOM_ECHOES] = {0.484f,  0.461f, 0.431f, -0.391f,
                                                  -0.336f, 0.269f, -0.174f};

struct room {
    float rate_hz;
    float level, a; /* of what enters the lines; of the all-passes */
    uint32_t delay[ROOM_SIDES][ROOM_STAGES], echo[ROOM_SIDES][ROOM_ECHOES];
    struct {
        uint32_t size, at, start; /* frames, next frame, where in `ring` */
    } pre, early, stage;          /* each for all rings of its kind */
    uint32_t fdn;                 /* where in `ring` the network lies */
    _Alignas(64) float ring[];
};

/* Lay out the state for lines of `mean` frames; returns its bytes. */
static inline size_t room_lay_out(struct room *room, float mean, uint32_t predelay)
{
    uint32_t at = 0;

    room->pre.size = rows_size(predelay + 1);
    room->early.size = rows_size((uint32_t)(int32_t)mean + 64);
    room->stage.size = rows_size((uint32_t)(int32_t)(0.27f * mean) + 64);
    room->pre.start = at;
    at += ROOM_SIDES * (uint32_t)rows_floats(room->pre.size);
    room->early.start = at;
    at += ROOM_SIDES * (uint32_t)rows_floats(room->early.size);
    room->stage.start = at;
    at += ROOM_SIDES * ROOM_STAGES * (uint32_t)rows_floats(room->stage.size);
    room->fdn = at;
    return sizeof(*room) + at * sizeof(float) + fdn_bytes(mean);
}

static inline struct fdn *room_fdn(struct room *room)
{
    return (struct fdn *)(void *)(room->ring + room->fdn);
}

static inline void room_init(struct room *room, float rate_hz, float mean,
                             uint32_t predelay)
{
    room_lay_out(room, mean, predelay);
    room->rate_hz = rate_hz;
    for (uint32_t side = 0; side < ROOM_SIDES; side++) {
        for (uint32_t k = 0; k < ROOM_STAGES; k++) {
            uint32_t n = (uint32_t)(int32_t)(room_stage[side][k] * mean);
            n = n > ROWS + 3 * k ? n : ROWS + 3 * k;
            while (!fdn_is_prime(n))
                n++;
            room->delay[side][k] = n;
        }
        for (uint32_t k = 0; k < ROOM_ECHOES; k++)
            room->echo[side][k] = (uint32_t)(int32_t)(room_echo[side][k] * mean);
    }
    fdn_init(room_fdn(room), rate_hz, mean);
}

/**
 * Set how it dies away: 60 dB in low_s seconds below hz, in high_s above.
 *
 * What enters is as loud as keeps white noise in both sides as loud as it was, however
 * long the decay: of the energy that enters, rate * T / (13.8 * sum of lengths) is
 * heard on each side.
 */
LANES_INLINE void room_tune(struct room *room, float low_s, float high_s, float hz)
{
    struct fdn *fdn = room_fdn(room);

    fdn_tune(fdn, low_s, high_s, hz);
    room->level = math_sqrt(6.90776f * fdn_sum(fdn) / (8.0f * room->rate_hz * low_s));
}

/** Set how much the all-passes smear, below 1, and how far the lines swing, in turns.
 */
LANES_INLINE void room_blur(struct room *room, float a, float swing)
{
    room->a = a;
    fdn_swing(room_fdn(room), swing);
}

/** Whether room_tune() and room_blur() are due. */
LANES_INLINE bool room_is_due(struct room *room)
{
    return room_fdn(room)->clock % FDN_GRID == 0;
}

/** How many of `left` frames the next call of room_hear() takes. */
LANES_INLINE uint32_t room_until(struct room *room, uint32_t left)
{
    return rows_until(room_fdn(room)->at, left);
}

/* x as it was some time ago, between two frames by a straight line */
ROWS_CALLED void room_delay(struct room *room, uint32_t side, float *restrict x,
                            const float *ms, bool still, uint32_t n)
{
    const uint32_t size = room->pre.size, at = room->pre.at;
    const float frames_per_ms = room->rate_hz / 1000.0f;
    float *ring = room->ring + room->pre.start + side * rows_floats(size);

    rows_write(ring, size, at, x, n);
    if (still) {
        const float frames = ms[0] * frames_per_ms;
        if (frames == 0.0f) /* what is written now is slow to read now */
            return;
        const uint32_t whole = (uint32_t)(int32_t)frames;
        const float part = frames - (float)(int32_t)whole;
        const float *y = rows_past(ring, size, at, whole);
        const float *z = rows_past(ring, size, at, whole + 1);

        for (uint32_t i = 0; i < ROWS; i++)
            x[i] = y[i] + part * (z[i] - y[i]);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        const float frames = ms[i] * frames_per_ms;
        const uint32_t whole = (uint32_t)(int32_t)frames;
        const float part = frames - (float)(int32_t)whole;
        const float y = *rows_past(ring, size, at + i, whole);
        const float z = *rows_past(ring, size, at + i, whole + 1);

        x[i] = y + part * (z - y);
    }
}

ROWS_CALLED void room_reflect(struct room *room, uint32_t side, const float *restrict x,
                              float *restrict echoes, uint32_t n)
{
    const uint32_t size = room->early.size, at = room->early.at;
    float *ring = room->ring + room->early.start + side * rows_floats(size);

    rows_write(ring, size, at, x, n);
    for (uint32_t k = 0; k < ROOM_ECHOES; k++) {
        const float *past = rows_past(ring, size, at, room->echo[side][k]);
        const float gain = room_echo_gain[k];
        for (uint32_t i = 0; i < ROWS; i++)
            echoes[i] = (k ? echoes[i] : 0.0f) + gain * past[i];
    }
}

ROWS_CALLED void room_diffuse(struct room *room, uint32_t side, float *restrict x,
                              uint32_t n)
{
    const float a = room->a;
    const uint32_t size = room->stage.size, at = room->stage.at;

    for (uint32_t k = 0; k < ROOM_STAGES; k++) {
        float *ring = room->ring + room->stage.start +
                      (side * ROOM_STAGES + k) * rows_floats(size);
        const float *past = rows_past(ring, size, at, room->delay[side][k]);
        float v[ROWS];

        for (uint32_t i = 0; i < ROWS; i++) {
            v[i] = x[i] + (a * past[i] + 1e-20f); /* no denormals in silence */
            x[i] = past[i] - a * v[i];
        }
        rows_write(ring, size, at, v, n);
    }
}

/**
 * Hear the next n frames of the room.
 *
 * Shape:   `x[side]` has 16 frames, 0 from the n-th on, and is lost; `mixed` gets the
 * late sound, `echoes[side]` the first.  `predelay` is in ms, one for each
 * frame, all the same when `still`.
 */
LANES_INLINE void room_hear(struct room *room, float x[ROOM_SIDES][ROWS],
                            const float *predelay, bool still, fdn_tile mixed,
                            float echoes[ROOM_SIDES][ROWS], uint32_t n)
{
    struct fdn *fdn = room_fdn(room);
    for (uint32_t side = 0; side < ROOM_SIDES; side++) {
        room_delay(room, side, x[side], predelay, still, n);
        room_reflect(room, side, x[side], echoes[side], n);
        for (uint32_t i = 0; i < ROWS; i++)
            x[side][i] *= room->level;
        room_diffuse(room, side, x[side], n);
    }
    fdn_hear(fdn, mixed, n);
    fdn_feed(fdn, mixed, x, n);
    room->pre.at = room->pre.at + n < room->pre.size ? room->pre.at + n : 0;
    room->early.at = room->early.at + n < room->early.size ? room->early.at + n : 0;
    room->stage.at = room->stage.at + n < room->stage.size ? room->stage.at + n : 0;
}

#endif
