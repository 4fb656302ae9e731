/* SPDX-License-Identifier: MIT */
/* chance: random numbers of a program: the n-th of each call. */
#include "lang/chance.h"

#include "base/random.h"

struct chance_count {
    uint64_t site;
    uint64_t n; /* 0: nobody's */
};

/* The place of a call, or the empty one where it belongs. */
static struct chance_count *seek(struct chance_count *count, uint32_t room,
                                 uint64_t site)
{
    uint32_t at = (uint32_t)random_mix(site) & (room - 1);

    while (count[at].n > 0 && count[at].site != site)
        at = (at + 1) & (room - 1);
    return &count[at];
}

static bool widen(struct chance *chance, struct heap *heap)
{
    const uint32_t room = chance->room ? 2 * chance->room : 16;
    struct chance_count *wider = heap_take(heap, room, sizeof(*wider));

    if (!wider)
        return false;
    for (uint32_t i = 0; i < chance->room; i++)
        if (chance->count[i].n > 0)
            *seek(wider, room, chance->count[i].site) = chance->count[i];
    chance->count = wider;
    chance->room = room;
    return true;
}

bool chance_next(struct chance *chance, struct heap *heap, uint64_t seed, uint64_t site,
                 uint64_t *out)
{
    struct chance_count *count;

    if (2 * chance->n >= chance->room && !widen(chance, heap))
        return false;
    count = seek(chance->count, chance->room, site);
    chance->n += count->n == 0;
    count->site = site;
    *out = random_bits(random_bits(seed, site), count->n++);
    return true;
}

uint32_t chance_below(uint64_t seed, uint64_t i, uint32_t n)
{
    return (uint32_t)(random_unit_d(seed, i) * n);
}
