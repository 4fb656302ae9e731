/* SPDX-License-Identifier: MIT */
/* turtle: where it stands, what it looks at, and where it will come back to. */
#include "creative/turtle.h"

#include <leat/err.h>

#include "base/math_d.h"

static const double HALF_TURN = 3.14159265358979323846; /* radians */

struct stand {
    double x, y, heading;
};

int turtle_walk(const char *text, size_t size, double angle, struct turtle_line *line,
                size_t room)
{
    struct stand stack[TURTLE_BRACKETS_MAX], at = {0.0, 0.0, HALF_TURN / 2.0};
    uint32_t depth = 0;
    int n = 0;

    for (size_t i = 0; i < size; i++) {
        const struct stand from = at;
        switch (text[i]) {
        case 'F':
        case 'G':
        case 'f':
            at.x += math_cos_d(at.heading);
            at.y -= math_sin_d(at.heading);
            if (text[i] == 'f')
                break;
            if ((size_t)n < room)
                line[n] = (struct turtle_line){from.x, from.y, at.x, at.y, depth};
            n++;
            break;
        case '+':
            at.heading += angle;
            break;
        case '-':
            at.heading -= angle;
            break;
        case '|':
            at.heading += HALF_TURN;
            break;
        case '[':
            if (depth == TURTLE_BRACKETS_MAX)
                return LEAT_ERR_LIMIT;
            stack[depth++] = at;
            break;
        case ']':
            if (depth == 0)
                return LEAT_ERR_LIMIT;
            at = stack[--depth];
            break;
        default:
            break;
        }
    }
    return n;
}
