/* SPDX-License-Identifier: MIT */
/*
 * range: maps one range to another.
 *
 *     t = (x - in_min) / (in_max - in_min), held in [0, 1] unless `clamp` is off
 *     linear  out_min + (out_max - out_min) * t
 *     exp     out_min * (out_max / out_min)^t
 *     log     out_min + (out_max - out_min) * log2(1 + 1023 * t) / 10
 *
 * exp makes equal steps equal ratios, as pitch and loudness want it; between bounds of
 * which one is not above 0 it is 2^(10 * t), moved and stretched to them: the inverse
 * bend of log.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/lanes.h"

enum { IN_MIN, IN_MAX, OUT_MIN, OUT_MAX, CURVE, CLAMP, N_PARAMS };
enum { LINEAR, EXP, LOG };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal within the first range.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Signal within the second range.",
     NULL},
};

#define BOUND(word, at, text)                                                          \
    {                                                                                  \
        .name = word, .min = -1000000.0f, .def = at, .max = 1000000.0f, .help = text   \
    }

static const struct leat_param params[N_PARAMS] = {
    [IN_MIN] = BOUND("in_min", -1.0f, "Value that becomes out_min."),
    [IN_MAX] = BOUND("in_max", 1.0f, "Value that becomes out_max."),
    [OUT_MIN] = BOUND("out_min", 0.0f, "What in_min becomes."),
    [OUT_MAX] = BOUND("out_max", 1.0f, "What in_max becomes."),
    [CURVE] = {.name = "curve",
               .kind = LEAT_ENUM,
               .max = LOG,
               .choices = "linear exp log",
               .help = "Straight, equal ratios, or their inverse."},
    [CLAMP] = {.name = "clamp",
               .kind = LEAT_BOOL,
               .def = 1.0f,
               .max = 1.0f,
               .help = "Values outside the first range count as its ends."},
};

static const float FAR = 1e9f; /* no value is farther from 0 */

LANES_INLINE float bend(float t, float low, float high, float curve)
{
    const bool ratios = low > 0.0f && high > 0.0f;
    const float inside = math_clamp(t, 0.0f, 1.0f);

    if (curve == LOG)
        return low + (high - low) * math_log2(1.0f + 1023.0f * inside) * 0.1f;
    if (ratios)
        return low * math_exp2(t * (math_log2(high) - math_log2(low)));
    return low + (high - low) * (math_exp2(10.0f * inside) - 1.0f) / 1023.0f;
}

LANES_INLINE void map(void *state, const struct leat_block *block, uint32_t first,
                      uint32_t width)
{
    const uint32_t lanes = block->lanes;
    const float *curve = block->param[CURVE].at + first;
    const float *clamp = block->param[CLAMP].at + first;
    const float *in = block->in[0] + first, *row[N_PARAMS];
    float *out = block->out[0] + first;
    bool straight = true;

    (void)state;
    for (uint32_t l = 0; l < width; l++)
        straight = straight && curve[l] == LINEAR;
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        for (int p = IN_MIN; p <= OUT_MAX; p++)
            row[p] = leat_value_row(block->param[p], i) + first;
        for (uint32_t l = 0; l < width; l++) {
            const float wide = row[IN_MAX][l] - row[IN_MIN][l];
            const float low = row[OUT_MIN][l], high = row[OUT_MAX][l];
            const float t =
                math_clamp((in[l] - row[IN_MIN][l]) / (wide == 0.0f ? 1e30f : wide),
                           -1e12f, 1e12f);
            const float held = clamp[l] > 0.0f ? math_clamp(t, 0.0f, 1.0f) : t;
            const float y = straight || curve[l] == LINEAR
                                ? low + (high - low) * held
                                : bend(held, low, high, curve[l]);
            out[l] = math_clamp(y, -FAR, FAR);
        }
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(map, state, block);
}

const struct leat_node_class LEVEL(leat_node_range) = {
    .size = sizeof(struct leat_node_class),
    .name = "range",
    .aliases = "remap",
    .summary = "Maps one range to another.",
    .example = "sine(frequency: range(lfo(1.hz), out_min: 200, out_max: 800, curve: "
               "\"exp\"))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
};
