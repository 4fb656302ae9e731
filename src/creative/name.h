/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_NAME_H
#define LEAT_CREATIVE_NAME_H

/**
 * Names as people write them: upper and lower case are the same letter, and `_`, `-`
 * and blanks do not count, so "minor pentatonic" is minor_pentatonic and "SkyBlue"
 * skyblue.
 *
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>

enum { NAME_SIZE = 32 }; /* bytes of the longest name that is looked for, with its 0 */

/** Small letters without `_`, `-` and blanks.  Errors: false for an empty name and for
 * one of NAME_SIZE bytes or more, which is none of ours. */
bool name_fold(const char *text, size_t size, char folded[NAME_SIZE]);

/** Order of a folded name and one of a table, as strcmp() says it. */
int name_compare(const char *folded, const char *name);

/** Where a name stands among `n` others; -1 for nowhere. */
int name_find(const char *text, size_t size, const char *const *names, size_t n);

#endif
