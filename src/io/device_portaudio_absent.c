/* SPDX-License-Identifier: MIT */
/* device_portaudio_absent: PortAudio in a build without its headers. */
#include "io/device_absent.h"

const struct device_backend device_portaudio = DEVICE_ABSENT("portaudio");
