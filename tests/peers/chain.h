/* SPDX-License-Identifier: MIT */
#ifndef TEST_PEERS_CHAIN_H
#define TEST_PEERS_CHAIN_H

/**
 * chain: noise through `n` gains for `seconds`, written down for other engines.
 *
 * With n = 0 each is the empty run that is taken off the others.
 */

#include <stdio.h>

void chain_for_pd(FILE *to, int n, int seconds);

void chain_for_csound(FILE *to, int n, int seconds);

/** A score for scsynth -N: all gains inside one synth. */
void chain_for_scsynth(FILE *to, int n, int seconds);

/** The same with a synth of its own for each gain. */
void chain_for_scsynth_nodes(FILE *to, int n, int seconds);

#endif
