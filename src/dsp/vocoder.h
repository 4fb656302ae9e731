/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_VOCODER_H
#define LEAT_DSP_VOCODER_H

/**
 * vocoder: a sound laid out anew from overlapping pieces of another, at another speed.
 *
 * A piece is the spectrum X of the `size` samples from input frame p on.  It follows
 * the last one by h samples, so beside it stands P, the spectrum from p - h on, which
 * is where the sound was h samples ago.  With Y' the last piece as it was laid, the
 * phases around each peak of |X| are turned by that of Y' conj(P) at the peak: the
 * peak's own oscillation goes on without a jump and all around it keeps its shape.
 * Peaks are those of all channels together, and all channels are turned alike, so the
 * image stays.
 *
 * At an onset nothing is turned, and for as long as it is in the middle half of the
 * window the input is read as fast as it is laid: attacks stay as they were, and what
 * lies between them makes up for it.
 *
 * Where input and output go at one speed, nothing is turned: the sound is unchanged.
 *
 * Sources: J. Laroche, M. Dolson, "Improved phase vocoder time-scale modification of
 * audio", 1999 (identity phase locking); A. Roebel, "A new approach to transient
 * processing in the phase vocoder", 2003.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/level.h"

#define vocoder_put  LEVEL(dsp_vocoder_put)
#define vocoder_step LEVEL(dsp_vocoder_step)

enum {
    VOCODER_OVERLAP = 8, /* size / hop where pieces lie closest to their usual way */
    VOCODER_ONSETS = 16, /* that are remembered */
    VOCODER_BLOCK = 128, /* frames in which onsets are looked for */
};

struct vocoder {
    uint32_t size, channels;
    uint32_t ring;                 /* input frames that are kept, a power of two */
    uint32_t made_ring;            /* output frames that are kept, a power of two */
    int64_t written;               /* input frames so far */
    int64_t made;                  /* output frames so far */
    double place;                  /* where the last piece began in the input */
    int64_t lock;                  /* read at the input's speed up to this frame */
    int64_t onset[VOCODER_ONSETS]; /* the last ones, a ring */
    uint32_t n_onsets;             /* found so far */
    float energy, mean;            /* of differences: in this block, before it */
    uint32_t quiet;                /* blocks since an onset, at most 8 */
    _Alignas(64) float data[];
};

/** Floats behind the struct. */
#define vocoder_floats LEVEL(dsp_vocoder_floats)
size_t vocoder_floats(uint32_t size, uint32_t channels, uint32_t ring,
                      uint32_t made_ring);

/** Take n frames of all channels. */
void vocoder_put(struct vocoder *v, const float *in, uint32_t n);

/** How a piece is asked for. */
struct vocoder_piece {
    double place; /* where it would begin by the map of times */
    double pace;  /* input frames an output frame */
    uint32_t hop; /* output frames after the last piece, at most size / 4 */
    uint32_t top; /* bins from this on are silent */
    bool ended;   /* no more input will come */
};

/** Lay a piece: `hop` more output frames are made. */
void vocoder_step(struct vocoder *v, const struct vocoder_piece *piece);

/** Output frames of a channel: frame m at [m & (made_ring - 1)]. */
static inline const float *vocoder_made(const struct vocoder *v, uint32_t channel)
{
    return v->data + (size_t)channel * v->made_ring;
}

#endif
