/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_KEYS_H
#define LEAT_ENGINE_KEYS_H

/**
 * Keys: finds the index of what has a 64-bit key, the first where several share it.
 *
 * Thread:  control.
 */

#include <stdint.h>
#include <stdlib.h>

#include <leat/err.h>

struct keys {
    uint64_t *key;
    uint32_t *at; /* index + 1; 0: the place is free */
    uint32_t mask;
};

/** Room for `n` keys.  Errors: LEAT_ERR_NOMEM. */
static inline int keys_create(struct keys *k, uint32_t n)
{
    uint32_t places = 16;

    while (places / 2 < n)
        places *= 2;
    k->key = calloc(places, sizeof(*k->key));
    k->at = calloc(places, sizeof(*k->at));
    k->mask = places - 1;
    return k->key && k->at ? 0 : LEAT_ERR_NOMEM;
}

static inline void keys_destroy(struct keys *k)
{
    free(k->key);
    free(k->at);
    *k = (struct keys){0};
}

/* Where a key is or would be. */
static inline uint32_t keys_place(const struct keys *k, uint64_t key)
{
    uint32_t place = (uint32_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & k->mask;

    while (k->at[place] && k->key[place] != key)
        place = (place + 1) & k->mask;
    return place;
}

static inline void keys_add(struct keys *k, uint64_t key, uint32_t index)
{
    const uint32_t place = keys_place(k, key);

    if (k->at[place])
        return;
    k->key[place] = key;
    k->at[place] = index + 1;
}

/** The index of a key, or UINT32_MAX. */
static inline uint32_t keys_find(const struct keys *k, uint64_t key)
{
    return k->at ? k->at[keys_place(k, key)] - 1 : UINT32_MAX;
}

#endif
