/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_GUI_H
#define LEAT_CONTROL_MIDI_GUI_H

/**
 * midi_gui: controls of the program that plays, turned by controllers of MIDI.
 *
 * They are no parameters of the graph, so the audio thread does not turn them: what
 * comes in is written down for the control thread while any is bound.
 *
 * Thread:  control.
 */

#include <leat/param.h>

#include "control/call.h"

/** Whether what a controller turns is a control: "/gui/speed". */
bool midi_gui_is(const char *target);

/**
 * The range of a control as of a parameter: of a pad's axis, which alone can be turned,
 * and of a switch, a button or a list of options as of whole numbers.
 *
 * Shape:   `param` has the name that `target` has behind "/gui/".
 * Errors:  LEAT_ERR_NOT_FOUND: there is none that can be turned.
 */
int midi_gui_range(struct control *c, const char *target, struct leat_param *param);

/** Whether any is bound, so that somebody is to listen. */
bool midi_gui_any(const struct midi_rules *rules);

/** Turn what a message turns. */
void midi_gui_hear(struct control *c, const struct midi_message *message);

#endif
