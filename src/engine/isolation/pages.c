/* SPDX-License-Identifier: MIT */
/* pages: which of them have been written, found out by their faults. */
#include "engine/isolation/pages.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>

/* Pages are kept again only every so often: a fault takes longer than to copy a page
 * that nobody has written. */
enum { SETTLES = 16 };

static struct {
    struct page_tracker memory;
    const struct ranges *ranges;
    uint32_t n_noted, n_settled;
} tracker;

static uint32_t n_pages(const struct range *range)
{
    return (uint32_t)(range->bytes / RANGES_PAGE);
}

/* The range of an address, or of a place, among those that are tracked; NULL: none. */
static const struct range *range_at(const char *address)
{
    for (uint32_t i = 0; tracker.ranges && i < tracker.ranges->n_long; i++) {
        const struct range *r = &tracker.ranges->range[i];
        if (address >= (char *)r->at && address < (char *)r->at + r->bytes)
            return r;
    }
    return NULL;
}

static const struct range *range_of(uint32_t place)
{
    for (uint32_t i = 0; i < tracker.ranges->n_long; i++) {
        const struct range *r = &tracker.ranges->range[i];
        if (place >= r->place && place < r->place + n_pages(r))
            return r;
    }
    return NULL;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    char *address = info->si_addr;
    const struct range *r = range_at(address);

    (void)context;
    if (!r) {
        signal(number, SIG_DFL); /* a true one: it comes again, and kills */
        return;
    }
    const uint32_t page = (uint32_t)((size_t)(address - (char *)r->at) / RANGES_PAGE);
    mprotect((char *)r->at + (size_t)page * RANGES_PAGE, RANGES_PAGE,
             PROT_READ | PROT_WRITE);
    if (tracker.n_noted < RANGES_PAGES)
        tracker.memory.noted[tracker.n_noted++] = r->place + page;
}

void pages_begin(const struct page_tracker *memory)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};

    tracker.memory = *memory;
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, NULL);
}

static bool holds(const struct ranges *ranges, const struct range *range)
{
    for (uint32_t i = 0; ranges && i < ranges->n_long; i++)
        if (ranges->range[i].at == range->at && ranges->range[i].place == range->place)
            return true;
    return false;
}

/* Stamp what is noted, as written until a piece; and keep it again. */
static void stamp(uint64_t piece, bool keep)
{
    for (uint32_t i = 0; i < tracker.n_noted; i++) {
        const uint32_t place = tracker.memory.noted[i];
        const struct range *r = range_of(place);
        tracker.memory.stamps[place] = piece;
        if (keep)
            mprotect((char *)r->at + (size_t)(place - r->place) * RANGES_PAGE,
                     RANGES_PAGE, PROT_READ);
    }
    tracker.n_noted = keep ? 0 : tracker.n_noted;
}

void pages_track(const struct ranges *ranges, uint64_t now)
{
    const struct ranges *old = tracker.ranges;

    stamp(now, true);
    tracker.ranges = ranges;
    for (uint32_t i = 0; i < ranges->n_long; i++) {
        const struct range *r = &ranges->range[i];
        if (holds(old, r))
            continue;
        for (uint32_t p = 0; p < n_pages(r); p++)
            tracker.memory.stamps[r->place + p] = now;
        mprotect(r->at, r->bytes, PROT_READ);
    }
}

void pages_settle(uint64_t piece)
{
    stamp(piece, ++tracker.n_settled % SETTLES == 0);
}

void pages_open(void)
{
    for (uint32_t i = 0; tracker.ranges && i < tracker.ranges->n_long; i++)
        mprotect(tracker.ranges->range[i].at, tracker.ranges->range[i].bytes,
                 PROT_READ | PROT_WRITE);
}

void pages_close(const struct ranges *ranges)
{
    tracker.ranges = ranges;
    tracker.n_noted = 0;
    for (uint32_t i = 0; i < ranges->n_long; i++)
        mprotect(ranges->range[i].at, ranges->range[i].bytes, PROT_READ);
}

void pages_save(const struct range *r, const struct page_store *store,
                unsigned char **to)
{
    for (uint32_t p = 0; p < n_pages(r); p++) {
        const uint64_t stamp = store->stamps ? store->stamps[r->place + p] : 1;
        memcpy(*to, &stamp, sizeof(stamp));
        *to += sizeof(stamp);
        if (stamp > store->since)
            memcpy(store->pages + (size_t)(r->place + p) * RANGES_PAGE,
                   (char *)r->at + (size_t)p * RANGES_PAGE, RANGES_PAGE);
    }
}

void pages_load(const struct range *r, const struct page_store *store,
                const unsigned char **from)
{
    for (uint32_t p = 0; p < n_pages(r); p++) {
        uint64_t stamp;
        memcpy(&stamp, *from, sizeof(stamp));
        *from += sizeof(stamp);
        if (store->stamps)
            store->stamps[r->place + p] = stamp;
        if (stamp > store->since)
            memcpy((char *)r->at + (size_t)p * RANGES_PAGE,
                   store->pages + (size_t)(r->place + p) * RANGES_PAGE, RANGES_PAGE);
    }
}
