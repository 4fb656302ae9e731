/* SPDX-License-Identifier: MIT */
/* midi_alsa_absent: the sequencer of ALSA in a build without its headers. */
#include "io/midi_absent.h"

const struct midi_backend midi_alsa = MIDI_ABSENT("alsa");
