/* SPDX-License-Identifier: MIT */
/* midi_jack_absent: MIDI of JACK in a build without its headers. */
#include "io/midi_absent.h"

const struct midi_backend midi_jack = MIDI_ABSENT("jack");
