/* SPDX-License-Identifier: MIT */
/* arpeggio: the order of a chord's notes. */
#include "creative/arpeggio.h"

#include <leat/err.h>

#include "base/random.h"
#include "creative/name.h"

static const char *const names[] = {
    [ARPEGGIO_UP] = "up",
    [ARPEGGIO_DOWN] = "down",
    [ARPEGGIO_UPDOWN] = "updown",
    [ARPEGGIO_RANDOM] = "random",
};

enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

int arpeggio_find(const char *text, size_t size)
{
    const int index = name_find(text, size, names, N_NAMES);

    return index < 0 ? LEAT_ERR_NOT_FOUND : index;
}

const char *arpeggio_name(size_t index)
{
    return index < N_NAMES ? names[index] : NULL;
}

uint32_t arpeggio_note(enum arpeggio order, uint32_t n, uint64_t step, uint64_t seed)
{
    const uint64_t top = n - 1;
    uint64_t k;

    switch (order) {
    case ARPEGGIO_DOWN:
        return (uint32_t)(top - step % n);
    case ARPEGGIO_UPDOWN:
        k = top ? step % (2 * top) : 0;
        return (uint32_t)(k <= top ? k : 2 * top - k);
    case ARPEGGIO_RANDOM:
        return (uint32_t)((random_bits(seed, step) >> 32) * n >> 32);
    case ARPEGGIO_UP:
        break;
    }
    return (uint32_t)(step % n);
}
