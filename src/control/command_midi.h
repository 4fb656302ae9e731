/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_COMMAND_MIDI_H
#define LEAT_CONTROL_COMMAND_MIDI_H

/**
 * What the commands about MIDI share, and what control does for them.
 *
 * Inside of control only.
 *
 * Thread:  control.
 */

#include "control/call.h"

/** Give the hub an order at the call's frame.  Errors: midi_hub_post(), and refused
 * when there is no hub. */
int command_midi_order(struct call *call, uint32_t kind, void *thing);

/** Say that there is no hub, or that nothing comes in. */
int command_midi_absent(struct call *call);

/** The rules are others: they hold from now on, and are kept. */
int control_midi_change(struct control *c, struct leat_diag *diag);

/** Alike; refused where there is no hub. */
int command_midi_change(struct call *call);

/** Read a channel: from 0, for 1 to 16, or MIDI_ANY_CHANNEL for all. */
int command_midi_channel(struct call *call, uint32_t *channel);

/** Whether messages must be written down for this thread. */
bool control_midi_listens(const struct control *c);

/** Hand the hub a map of the rules and of the addresses there are now, at the next look
 * when it has no room.  Errors: LEAT_ERR_NOMEM. */
int control_midi_renew(struct control *c);

/** A message that was written down may be what is learnt. */
void control_midi_hear(struct control *c, const struct midi_message *message);

/** Look what the hub has written down. */
void control_midi_look(struct control *c);

/** End what is being recorded. */
void control_midi_finish(struct control *c);

#endif
