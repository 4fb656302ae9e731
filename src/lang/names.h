/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_NAMES_H
#define LEAT_LANG_NAMES_H

/**
 * The words of a program, each kept once and known by a number, so that two names are
 * the same when their numbers are.
 *
 * Owns:    the texts, until names_finish().
 * Thread:  any, one at a time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct names {
    struct arena arena;
    struct {
        const char *text; /* ends with 0 */
        uint32_t size, hash;
        bool is_apart;
    } * word; /* by number; number 0 is no name */
    uint32_t n, room;
    uint32_t *bucket; /* of word numbers, 0: empty; a power of two of them */
    uint32_t n_buckets;
    int err; /* 0, or LEAT_ERR_NOMEM once a word was lost; it stays */
};

void names_init(struct names *names);
void names_finish(struct names *names);

/** The number of a word.  Errors: 0, and names->err. */
uint32_t names_add(struct names *names, const char *text, size_t size);

/** A number of its own for a word, by which it is never found: another thing of the
 * same name.  Errors: as names_add(). */
uint32_t names_add_apart(struct names *names, const char *text, size_t size);

/** The number of a word that is there already, or 0. */
uint32_t names_find(const struct names *names, const char *text);
/** The same, of a word that may have a zero byte inside. */
uint32_t names_find_bytes(const struct names *names, const char *text, size_t size);

static inline const char *names_text(const struct names *names, uint32_t name)
{
    return names->word ? names->word[name].text : "";
}

#endif
