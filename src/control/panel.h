/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_PANEL_H
#define LEAT_CONTROL_PANEL_H

/**
 * panel: the controls of the program that plays, as they were at the last look, and
 * which have moved since when.
 *
 * Moves are counted, so that each reader knows what it has not seen yet.
 *
 * Thread:  control.
 */

#include <leat/lang.h>

#include "net/osc.h"

struct control;

struct panel_place {
    struct leat_control seen;
    uint64_t moved; /* the count of its last move */
};

struct panel {
    struct panel_place *at;
    uint32_t n, room;
    uint64_t moves;
};

enum { PANEL_VALUES = 2 };

/** Errors: LEAT_ERR_NOMEM. */
int panel_create(struct panel **out);
void panel_destroy(struct panel **panel);

/** Look at the controls again.  Errors: LEAT_ERR_NOT_FOUND: nothing plays that could
 * have any; LEAT_ERR_NOMEM. */
int panel_look(struct control *c);

/** The one at an index; NULL past the last. */
const struct panel_place *panel_at(const struct panel *panel, uint32_t index);

/** How many moves there were. */
uint64_t panel_moves(const struct panel *panel);

/** Give a colour the text that it is shown by.  Thread: any. */
void panel_dress(struct leat_control *control);

/** The values of a control that is dressed, which texts stay in: a number, T or F, a
 * text, of a pad two numbers; none of a button.  Returns how many of PANEL_VALUES.
 * Thread: any. */
uint32_t panel_values(const struct leat_control *control,
                      struct osc_arg out[PANEL_VALUES]);

#endif
