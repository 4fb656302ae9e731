/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_FINDING_TEXT_H
#define LEAT_CLI_FINDING_TEXT_H

/**
 * finding_text: what was found, as a person wants to read it: with the line it is about
 * (--tone friendly), or each on one line as compilers have it (--tone plain); with what
 * a tool's maker asks for (--verbose), and with symbols (--emoji).
 */

#include <stdio.h>

#include <leat/diag.h>

#include "cli/options.h"

/** Write all, each once. */
void finding_text(FILE *file, const struct options *options,
                  const struct leat_diag *diag);

/** Whether symbols may be written: they were asked for, and `file` is a terminal whose
 * letters are UTF-8. */
bool finding_text_emoji(FILE *file, const struct options *options);

#endif
