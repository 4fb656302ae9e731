/* SPDX-License-Identifier: MIT */
#ifndef LEAT_EVENT_H
#define LEAT_EVENT_H

/**
 * An event: something that happens at one frame.  32 bytes, no pointer, so it can be
 * copied through rings, logs and shared memory as it is.
 *
 * Order: by frame, then by arrival.  A note_on of a sounding id retriggers it; an
 * unmatched note_off is counted.
 */

#include <stdint.h>

enum leat_event_type {
    LEAT_EVENT_NOTE_ON,
    LEAT_EVENT_NOTE_OFF,
    LEAT_EVENT_NOTE_CHANGE, /* param and value of a sounding note */
    LEAT_EVENT_CONTROL,
    LEAT_EVENT_GATE, /* value > 0 opens, 0 closes */
    LEAT_EVENT_ALL_OFF,
    LEAT_EVENT_TEMPO,  /* value in beats per minute */
    LEAT_EVENT_MARKER, /* param says which */
    LEAT_EVENT_BLOB,   /* param is a handle into the host's table */
};

/** What NOTE_CHANGE changes, as its `param`. */
enum leat_note_param {
    LEAT_NOTE_BEND,     /* value in semitones */
    LEAT_NOTE_PRESSURE, /* [0, 1] */
    LEAT_NOTE_TIMBRE,   /* [0, 1] */
};

struct leat_event {
    int64_t frame;    /* on the receiving node's timeline */
    uint16_t type;    /* enum leat_event_type */
    uint16_t channel; /* 0 to 15 for MIDI */
    int32_t note_id;  /* 0: match by key */
    float key;        /* MIDI note number, fractional; 69 is 440 Hz */
    float value;      /* velocity in [0, 1], gate, control */
    uint32_t param;
    float extra;
};

_Static_assert(sizeof(struct leat_event) == 32, "events cross rings and processes");

enum { LEAT_EVENTS_A_QUANTUM = 256 }; /* that one port gives, or takes, in 64 frames */

/** What one event output gives; leat_block_emit() fills it, the host reads it. */
struct leat_event_out {
    uint32_t n;         /* events in `at` */
    uint32_t room;      /* for so many more in this quantum */
    uint32_t n_waiting; /* events in `waiting` */
    uint32_t late;      /* that had to wait for the next quantum, or found no place */
    int64_t quantum;    /* the host's: which one it is */
    struct leat_event at[LEAT_EVENTS_A_QUANTUM];
    struct leat_event waiting[LEAT_EVENTS_A_QUANTUM];
};

#endif
