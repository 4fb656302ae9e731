/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SETTINGS_H
#define LEAT_CLI_SETTINGS_H

/**
 * Options that come from the environment (LEAT_RATE), from leat.conf in the current
 * folder, or from the user's leat.conf; a later one of user, project, environment wins,
 * and a flag over all.  A line of a file is `rate = 48000`; `#` begins a remark.
 */

#include <stdbool.h>

#include "cli/options.h"

/** Read them all.  Errors: EXIT_USAGE after saying what is wrong on stderr. */
int settings_read(struct options *options);

/** Where the user's settings are read from; "" when there is no home. */
const char *settings_user_file(char path[512]);

/** What a setting is and where it came from. */
struct setting {
    const char *name;
    char variable[32], value[96]; /* "" when nobody set it */
    enum options_origin origin;
};

/** The n-th setting; false past the last. */
bool settings_at(const struct options *options, unsigned index,
                 struct setting *setting);

/** "flag", "environment", "project file", "user file" or "default". */
const char *settings_origin_name(enum options_origin origin);

#endif
