/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_LEARN_H
#define LEAT_CONTROL_MIDI_LEARN_H

/**
 * midi_learn: which controller somebody moves.
 *
 * The first that moves is it.  Control n below 32 is taken for 7 bits, and for the high
 * half of 14 when n + 32 is the next that its cable says.  Controls that select a
 * number are passed over: what is learnt then is the NRPN.  So are programs.
 *
 * Thread:  one at a time.
 */

#include "io/midi_controls.h"

struct midi_learn {
    enum {
        MIDI_LEARN_RESTS,
        MIDI_LEARN_WAITS,
        MIDI_LEARN_REFINES, /* found; the next message may tell that it is finer */
    } state;
    struct midi_controls controls;
    struct midi_controller found;
};

/** Wait for the next controller. */
void midi_learn_begin(struct midi_learn *learn);

/** Hear a message.  True when `found` is new, or known better than before. */
bool midi_learn_hear(struct midi_learn *learn, const struct midi_message *message);

#endif
