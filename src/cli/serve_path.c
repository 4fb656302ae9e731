/* SPDX-License-Identifier: MIT */
/* serve_path: where `serve` and `ctl` meet. */
#include "cli/serve_path.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"

void serve_path(const char *given, char *path, size_t size)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");

    if (given)
        str_format(path, size, "%s", given);
    else if (runtime && *runtime && access(runtime, W_OK) == 0)
        str_format(path, size, "%s/leat.sock", runtime);
    else
        str_format(path, size, "/tmp/leat-%u/leat.sock", (unsigned)getuid());
}
