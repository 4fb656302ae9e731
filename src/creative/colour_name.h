/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_COLOUR_NAME_H
#define LEAT_CREATIVE_COLOUR_NAME_H

/**
 * Names of colours: those of CSS, and of the language, whose orange and green differ.
 *
 * Source:  language reference, section 4.2.
 * Thread:  any.
 */

#include <stddef.h>

#include "creative/colour.h"

/** What a name means in a program.  Errors: LEAT_ERR_NOT_FOUND. */
int colour_name_find(const char *text, size_t size, struct colour *out);

/** What it means in CSS.  Errors: LEAT_ERR_NOT_FOUND. */
int colour_name_find_css(const char *text, size_t size, struct colour *out);

/** All names, some twice; NULL past the last. */
const char *colour_name_at(size_t index);

#endif
