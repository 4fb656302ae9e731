/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_TABLE_H
#define LEAT_BASE_TABLE_H

/**
 * Constant tables that are made when first needed and shared by all who need the same:
 * filters of a pair of rates, windows of a length.
 *
 * A table is known by the function that fills it and by a key of up to 64 bytes, which
 * is all that the function may look at.  It is not written once it is filled.
 *
 * Owns:    a table lives until its last holder lets go.
 * Thread:  control; any number of them.  Only the bytes of a table are for rt.
 */

#include <stddef.h>

enum { MATH_TABLE_KEY_MAX = 64 };

typedef void math_table_fill(void *table, const void *key);

/**
 * The table of a key, filled if nobody holds it yet.  It is aligned to 64 bytes.
 *
 * Errors:  NULL when there is not enough memory.
 */
void *math_table_ref(math_table_fill *fill, const void *key, size_t key_size,
                     size_t table_size);

/** Let go of a table; NULL is accepted. */
void math_table_unref(const void *table);

/* One lock for all tables.  A build without threads needs none. */
void table_lock(void);
void table_unlock(void);

#endif
