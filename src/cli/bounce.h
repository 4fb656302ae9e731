/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_BOUNCE_H
#define LEAT_CLI_BOUNCE_H

/**
 * bounce: programs that ask to be computed to a file while they play.  Each is computed
 * by a leat render beside, which shares nothing with what is heard.
 *
 * Thread:  one at a time.
 */

#include <sys/types.h>

#include "cli/options.h"
#include "io/take_name.h"
#include "lang/record_host.h"

enum { BOUNCES_MAX = 8 };

struct bounces {
    const struct options *options;
    const char *folder; /* of the files; it outlives this */
    double rate_hz;
    struct {
        pid_t pid;
        char name[TAKE_NAME_SIZE];
    } at[BOUNCES_MAX];
    uint32_t n;
};

/**
 * Begin to compute what an order asks for, in a file of its own, and say so.
 *
 * Errors:  as take_name_complete(); LEAT_ERR_LIMIT: BOUNCES_MAX are computed;
 *          LEAT_ERR_IO (E802): the file cannot be made, or no process.
 */
int bounces_begin(struct bounces *bounces, const struct record_order *order,
                  struct leat_diag *diag);

/** Wait until all are computed, and say how they ended. */
void bounces_end(struct bounces *bounces);

#endif
