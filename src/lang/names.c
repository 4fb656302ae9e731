/* SPDX-License-Identifier: MIT */
/* names: the words of a program, each kept once. */
#include "lang/names.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"

void names_init(struct names *names)
{
    *names = (struct names){0};
    arena_init(&names->arena, SIZE_MAX);
}

void names_finish(struct names *names)
{
    arena_finish(&names->arena);
    free(names->word);
    free(names->bucket);
    *names = (struct names){0};
}

static uint32_t hash_of(const char *text, size_t size)
{
    const uint64_t hash = fnv_bytes(FNV_START, text, size);

    return (uint32_t)(hash ^ hash >> 32);
}

/* The bucket that holds the word, or the empty one where it belongs. */
static uint32_t *seek(const struct names *names, const char *text, size_t size,
                      uint32_t hash)
{
    const uint32_t mask = names->n_buckets - 1;
    uint32_t i = hash & mask;

    for (; names->bucket[i]; i = (i + 1) & mask) {
        const uint32_t n = names->bucket[i];
        if (names->word[n].hash == hash && names->word[n].size == size &&
            memcmp(names->word[n].text, text, size) == 0)
            break;
    }
    return &names->bucket[i];
}

/* Room for one word more: at most half of the buckets are in use. */
static int grow(struct names *names)
{
    const uint32_t room = names->room ? 2 * names->room : 256;
    void *word;
    uint32_t *bucket;

    if (names->n < names->room)
        return 0;
    word = realloc(names->word, room * sizeof(*names->word));
    if (!word)
        return LEAT_ERR_NOMEM;
    names->word = word;
    bucket = calloc(2 * (size_t)room, sizeof(*bucket));
    if (!bucket)
        return LEAT_ERR_NOMEM;
    free(names->bucket);
    names->bucket = bucket;
    names->n_buckets = 2 * room;
    names->room = room;
    if (names->n == 0) {
        names->word[0].text = "";
        names->word[0].size = names->word[0].hash = 0;
        names->word[0].is_apart = false;
        names->n = 1;
    }
    for (uint32_t n = 1; n < names->n; n++)
        if (!names->word[n].is_apart)
            *seek(names, names->word[n].text, names->word[n].size,
                  names->word[n].hash) = n;
    return 0;
}

/* A new word at the end of the list; 0 without memory. */
static uint32_t append(struct names *names, const char *text, size_t size,
                       uint32_t hash, bool is_apart)
{
    const char *copy = arena_text(&names->arena, text, size);

    if (!copy) {
        names->err = names->arena.err;
        return 0;
    }
    names->word[names->n].text = copy;
    names->word[names->n].size = (uint32_t)size;
    names->word[names->n].hash = hash;
    names->word[names->n].is_apart = is_apart;
    return names->n++;
}

uint32_t names_add(struct names *names, const char *text, size_t size)
{
    const uint32_t hash = hash_of(text, size);
    uint32_t *bucket;

    if (names->err || (names->err = grow(names)) < 0)
        return 0;
    bucket = seek(names, text, size, hash);
    if (!*bucket)
        *bucket = append(names, text, size, hash, false);
    return *bucket;
}

uint32_t names_add_apart(struct names *names, const char *text, size_t size)
{
    if (names->err || (names->err = grow(names)) < 0)
        return 0;
    return append(names, text, size, 0, true);
}

uint32_t names_find_bytes(const struct names *names, const char *text, size_t size)
{
    return names->n_buckets ? *seek(names, text, size, hash_of(text, size)) : 0;
}

uint32_t names_find(const struct names *names, const char *text)
{
    return names_find_bytes(names, text, strlen(text));
}
