/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_REWRITE_H
#define LEAT_CLI_REWRITE_H

/**
 * Put a text in the place of a file, all of it or none: a new one takes its name, with
 * its permissions; where the name is a link the file behind it.
 *
 * Errors:  LEAT_ERR_IO (E802).
 */

#include <stddef.h>

#include <leat/diag.h>

int rewrite_file(const char *name, const char *text, size_t size,
                 struct leat_diag *diag);

#endif
