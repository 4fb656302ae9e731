/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_REPORT_H
#define LEAT_CLI_REPORT_H

/**
 * What a verb tells: findings on standard error, and how an error exits.
 */

#include <leat/diag.h>

#include "base/json.h"
#include "cli/options.h"

/** Write all findings as people read them, and forget them. */
void report_findings(struct leat_diag *diag);

/** Write all findings as a JSON array. */
void report_findings_json(struct json *json, const struct leat_diag *diag);

/** Write "leat VERB: ..." on standard error, as one line. */
void report_line(const struct options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/**
 * How to exit after an error; 0 or more is EXIT_OK.  When nothing was found that
 * explains the error, its own sentence is written.
 */
int report_exit(const struct options *options, int err, struct leat_diag *diag);

#endif
