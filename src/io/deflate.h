/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_DEFLATE_H
#define LEAT_IO_DEFLATE_H

/**
 * A fast deflate in zlib's wrapping: one block with fixed codes, the newest of equal
 * beginnings as match.  The same bytes always give the same bytes.
 *
 * Source: RFC 1950, RFC 1951.
 */

#include <stddef.h>
#include <stdint.h>

enum { DEFLATE_TABLE = 1 << 15 }; /* entries of the caller's table */

/** The most bytes that `size` bytes become. */
size_t deflate_bound(size_t size);

/** Write `size` bytes to `out`, which has deflate_bound(size); returns the bytes
 * written. `table` needs no contents. */
size_t deflate_zlib(const uint8_t *bytes, size_t size, uint32_t table[DEFLATE_TABLE],
                    uint8_t *out);

#endif
