/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_HELD_SOUND_H
#define LEAT_IO_HELD_SOUND_H

/**
 * Sound files held in memory as a whole, each once for all who play it.
 *
 * The file is the key, by whatever path it was named: its place on its disk, its size,
 * and when it was last changed.  Who holds a sound whose file then changes keeps what
 * was read; who comes later gets what is there now.  A file overwritten in place, with
 * as many bytes, within one tick of its disk's clock (4 ms on Linux) is not told apart.
 *
 * Thread:  control; any number of them.  Only reading a held sound is for rt.
 */

#include <stdint.h>

#include <leat/diag.h>

#include "io/sound_sample.h"

struct held_sound {
    uint32_t channels;
    int64_t length; /* frames */
    double rate_hz; /* of the file */
    struct sound_faults faults;
    float peak;       /* of all channels */
    float *channel[]; /* `length` samples each */
};

/**
 * The sound of a file, read if nobody holds it yet.
 *
 * Shape:   `path` starts from the folder `base`, as in sound_reader_open().
 * Owns:    each holder lets go once; the last one frees it.
 * Errors:  as sound_reader_open(); LEAT_ERR_LIMIT (E502) above 1 GiB, LEAT_ERR_NOMEM;
 *          *out is NULL then.
 */
int held_sound_ref(const char *base, const char *path, const struct held_sound **out,
                   struct leat_diag *diag);

/** Let go; *sound becomes NULL, which is accepted too. */
void held_sound_unref(const struct held_sound **sound);

/** How many hold it. */
unsigned held_sound_holders(const struct held_sound *sound);

#endif
