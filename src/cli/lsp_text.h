/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LSP_TEXT_H
#define LEAT_CLI_LSP_TEXT_H

/**
 * Places in a text as editors count them: lines from 0, and on a line units of UTF-16
 * from 0, of which a character above U+FFFF has two.  A byte that is no UTF-8 is one
 * character.
 *
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

#include "lang/script.h"

struct lsp_place {
    uint32_t line, unit;
};

/** The byte at a place; of one behind the end of its line, or of the text, the end. */
uint32_t lsp_text_byte(const struct script *script, struct lsp_place place);

/** The place of a byte; one inside a character is that of its beginning. */
struct lsp_place lsp_text_place(const struct script *script, uint32_t byte);

/** The byte of a finding's line and column, which count characters from 1, and
 * `more` characters behind it. */
uint32_t lsp_text_column(const struct script *script, uint32_t line, uint32_t column,
                         uint32_t more);

#endif
