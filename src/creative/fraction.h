/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_FRACTION_H
#define LEAT_CREATIVE_FRACTION_H

/**
 * Parts of a whole, and what a bare number for one means.
 *
 * Source:  language reference, section 4: range rule and fraction rule.
 * Thread:  any.
 */

enum fraction_reading {
    FRACTION_PLAIN,   /* in [0, 1]: itself */
    FRACTION_PERCENT, /* in (1, 100]: percent, W402 */
    FRACTION_CLAMPED, /* outside: the nearer end, W401 */
    FRACTION_NONE,    /* infinite or no number: the default, W403 */
};

/** What a bare number means for a parameter from 0 to 1.  Worked numbers: 85 is 0.85,
 * 850 is 1.  `otherwise` is the default. */
static inline double fraction_read(double number, double otherwise,
                                   enum fraction_reading *reading)
{
    *reading = number - number != 0.0           ? FRACTION_NONE
               : number < 0.0 || number > 100.0 ? FRACTION_CLAMPED
               : number > 1.0                   ? FRACTION_PERCENT
                                                : FRACTION_PLAIN;
    switch (*reading) {
    case FRACTION_PERCENT:
        return number / 100.0;
    case FRACTION_CLAMPED:
        return number < 0.0 ? 0.0 : 1.0;
    case FRACTION_NONE:
        return otherwise;
    case FRACTION_PLAIN:
        break;
    }
    return number;
}

#endif
