/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_TARGET_H
#define LEAT_CLI_TARGET_H

/**
 * Where the master of an offline run goes: it is measured, and written to the file of
 * -o when there is one.
 */

#include <pthread.h>

#include <leat/engine.h>

#include "cli/gauge.h"
#include "cli/measure.h"
#include "cli/options.h"
#include "io/sound_file.h"

struct target {
    const char *path; /* NULL: nothing is written */
    struct sound_writer *writer;
    /** Takes what is written too, or in place of a file; NULL: nobody. */
    int (*also)(void *user, const float *samples, uint32_t nframes);
    void *also_user;
    float *piece;           /* samples on their way to the writer, which changes them */
    struct hosted *limiter; /* NULL: there is none */
    uint32_t late;          /* frames of the limiter's delay still to be left out */
    struct gauge gauge;
    int64_t first_sound_nsec; /* when the first sample other than 0 came; 0: not yet */
    pthread_mutex_t lock;     /* of `measure` and `first_sound_nsec` */
    struct measure measure;
};

/**
 * Check what can be checked before anything is computed: the kind of file.
 *
 * Errors:  LEAT_ERR_INVALID with the reason in `diag`.
 */
int target_check(const struct options *options, struct leat_diag *diag);

/** Make it; it takes samples after target_begin(). */
void target_init(struct target *target, const struct options *options);

/** The sink to give to the engine. */
struct leat_sink target_sink(struct target *target);

/** Open the file, now that channels and rate are known.  Errors: sound_writer_open().
 */
int target_begin(struct target *target, const struct options *options,
                 uint32_t channels, double rate_hz, struct leat_diag *diag);

/** Finish the file.  Errors: as sound_writer_close(). */
int target_end(struct target *target, struct leat_diag *diag);

/** What came so far.  Thread: any. */
struct measure target_measure(struct target *target, int64_t *first_sound_nsec);

#endif
