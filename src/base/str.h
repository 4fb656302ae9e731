/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_STR_H
#define LEAT_BASE_STR_H

/**
 * Short strings: how much two names differ, the name that was probably meant, and
 * text that is cut at a character's end.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * How many letters to insert, delete, replace or swap with their neighbour to make one
 * name of the other.  Upper and lower case are the same letter.
 *
 * Units:   letters; those after the 63rd of `b` do not count.  UINT_MAX when `a` has
 *          more than 64: nobody would look for what is near it.
 * Thread:  any.
 */
unsigned str_distance(const char *a, const char *b);

/**
 * A search for the name that was probably meant.  Every "did you mean" uses it, so
 * that all follow one rule: at most 2 letters or a third of them may differ, only 1 in
 * a name shorter than 4.  Of equally near names the first one offered wins.
 *
 * Worked number: "lowpas" finds "lowpass", "pna" finds "pan", "pan" never "sin".
 */
struct str_nearest {
    const char *wanted;
    const char *best;  /* nearest name offered so far, or NULL */
    unsigned distance; /* of `best`; at first the least that is too far */
};

/** Begin a search.  `wanted` must stay where it is.  Thread: any. */
void str_nearest_init(struct str_nearest *nearest, const char *wanted);

/** Offer a name, which must live as long as `nearest->best` is used.  Thread: any. */
void str_nearest_offer(struct str_nearest *nearest, const char *name);

/** The nearest of `n` names, or NULL when none is near enough.  Thread: any. */
const char *str_nearest_of(const char *wanted, const char *const *names, size_t n);

/** Bytes of the longest beginning of `size` bytes that cuts no UTF-8 character. */
size_t str_cut(const char *text, size_t size);

/**
 * printf into `size` bytes with the closing 0; numbers as in the C locale, nan without
 * a sign; cut at a character's end when it does not fit.
 *
 * Shape:   size >= 1; returns the bytes written without the 0.
 * Thread:  any but rt.
 */
size_t str_format(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
size_t str_vformat(char *text, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/**
 * Make text fit to be shown on one line of a terminal, in place: bytes that would steer
 * it, and tabs, become blanks; bytes that are no UTF-8 become `?`.
 *
 * Thread:  any.
 */
void str_plain(char *text);

/** Whether a name is one of the words of a list, between which stands a blank; NULL is
 * an empty one. */
bool str_is_among(const char *words, const char *name);

/** At least the bytes that str_vformat() would write if it had room, without the 0. */
size_t str_vlength(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));

#endif
