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

#include <leat/buffer.h>

#include "lang/script.h"

enum { RECORD_NAME_SIZE = 128, RECORD_STREAMS_MAX = 32 };

/** A film of few pictures: one every `interval_s` of the program, for `duration_s`. */
struct record_lapse {
    double duration_s, interval_s;
    struct leat_rational fps; /* of the film */
    uint32_t width, height;   /* 0: as the first picture is */
};

struct record_order {
    bool starts; /* else it stops */
    char name[RECORD_NAME_SIZE];
    char format[8]; /* "wav24"; "": as the name says; of a film "h264" */
    int64_t frame;  /* of the master, from which on or up to which */
    bool stems;     /* of all streams with names, in the place of `stream` */
    const char *stream[RECORD_STREAMS_MAX]; /* names of nodes; none: the master */
    uint32_t n_streams;
    double bounce_s; /* above 0: neither; compute so much of `script` to `name` */
    const struct script *script;
    struct record_lapse lapse; /* its duration above 0: none of these, but a film */
};

struct record_status {
    bool recording;
    char path[512];
    double seconds;
    int64_t frames;
    uint64_t dropped;
    float peak;
    int64_t pictures; /* of the newest film */
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
    /** Each frame when it has run, with its picture; NULL: nothing was drawn in it. */
    void (*see)(void *user, const struct leat_frame *picture, int64_t k, double fps);
};

struct eval;

/** Hand over the first `n` orders that wait: those of the frames before, behind what
 * this one has run.  Errors: false, and something was reported. */
bool record_run(struct eval *e, uint32_t n);

#endif
