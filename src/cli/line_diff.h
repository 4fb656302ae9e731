/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LINE_DIFF_H
#define LEAT_CLI_LINE_DIFF_H

/**
 * What changed between two texts, line by line.
 */

#include <stdio.h>

/**
 * Write the difference as diff -u does, so that patch can apply it; nothing when there
 * is none.  Long texts of which much changed are told as one change.
 *
 * Shape:   both texts end with 0.
 * Errors:  LEAT_ERR_NOMEM.
 */
int line_diff(FILE *file, const char *name, const char *before, const char *after);

#endif
