/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_DEVICE_ABSENT_H
#define LEAT_IO_DEVICE_ABSENT_H

/** What stands for a back end in a build without its headers: it says so, and no more.
 */

#include "io/device_backend.h"

bool device_absent_available(char *why, size_t size);
uint32_t device_absent_list(struct leat_device_info *infos, uint32_t n);

/* Without open(): nothing calls it where nothing is available. */
#define DEVICE_ABSENT(text)                                                            \
    {                                                                                  \
        .name = text, .available = device_absent_available, .list = device_absent_list \
    }

#endif
