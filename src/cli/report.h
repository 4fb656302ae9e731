/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_REPORT_H
#define LEAT_CLI_REPORT_H

/**
 * What a verb tells: findings on standard error, and how an error exits.
 */

#include <leat/diag.h>

#include "base/json.h"
#include "cli/options.h"

/** Write all findings as people want to read them, and forget them. */
void report_findings(const struct options *options, struct leat_diag *diag);

/**
 * Write "errors", "warnings" and "findings" as members of the object that is open:
 *
 *     {"severity":"error","code":"E201","file":"a.syn","line":1,"column":7,"length":6,
 *      "message":"There is no function called `lowpas`.","hint":"Did you mean ...?"}
 *
 * `code` is null where there is none; `file` is empty and `line` 0 where there is no
 * place; `length` counts the characters from `column` on.
 */
void report_json(struct json *json, const struct leat_diag *diag);

/** Write an object of nothing but these on standard output. */
void report_json_alone(const struct leat_diag *diag);

/** Add what was found elsewhere. */
void report_join(struct leat_diag *diag, const struct leat_diag *more);

/** Write "leat VERB: ..." on standard error, as one line. */
void report_line(const struct options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/**
 * Write all findings, and say how to exit after an error; 0 or more is EXIT_OK.  When
 * nothing was found that explains the error, its own sentence is, and is added to them.
 */
int report_exit(const struct options *options, int err, struct leat_diag *diag);

#endif
