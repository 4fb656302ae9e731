/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_EFFECT_H
#define LEAT_LANG_EFFECT_H

/**
 * Effects and sources as things: what `Reverb.new()` and `EffectsChain.new()` give.
 *
 * Such a thing keeps settings and makes a node wherever it is used.  What it has made
 * for good, at the top level, it sets later, too; around such nodes it leads the sound
 * when it is bypassed.
 *
 * Source:  language reference, section 8.1.
 * Thread:  any, one at a time.
 */

#include "lang/thing.h"

enum { EFFECT_ROWS_MAX = 16 }; /* bands or taps */

/** Something of a class; the arguments are as in a call of it. */
struct value effect_new(struct eval *e, const char *class, const char *name,
                        const struct argument *argument, uint32_t n, struct span span);

/** Send a sound through an effect.  Errors: poison, reported. */
struct value effect_process(struct eval *e, struct value effect, struct value in,
                            struct span span);

/** An empty chain of effects. */
struct value effects_new(struct eval *e);
/** Append an effect, a chain or a thing.  Errors: false after E306. */
bool effects_add(struct eval *e, struct value effects, const struct argument *effect);

extern const struct thing_class effect_class, effects_class, oscillator_class;

#endif
