/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_MAILBOX_H
#define LEAT_RT_MAILBOX_H

/** How a mailbox lies in memory. */

#include <stdatomic.h>
#include <stddef.h>

#include <leat/mailbox.h>

#include "rt/head.h"

enum { MAILBOX_SLOTS = 3, MAILBOX_FRESH = 4 };

struct leat_mailbox {
    struct rt_head head;

    /* the slot between the two, and MAILBOX_FRESH while its value is unread */
    _Alignas(RT_LINE) _Atomic uint32_t between;

    /* the writer's line */
    _Alignas(RT_LINE) uint32_t back; /* the slot that the writer fills */
    _Atomic uint64_t writes, skipped;

    /* the reader's line */
    _Alignas(RT_LINE) uint32_t front; /* the slot that the reader looks at */
    _Atomic uint64_t news, repeated;

    _Alignas(RT_LINE) unsigned char slots[]; /* MAILBOX_SLOTS * head.stride bytes */
};

_Static_assert(offsetof(struct leat_mailbox, front) -
                       offsetof(struct leat_mailbox, back) >=
                   RT_LINE,
               "writer and reader do not share a line");

#endif
