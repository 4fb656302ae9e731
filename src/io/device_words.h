/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_DEVICE_WORDS_H
#define LEAT_IO_DEVICE_WORDS_H

/** device_words: a sound device as people and programs read it. */

#include <leat/device.h>

#include "base/json.h"

enum { DEVICE_LABEL = 160 };

/** What --device understands: `jack:system`, or `null`.  Returns `label`. */
const char *device_label(const char *backend, const char *name,
                         char label[DEVICE_LABEL]);

/** Write an object: backend, name, inputs, outputs, rate, rates, default, available. */
void device_json(struct json *json, const struct leat_device_info *info);

#endif
