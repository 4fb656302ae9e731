/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_RECORD_HOST_H
#define LEAT_LANG_RECORD_HOST_H

/**
 * Who records what a program asks for: the module Recording.
 *
 * Thread:  the one that runs frames.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lang/script.h"

enum { RECORD_NAME_SIZE = 128, RECORD_STREAMS_MAX = 32 };

struct record_order {
    bool starts; /* else it stops */
    char name[RECORD_NAME_SIZE];
    char format[8]; /* "wav24"; "": as the name says */
    int64_t frame;  /* of the master, from which on or up to which */
    bool stems;     /* of all streams with names, in the place of `stream` */
    const char *stream[RECORD_STREAMS_MAX]; /* names of nodes; none: the master */
    uint32_t n_streams;
    double bounce_s; /* above 0: neither; compute so much of `script` to `name` */
    const struct script *script;
};

struct record_status {
    bool recording;
    char path[512];
    double seconds;
    int64_t frames;
    uint64_t dropped;
    float peak;
};

struct record_host {
    void *user;
    /** Errors: those of the recorder, with the reason in `diag`. */
    int (*order)(void *user, const struct record_order *order, struct leat_diag *diag);
    /** False where nothing records. */
    bool (*status)(void *user, struct record_status *out);
    /** For clocks that can wait: wait until `nframes` more find room.  NULL: they
     * cannot.  Errors: that of writing. */
    int (*ready)(void *user, uint32_t nframes);
};

struct eval;

/** Hand over the first `n` orders that wait: those of the frames before, behind what
 * this one has run.  Errors: false, and something was reported. */
bool record_run(struct eval *e, uint32_t n);

#endif
