/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_CHANNELS_H
#define LEAT_GRAPH_CHANNELS_H

/** Channel maps between streams.  Thread: control. */

#include <stdbool.h>
#include <stdint.h>

/**
 * The matrix from one labelled layout to another, by ITU-R BS.775: centre and surrounds
 * fold into left and right at -3 dB, the low-frequency channel is left out.
 *
 * Shape:   matrix[out * in_channels + in], channels in the order of their mask bits.
 * Errors:  returns false when the layouts cannot be mapped.
 * Source:  ITU-R BS.775-3, annex 4.
 */
bool channels_map_layout(float *matrix, uint32_t in_mask, uint32_t out_mask);

/** The usual mask for so many channels (1 mono, 2 stereo, 6 is 5.1, 8 is 7.1); 0: none.
 */
uint32_t channels_default_mask(uint32_t channels);

uint32_t channels_count(uint32_t mask);

/** `n` lanes of an array panned evenly from the first to the last of `channels`
 * outputs, gain 1 / sqrt(n), equal power between neighbours. */
void channels_pan_array(float *matrix, uint32_t n, uint32_t channels);

#endif
