/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_OSC_PATTERN_H
#define LEAT_NET_OSC_PATTERN_H

/**
 * Addresses of OSC, and patterns that mean several of them.
 *
 * An address is `/` and a name, once or more.  A name is one or more printable ASCII
 * letters other than blank # * , / ? [ ] { }.  In a pattern stand for letters of a
 * name:
 *
 *     ?        any one            [a-cx]  one of these      {a,bc,}  one of these
 * texts,
 *     *        any, also none     [!a-c]  one of no these            which may be empty
 *     //       one `/`, or that and any names below it: //gain is every gain, at
 *              any depth, /a//b is /a/b, /a/x/b, /a/x/y/b (OSC 1.1)
 *
 * Brackets and braces hold letters only, never each other or `/`.  A `-` is itself at
 * the end of a set and at its begin, and a `!` where it is not first.
 *
 * Time:    at most (bytes of the pattern) * (bytes of the address + 1) steps, whatever
 *          the pattern: instead of trying one way and going back, all places of the
 *          address that a beginning of the pattern may reach are carried along.
 * Thread:  any.
 */

#include <stdbool.h>

enum {
    OSC_ADDRESS_MAX = 255,  /* bytes of an address, without its 0 */
    OSC_PATTERN_MAX = 1023, /* bytes of a pattern */
};

/**
 * Tell an address from a pattern and from what is neither.
 *
 * Shape:   returns 0 for an address, 1 for a pattern.
 * Errors:  LEAT_ERR_INVALID (neither), LEAT_ERR_LIMIT (too long).
 */
int osc_pattern_check(const char *pattern);

/**
 * Whether a pattern means an address; a malformed or too long one means none.
 *
 * Shape:   any text as the pattern; of the address osc_pattern_check() says 0.
 */
bool osc_pattern_match(const char *pattern, const char *address);

#endif
