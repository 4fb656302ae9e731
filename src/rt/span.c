/* SPDX-License-Identifier: MIT */
/* span: sound on its way to a video clock. */
#include "rt/span.h"

#include <string.h>

#include "rt/block.h"

/* Fill the gap before `frame` with zeros.  False when there is no place for all. */
static bool fill_gap(struct rt_span *span, int64_t frame)
{
    static const float zeros[LEAT_MAX_LANES];

    while (span->written_to < frame) {
        if (leat_rt_ring_write(span->ring, zeros, 1) == 0)
            return false;
        span->written_to++;
    }
    return true;
}

void rt_span_write(struct rt_span *span, const float *rows, int64_t frame, uint32_t n,
                   uint32_t lanes)
{
    uint32_t accepted = 0;

    if (lanes == span->lanes && frame >= span->written_to && fill_gap(span, frame))
        accepted = leat_rt_ring_write(span->ring, rows, n);
    span->written_to += accepted;
    rt_add_own(&span->in, n);
    rt_add_own(&span->dropped, n - accepted);
}

void rt_span_close(struct rt_span *span)
{
    leat_rt_ring_close(span->ring);
}

/* Read past rows that nobody wants. */
static void skip_to(struct rt_span *span, int64_t frame)
{
    while (span->read_to < frame) {
        const int64_t left = frame - span->read_to;
        const uint32_t n = left < span->most_rows ? (uint32_t)left : span->most_rows;
        const uint32_t got = leat_rt_ring_read(span->ring, span->rows, n);
        span->read_to += got;
        if (got == 0)
            return;
    }
}

struct leat_span rt_span_read(struct rt_span *span, int64_t from, int64_t to)
{
    const int64_t first = to - from > span->most_rows ? to - span->most_rows : from;
    const uint32_t n = (uint32_t)(to - first);
    uint32_t got = 0;

    skip_to(span, first);
    if (span->read_to == first) /* else there is nothing that new */
        got = leat_rt_ring_read(span->ring, span->rows, n);
    span->read_to += got;
    memset(span->rows + (size_t)got * span->lanes, 0,
           (size_t)(n - got) * span->lanes * sizeof(float));
    rt_add_own(&span->out, got);
    rt_add_own(&span->missing, n - got);
    return (struct leat_span){span->rows, n, span->lanes};
}

bool rt_span_ended(const struct rt_span *span)
{
    return leat_rt_ring_closed(span->ring) && leat_rt_ring_fill(span->ring) == 0;
}

void rt_span_stats(const struct rt_span *span, struct leat_link_stats *stats)
{
    /* relaxed: numbers for people */
    *stats = (struct leat_link_stats){
        .in = atomic_load_explicit(&span->in, memory_order_relaxed),
        .out = atomic_load_explicit(&span->out, memory_order_relaxed),
        .dropped = atomic_load_explicit(&span->dropped, memory_order_relaxed),
        .duplicated = atomic_load_explicit(&span->missing, memory_order_relaxed),
    };
}
