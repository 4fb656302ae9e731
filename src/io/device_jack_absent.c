/* SPDX-License-Identifier: MIT */
/* device_jack_absent: JACK in a build without its headers. */
#include "io/device_absent.h"

const struct device_backend device_jack = DEVICE_ABSENT("jack");
