/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_LITERAL_H
#define LEAT_LANG_LITERAL_H

/**
 * What the tokens of numbers, colours and texts stand for.
 *
 * Thread:  any.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "lang/token.h"
#include "lang/unit.h"

struct literal_number {
    bool is_integer;
    int64_t integer;
    double number; /* in the base unit of its measure */
    enum measure measure;
    bool in_bars; /* of 4/4 */
};

/** An INTEGER, FLOAT or QUANTITY.  An integer that is too great becomes a float. */
struct literal_number literal_number(const struct script *script,
                                     const struct token *token);

/** A SIZE: width and height, each in [0, 2^31); false when one is greater. */
bool literal_size(const struct script *script, const struct token *token,
                  uint32_t size[2]);

/** A COLOUR, as 0xRRGGBBAA. */
uint32_t literal_colour(const struct script *script, const struct token *token);

/** Blanks that every line which begins in one part of a text begins with; UINT32_MAX
 * when none does. */
uint32_t literal_indent(const struct script *script, const struct token *part);

/**
 * One part of a text with its escapes resolved and `indent` blanks taken from each
 * line.
 *
 * Errors:  NULL; see arena_take().
 */
const char *literal_text(struct arena *arena, const struct script *script,
                         const struct token *token, uint32_t indent, uint32_t *size);

#endif
