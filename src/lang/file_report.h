/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_FILE_REPORT_H
#define LEAT_LANG_FILE_REPORT_H

/**
 * What is said of a file that a program cannot have.
 *
 * Thread:  any, one at a time.
 */

#include <leat/files.h>

#include "lang/report.h"

/** E801 with the nearest name, E802, E803, or E502 for one that is too large; `err` is
 * what one of `files` gave, which NULL says that there are none. */
void file_report(struct report *report, const struct leat_files *files,
                 struct span span, const char *path, int err, bool writes);

/** Whether what plays may open a file.  Errors: false after E802. */
bool file_may_reach(struct report *report, const struct leat_files *files,
                    struct span span, const char *path, bool writes);

#endif
