/* SPDX-License-Identifier: MIT */
/*
 * noise: white, pink or brown noise.
 *
 * White is even in [-1, 1]; pink and brown have an RMS of 0.2, so that their peaks
 * seldom pass 1.  The mathematics are those of dsp/noise.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/random.h"
#include "dsp/lanes.h"
#include "dsp/noise.h"
#include "dsp/sounding.h"

enum { COLOR, AMPLITUDE, DURATION, N_PARAMS };
static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Noise, different in each lane.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [COLOR] = {.name = "color",
               .kind = LEAT_ENUM,
               .max = 2.0f,
               .choices = "white pink brown",
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "White is even, pink falls 3 dB an octave, brown 6 dB."},
    [AMPLITUDE] = {.name = "amplitude",
                   .aliases = "amp",
                   .def = 1.0f,
                   .max = 16.0f,
                   .help = "Factor; 1 keeps white within full scale."},
    [DURATION] = SOUNDING_PARAM,
};

union cell {
    uint32_t word;
    float y;
};
enum {
    WORDS = NOISE_WORDS,
    ROWS = WORDS + NOISE_POLES
}; /* what a lane remembers: generator, poles */

struct noise {
    struct sounding sounding;
    uint32_t color;
    float keep, add;  /* brown: its pole and weight */
    union cell row[]; /* ROWS rows of one cell per lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct noise) + (size_t)env->lanes * ROWS * sizeof(union cell);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct noise *noise = state;

    sounding_init(&noise->sounding, env, settings->number[DURATION]);
    noise->color = (uint32_t)settings->number[COLOR];
    noise->keep = noise_brown_pole((float)env->rate_hz);
    noise->add = noise_brown_weight(noise->keep);
    for (uint32_t l = 0; l < env->lanes; l++) {
        const uint64_t seed = random_lane_seed(env->seed, env->first_lane + l);
        for (uint32_t k = 0; k < WORDS; k++)
            noise->row[k * env->lanes + l].word = (uint32_t)random_bits(seed, k);
    }
}

LANES_INLINE void generate(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width, uint32_t color)
{
    struct noise *noise = state;
    const struct leat_value amplitude = block->param[AMPLITUDE];
    const uint32_t lanes = block->lanes;
    const float keep = noise->keep, add = noise->add;
    union cell *row = noise->row + first, *poles = row + (size_t)WORDS * lanes;
    float *out = block->out[0] + first;
    uint32_t word[WORDS][LANES_MAX];
    float y[NOISE_POLES][LANES_MAX], x[LANES_MAX];

    for (uint32_t l = 0; l < width; l++) {
        for (uint32_t k = 0; k < WORDS; k++)
            word[k][l] = row[k * lanes + l].word;
        for (uint32_t k = 0; k < NOISE_POLES; k++)
            y[k][l] = poles[k * lanes + l].y;
    }
    for (uint32_t i = 0; i < block->nframes; i++, out += lanes) {
        const float *factor = leat_value_row(amplitude, i) + first;
        noise_draw(word, x, width);
        noise_color(y, x, keep, add, color, width);
        for (uint32_t l = 0; l < width; l++)
            out[l] = factor[l] * x[l];
    }
    for (uint32_t l = 0; l < width; l++) {
        for (uint32_t k = 0; k < WORDS; k++)
            row[k * lanes + l].word = word[k][l];
        for (uint32_t k = 0; k < NOISE_POLES; k++)
            poles[k * lanes + l].y = y[k][l];
    }
}

LANES_INLINE void white(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    generate(state, block, first, width, NOISE_WHITE);
}

LANES_INLINE void pink(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    generate(state, block, first, width, NOISE_PINK);
}

LANES_INLINE void brown(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    generate(state, block, first, width, NOISE_BROWN);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct noise *noise = state;

    if (noise->color == NOISE_WHITE)
        lanes_run(white, state, block);
    else if (noise->color == NOISE_PINK)
        lanes_run(pink, state, block);
    else
        lanes_run(brown, state, block);
    sounding_end(&noise->sounding, block);
}

const struct leat_node_class LEVEL(leat_node_noise) = {
    .size = sizeof(struct leat_node_class),
    .name = "noise",
    .summary = "White, pink or brown noise.",
    .example = "noise(color: pink) |> gain(-12.db)",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
