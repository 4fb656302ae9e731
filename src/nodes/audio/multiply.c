/* SPDX-License-Identifier: MIT */
/* multiply: the product of two signals, a b, lane by lane.  What is greater than a
 * number can be becomes the greatest there is. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/pairs.h"

static const struct leat_port ports[] = {
    {"a", LEAT_IN, LEAT_AUDIO, 0, "Signal to multiply.", NULL},
    {"b", LEAT_IN, LEAT_AUDIO, 0, "What to multiply it with.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Product.", NULL},
};

LANES_INLINE float product(float a, float b)
{
    return a * b;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    (void)state;
    pairs_run(product, block);
}

const struct leat_node_class LEVEL(leat_node_multiply) = {
    .size = sizeof(struct leat_node_class),
    .name = "multiply",
    .summary = "The product of two signals.",
    .example = "multiply(sine(440.hz), lfo(2.hz)) |> gain(-6.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .process = process,
};
