/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SMF_H
#define LEAT_IO_SMF_H

/**
 * Standard MIDI Files: bytes to the messages of all tracks on one timeline, and back.
 *
 * Formats 0 and 1, also inside RIFF (.rmi).  Messages are in the order of their ticks,
 * those of one tick in the order of tracks.  A status runs on over meta events, as
 * other programs write it.  System exclusive, meta events but tempo and end of track,
 * and unknown chunks are passed over.  What comes behind a track's end is not looked
 * at.
 *
 * Time is counted in units that are exact for every tempo:
 *
 *     beats    unit = 1 / (1 000 000 * division) s; a tick lasts so many units as its
 *              quarter note has microseconds; 500 000 before the first tempo
 *     SMPTE    unit = one tick = 1 / (frames a second * ticks a frame) s, 29 meaning
 *              30000/1001; tempos mean nothing
 *
 * Source:  "Standard MIDI Files 1.0", RP-001.
 */

#include <leat/diag.h>
#include <leat/time.h>

#include "io/midi_bytes.h"

enum {
    SMF_MESSAGES_MAX = 1 << 22,
    SMF_TEMPOS_MAX = 1 << 20,
    SMF_SIZE_MAX = 1 << 26,  /* bytes */
    SMF_TEMPO = 500000,      /* microseconds of a quarter note, where nothing is said */
    SMF_DIVISION_MAX = 32767 /* ticks of a quarter note */
};

/** The last tick may be no later: then positions fit 56 bits, and frames 63. */
static const int64_t SMF_TICKS_MAX = (int64_t)1 << 32;

struct smf_message {
    int64_t tick;
    uint32_t order; /* in the file */
    uint16_t track; /* from 0 */
    struct midi_message message;
};

/** From a tick on a quarter note lasts so long. */
struct smf_tempo {
    int64_t tick;
    int64_t units; /* from the beginning to the tick */
    uint32_t usec; /* of a quarter note; SMPTE: 1 */
};

struct smf {
    uint32_t n_messages, n_tempos; /* at least one tempo, at tick 0 */
    struct smf_message *message;
    struct smf_tempo *tempo;
    uint32_t n_tracks;
    int64_t ticks;             /* to the end of the last track */
    int64_t units;             /* as long as it lasts */
    struct leat_rational unit; /* seconds */
};

/**
 * Read a file.
 *
 * Owns:    the caller finishes `smf`, whatever this returned.
 * Errors:  LEAT_ERR_BAD_FILE, LEAT_ERR_UNSUPPORTED (format 2), LEAT_ERR_LIMIT, with the
 *          byte and the reason in `diag`; LEAT_ERR_NOMEM.  A tempo of 0, and tracks
 * that the header counts and that are not there, are told as warnings. Thread:  any but
 * rt.
 */
int smf_read(const uint8_t *bytes, size_t size, struct smf *smf,
             struct leat_diag *diag);
void smf_finish(struct smf *smf);

/** The position of a tick in [0, SMF_TICKS_MAX], in units.  Thread: any. */
int64_t smf_units(const struct smf *smf, int64_t tick);

/**
 * The factor from units to frames, at a rate taken to a thousandth of a hertz and a
 * speed taken to a millionth: frame = leat_rt_scale_round(units, num, den).
 *
 * Shape:   rate_hz in (0, 1e6], speed in [0.01, 100].
 * Thread:  any.
 */
struct leat_rational smf_frames(const struct smf *smf, double rate_hz, double speed);

/** A file of one track that is being written: format 0. */
struct smf_writer {
    uint8_t *bytes;
    size_t size, room;
    int64_t tick;    /* of what was written last */
    uint8_t running; /* status */
    int err;         /* the first; nothing is written after it */
};

/** Begin with `division` ticks to a quarter note, [1, SMF_DIVISION_MAX]. */
void smf_writer_init(struct smf_writer *writer, uint32_t division);
void smf_writer_finish(struct smf_writer *writer);

/**
 * Add a message of a channel, others are left out; a tempo in microseconds, [1, 2^24);
 * the end of the track, after which `bytes` are the file.  A tick before the last one
 * is taken for that one.
 *
 * Errors:  writer->err: LEAT_ERR_NOMEM, LEAT_ERR_LIMIT (SMF_SIZE_MAX).
 * Thread:  any but rt.
 */
void smf_write_message(struct smf_writer *writer, int64_t tick,
                       const struct midi_message *message);
void smf_write_tempo(struct smf_writer *writer, int64_t tick, uint32_t usec);
void smf_write_end(struct smf_writer *writer, int64_t tick);

#endif
