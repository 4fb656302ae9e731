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

#include <stdbool.h>
#include <stdint.h>

enum leat_event_type {
    LEAT_EVENT_NOTE_ON,
    LEAT_EVENT_NOTE_OFF,
    LEAT_EVENT_NOTE_CHANGE, /* param and value of a sounding note */
    LEAT_EVENT_CONTROL,
    LEAT_EVENT_GATE, /* value > 0 opens, 0 closes */
    LEAT_EVENT_ALL_OFF,
    LEAT_EVENT_TEMPO,  /* value in beats a minute, 0: stands; or LEAT_TEMPO_PLACE */
    LEAT_EVENT_MARKER, /* param says which */
    LEAT_EVENT_BLOB,   /* param is a handle into the host's table */
};

/** What a TEMPO may do besides, as its `param`. */
enum leat_tempo_param {
    LEAT_TEMPO_GOES_ON, /* the position goes on from where it is */
    LEAT_TEMPO_PLACE,   /* the position becomes `key`, in beats */
};

/** What NOTE_CHANGE changes, as its `param`. */
enum leat_note_param {
    LEAT_NOTE_BEND,     /* value in semitones */
    LEAT_NOTE_PRESSURE, /* [0, 1] */
    LEAT_NOTE_TIMBRE,   /* [0, 1] */
    LEAT_NOTE_SPEED,    /* factor of the speed of a sound, [0.01, 16] */
    LEAT_NOTE_PAN,      /* [-1, 1] */
    LEAT_NOTE_LOOP,     /* above 0 it begins again where it ends */
    LEAT_NOTE_HOLD,     /* above 0 it stands still */
};

/** What CONTROL tells a looper to do, as its `param`. */
enum leat_looper_command {
    LEAT_LOOPER_STOP, /* what is recorded is the loop, which is silent */
    LEAT_LOOPER_RECORD,
    LEAT_LOOPER_PLAY,    /* what is recorded is the loop, which plays */
    LEAT_LOOPER_OVERDUB, /* the same, and what comes in is added to it */
    LEAT_LOOPER_CLEAR,
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

enum {
    LEAT_EVENTS_A_QUANTUM = 256, /* that one port gives, or takes, in 64 frames */
    LEAT_EVENTS_WAITING = 16384, /* that wait at one port for their quantum */
};

/** Whether an event does nothing but end a sound. */
static inline bool leat_event_is_end(const struct leat_event *event)
{
    return event->type == LEAT_EVENT_NOTE_OFF || event->type == LEAT_EVENT_ALL_OFF ||
           (event->type == LEAT_EVENT_GATE && !(event->value > 0.0f));
}

/**
 * Whether an event may wait where n wait, n_ends of them ends: half of the places are
 * for ends alone, so that each note that waits has one left for its own.
 */
static inline bool leat_event_may_wait(const struct leat_event *event, uint32_t n,
                                       uint32_t n_ends)
{
    return n < LEAT_EVENTS_WAITING &&
           (leat_event_is_end(event) || n - n_ends < LEAT_EVENTS_WAITING / 2);
}

/** What one event output gives; leat_block_emit() fills it, the host reads it. */
struct leat_event_out {
    uint32_t n;      /* events in `at` */
    uint32_t room;   /* for so many more in this quantum */
    uint32_t late;   /* that had to wait for a later quantum */
    uint32_t lost;   /* that found no place to wait */
    int64_t quantum; /* the host's: which one it is */
    uint32_t first;  /* of those that wait, in the ring `waiting` */
    uint32_t n_waiting, n_ends;
    bool owes_end; /* an end was lost: an ALL_OFF follows those that wait */
    struct leat_event *waiting; /* LEAT_EVENTS_WAITING; NULL: none may wait */
    struct leat_event at[LEAT_EVENTS_A_QUANTUM];
};

#endif
