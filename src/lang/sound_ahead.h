/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SOUND_AHEAD_H
#define LEAT_LANG_SOUND_AHEAD_H

/**
 * What a program will play while it runs, seen before it does.
 *
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** Whether sounds are played by what runs every frame or when it is due. */
bool sound_ahead(const struct names *names, const struct ast *program);

/** Load the files that `trigger_sample("...")` names.  Errors: as sound_load(). */
void sound_load_ahead(struct eval *e, const struct ast *program);

#endif
