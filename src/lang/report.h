/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_REPORT_H
#define LEAT_LANG_REPORT_H

/**
 * What is wrong with a program: each place once, at most 20 errors.
 *
 * Thread:  any, one at a time.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lang/script.h"

enum { REPORT_MAX = LEAT_DIAG_MAX };

struct report {
    const struct script *script;
    const struct script_part *parts; /* files that it imports, or NULL */
    uint32_t offset;                 /* of the script's bytes among those of all */
    struct leat_diag *diag;          /* NULL when nobody will read */
    uint32_t n_errors;
    struct leat_finding *keep; /* where an error goes that someone handles; or NULL */
    bool fresh; /* the last call made a finding, which a hint may follow */
    uint32_t n_seen;
    struct {
        uint32_t start;
        enum leat_severity severity;
    } seen[2 * REPORT_MAX]; /* places that have been spoken of */
};

void report_init(struct report *report, const struct script *script,
                 struct leat_diag *diag);

/** Say what is wrong at a place.  Only the first word about a place is kept. */
void report_error(struct report *report, struct span span, int code, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));
void report_warning(struct report *report, struct span span, int code,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/** What to do about the finding before, if it was kept. */
void report_hint(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** How many errors there are, also where someone handles them. */
static inline uint32_t report_said(const struct report *report)
{
    return report->n_errors + (report->keep && report->keep->code != 0);
}

/** Whether there are so many errors that looking for more helps nobody. */
static inline bool report_full(const struct report *report)
{
    return report->n_errors >= REPORT_MAX;
}

#endif
