/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_PAN_H
#define LEAT_CREATIVE_PAN_H

/**
 * Places between left and right.
 *
 * Units:   -1 is left, 0 the middle, 1 right.
 * Source:  language reference, section 4.1.
 * Thread:  any.
 */

#include <stddef.h>

/** left, center or right.  Errors: LEAT_ERR_NOT_FOUND. */
int pan_find(const char *text, size_t size, double *pan);

/** 0 is left, 0.5 the middle, 1 right: how percents are meant. */
double pan_of_fraction(double fraction);

/** Gains of equal power: left = cos(pi/4 (1 + p)), right = sin(pi/4 (1 + p)), with p
 * held in [-1, 1]; as the node `pan` has them. */
void pan_gains(double pan, double *left, double *right);

#endif
