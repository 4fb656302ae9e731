/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_COMPLETION_H
#define LEAT_CLI_COMPLETION_H

/**
 * Scripts that make shells complete the command: loops over the tables of verbs and
 * options.
 */

#include <stdio.h>

#include "cli/option_table.h"
#include "cli/verb.h"

/** What stands behind an option, or is a verb's argument. */
enum completion_kind {
    COMPLETION_NOTHING,
    COMPLETION_UNKNOWN, /* something that cannot be completed */
    COMPLETION_MAYBE,   /* alike, and it may be left out */
    COMPLETION_FILE,
    COMPLETION_WORDS,
};

enum completion_kind completion_of_option(const struct option *option);
enum completion_kind completion_of_verb(const struct verb *verb);

/** Write words with blanks between. */
void completion_option_words(FILE *file, const struct option *option);
void completion_verb_words(FILE *file, const struct verb *verb);

/** Write a text, with a backslash before each of some characters; a ' ends the quotes
 * around it for as long as it stands. */
void completion_quoted(FILE *file, const char *text, const char *special);

void completion_bash(FILE *file);
void completion_zsh(FILE *file);
void completion_fish(FILE *file);

#endif
