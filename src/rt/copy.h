/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_COPY_H
#define LEAT_RT_COPY_H

/** Copying items, and the sizes of blocks that hold them. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "rt/head.h"

/** memcpy() of one item, without a call for the usual sizes. */
static inline void rt_copy_item(void *to, const void *from, uint32_t size)
{
    switch (size) {
    case 4:
        memcpy(to, from, 4);
        break;
    case 8:
        memcpy(to, from, 8);
        break;
    case 64:
        memcpy(to, from, 64);
        break;
    default:
        memcpy(to, from, size);
    }
}

/** Bytes of a header and what follows it, in whole lines; 0 when no memory is so big.
 */
static inline size_t rt_block_size(size_t header, uint64_t items)
{
    const uint64_t total = (header + items + RT_LINE - 1) / RT_LINE * RT_LINE;

    return total <= PTRDIFF_MAX ? (size_t)total : 0;
}

#endif
