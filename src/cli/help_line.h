/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_HELP_LINE_H
#define LEAT_CLI_HELP_LINE_H

#include <stdio.h>

/** A line of a help screen: a name, and beside it what it means, folded at 80 columns;
 * below it where the name is wider than `width`. */
void help_line(FILE *file, int width, const char *name, const char *text);

#endif
