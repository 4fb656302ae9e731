/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_POSITION_H
#define LEAT_CREATIVE_POSITION_H

/**
 * Positions in a picture by their names.
 *
 * Units:   parts of the width and the height; the origin is top left, y goes down.
 * Source:  language reference, section 4.2.
 * Thread:  any.
 */

#include <stddef.h>

/** center, top_left, top, top_right, left, right, bottom_left, bottom, bottom_right.
 * Errors: LEAT_ERR_NOT_FOUND. */
int position_find(const char *text, size_t size, double *x, double *y);

/** The names; NULL past the last. */
const char *position_name(size_t index);

#endif
