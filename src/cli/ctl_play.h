/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_CTL_PLAY_H
#define LEAT_CLI_CTL_PLAY_H

struct options;

/** leat ctl play SCORE: send a schedule (control/schedule.h) to a running leat serve,
 * or compute it offline.  Returns how to exit. */
int ctl_play(const struct options *options);

#endif
