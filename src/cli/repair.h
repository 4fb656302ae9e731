/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_REPAIR_H
#define LEAT_CLI_REPAIR_H

/**
 * Mistakes of a program that have one repair: a sign of another language (E112), a #
 * that was meant to open a comment (E104), and a part of a file that was stored as one
 * long comment with \n for its line ends.
 *
 * Source:  language reference, section C.
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

#include "lang/script.h"

/**
 * Repair a program.
 *
 * Shape:   returns how many repairs there were.
 * Owns:    the caller frees *text, which a closing 0 ends; NULL when there was none.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_LIMIT.
 */
int repair_program(const struct script *script, char **text, size_t *size);

#endif
