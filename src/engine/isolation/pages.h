/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_PAGES_H
#define LEAT_ENGINE_ISOLATION_PAGES_H

/**
 * Pages of long ranges (the memory of delays, say), of which a piece changes few.
 *
 * They are kept from being written; the first write to one is a fault that lets it pass
 * and notes the page.  When a state is saved, noted pages are stamped with the piece,
 * whether they were written since the last time or before, and every now and then they
 * are kept again.  So a page whose stamp is not newer than what a copy holds need not
 * be copied.  Pieces change the same pages in all workers, so stamps go with a
 * checkpoint from one to the other.
 *
 * One tracker a process; its calls come from one thread.
 */

#include "engine/isolation/ranges.h"

/** A copy of pages, each at its place. */
struct page_store {
    unsigned char *pages;
    uint64_t since;   /* save: the piece whose pages stand there; load: whose the memory
                         has; 0: as the zygote made it */
    uint64_t *stamps; /* [RANGES_PAGES], of the memory; NULL: all pages are copied */
};

/** The tracker's memory, which the zygote makes. */
struct page_tracker {
    uint64_t *stamps; /* [RANGES_PAGES] */
    uint32_t *noted;  /* [RANGES_PAGES] */
};

/** Begin to track; what is written elsewhere without permission kills as before. */
void pages_begin(const struct page_tracker *tracker);

/** From now on these ranges count.  Pages of the ranges until now that are among them
 * go on; others are as if the piece `now` had written them. */
void pages_track(const struct ranges *ranges, uint64_t now);

/** Stamp with a piece what was written since the last time, and perhaps before. */
void pages_settle(uint64_t piece);

/** Let all be written, so that a state can be loaded; and keep what it has. */
void pages_open(void);
void pages_close(const struct ranges *ranges);

/* Of one range, for checkpoint.c: pages and, at `*to`, their stamps. */
void pages_save(const struct range *range, const struct page_store *store,
                unsigned char **to);
void pages_load(const struct range *range, const struct page_store *store,
                const unsigned char **from);

#endif
