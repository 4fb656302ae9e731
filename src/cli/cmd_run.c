/* SPDX-License-Identifier: MIT */
/* cmd_run: leat run PROGRAM: live when it ends in something live, else as fast as it
 * goes. */
#include "cli/session.h"
#include "cli/verb.h"

int cmd_run(const struct options *options)
{
    return session_run(options, SESSION_EITHER);
}
