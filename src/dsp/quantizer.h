/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_QUANTIZER_H
#define LEAT_DSP_QUANTIZER_H

/**
 * quantizer: the note of a scale that is nearest to a pitch; half way between two notes
 * the lower one.
 */

#include "base/math.h"
#include "base/scale.h"
#include "dsp/lanes.h"

#define QUANTIZER_NOTES(name, notes) notes,
#define QUANTIZER_WORD(name, notes)  #name
#define QUANTIZER_NEXT(name, notes)  " " #name

/** Names of the scales, as choices of a parameter. */
#define QUANTIZER_CHOICES SCALE_LIST(QUANTIZER_WORD, QUANTIZER_NEXT)

static const uint16_t quantizer_scales[] = {
    SCALE_LIST(QUANTIZER_NOTES, QUANTIZER_NOTES)};
enum { QUANTIZER_SCALES = sizeof(quantizer_scales) / sizeof(quantizer_scales[0]) };
enum { QUANTIZER_CELLS = 25 };

/* The nearest note above the root, for each scale, of pitches in (c / 2 - 1 / 2, c / 2]
 * semitones above it: borders lie half way between notes, so at halves. */
struct quantizer {
    float near[QUANTIZER_SCALES][QUANTIZER_CELLS];
};

static inline float quantizer_find(uint32_t scale, float within)
{
    float best = 24.0f, found = 0.0f;

    for (int d = -12; d <= 24; d++) {
        const float way = within - (float)d, size = way < 0.0f ? -way : way;
        if (!(scale >> ((d + 12) % 12) & 1) || size >= best)
            continue;
        best = size;
        found = (float)d;
    }
    return found;
}

/** Thread: rt. */
static inline void quantizer_init(struct quantizer *q)
{
    for (int s = 0; s < QUANTIZER_SCALES; s++)
        for (int c = 0; c < QUANTIZER_CELLS; c++)
            q->near[s][c] =
                quantizer_find(quantizer_scales[s], c ? 0.5f * (float)c - 0.25f : 0.0f);
}

/** The nearest note to a pitch in [-1000, 1000]; `near` is that of the scale. */
LANES_INLINE float quantizer_nearest(const float *near, float note, float root)
{
    const float octave = math_floor((note - root) * (1.0f / 12.0f)) * 12.0f;
    const float within = math_clamp(note - root - octave, 0.0f, 12.0f);

    return root + octave + near[-(int32_t)math_floor(-2.0f * within)];
}

#endif
