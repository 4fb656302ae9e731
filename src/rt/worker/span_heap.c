/* SPDX-License-Identifier: MIT */
/* span_heap: making and freeing spans. */
#include <stdlib.h>

#include <leat/err.h>

#include "rt/span.h"

int rt_span_create(uint32_t lanes, uint32_t most_rows, uint32_t spare_rows,
                   int64_t start, struct rt_span **out)
{
    struct rt_span *span;

    *out = NULL;
    if (lanes == 0 || lanes > LEAT_MAX_LANES || most_rows == 0)
        return LEAT_ERR_INVALID;
    span = aligned_alloc(_Alignof(struct rt_span), sizeof(*span));
    if (!span)
        return LEAT_ERR_NOMEM;
    *span = (struct rt_span){
        .lanes = lanes, .most_rows = most_rows, .written_to = start, .read_to = start};
    span->rows = calloc((size_t)most_rows * lanes, sizeof(float));
    if (!span->rows ||
        leat_ring_create(lanes * (uint32_t)sizeof(float), most_rows + spare_rows,
                         LEAT_RING_DROPPING, &span->ring) < 0) {
        rt_span_destroy(&span);
        return LEAT_ERR_NOMEM;
    }
    *out = span;
    return 0;
}

void rt_span_destroy(struct rt_span **span)
{
    if (*span) {
        leat_ring_destroy(&(*span)->ring);
        free((*span)->rows);
        free(*span);
    }
    *span = NULL;
}
