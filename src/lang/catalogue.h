/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CATALOGUE_H
#define LEAT_LANG_CATALOGUE_H

/**
 * What the codes of errors and warnings, and the words of the grammar, mean: for
 * `leat explain` and the manual.
 *
 * Source:  language reference, sections 1.2, 2 and 9.
 * Thread:  any.
 */

#include <stddef.h>

#include <leat/diag.h>

/** A finding that a program can give.  Messages and hints are patterns: what stands in
 * braces is a name or a value of the program. */
struct catalogue_code {
    enum leat_severity severity;
    int code;
    const char *kind; /* what is wrong with it: "text", "name", ...; "live": it is said
                         only of what has played, when all is over; "system": what is
                         wrong is around the program */
    const char *message, *hint;
    const char *example; /* a program that raises it; NULL of a "system" */
    const char *repair;  /* the program as it was meant, which raises nothing; alike */
};

/** NULL past the last; by severity, then by code. */
const struct catalogue_code *catalogue_code_at(size_t index);

/** The code of a name such as "E106" or "w402", or NULL. */
const struct catalogue_code *catalogue_code_find(const char *name);

enum { CATALOGUE_NAME_SIZE = 8 };

/** "E106".  Returns `name`. */
const char *catalogue_code_name(const struct catalogue_code *code,
                                char name[CATALOGUE_NAME_SIZE]);

/** A word of the grammar. */
struct catalogue_word {
    const char *word;
    const char *summary; /* one sentence */
    const char *example;
};

/** NULL past the last. */
const struct catalogue_word *catalogue_word_at(size_t index);
const struct catalogue_word *catalogue_word_find(const char *word);

#endif
