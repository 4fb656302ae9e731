/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_TAKE_H
#define LEAT_IO_MIDI_TAKE_H

/**
 * midi_take: a recording of MIDI: messages at their frames become a Standard MIDI File
 * at the tempos that were played:
 *
 *     tick = tick of the newest tempo + frames since * bpm * 960 / (60 rate), rounded
 *
 * Thread:  control, one at a time.
 */

#include "io/out_file.h"
#include "io/smf.h"
#include "io/take_name.h"

enum { MIDI_TAKE_DIVISION = 960 };

struct midi_take {
    struct out_file *file; /* NULL: none is under way */
    char name[TAKE_NAME_SIZE];
    struct smf_writer writer;
    double rate_hz, bpm; /* 0: no tempo has come, which begins */
    int64_t frame;       /* of the newest tempo */
    double tick;         /* there */
    uint64_t n_messages;
};

/**
 * Begin one in a folder, under the first name that is free: take_name_midi().
 *
 * Errors:  LEAT_ERR_STATE when one is under way; as take_name_midi() and
 *          out_file_create(), with the reason in `diag`.
 */
int midi_take_begin(struct midi_take *take, const char *folder, const char *name,
                    double rate_hz, struct leat_diag *diag);

/** From a frame on; the first is where the recording begins. */
void midi_take_tempo(struct midi_take *take, int64_t frame, double bpm);

/** Of a channel; those before the first tempo are left out. */
void midi_take_message(struct midi_take *take, int64_t frame,
                       const struct midi_message *message);

/** Write the file.  Errors: as smf_write_end() and out_file_close(), told in `diag`. */
int midi_take_end(struct midi_take *take, int64_t frame, struct leat_diag *diag);

/** Give it up: nothing of it stays. */
void midi_take_abandon(struct midi_take *take);

#endif
