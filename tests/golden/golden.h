/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_GOLDEN_H
#define LEAT_TESTS_GOLDEN_H

/**
 * What tools/same-bits builds with every compiler and compares: each part computes
 * something, and prints one line with its hash and its name.
 */

#include <stdint.h>

void golden_print(uint64_t hash, const char *part, const char *name);

void golden_creative(void);
void golden_math(void);
void golden_nodes(void);
void golden_piece(void);
void golden_pix(void);
void golden_program(void);

#endif
