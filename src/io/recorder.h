/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_RECORDER_H
#define LEAT_IO_RECORDER_H

/**
 * A recorder: hears a stream all the time, remembers its last seconds, and writes takes
 * of it to files in one folder.
 *
 * It listens by rt_recorder_listen(), which suits struct leat_engine_config; a take
 * is written by a thread of its own (io/take.h).  Several recorders make several
 * tracks: started with one `first` and stopped with one `end` they have the same
 * length.
 *
 * Frames are those that the listener is told, from the first that it heard on.
 *
 * Thread:  control, one at a time, where nothing else is said.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/export.h>

#include "io/file_path.h"

struct recorder;

enum { RECORDER_PREROLL_MAX_S = 60 };

struct recorder_config {
    const char *folder; /* of the files; it must be there when a take begins */
    double rate_hz;
    uint32_t channels, mask; /* mask 0: unlabelled */
    double preroll_s;        /* that are remembered, [0, 60] */
    double queue_s;          /* that may wait for the disk besides, (0, 60]; 0: 8 */
    uint64_t seed;           /* of the dither of 16 bits */
};

/** What is to be recorded. */
struct recorder_wish {
    const char *name, *format; /* as in take_name_complete(), or NULL */
    double preroll_s;          /* before `first`; as much as there is is taken */
    int64_t first;             /* frame; it may be past or to come; -1: now */
    uint32_t number;           /* of the name, the first to try; 0: 1, which is none */
};

/** Of the take under way, or else of the last one. */
struct recorder_status {
    bool recording;
    char path[FILE_PATH_SIZE]; /* "" before the first take */
    int64_t first;             /* frame of the stream that the file begins with */
    int64_t frames;            /* in the file */
    int64_t safe;     /* of them, that a killed process would leave; see io/take.h */
    int64_t bytes;    /* of the file on the disk */
    double seconds;   /* `frames` as time */
    uint64_t dropped; /* frames that came too fast for the disk: silence in the file */
    uint64_t clipped; /* samples beyond full scale of an integer file */
    float peak;
    uint32_t queue, queue_max,
        queue_room;    /* frames that wait for the disk, pre-roll
                          included; the most ever; the most that may */
    int err;           /* 0, or why nothing is written any more */
    char message[240]; /* the same in words */
};

/**
 * Make a recorder, which hears and remembers from now on.
 *
 * Owns:    the caller destroys it, after the stream has ended.
 * Errors:  LEAT_ERR_INVALID, LEAT_ERR_NOMEM.
 */
int recorder_create(const struct recorder_config *config, struct recorder **out,
                    struct leat_diag *diag);

/**
 * Make another one for the same folder and rate, which remembers nothing.
 *
 * Owns, Errors:  as above.
 */
int recorder_create_beside(const struct recorder *recorder, uint32_t channels,
                           struct recorder **out, struct leat_diag *diag);

/** Say which frame it will hear first, before it hears any. */
void recorder_expect(struct recorder *recorder, int64_t frame);

/** Hear frames of the recorder's channels, which follow those before.  Thread: rt. */
LEAT_RT void rt_recorder_listen(void *recorder, int64_t frame, const float *samples,
                                uint32_t nframes, uint32_t lanes);

/** The frame that it will hear next: "now".  Thread: any. */
int64_t recorder_frame(const struct recorder *recorder);

/**
 * Begin a take.  A file is never replaced: the next free number is put to its name.
 *
 * Shape:   frames of the past that are not remembered any more are silence, counted as
 *          dropped; those before the first that was heard are left out.
 * Errors:  LEAT_ERR_STATE while one is under way; as take_name_complete() and
 *          take_start().
 */
int recorder_start(struct recorder *recorder, const struct recorder_wish *wish,
                   struct leat_diag *diag);

/** The first number from wish->number on under which there is no file; 0: none. Errors:
 * as take_name_complete(). */
int recorder_free_number(const struct recorder *recorder,
                         const struct recorder_wish *wish, uint32_t *number,
                         struct leat_diag *diag);

/** Give the take up, and leave no file when nothing was written. */
void recorder_abandon(struct recorder *recorder);

/**
 * End the take before frame `end`, which may be to come (-1: now), and finish its file.
 *
 * Shape:   an end that the disk is past already becomes where it is.  Waits until the
 *          disk has all; for frames to come while some come, at most a second without.
 * Errors:  LEAT_ERR_STATE when there is none; the first that writing met, and in `diag`
 *          what was kept.
 */
int recorder_stop(struct recorder *recorder, int64_t end, struct leat_diag *diag);

/** Say before recorder_stop() where a take will end, at a frame that is to come:
 * several that are told the same before the first of them is stopped end there. */
void recorder_end(struct recorder *recorder, int64_t end);

/**
 * Mark a frame (-1: now) with a text, which becomes a cue point of the file.
 *
 * Errors:  LEAT_ERR_STATE without a take, LEAT_ERR_INVALID before it, LEAT_ERR_LIMIT;
 *          LEAT_ERR_UNSUPPORTED in FLAC.
 */
int recorder_mark(struct recorder *recorder, int64_t frame, const char *text,
                  struct leat_diag *diag);

void recorder_status(struct recorder *recorder, struct recorder_status *out);

/**
 * For clocks that can wait, before `nframes` are listened to: wait until that drops
 * nothing.
 *
 * Errors:  that of writing; LEAT_ERR_TIMEOUT when the disk does nothing for 10 s.
 * Thread:  the one that computes, not rt.
 */
int recorder_ready(struct recorder *recorder, uint32_t nframes);

/** Stop now, and free.  Returns what stopping did; NULL is accepted. */
int recorder_destroy(struct recorder **recorder, struct leat_diag *diag);

#endif
