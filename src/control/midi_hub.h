/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_HUB_H
#define LEAT_CONTROL_MIDI_HUB_H

/**
 * midi_hub: MIDI of an instrument, on its audio thread.
 *
 * It conducts the engine: before each quantum it takes what has come in at its port and
 * what a Standard MIDI File has for that quantum, and sends it on at its frames, where
 * a map says; then the player has its turn; then the clock goes out.  Nothing waits,
 * and nothing but rings lies between the port's thread and this one.
 *
 * A message that came in is heard one block of the system behind its own frame
 * (io/midi_line.h).  Of a flood, MIDI_HUB_MOST messages are heard in a quantum and the
 * rest in those that follow; what then finds no room in the port's ring is lost and
 * counted.
 */

#include <leat/engine.h>
#include <leat/mailbox.h>
#include <leat/ring.h>

#include "control/midi_map.h"
#include "control/midi_mono.h"
#include "io/midi_line.h"
#include "io/midi_song.h"
#include "rt/due.h"
#include "sequence/player.h"
#include "sequence/pulse.h"

enum {
    MIDI_HUB_MOST = 256,
    MIDI_HUB_ORDERS = 64,
    MIDI_SONG_ID = 0x20001000, /* of the first note of a file */
};

enum midi_order_kind {
    MIDI_MAP,        /* `thing`, a struct midi_map, holds */
    MIDI_PLAY,       /* `thing`, a struct midi_song, begins */
    MIDI_HUSH,       /* it ends, and its notes */
    MIDI_PANIC,      /* all ends that sounds by MIDI */
    MIDI_LISTEN,     /* messages are written down for midi_hub_heard() */
    MIDI_RECORD,     /* alike, with the tempo */
    MIDI_RECORD_END, /* MIDI_LISTEN goes on */
    MIDI_DEAF,       /* MIDI_LISTEN ends */
    MIDI_FOLLOW,     /* a clock that comes in leads the player */
    MIDI_LEAD,       /* no longer */
};

struct midi_order {
    int64_t frame; /* -1: at once; one that has passed, too */
    uint32_t kind;
    void *thing;
};

/** What was written down. */
struct midi_heard {
    int64_t frame;
    enum { MIDI_HEARD_MESSAGE, MIDI_HEARD_TEMPO, MIDI_HEARD_END } kind;
    double bpm; /* TEMPO: from here; one begins a recording */
    struct midi_message message;
};

/** For people, at the end of a quantum. */
struct midi_hub_status {
    uint64_t messages;  /* that were heard */
    uint64_t late;      /* of them, behind their frame */
    uint64_t unrouted;  /* events of channels without a node */
    uint64_t refused;   /* by the engine or the player, for which there was no room */
    uint64_t unwritten; /* that should have been written down */
    uint32_t n_held;    /* notes that sound */
    bool plays, follows, records;
};

/** Where messages come from: a port, or a file. */
struct midi_source {
    struct midi_listener listener;
    struct midi_controls controls;
};

struct midi_hub {
    struct player *player;
    struct midi_port *in, *out; /* NULL: none */
    struct leat_mpmc *orders;
    struct leat_ring *retired; /* struct midi_order: maps and songs that are done */
    struct leat_ring *heard;
    struct leat_mailbox *status;
    void *status_memory;

    /* Of the audio thread. */
    struct leat_engine *engine;
    struct midi_order waiting[MIDI_HUB_ORDERS];
    struct due due_at[MIDI_HUB_ORDERS];
    struct due_heap due;
    uint32_t free_slot[MIDI_HUB_ORDERS], n_free;
    uint64_t arrivals;
    int64_t frame;        /* of the quantum */
    struct midi_map *map; /* NULL: none yet */
    struct midi_source live;
    struct midi_mono mono[MIDI_CHANNELS];
    struct midi_line line, out_line;
    struct midi_timed next;
    bool waits;             /* `next` has come before its time */
    uint32_t n_taken;       /* in this quantum */
    struct midi_song *song; /* NULL: none */
    int64_t song_begin;
    uint32_t song_next;
    struct midi_controls song_controls;
    uint8_t song_holds[MIDI_NOTE_IDS / 8]; /* a bit for each of its notes */
    bool listens, records, follows;
    enum midi_status starts; /* MIDI_START or _CONTINUE, until the next tick; or 0 */
    double told_bpm;         /* of a recording */
    struct pulse pulse;
    struct midi_hub_status now;
};

/**
 * A hub without ports, that conducts `player`.
 *
 * Errors:  LEAT_ERR_NOMEM.
 * Thread:  control.
 */
int midi_hub_create(struct player *player, struct midi_hub **out);

/** The ports close, what sounds out there ends.  Thread: control, when nothing
 * conducts any more. */
void midi_hub_destroy(struct midi_hub **hub);

/**
 * Open a port before the engine starts, for what comes in or for the clock that goes
 * out: see midi_port_open_any().
 */
int midi_hub_open(struct midi_hub *hub, enum midi_direction direction,
                  const char *device, double rate_hz, struct leat_diag *diag);

/**
 * Tell it what to do.
 *
 * Owns:    it takes the map or the song and frees it when it is done with.
 * Errors:  LEAT_ERR_LIMIT when too many orders wait; the caller keeps `thing` then.
 * Thread:  control, one at a time; without a `thing` any.
 */
int midi_hub_post(struct midi_hub *hub, const struct midi_order *order);

/** The next that was written down; false for none.  Thread: control, one at a time. */
bool midi_hub_heard(struct midi_hub *hub, struct midi_heard *heard);

/** Thread: control, one at a time. */
void midi_hub_status(struct midi_hub *hub, struct midi_hub_status *out);

/** Conduct: what struct leat_engine_config calls.  Thread: rt, the engine's. */
void rt_midi_hub_conduct(void *hub, struct leat_engine *engine, int64_t frame,
                         uint32_t nframes);

#endif
