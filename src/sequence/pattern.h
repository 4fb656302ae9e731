/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_PATTERN_H
#define LEAT_SEQUENCE_PATTERN_H

/**
 * A pattern: what each step of a track does, read from a text.
 *
 *   X        hit of velocity 1        x        hit of velocity 0.6
 *   0 to 9   hit of (n + 1) / 10      . or -   rest
 *   _        the note before goes on: no new gate, and the gate stays
 *   ?x       the hit behind it comes with a chance of one half
 *   ~x       the hit behind it strikes again half a step later
 *   (3,8)    Euclid: 3 hits `x` in 8 steps; (5,8,2) begins with step 2 of the rhythm;
 *            `?` and `~` before it are for each of its hits
 *   |        and blanks mean nothing
 *
 * Source:  reference of the instrument, section 5.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

enum { PATTERN_MAX = 256 };

enum pattern_kind { PATTERN_REST, PATTERN_HIT, PATTERN_HOLD };

struct pattern_step {
    uint16_t kind;
    uint16_t twice; /* strikes again half a step later */
    float velocity; /* of a hit, (0, 1] */
    float chance;   /* of a hit: 1 or 0.5 */
};

struct pattern {
    uint32_t n; /* [1, PATTERN_MAX] */
    struct pattern_step step[PATTERN_MAX];
};

/**
 * Read a pattern.
 *
 * Errors:  LEAT_ERR_INVALID (E403) for what is no pattern, LEAT_ERR_RANGE (E502) for
 *          more than 256 steps; `out` is then as it was.  A finding has the column.
 * Thread:  any.
 */
int pattern_read(const char *text, size_t size, struct pattern *out,
                 struct leat_diag *diag);

#endif
