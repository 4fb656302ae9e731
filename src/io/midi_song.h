/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_SONG_H
#define LEAT_IO_MIDI_SONG_H

/**
 * The events of a Standard MIDI File on the timeline of a node, ready to be played.
 *
 * What still sounds at the end of the file is ended there.  Each event falls on the
 * frame nearest to its time, computed as whole numbers; so does the begin of every
 * round when the song is played round and round, so that rounds never drift.
 */

#include <leat/diag.h>
#include <leat/event.h>
#include <leat/time.h>

struct midi_song {
    uint32_t n, room;
    struct leat_event *event; /* in order; their frames count from a round's begin */
    int64_t frames;           /* from the begin to the end, rounded */
    int64_t whole, rest, den; /* of a round: whole + rest / den frames, rest < den */
    bool failed;              /* there was no memory for an event */
};

struct midi_song_wish {
    uint32_t track, channel; /* from 1; 0: all */
    double speed;            /* [0.01, 100] */
    double rate_hz;
    uint32_t first_id; /* of notes; MIDI_NOTE_IDS of them */
};

/**
 * Read a file.
 *
 * Owns:    the caller destroys it.
 * Errors:  as smf_read(), LEAT_ERR_NO_FILE, _NO_ACCESS, _IO, _RANGE (no such track),
 * with the reason in `diag`. Thread:  control.
 */
int midi_song_create(const char *base, const char *path,
                     const struct midi_song_wish *wish, struct midi_song **out,
                     struct leat_diag *diag);
void midi_song_destroy(struct midi_song **song);

/** The frame at which a round begins, from 0 on.  Thread: any, also rt. */
LEAT_RT int64_t midi_song_begin(const struct midi_song *song, int64_t round);

#endif
