/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SOUND_RESOURCE_H
#define LEAT_IO_SOUND_RESOURCE_H

/**
 * A sound file as the resource of a node that plays it from memory: a struct
 * sound_pickup.
 *
 * Thread:  control.
 */

#include <leat/node.h>

/**
 * What such a node plays: a stream with the lanes of the file, and without an end.
 *
 * Shape:   `node` is its name, `path` starts from the folder `base`.
 * Errors:  LEAT_ERR_INVALID (E403) without a path; as sound_reader_open().
 */
int sound_resource_probe(const char *node, const char *base, const char *path,
                         struct leat_source_info *info, struct leat_diag *diag);

/** Errors: as sound_pickup_open(); *resource is NULL then. */
int sound_resource_open(const char *base, const char *path, void **resource,
                        struct leat_diag *diag);
int sound_resource_close(void **resource, struct leat_diag *diag);
void sound_resource_status(void *resource, struct leat_resource_status *status);

#endif
