/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_DETOUR_H
#define LEAT_LANG_DETOUR_H

/**
 * Ways around nodes that last: while a detour is taken, what listens to a node listens
 * to what goes into it.  The links change, so it is heard within their 10 ms.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

struct detour_link {
    uint32_t index; /* in the draft */
    struct draft_link link;
};

struct detour {
    struct stream in, out; /* around what lies between */
    bool taken;
    struct detour_link *kept; /* links as they were before it was taken */
    uint32_t n_kept;
};

/** The ways around what one thing has made that lasts.  Zeros begin. */
struct detours {
    struct detour *detour;
    uint32_t n, room;
};

/**
 * Remember a way from one stream to another; from none it cannot be taken, and what
 * does not last, or is no stream, is passed over.  Of one thing at most 256 are
 * remembered. Errors: false without memory.
 */
bool detours_remember(struct eval *e, struct detours *detours, const struct value *in,
                      const struct value *out);

/** Take all of them, or none.  Errors: false without memory. */
bool detours_take(struct eval *e, struct detours *detours, bool taken);

#endif
