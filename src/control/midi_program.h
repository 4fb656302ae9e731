/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_PROGRAM_H
#define LEAT_CONTROL_MIDI_PROGRAM_H

/**
 * midi_program: slots that programs of MIDI load, bound as "/slot", "/slot/now",
 * "/slot/beat" or "/slot/bar", which says when:
 *
 *     slot = 128 bank + program + 1, the program counted from 0
 *
 * What comes in is written down for the control thread while any is bound; of programs
 * that come at once the newest is loaded.
 *
 * Thread:  control.
 */

#include "control/call.h"

/** Whether it is a slot that is bound. */
bool midi_program_is(const struct midi_binding *binding);

/** Whether any is, so that somebody is to listen. */
bool midi_program_any(const struct midi_rules *rules);

/** Note what a message asks for. */
void midi_program_hear(struct control *c, const struct midi_message *message);

/** Load it. */
void midi_program_work(struct control *c);

#endif
