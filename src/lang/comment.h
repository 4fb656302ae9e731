/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_COMMENT_H
#define LEAT_LANG_COMMENT_H

/**
 * Comments, where tokens are known already: outside of them a # opens no colour.
 *
 * Source:  language reference, section 1.1.
 * Thread:  any.
 */

#include "lang/script.h"

/** The end of the comment that begins at a byte: of one up to the line's end without
 * it.  The byte itself when none begins there. */
uint32_t comment_end(const struct script *script, uint32_t at);

#endif
