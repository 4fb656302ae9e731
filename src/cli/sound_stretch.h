/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOUND_STRETCH_H
#define LEAT_CLI_SOUND_STRETCH_H

/**
 * sound_stretch: the part of a sound file that is looked at, from one frame up to
 * another, and one of its channels or their mean.
 */

#include "io/sound_file.h"

enum { SOUND_MIX = -1 }; /* in the place of a channel, which count from 0 */

/** Where it lies. */
struct sound_part {
    const char *path;
    int64_t from, to; /* frames of the file; INT64_MAX: to its end */
};

struct sound_stretch {
    struct sound_reader *reader;
    struct sound_info info; /* of the whole file */
    int64_t left;           /* frames still to be read, where the file has them */
};

/** Errors: as sound_reader_open(). */
int sound_stretch_open(struct sound_stretch *stretch, const struct sound_part *part,
                       struct leat_diag *diag);

/** Read the next frames; returns how many there were. */
uint32_t sound_stretch_read(struct sound_stretch *stretch, float *samples,
                            uint32_t nframes);
void sound_stretch_close(struct sound_stretch *stretch);

/** The sample of a channel, or the mean of all, in one frame. */
float sound_stretch_pick(const float *frame, uint32_t channels, int channel);

#endif
