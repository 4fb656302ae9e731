/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ECHO_STEADY_H
#define LEAT_DSP_ECHO_STEADY_H

/**
 * echo_steady: dsp/echo.h while its settings stand still, many frames at a time.
 *
 * A stretch ends before it would hear itself and where the ring turns, so what it reads
 * has all been written and lies in a row.  Frames then stand as cells of 16 places: the
 * lanes of one frame, or of 16 / width frames where a node has no other lanes.  The
 * operations on a sample are those of echo_run().
 */

#include "dsp/echo.h"

enum { ECHO_PLACES = 16, ECHO_STRETCH = 64 }; /* frames of a stretch at most */

struct echo_steady {
    float feedback[ECHO_PLACES], wet[ECHO_PLACES]; /* by place */
    float part;     /* of a frame, that the time is longer than */
    uint32_t whole; /* frames of it */
    struct echo_cut cut[LANES_MAX];
};

/** Whether a group of lanes may take this way: nothing moves, all lanes have one time,
 * and their frames fill cells. */
LANES_INLINE bool echo_is_steady(const struct leat_block *block, uint32_t first,
                                 uint32_t width)
{
    const float *time = block->param[ECHO_TIME].at + first;
    uint32_t moving = 0;
    bool alike = true;

    for (int p = ECHO_TIME; p <= ECHO_LOWCUT; p++)
        moving |= block->param[p].step;
    for (uint32_t l = 1; l < width; l++)
        alike = alike & (time[l] == time[0]);
    return !moving && alike && (width == ECHO_PLACES || width == block->lanes);
}

LANES_INLINE void echo_steady_take(struct echo_steady *s, const struct echo *echo,
                                   const struct leat_block *block, uint32_t first,
                                   uint32_t width)
{
    const struct leat_value *param = block->param;
    const float frames = echo_time(echo, param[ECHO_TIME].at[first]);

    s->whole = (uint32_t)(int32_t)frames;
    s->part = frames - (float)(int32_t)s->whole;
    for (uint32_t e = 0; e < ECHO_PLACES; e++) {
        s->feedback[e] = param[ECHO_FEEDBACK].at[first + e % width];
        s->wet[e] = param[ECHO_WET].at[first + e % width];
    }
    for (uint32_t l = 0; l < width; l++)
        s->cut[l] = echo_tune(param[ECHO_HIGHCUT].at[first + l],
                              param[ECHO_LOWCUT].at[first + l], echo->rate_hz);
}

/* Frames from `at` on, at most n, of which none hears another and that nowhere meet the
 * end of the ring. */
LANES_INLINE uint32_t echo_stretch(const struct echo_steady *s, uint32_t size,
                                   uint32_t at, uint32_t n)
{
    uint32_t most = s->whole - 1 < size - at ? s->whole - 1 : size - at;

    for (uint32_t k = 0; k < 4; k++) {
        const uint32_t room = size - recall_row(size, at, s->whole - 1 + k);
        most = room < most ? room : most;
    }
    most = most < ECHO_STRETCH ? most : ECHO_STRETCH;
    return most < n ? most : n;
}

/* What a stretch hears of the past: places of `y`, `n` of them. */
LANES_INLINE void echo_steady_read(float *restrict y, const struct echo_steady *s,
                                   const float *const *row, uint32_t n)
{
    for (uint32_t e = 0; e < n; e++)
        y[e] = recall_between(row[0][e], row[1][e], row[2][e], row[3][e], s->part);
}

/* The filters of the loop, frame by frame, lane by lane. */
LANES_INLINE void echo_steady_filter(float *y, const struct echo_steady *s, float *low,
                                     float *cut, uint32_t n, uint32_t width)
{
    float a[LANES_MAX], b[LANES_MAX];

    for (uint32_t l = 0; l < width; l++) {
        a[l] = low[l];
        b[l] = cut[l];
    }
    for (uint32_t i = 0; i < n; i++, y += width)
        for (uint32_t l = 0; l < width; l++)
            y[l] = echo_filter(y[l], &s->cut[l], &a[l], &b[l]);
    for (uint32_t l = 0; l < width; l++) {
        low[l] = a[l];
        cut[l] = b[l];
    }
}

/* What is written, and what is heard. */
LANES_INLINE void echo_steady_write(float *memory, float *out, const float *in,
                                    const float *w, const struct echo_steady *s,
                                    uint32_t n)
{
    for (uint32_t e = 0; e < n; e++) {
        const float x = in[e];
        memory[e] = echo_kept(x, s->feedback[e], w[e]);
        out[e] = echo_heard(x, s->wet[e], w[e]);
    }
}

/** The kernel. */
LANES_INLINE void echo_steady_run(struct echo *echo, const struct leat_block *block,
                                  uint32_t first, uint32_t width)
{
    const uint32_t lanes = block->lanes, size = echo->size;
    const uint32_t cell = lanes == width ? ECHO_PLACES : lanes; /* from one on */
    float *low = echo->rest + first, *cut = low + (size_t)ECHO_CUT * lanes;
    float *memory = low + (size_t)ECHO_MEMORY * lanes;
    float w[ECHO_STRETCH * LANES_MAX];
    uint32_t at = echo->at;
    struct echo_steady s;
    bool filters = false;

    echo_steady_take(&s, echo, block, first, width);
    for (uint32_t l = 0; l < width; l++)
        filters = filters || echo_cuts(&s.cut[l]);
    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        n = echo_stretch(&s, size, at, block->nframes - i);
        const uint32_t places = n * width;
        const float *in = block->in[0] + (size_t)i * lanes + first;
        float *out = block->out[0] + (size_t)i * lanes + first;
        float *to = memory + (size_t)at * lanes;
        const float *row[4];

        for (uint32_t k = 0; k < 4; k++)
            row[k] = memory + (size_t)recall_row(size, at, s.whole - 1 + k) * lanes;
        for (uint32_t e = 0, c = 0; e < places; e += ECHO_PLACES, c++) {
            const size_t skip = (size_t)c * cell;
            const float *from[4] = {row[0] + skip, row[1] + skip, row[2] + skip,
                                    row[3] + skip};
            if (places - e >= ECHO_PLACES)
                echo_steady_read(w + e, &s, from, ECHO_PLACES);
            else
                echo_steady_read(w + e, &s, from, places - e);
        }
        if (filters)
            echo_steady_filter(w, &s, low, cut, n, width);
        for (uint32_t l = 0; l < width && !filters; l++)
            echo_rest(w[places - width + l], &low[l], &cut[l]);
        for (uint32_t e = 0, c = 0; e < places; e += ECHO_PLACES, c++) {
            const size_t skip = (size_t)c * cell;
            if (places - e >= ECHO_PLACES)
                echo_steady_write(to + skip, out + skip, in + skip, w + e, &s,
                                  ECHO_PLACES);
            else
                echo_steady_write(to + skip, out + skip, in + skip, w + e, &s,
                                  places - e);
        }
        at = at + n < size ? at + n : 0;
    }
}

#endif
