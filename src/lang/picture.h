/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PICTURE_H
#define LEAT_LANG_PICTURE_H

/**
 * Pictures as values: what capture_frame() gives, and swarms of particles.
 *
 * Owns:    the heap of the program holds pixels and particles.
 * Thread:  any, one at a time.
 */

#include "lang/thing.h"

extern const struct thing_class thing_picture, thing_particles;

/** The frame of a captured picture; NULL for other values. */
const struct leat_frame *picture_of(const struct value *value);

#endif
