/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_OUTDOORS_H
#define LEAT_CLI_OUTDOORS_H

/**
 * outdoors: the outside that a run lends to its programs: ports of UDP, and MIDI by
 * JACK.  Each is opened when the first program asks for it, and closed when the last
 * that did has gone.
 *
 * Thread:  control; what it lends as lang/outside.h says.
 */

#include "lang/outside.h"

struct outdoors;

/** Errors: LEAT_ERR_NOMEM. */
int outdoors_create(struct outdoors **out);

/** After all programs. */
void outdoors_destroy(struct outdoors **outdoors);

const struct outside *outdoors_outside(const struct outdoors *outdoors);

#endif
