/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_MARKOV_H
#define LEAT_CREATIVE_MARKOV_H

/**
 * One step of a Markov chain: which state comes next is drawn by weights that depend on
 * the present one alone.
 *
 * Thread:  any.
 */

#include <stddef.h>

/**
 * Draw the next state by a number in [0, 1) and the row of weights of the present one.
 *
 * Shape:   weights of 0 or more, of which state i gets the part weight[i] / sum; they
 *          need not sum to 1.
 * Errors:  returns the state, or LEAT_ERR_RANGE when a weight is below 0 or no number,
 *          or all are 0.
 */
int markov_step(const double *weight, size_t n, double unit);

#endif
