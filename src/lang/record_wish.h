/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_RECORD_WISH_H
#define LEAT_LANG_RECORD_WISH_H

/**
 * What words of the module Recording share: orders that wait for the next frame, and
 * names of files.
 *
 * Thread:  the one that runs the program.
 */

#include "lang/builtin.h"
#include "lang/record_host.h"

/** A place for one order more.  Errors: NULL after E502, or without memory. */
struct record_order *record_ask(struct eval *e, struct span span);

/** The newest order stays, or, when it is not good, is none: null, or poison. */
struct value record_kept(struct eval *e, bool good);

/** A plain name, since recordings lie beside each other in one folder; `otherwise`
 * where it was left out.  Errors: false after E802, whose hint is `hint`. */
bool record_name(struct eval *e, const struct argument *argument, const char *otherwise,
                 const char *hint, char name[RECORD_NAME_SIZE]);

#endif
