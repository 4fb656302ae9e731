/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_TURTLE_H
#define LEAT_CREATIVE_TURTLE_H

/**
 * Turtles: a text of symbols as the lines of a plant.
 *
 * F and G draw a step forward, f goes one without drawing, + and - turn to the left and
 * to the right, | turns round, [ remembers where it stands and ] goes back there; all
 * other symbols mean nothing.  It begins at (0, 0) and looks up, which is -y.
 *
 * Units:   steps and radians.
 * Source:  P. Prusinkiewicz and A. Lindenmayer, "The Algorithmic Beauty of Plants",
 *          1990, section 1.3.
 * Thread:  any.
 */

#include <stddef.h>
#include <stdint.h>

enum { TURTLE_BRACKETS_MAX = 256, TURTLE_LINES_MAX = 20000 };

struct turtle_line {
    double x1, y1, x2, y2;
    uint32_t depth; /* brackets around it */
};

/**
 * Walk.  Returns how many lines there are, of which the first `room` are written.
 *
 * Errors:  LEAT_ERR_LIMIT: brackets are too deep, or not paired.
 */
int turtle_walk(const char *text, size_t size, double angle, struct turtle_line *line,
                size_t room);

#endif
