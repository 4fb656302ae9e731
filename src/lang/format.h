/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_FORMAT_H
#define LEAT_LANG_FORMAT_H

/**
 * Write a program in its standard form: what it means stays, comments and single blank
 * lines too.
 *
 * One statement stands on a line, indented by four blanks.  Lines that the author ended
 * stay ended, and what is longer than 88 columns is cut: a chain of |> before each of
 * them, brackets behind each comma.  The form of a form is itself.
 *
 * Thread:  any.
 */

#include <stddef.h>

#include "lang/script.h"

enum { FORMAT_COLUMNS = 88, FORMAT_INDENT = 4 };

/**
 * Format a program.
 *
 * Owns:    the caller frees *text, which a closing 0 ends; NULL on failure.
 * Errors:  LEAT_ERR_SYNTAX with the findings in `diag`; LEAT_ERR_NOMEM, LEAT_ERR_LIMIT;
 *          LEAT_ERR_STATE when the outcome would mean something else than the program.
 */
int format_program(const struct script *script, struct leat_diag *diag, char **text,
                   size_t *size);

#endif
