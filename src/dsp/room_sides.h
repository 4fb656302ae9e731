/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ROOM_SIDES_H
#define LEAT_DSP_ROOM_SIDES_H

/**
 * room_sides: how any number of channels enter a room and leave it.
 *
 * Even channels enter on the left and odd ones on the right; a single one enters on
 * both.  Of what leaves, channel l is mixed with its neighbour l ^ 1 as width w says,
 *
 *     ((1 + w) own + (1 - w) neighbour) / sqrt(2 + 2 w^2)
 *
 * which keeps the power, as the two are not alike.
 */

#include <string.h>

#include "dsp/bound.h"
#include "dsp/room.h"

/** A parameter of one lane during n frames, in the form of a row. */
LANES_INLINE void room_row(float row[ROWS], struct leat_value value, uint32_t start,
                           uint32_t n)
{
    const float first = leat_value_row(value, start)[0];

    for (uint32_t i = 0; i < ROWS; i++)
        row[i] = first;
    for (uint32_t i = 1; i < n && value.step; i++)
        row[i] = leat_value_row(value, start + i)[0];
}

LANES_INLINE void room_gather(float x[ROOM_SIDES][ROWS], const float *in,
                              uint32_t lanes, uint32_t n)
{
    const float part = lanes > 2 ? math_sqrt(2.0f / (float)(int32_t)lanes) : 1.0f;

    memset(x, 0, sizeof(float) * ROOM_SIDES * ROWS);
    for (uint32_t l = 0; l < lanes; l++)
        for (uint32_t i = 0; i < n; i++)
            x[l & 1][i] += part * bound(in[i * lanes + l]);
    if (lanes == 1)
        memcpy(x[1], x[0], sizeof(x[0]));
}

/** Put n frames of all channels into both sides. */
LANES_INLINE void room_enter(float x[ROOM_SIDES][ROWS], const float *in, uint32_t lanes,
                             uint32_t n)
{
    if (lanes == 2) /* a constant: vectors */
        room_gather(x, in, 2, n);
    else
        room_gather(x, in, lanes, n);
}

/* The network's channel for channel l: it differs from that of its neighbours in the
 * lines of either side, not in those of one alone. */
LANES_INLINE uint32_t room_channel(uint32_t l)
{
    return (l & 1) | (l & 6) << 1 | (l & 8) >> 2;
}

/** The levels of what leaves, each during n frames. */
struct room_levels {
    float wet[ROWS], early[ROWS], width[ROWS];
};

/* Channels l and, where there is one, l + 1: out = (1 - wet) in + wet room. */
LANES_INLINE void room_pair(float *out, const float *in, uint32_t lanes,
                            uint32_t lanes_in, uint32_t l, fdn_tile mixed,
                            float echoes[ROOM_SIDES][ROWS],
                            const struct room_levels *level, uint32_t n)
{
    const bool pair = l + 1 < lanes;
    float heard[2][ROWS], own[ROWS], other[ROWS];

    fdn_listen(heard, mixed, room_channel(l), room_channel(l + 1));
    for (uint32_t i = 0; i < ROWS; i++) {
        const float a = heard[0][i] + level->early[i] * echoes[0][i];
        const float b = heard[1][i] + level->early[i] * echoes[1][i];
        const float w = pair ? level->width[i] : 1.0f;
        const float norm = 0.5f / math_sqrt(0.5f + 0.5f * w * w);
        own[i] = ((1.0f + w) * a + (1.0f - w) * b) * norm;
        other[i] = ((1.0f + w) * b + (1.0f - w) * a) * norm;
    }
    out += l;
    in += lanes_in > 1 ? l : 0;
    for (uint32_t i = 0; i < n; i++) {
        const float dry = 1.0f - level->wet[i], wet = level->wet[i];
        const float x = in[i * lanes_in], y = in[i * lanes_in + (lanes_in > 1 && pair)];
        out[i * lanes] = dry * x + wet * own[i];
        if (pair)
            out[i * lanes + 1] = dry * y + wet * other[i];
    }
}

/** Mix n frames of all channels with what they hear. */
LANES_INLINE void room_leave(float *out, const float *in, uint32_t lanes,
                             uint32_t lanes_in, fdn_tile mixed,
                             float echoes[ROOM_SIDES][ROWS],
                             const struct room_levels *level, uint32_t n)
{
    if (lanes == 2)
        room_pair(out, in, 2, lanes_in, 0, mixed, echoes, level, n);
    else
        for (uint32_t l = 0; l < lanes; l += 2)
            room_pair(out, in, lanes, lanes_in, l, mixed, echoes, level, n);
}

#endif
