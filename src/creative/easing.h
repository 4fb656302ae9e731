/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_EASING_H
#define LEAT_CREATIVE_EASING_H

/**
 * Easing: the names of the curves of base/easing.h.
 *
 * Thread:  any.
 */

#include <stddef.h>

#include "base/easing.h"

/** By its name.  Errors: LEAT_ERR_NOT_FOUND. */
int easing_find(const char *text, size_t size);

/** The names; NULL past the last. */
const char *easing_name(size_t index);

#endif
