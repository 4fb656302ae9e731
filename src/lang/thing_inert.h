/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_THING_INERT_H
#define LEAT_LANG_THING_INERT_H

/** A device that is planned: it takes every word, is never there and measures 0.
 * Source: language reference, section 8.7. */

#include "lang/thing.h"

extern const struct thing_class inert_class;

/** A pool as older programs make: it takes every word, and gives nothing. */
extern const struct thing_class inert_pool_class;

#endif
