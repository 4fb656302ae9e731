/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_ENVIRONMENT_H
#define LEAT_CLI_ENVIRONMENT_H

/**
 * environment: options of the instrument by other variables than LEAT_ and their name:
 * LEAT_OSC_PORT and its like, and those that Chronus had.
 */

#include "cli/options.h"

/**
 * Read them, of a verb that is an instrument's; of others they mean nothing.  Those of
 * Chronus come first, so that others win; what leat has no use for is told, once, by
 * leat serve.
 *
 * Errors:  EXIT_USAGE after saying what is wrong on stderr, else 0.
 */
int environment_read(struct options *options);

#endif
