/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_CONTROLS_H
#define LEAT_IO_MIDI_CONTROLS_H

/**
 * What knobs and faders of a cable say: controllers, and how far each is turned.
 *
 *     7 bits     control n                          value / 127
 *     14 bits    control n below 32 and n + 32      (128 high + low) / 16383
 *     NRPN       controls 99, 98, then 6 and 38     alike
 *     program    a program change                   its number + 128 bank
 *
 * A high half alone is read as 7 bits, so that both ends are reached by those who never
 * send the low one; which then makes it finer.
 *
 * A bank is chosen before its program, by controls 0 and 32, high and low; where the
 * low one is 0 the high one is it, since many send it alone.
 *
 * Source:  "MIDI 1.0 Detailed Specification", table 3 and "Registered and
 *          Non-Registered Parameter Numbers".
 */

#include "io/midi_bytes.h"

enum midi_controller_kind { MIDI_7_BITS, MIDI_14_BITS, MIDI_NRPN, MIDI_PROGRAMS };

enum {
    MIDI_CONTROLS = 120, /* of 7 bits; those above say how a channel works */
    MIDI_PAIRS = 32,     /* of 14 bits */
    MIDI_NRPNS = 1 << 14,
    MIDI_MOVES_MAX = 3, /* of one message */
};

struct midi_controller {
    uint8_t kind;    /* enum midi_controller_kind */
    uint8_t channel; /* [0, 15] */
    uint16_t number;
};

/** A controller is turned to `value`, [0, 1]; of programs it is the number, from 0. */
struct midi_move {
    struct midi_controller controller;
    double value;
};

/** Zeros begin. */
struct midi_controls {
    struct {
        uint8_t high[MIDI_PAIRS]; /* of control 0: the bank's */
        uint8_t bank_low;
        uint8_t nrpn[2]; /* high, low */
        bool is_nrpn;    /* control 6 is its */
    } channel[16];
};

/** How many numbers a kind has.  Thread: any. */
uint32_t midi_controller_numbers(enum midi_controller_kind kind);

/**
 * What a message moves: from 0 to MIDI_MOVES_MAX controllers.
 *
 * Thread:  any, also rt; one at a time.
 */
LEAT_RT uint32_t midi_controls_hear(struct midi_controls *controls,
                                    const struct midi_message *message,
                                    struct midi_move move[MIDI_MOVES_MAX]);

#endif
