/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SESSION_H
#define LEAT_CLI_SESSION_H

/**
 * One run of a program, from its argument to what is printed at the end: what `run`,
 * `play` and `render` share.
 */

#include "cli/options.h"

enum session_mode {
    SESSION_LIVE,    /* on a device, whatever the program says */
    SESSION_OFFLINE, /* as fast as it goes */
    SESSION_EITHER,  /* live when the program ends in something live */
};

/** Run.  Returns how to exit. */
int session_run(const struct options *options, enum session_mode mode);

#endif
