/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_ARPEGGIO_H
#define LEAT_CREATIVE_ARPEGGIO_H

/**
 * Arpeggios: in which order the notes of a chord come one after the other.
 *
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

enum arpeggio { ARPEGGIO_UP, ARPEGGIO_DOWN, ARPEGGIO_UPDOWN, ARPEGGIO_RANDOM };

/** up, down, updown or random.  Errors: LEAT_ERR_NOT_FOUND. */
int arpeggio_find(const char *text, size_t size);

/** The names; NULL past the last. */
const char *arpeggio_name(size_t index);

/**
 * Which of `n` notes, counted from the lowest, comes at a step; n >= 1.  updown plays
 * the highest and the lowest once: 0 1 2 1 0 1 2 1.  random depends on the seed and the
 * step alone.
 */
uint32_t arpeggio_note(enum arpeggio order, uint32_t n, uint64_t step, uint64_t seed);

#endif
