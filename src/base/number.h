/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_NUMBER_H
#define LEAT_BASE_NUMBER_H

/**
 * Numbers as text, without locale, and correct to the last bit: what is read is the
 * double nearest to what was written, and what is printed is the shortest text that
 * reads back as the same number.
 */

#include <stddef.h>
#include <stdint.h>

enum { NUMBER_SIZE = 32 }; /* bytes that any printed number fits in, with its 0 */

/**
 * Read the number that `text` begins with.
 *
 * Shape:   [+-] digits [. digits] [e [+-] digits], 0x hex digits or 0b binary digits;
 *          a dot or an e counts only when a digit follows, so "250.ms" begins with 250;
 *          a number may begin with its dot.  Beyond the greatest double: infinity.
 * Errors:  returns the bytes read, or 0 when there is no number.
 * Thread:  any.
 */
size_t number_read(const char *text, size_t size, double *value);

/** Read a text that is a number and nothing else.  Errors: LEAT_ERR_INVALID. */
int number_parse(const char *text, double *value);

/**
 * Print the shortest digits that read back as the same double ("0.1", "-3", "1e-7",
 * "inf", "nan"); exponents below -6 and from 21 up.  Returns bytes without the 0.
 * Thread:  any.
 */
size_t number_print(char text[NUMBER_SIZE], double value);

/** As number_print(), the shortest digits that read back as the same float. */
size_t number_print_float(char text[NUMBER_SIZE], float value);

#endif
