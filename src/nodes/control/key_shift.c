/* SPDX-License-Identifier: MIT */
/*
 * key_shift: by how much music has to be shifted to be in a key.
 *
 * Of the key that `chroma` tells, or its relative where the wanted one is of the other
 * mode (A minor has the notes of C major), the root goes the shortest way:
 *
 *     shift = (root - tonic + 5) mod 12 - 5, in [-5, 6] semitones
 *
 * What is told with a confidence below `threshold` changes nothing; the output goes to
 * a new shift with the time constant `glide`.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/lanes.h"

enum { KEY, CONFIDENCE };
enum { ROOT, MODE, THRESHOLD, GLIDE, N_PARAMS };
enum { NOTES = 12, KEYS = 24, THIRD = 3 };

static const struct leat_port ports[] = {
    {"key", LEAT_IN, LEAT_AUDIO, 0,
     "What music is in: C to B major are 0 to 11, C to B minor 12 to 23.", NULL},
    {"confidence", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "How sure that is; always when nothing is linked.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Semitones to shift it by.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [ROOT] = {.name = "root",
              .kind = LEAT_INTEGER,
              .max = 11.0f,
              .help = "Semitones from C to the first note of the wanted key."},
    [MODE] = {.name = "mode",
              .kind = LEAT_ENUM,
              .max = 1.0f,
              .choices = "major minor",
              .help = "What the wanted key is like."},
    [THRESHOLD] = {.name = "threshold",
                   .unit = LEAT_UNIT_FRACTION,
                   .def = 0.6f,
                   .max = 1.0f,
                   .help = "Confidence below which the shift stays as it is."},
    [GLIDE] = {.name = "glide",
               .unit = LEAT_UNIT_MS,
               .min = 1.0f,
               .def = 50.0f,
               .max = 1000.0f,
               .help = "Time in which the shift comes nearer by a factor of e."},
};

/* Of each lane. */
struct way {
    float aim, shift;
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return env->lanes * sizeof(struct way) + sizeof(float);
}

/* What is behind the ways of all lanes: log2(e) frames a millisecond, negative. */
static float *per_ms(void *state, uint32_t lanes)
{
    return (float *)((struct way *)state + lanes);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    *per_ms(state, env->lanes) = -1.44269504f * 1000.0f / (float)env->rate_hz;
}

/* The shift from a key, or what it was. */
static float aim_of(float key, float root, float mode, float before)
{
    if (!(key >= 0.0f && key < (float)KEYS))
        return before;
    const uint32_t told = (uint32_t)key, is_minor = told / NOTES;
    const uint32_t wants_minor = mode >= 0.5f;
    const uint32_t tonic = told % NOTES + (is_minor == wants_minor ? 0
                                           : wants_minor           ? NOTES - THIRD
                                                                   : THIRD);

    return (float)(((uint32_t)root + 2 * NOTES + 5 - tonic) % NOTES) - 5.0f;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct way *way = state;
    const uint32_t lanes = block->lanes;
    const bool is_told = block->in_linked >> CONFIDENCE & 1;

    for (uint32_t l = 0; l < lanes; l++) {
        float stays = 0.0f;
        for (uint32_t i = 0; i < block->nframes; i++) {
            const size_t at = (size_t)i * lanes + l;
            const float threshold = leat_value_row(block->param[THRESHOLD], i)[l];
            if (i == 0 || block->param[GLIDE].step)
                stays = math_exp2(*per_ms(state, lanes) /
                                  leat_value_row(block->param[GLIDE], i)[l]);
            if (!is_told || block->in[CONFIDENCE][at] >= threshold)
                way[l].aim = aim_of(block->in[KEY][at], block->param[ROOT].at[l],
                                    block->param[MODE].at[l], way[l].aim);
            const float shift = way[l].aim + stays * (way[l].shift - way[l].aim);
            way[l].shift = math_abs(shift) > 1e-9f ? shift : 0.0f; /* no denormal */
            block->out[0][at] = way[l].shift;
        }
    }
}

const struct leat_node_class LEVEL(leat_node_key_shift) = {
    .size = sizeof(struct leat_node_class),
    .name = "key_shift",
    .summary = "Tell by how much to shift music into a key.",
    .example = "music = saw(\"Am\") |> gain(-12.db); c = chroma(music); music |> "
               "pitch_shift(semitones: key_shift(c.key, root: 2))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
