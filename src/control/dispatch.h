/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_DISPATCH_H
#define LEAT_CONTROL_DISPATCH_H

/** dispatch: a message to what does it: a fixed command, or what the book has. */

#include "control/call.h"

/**
 * Do what a message asks, and answer it.  `frame`: at which it acts; -1: the next
 * quantum.
 *
 * Returns  false when nothing was done and it must wait for the control thread.
 * Thread:  control, or (`on_control` false) the one that brings messages.
 */
bool dispatch_message(struct control *c, const struct osc_peer *peer,
                      const struct osc_message *m, int64_t frame, bool on_control);

#endif
