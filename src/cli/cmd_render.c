/* SPDX-License-Identifier: MIT */
/* cmd_render: leat render PROGRAM: as fast as it goes. */
#include "cli/session.h"
#include "cli/verb.h"

int cmd_render(const struct options *options)
{
    return session_run(options, SESSION_OFFLINE);
}
