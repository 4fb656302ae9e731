/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_SPAN_H
#define LEAT_RT_SPAN_H

/**
 * How sound gets to a video clock.
 *
 * The audio thread writes rows with the frame they stand at; a tick reads the rows
 * between two frames.  Both speak of the same timeline, so nothing that is lost on the
 * way shifts what comes after it: where rows are missing a tick reads zeros.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <leat/node.h>
#include <leat/ring.h>
#include <leat/stats.h>

#include "rt/head.h"

struct rt_span {
    uint32_t lanes;
    uint32_t most_rows; /* that one tick reads */
    struct leat_ring *ring;

    /* the writer's line */
    _Alignas(RT_LINE) int64_t written_to; /* frame after the newest in the ring */
    _Atomic uint64_t in, dropped;

    /* the reader's line */
    _Alignas(RT_LINE) int64_t read_to;
    _Atomic uint64_t out, missing;
    float *rows; /* most_rows x lanes, what the newest tick reads */
};

/**
 * Make a span from frame `start` on.
 *
 * Shape:   a tick reads at most `most_rows`; `spare_rows` more may wait for it.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_INVALID (no lanes or rows).
 * Thread:  control.
 */
int rt_span_create(uint32_t lanes, uint32_t most_rows, uint32_t spare_rows,
                   int64_t start, struct rt_span **out);
void rt_span_destroy(struct rt_span **span);

/**
 * Write `n` rows that stand at `frame`.  Rows that find no place are lost and counted;
 * frames that were left out become zeros.
 *
 * Shape:   `lanes` is what the span was made with.
 * Thread:  rt, the writer.
 */
LEAT_RT void rt_span_write(struct rt_span *span, const float *rows, int64_t frame,
                           uint32_t n, uint32_t lanes);

/** The sound has ended.  Thread: rt, the writer. */
LEAT_RT void rt_span_close(struct rt_span *span);

/**
 * The rows of frames [from, to), valid until the next call.  What came before is
 * skipped; what has not come is 0 and counted as missing.
 *
 * Shape:   from and to never go back; of more than most_rows the last ones are given.
 * Thread:  the reader.
 */
struct leat_span rt_span_read(struct rt_span *span, int64_t from, int64_t to);

/** Whether the sound has ended and all of it was read.  Thread: the reader. */
bool rt_span_ended(const struct rt_span *span);

/** Units: frames; `duplicated` are those that were missing.  Thread: any. */
void rt_span_stats(const struct rt_span *span, struct leat_link_stats *stats);

#endif
