/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_TOLD_H
#define LEAT_CLI_TOLD_H

/**
 * What the frames of a program have said: each place is told once, and at the end how
 * often it said so again.
 *
 * Thread:  one at a time.
 */

#include <leat/diag.h>

#include "cli/options.h"

enum { TOLD_MAX = 32 }; /* places; what is further is counted together */

struct told_place {
    enum leat_severity severity;
    int code;
    uint32_t line, column;
    uint64_t file; /* hash of its name: a program may import others */
    uint64_t again;
};

struct told {
    struct told_place place[TOLD_MAX];
    uint32_t n;
    uint64_t others;
};

/** Leave in `diag` only what was not told before.  Returns how much that is. */
uint32_t told_sift(struct told *told, struct leat_diag *diag);

/** Write a line for each place that said the same again. */
void told_end(const struct told *told, const struct options *options);

#endif
