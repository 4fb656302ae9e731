/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_THING_MIDI_H
#define LEAT_LANG_THING_MIDI_H

/**
 * Inputs and outputs of MIDI, and messages that came.
 *
 * Units:   channels go from 1 to 16; velocities, controllers and pressures from 0 to 1,
 *          bends from -1 to 1.
 * Source:  language reference, section 8.1.
 * Thread:  the one that runs frames.
 */

#include "lang/thing.h"

extern const struct thing_class midi_input_class, midi_output_class, midi_message_class;

/** One that hears nothing yet, or, with `all`, all hardware. */
struct value midi_input_new(struct eval *e, bool all, struct span span);

/** One that sends to all hardware, unless it opens a device. */
struct value midi_output_new(struct eval *e, struct span span);

/** A message as a program sees it, at a time of it in seconds. */
struct outside_midi;
struct value midi_message_new(struct eval *e, const struct outside_midi *m,
                              double time_s);

#endif
