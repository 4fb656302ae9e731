/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_FINDING_H
#define LEAT_SEQUENCE_FINDING_H

/** Findings in short texts of one line: patterns, notes. */

#include <stddef.h>

#include <leat/diag.h>

struct finding_text {
    const char *what; /* it is: "pattern" */
    const char *start;
    size_t size;
};

/**
 * Add an error at byte `at` of a text: "In the pattern, column 5: MESSAGE."
 *
 * Thread:  any.
 */
void finding_add(struct leat_diag *diag, const struct finding_text *text, size_t at,
                 int code, const char *message, const char *hint);

#endif
