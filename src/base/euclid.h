/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_EUCLID_H
#define LEAT_BASE_EUCLID_H

/**
 * Euclid's rhythms: k hits in n steps, as evenly as they go.
 *
 * Worked number: (3, 8) is x..x..x. and (5, 8) is x.xx.xx.
 * Source:  E. Bjorklund, "The Theory of Rep-Rate Pattern Generation in the SNS Timing
 *          System", 2003; G. Toussaint, "The Euclidean Algorithm Generates Traditional
 *          Musical Rhythms", 2005.
 */

#include <stdbool.h>
#include <stdint.h>

enum { EUCLID_MAX = 256 };

/**
 * Write which of `steps` steps are hits, beginning with step `rotation` of the rhythm:
 * (3, 8) from 2 on is .x..x.x.
 *
 * Shape:   steps in [1, 256], hits in [0, steps]; any rotation, also below 0.
 * Thread:  any.
 */
void euclid_write(uint32_t hits, uint32_t steps, int32_t rotation, bool *is_hit);

#endif
