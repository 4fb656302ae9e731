/* SPDX-License-Identifier: MIT */
/* cmd_play: leat play PROGRAM: on a sound device. */
#include "cli/session.h"
#include "cli/verb.h"

int cmd_play(const struct options *options)
{
    return session_run(options, SESSION_LIVE);
}
