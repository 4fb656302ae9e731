/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SHOT_H
#define LEAT_CLI_SHOT_H

/** shot: a picture as a file of its own: .png, or .ppm, which anything can read. */

#include <stdbool.h>

#include <leat/buffer.h>
#include <leat/diag.h>

/**
 * Write a picture of rgba8; alpha is left out of .ppm.
 *
 * Shape:   `base` is the folder that the path starts from.
 * Errors:  as out_file_create(); LEAT_ERR_UNSUPPORTED for another ending; says why in
 *          `diag`.
 * Thread:  any.
 */
int shot_save(const char *base, const char *path, bool force,
              const struct leat_frame *picture, struct leat_diag *diag);

#endif
