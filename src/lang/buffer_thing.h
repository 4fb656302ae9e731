/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BUFFER_THING_H
#define LEAT_LANG_BUFFER_THING_H

/** What `Stream.buffer()` gives: numbers that wait, first in, first out. */

#include "lang/thing.h"

extern const struct thing_class buffer_class;

#endif
