/* SPDX-License-Identifier: MIT */
/*
 * tune: by how much a voice has to be shifted to sing the notes of a scale.
 *
 * With note = 69 + 12 log2(hz / 440), where the confidence is `threshold` and more,
 *
 *     shift = amount (the nearest note of the scale - note), in [-1, 1] semitones
 *
 * and 0 where it is less; the output goes there with the time constant `glide`.  Hertz
 * and confidence are those of `pitch`, and pitch_shift is where the shift goes to.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/quantizer.h"

enum { HZ, CONFIDENCE };
enum { AMOUNT, SCALE, ROOT, THRESHOLD, GLIDE, N_PARAMS };

static const struct leat_port ports[] = {
    {"hz", LEAT_IN, LEAT_AUDIO, 0, "Frequency of a voice in hertz; 0 when it has none.",
     NULL},
    {"confidence", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "How sure that is; always when nothing is linked.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Semitones to shift it by.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [AMOUNT] = {.name = "amount",
                .aliases = "tune",
                .unit = LEAT_UNIT_FRACTION,
                .def = 1.0f,
                .max = 1.0f,
                .help = "How much of the way to the note is gone."},
    [SCALE] = {.name = "scale",
               .kind = LEAT_ENUM,
               .max = QUANTIZER_SCALES - 1,
               .choices = QUANTIZER_CHOICES,
               .help = "Notes that are in tune."},
    [ROOT] = {.name = "root",
              .aliases = "key",
              .kind = LEAT_INTEGER,
              .max = 11.0f,
              .help = "Semitones from C to the first note of the scale."},
    [THRESHOLD] = {.name = "threshold",
                   .unit = LEAT_UNIT_FRACTION,
                   .def = 0.8f,
                   .max = 1.0f,
                   .help = "Confidence below which nothing is shifted."},
    [GLIDE] = {.name = "glide",
               .unit = LEAT_UNIT_MS,
               .min = 1.0f,
               .def = 50.0f,
               .max = 1000.0f,
               .help = "Time in which the shift comes nearer by a factor of e."},
};

struct tuner {
    float per_ms; /* log2(e) frames a millisecond, negative and inverse */
    struct quantizer quantizer;
    float shift[]; /* of each lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct tuner) + env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct tuner *t = state;

    (void)settings;
    t->per_ms = -1.44269504f * 1000.0f / (float)env->rate_hz;
    quantizer_init(&t->quantizer);
}

/* Where the shift of a lane goes to. */
static float wanted(const struct tuner *t, const struct leat_block *block, uint32_t i,
                    uint32_t l)
{
    const size_t at = (size_t)i * block->lanes + l;
    const bool sure =
        !(block->in_linked >> CONFIDENCE & 1) ||
        block->in[CONFIDENCE][at] >= leat_value_row(block->param[THRESHOLD], i)[l];
    const float hz = block->in[HZ][at];

    if (!sure || !(hz > 1.0f))
        return 0.0f;
    const float *near = t->quantizer.near[(uint32_t)block->param[SCALE].at[l]];
    const float note = math_hz_to_note(math_min(hz, 1e6f));
    const float way = quantizer_nearest(near, note, block->param[ROOT].at[l]) - note;

    return math_clamp(leat_value_row(block->param[AMOUNT], i)[l] * way, -1.0f, 1.0f);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct tuner *t = state;
    const uint32_t lanes = block->lanes;

    for (uint32_t l = 0; l < lanes; l++) {
        float shift = t->shift[l], stays = 0.0f;
        for (uint32_t i = 0; i < block->nframes; i++) {
            const float aim = wanted(t, block, i, l);
            if (i == 0 || block->param[GLIDE].step)
                stays =
                    math_exp2(t->per_ms / leat_value_row(block->param[GLIDE], i)[l]);
            shift = aim + stays * (shift - aim);
            shift = math_abs(shift) > 1e-9f ? shift : 0.0f; /* no denormal number */
            block->out[0][(size_t)i * lanes + l] = shift;
        }
        t->shift[l] = shift;
    }
}

const struct leat_node_class LEVEL(leat_node_tune) = {
    .size = sizeof(struct leat_node_class),
    .name = "tune",
    .summary = "Tell by how much to shift a voice into tune.",
    .example = "voice = saw(225.hz) |> gain(-6.db); voice |> pitch_shift(semitones: "
               "tune(pitch(voice)))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
