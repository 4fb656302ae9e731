/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_AWAITED_H
#define LEAT_LANG_AWAITED_H

/**
 * awaited: what `after` is to do once, a while after it was reached, whether or not it
 * is reached again by then.
 *
 * What was reached before the first frame waits from that on.
 *
 * Source:  language reference, section 5.
 * Thread:  the one that runs frames.
 */

#include "lang/length.h"

enum { AWAITED_MAX = 4096 }; /* at a time */

struct awaited {
    struct value body;
    struct span span;
    uint64_t site, path; /* of the statement, and how it was reached */
    uint64_t text;       /* as schedule_text() has it */
    struct length length;
    int64_t begin; /* audio frame from which on it waits */
    double begin_beat;
    bool was_first; /* reached before the first frame, */
    bool waits;     /* which has run since; all others always do */
    bool has_come;
};

/** A body is to run later.  `again`: the statement was reached in the frame before,
 * too, and what waits is what it says now.  Errors: false, and it was reported. */
bool awaited_add(struct eval *e, const struct awaited *one, bool again);

/** Run what is due in this frame.  Errors: false, and something was reported. */
bool awaited_run(struct eval *e);

#endif
