/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_BUILTIN_LATER_H
#define LEAT_LANG_BUILTIN_LATER_H

/** What `ML.load_model()` gives. */

#include "lang/thing.h"

extern const struct thing_class model_class;

#endif
