/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_LASTING_H
#define LEAT_LANG_LASTING_H

/**
 * lasting: streams that were made in a block which comes at times (every, after, when,
 * sequence).  The frame in which it came is over at once; they play on until the block
 * comes again, or to their own end.
 *
 * The draft of each frame gets the nodes and links of each block's newest turn again.
 * What is heard of another turn is another node: it begins anew.  What is only asked
 * for its values goes on.
 *
 * Source:  language reference, sections 5 and 6.3.
 * Thread:  the one that runs frames.
 */

#include "lang/eval.h"

struct lasting;

/** A block comes: what is made from now on is of its next turn.  Errors: false, no
 * memory. */
bool lasting_begin(struct eval *e, uint64_t block);
/** The rest of what is around it; none: `around` is all 0. */
void lasting_leave(struct eval *e, struct draft_turn around);

/** A frame has run: keep what its blocks have made, and bring on the rest.  Errors:
 * false after E407, or without memory. */
bool lasting_run(struct eval *e);

/** What a block of another program has brought on waits in this one under a number.
 * Errors: false, no memory. */
bool lasting_carry(struct eval *to, uint64_t block, const struct eval *from,
                   uint64_t of);
/** What waits under a number is from now on of that block; 0: of none, and it ends. */
void lasting_become(struct eval *e, uint64_t block, uint64_t of);

#endif
