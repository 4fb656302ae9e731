/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_SLOT_H
#define LEAT_CONTROL_SLOT_H

/**
 * A slot: tracks, tempo, swing and the parameters of all nodes, as JSON.
 *
 *     {"leat": 1, "name": "verse",
 *      "sequencer": {"bpm": 120, "swing": 0,
 *                    "tracks": {"bass": {"voice": "lead", "pattern": "x..x",
 *                                        "notes": "A2,E3", "gate_frac": 0.5, ...,
 *                                        "gate_only": true,
 *                                        "lanes": {"lead.cutoff": [300, null],
 *                                                  "cut": {"target": "lead.q",
 *                                                          "values": [1, 2]}}}}},
 *      "nodes": {"lowpass1": {"cutoff": 900, "q": 0.7}}}
 *
 * A lane has the name of its target, or one of its own.
 *
 * The slots of Chronus are read as well: their tracks stand in the same place, their
 * nodes under "modules", in a form of their own, and their swing counts half a step.
 *
 * Thread:  control.
 */

#include "control/address.h"
#include "control/tracks.h"
#include "control/value.h"

struct model;

enum {
    SLOT_LAST = 999, /* their numbers begin with 1 */
    SLOT_BYTES = 16 << 20,
    SLOT_NAME_MAX = 64,
    SLOT_SKIPPED = 512,
};

struct slot {
    char name[SLOT_NAME_MAX];
    double bpm; /* 0: it says none */
    struct tracks tracks;
    struct score_set *set; /* n_sets */
    uint32_t n_sets;
    char skipped[SLOT_SKIPPED]; /* what it holds and nothing here has: "voice5, x.y" */
    uint32_t n_skipped;
};

/** Name of a slot's file: "slot_003.json". */
void slot_file(uint32_t number, char name[SLOT_NAME_MAX]);

/**
 * Write a slot.  `model` has the values of parameters (control/held.h).
 *
 * Owns:    the caller frees *text.
 * Errors:  as json_finish().
 */
int slot_write(const char *name, double bpm, const struct tracks *tracks,
               const struct model *model, char **text);

/**
 * Read a slot for the graph of a book: what the graph has no place for is left out and
 * listed; numbers beyond their range are held in it.
 *
 * Owns:    the caller, until slot_finish(), also after an error.
 * Errors:  as json_read(); LEAT_ERR_BAD_FILE when it is something else;
 *          LEAT_ERR_LIMIT past SCORE_SETS_MAX; LEAT_ERR_NOMEM.
 */
int slot_read(struct slot *slot, const char *text, size_t size, const char *file,
              const struct address_book *book, const struct value_scale *scale,
              struct leat_diag *diag);

void slot_finish(struct slot *slot);

#endif
