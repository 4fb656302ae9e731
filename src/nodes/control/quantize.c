/* SPDX-License-Identifier: MIT */
/*
 * quantize: moves a pitch to the nearest note of a scale.
 *
 * A pitch is a MIDI note number, whole or not, or a frequency in hertz, note = 69 +
 * 12 * log2(hz / 440); what goes in as one comes out as the same.  Half way between two
 * notes the lower one is taken.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/quantizer.h"

enum { SCALE, ROOT, UNIT, N_PARAMS };
enum { MIDI, HZ };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Pitch, as `unit` says.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Pitch of the nearest note, in the same unit.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SCALE] = {.name = "scale",
               .kind = LEAT_ENUM,
               .def = 1.0f,
               .max = QUANTIZER_SCALES - 1,
               .choices = QUANTIZER_CHOICES,
               .help = "Notes that may come out."},
    [ROOT] = {.name = "root",
              .aliases = "key",
              .kind = LEAT_INTEGER,
              .max = 11.0f,
              .help = "Semitones from C to the first note of the scale."},
    [UNIT] = {.name = "unit",
              .kind = LEAT_ENUM,
              .max = HZ,
              .choices = "midi hz",
              .help = "What goes in and comes out: note numbers or frequencies."},
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct quantizer);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    quantizer_init(state);
}

LANES_INLINE void round_lanes(void *state, const struct leat_block *block,
                              uint32_t first, uint32_t width)
{
    const uint32_t lanes = block->lanes;
    const float *root = block->param[ROOT].at + first;
    const float *unit = block->param[UNIT].at + first;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first;
    const struct quantizer *q = state;
    const float *near[LANES_MAX];

    for (uint32_t l = 0; l < width; l++)
        near[l] = q->near[(uint32_t)block->param[SCALE].at[first + l]];
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes)
        for (uint32_t l = 0; l < width; l++) {
            const float note = unit[l] == HZ
                                   ? math_hz_to_note(math_clamp(in[l], 1e-3f, 1e6f))
                                   : math_clamp(in[l], -1000.0f, 1000.0f);
            const float y = quantizer_nearest(near[l], note, root[l]);
            out[l] = unit[l] == HZ ? math_note_to_hz(y) : y;
        }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(round_lanes, state, block);
}

const struct leat_node_class LEVEL(leat_node_quantize) = {
    .size = sizeof(struct leat_node_class),
    .name = "quantize",
    .aliases = "quantise",
    .summary = "Moves a pitch to the nearest note of a scale.",
    .example = "sine(frequency: quantize(lfo(0.5.hz, depth: 200, offset: 400), scale: "
               "minor, unit: hz))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
