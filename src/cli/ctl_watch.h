/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_CTL_WATCH_H
#define LEAT_CLI_CTL_WATCH_H

#include "cli/options.h"

/** leat ctl watch TOPIC [HZ]: print what a running leat serve sends of a topic, until
 * Ctrl-C or for --duration: bars on a terminal, else lines, or lines of JSON.  Returns
 * how to exit. */
int ctl_watch(const struct options *options);

#endif
