/* SPDX-License-Identifier: MIT */
/* due: a heap of what waits for its frame. */
#include "rt/due.h"

#include <stdbool.h>

static bool is_before(struct due a, struct due b)
{
    return a.frame != b.frame ? a.frame < b.frame : a.rank < b.rank;
}

void rt_due_push(struct due_heap *heap, struct due due)
{
    struct due *e = heap->at;
    uint32_t at = heap->n++;

    for (; at && is_before(due, e[(at - 1) / 2]); at = (at - 1) / 2)
        e[at] = e[(at - 1) / 2];
    e[at] = due;
}

struct due rt_due_pop(struct due_heap *heap)
{
    struct due *e = heap->at;
    const struct due first = e[0], last = e[--heap->n];
    uint32_t at = 0, child;

    while ((child = 2 * at + 1) < heap->n) {
        if (child + 1 < heap->n && is_before(e[child + 1], e[child]))
            child++;
        if (!is_before(e[child], last))
            break;
        e[at] = e[child];
        at = child;
    }
    e[at] = last;
    return first;
}
