/* SPDX-License-Identifier: MIT */
/* divide: a signal divided by another, a / b, lane by lane: 0 where b is 0.  What is
 * greater than a number can be becomes the greatest there is. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/pairs.h"

static const struct leat_port ports[] = {
    {"a", LEAT_IN, LEAT_AUDIO, 0, "Signal to divide.", NULL},
    {"b", LEAT_IN, LEAT_AUDIO, 0, "What to divide it by.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Quotient; 0 where the divisor is 0.", NULL},
};

LANES_INLINE float quotient(float a, float b)
{
    const bool is_zero = b == 0.0f;

    return lanes_pick(is_zero, 0.0f, a / lanes_pick(is_zero, 1.0f, b));
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    (void)state;
    pairs_run(quotient, block);
}

const struct leat_node_class LEVEL(leat_node_divide) = {
    .size = sizeof(struct leat_node_class),
    .name = "divide",
    .summary = "A signal divided by another.",
    .example = "divide(sine(440.hz), offset(lfo(2.hz), amount: 3))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .process = process,
};
