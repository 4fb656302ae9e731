/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SERVE_PATH_H
#define LEAT_CLI_SERVE_PATH_H

#include <stddef.h>

/** The local socket where `serve` and `ctl` of one user meet unless told otherwise:
 * $XDG_RUNTIME_DIR/leat.sock, else in a folder of the user's own below /tmp. */
void serve_path(const char *given, char *path, size_t size);

#endif
