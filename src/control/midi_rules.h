/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_RULES_H
#define LEAT_CONTROL_MIDI_RULES_H

/**
 * midi_rules: where MIDI is to go, as it was told: by names, so that it lasts while the
 * graph changes; and the maps that are made from it.
 *
 * Thread:  control.
 */

#include "control/address.h"
#include "control/midi_learn.h"
#include "control/midi_map.h"

enum { MIDI_TARGET_SIZE = 2 * LEAT_NAME_MAX, MIDI_CONTROLLER_SIZE = 16 };

struct midi_route {
    bool is_set; /* else the first voices play, or without any `voice1` channel 1 ... */
    char node[LEAT_NAME_MAX]; /* "": to nothing */
};

struct midi_binding {
    struct midi_controller controller;
    char target[MIDI_TARGET_SIZE]; /* `node.param` */
    bool has_range;                /* else the parameter's */
    bool has_curve;                /* alike */
    bool log;
    float from, to;
};

struct midi_rules {
    struct midi_route route[MIDI_CHANNELS];
    uint32_t n;
    struct midi_binding at[MIDI_BINDINGS_MAX];
    struct midi_learn learn;
    struct midi_binding learns; /* what it is for; the controller is yet to be found */
};

/** Bind; the same controller and target again are bound anew.  Errors:
 * LEAT_ERR_LIMIT: 256 are the most. */
int midi_rules_bind(struct midi_rules *rules, const struct midi_binding *binding);

/** Forget all bindings of a target, NULL: all there are.  Returns how many. */
uint32_t midi_rules_unbind(struct midi_rules *rules, const char *target);

/** Learn the next controller for `binding`, in the place of what its target had. */
void midi_rules_learn(struct midi_rules *rules, const struct midi_binding *binding);

/** Hear a message while one is learnt.  The binding when it is new or finer, or NULL.
 */
const struct midi_binding *midi_rules_hear(struct midi_rules *rules,
                                           const struct midi_message *message);

/**
 * Who plays notes under a name: its voices; else its frequency and its gate; else what
 * hears events there.  False: nobody.
 */
bool midi_rules_voice(const struct address_book *book, const char *name,
                      struct midi_voice *voice);

/** Make the map.  What is not in the book is left out until it comes. */
void midi_rules_map(const struct midi_rules *rules, const struct address_book *book,
                    struct midi_map *map);

/**
 * Read a controller as people write it: `74`, `14bit:7`, `nrpn:300`, `program`; the
 * channel is not touched.
 *
 * Errors:  LEAT_ERR_INVALID, LEAT_ERR_RANGE.
 */
int midi_controller_read(const char *text, struct midi_controller *controller);
void midi_controller_write(const struct midi_controller *controller,
                           char text[MIDI_CONTROLLER_SIZE]);

#endif
