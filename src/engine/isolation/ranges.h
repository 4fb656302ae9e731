/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_RANGES_H
#define LEAT_ENGINE_ISOLATION_RANGES_H

/**
 * The ranges of memory that computing a plan changes and that outlive a piece: all that
 * its future depends on, besides the cycle itself.
 *
 * Thread:  control.
 */

#include "engine/cycle.h"

enum {
    RANGES_PAGE = 4096,
    RANGES_PAGES = 98304, /* of all long ranges that a checkpoint has room for */
};

enum range_kind { RANGE_BYTES, RANGE_PAGES, RANGE_QUEUE, RANGE_EVENTS };

struct range {
    void *at;     /* QUEUE: a struct event_queue, EVENTS: a struct leat_event_out */
    size_t bytes; /* BYTES; PAGES: whole pages of a long range */
    enum range_kind kind;
    uint32_t place; /* PAGES: where they stand in a checkpoint, in pages */
};

/** Ranges of one plan: first those of pages, by address. */
struct ranges {
    struct range *range;
    uint32_t n, cap, n_long;
    size_t bytes; /* that a checkpoint of them may have at most, but for pages */
};

/** Those of a crew's part of a plan; 0: of all.  Errors: LEAT_ERR_NOMEM. */
int ranges_create(const struct plan *plan, uint32_t crew, struct ranges *out);
void ranges_destroy(struct ranges *ranges);

/** Give its pages their place: those that other plans have, too, keep it.
 * Errors: LEAT_ERR_LIMIT. */
int ranges_place(struct ranges *ranges, const struct ranges *const *others,
                 uint32_t n_others);

#endif
