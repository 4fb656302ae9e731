/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_MONO_H
#define LEAT_CONTROL_MIDI_MONO_H

/**
 * midi_mono: notes of a channel for what has one pitch and one gate.
 *
 * The newest key that is down sounds; when it is let go, the one before it does again,
 * and the gate stays open.  Of more than MIDI_MONO_KEYS keys the oldest is forgotten.
 *
 *     frequency = 440 * 2^((key + bend - 69) / 12)
 *
 * Thread:  any, also rt; one at a time.
 */

#include <stdbool.h>

#include <leat/event.h>
#include <leat/export.h>

enum { MIDI_MONO_KEYS = 16 };

/** Zeros begin. */
struct midi_mono {
    uint32_t n;
    struct {
        int32_t id;
        float key, bend;
    } down[MIDI_MONO_KEYS]; /* the newest last */
};

/** What an event makes of pitch and gate. */
struct midi_mono_turn {
    bool has_pitch, has_gate;
    float hz, gate; /* gate: the velocity, 0 closes */
};

LEAT_RT struct midi_mono_turn midi_mono_hear(struct midi_mono *mono,
                                             const struct leat_event *event);

#endif
