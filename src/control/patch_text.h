/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_PATCH_TEXT_H
#define LEAT_CONTROL_PATCH_TEXT_H

/**
 * The text of a program that makes a graph as it is: a `node` and a `link` for each.
 *
 * Thread:  control.
 */

#include <stdbool.h>
#include <stddef.h>

struct model;

/**
 * Write it.
 *
 * Owns:    the caller frees *text.
 * Errors:  LEAT_ERR_NOMEM; LEAT_ERR_UNSUPPORTED for a graph that no program makes:
 *          with rules, matrices or conditions of links.
 */
int patch_text(const struct model *model, double bpm, char **text, size_t *size);

/** Whether a text is one that patch_text() has written. */
bool patch_text_is(const char *text);

#endif
