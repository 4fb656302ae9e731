/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_EVENT_H
#define LEAT_IO_MIDI_EVENT_H

/**
 * What messages of MIDI mean: the events of one cable, 16 channels.
 *
 *     note on, off       NOTE_ON, NOTE_OFF; velocity / 127; the velocity of an off is
 * its `extra`; an on at velocity 0 is an off pitch bend         NOTE_CHANGE BEND of
 * each held note, in semitones: 2 at the ends unless RPN 0 says another range pressure
 * NOTE_CHANGE PRESSURE of the key's, or of each held note control 74 NOTE_CHANGE TIMBRE
 * of each held note any control        CONTROL, its number as `param`, value / 127
 *     control 64         a note that is let go while the pedal is down ends with it
 *     controls 120, 123  NOTE_OFF of the channel's notes; ALL_OFF where no other
 * channel holds any clock, start, continue, stop, song position MARKER, its `param` the
 * status; of a position `value` is in quarter notes
 *
 * A note has the id of its channel and key, so it is told what concerns it alone.  A
 * note that begins is told at once how its channel stands.
 *
 * MPE: RPN 6 on channel 1 (0 here) or 16 makes a zone of that manager and the member
 * channels next to it.  A member bends by 48 semitones; what its manager says is added
 * to the bend, and of pressure and timbre the greater holds.
 *
 * Source:  "MIDI 1.0 Detailed Specification"; RP-015 (reset of controllers); M1-100-UM
 *          "MIDI Polyphonic Expression 1.0".
 */

#include <leat/event.h>

#include "io/midi_bytes.h"

enum { MIDI_CHANNELS = 16, MIDI_KEYS = 128, MIDI_NOTE_IDS = MIDI_CHANNELS * MIDI_KEYS };

/** Who is told the events, in their order.  Thread: as midi_listener_hear(). */
struct midi_events {
    void (*give)(void *user, const struct leat_event *event);
    void *user;
};

/** How a channel stands. */
struct midi_channel {
    int16_t bend; /* [-8192, 8191] */
    uint8_t pressure, timbre;
    uint8_t rpn[2];   /* selected: high, low; 127 127: none */
    uint8_t range[2]; /* of bends: semitones, hundredths */
    bool pedal;
};

struct midi_listener {
    uint32_t id;          /* of channel 0, key 0; MIDI_NOTE_IDS follow */
    uint32_t n_held;      /* notes that sound */
    uint64_t n_unmatched; /* offs of notes that did not */
    uint8_t lower, upper; /* members of each zone; 0: there is none */
    struct midi_channel channel[MIDI_CHANNELS];
    uint8_t held[MIDI_CHANNELS][MIDI_KEYS]; /* enum midi_held */
};

/** Begin.  `id` must not be 0, and the ids up to id + MIDI_NOTE_IDS are its own. */
void midi_listener_init(struct midi_listener *listener, uint32_t id);

/**
 * Give the events of a message, their `frame` 0.  At most two for each note that is
 * held, and four more.
 *
 * Thread:  any, also rt; one at a time.
 */
LEAT_RT void midi_listener_hear(struct midi_listener *listener,
                                const struct midi_message *message,
                                const struct midi_events *events);

/** The channel of the manager whose zone a channel is in, or the channel itself. */
LEAT_RT uint32_t midi_listener_manager(const struct midi_listener *listener,
                                       uint32_t channel);

/** Give a NOTE_OFF for all that sounds, by the pedal too. */
LEAT_RT void midi_listener_end(struct midi_listener *listener,
                               const struct midi_events *events);

#endif
