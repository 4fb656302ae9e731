/* SPDX-License-Identifier: MIT */
/*
 * noise: white, pink or brown noise.
 *
 * White w is uniform in [-1, 1], from the xoshiro128+ generator, whose period is
 * 2^128 - 1.  Pink (-3 dB an octave) adds one-pole filters whose poles lie a factor of
 * 4 apart,
 *
 *     y_k = p_k * y_k + b_k * w       out = d * w + sum of y_k
 *
 * with b_k and d fitted so that the power is 1 / f within 0.25 dB from 1/10000 to 0.46
 * of the rate, at any rate.  Brown (-6 dB an octave above 10 Hz) is
 * one such filter and a zero that keeps it falling up to half the rate.
 * Pink and brown have an RMS of 0.2, so that their peaks seldom pass 1.
 *
 * Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators".
 */
#include <math.h>

#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "base/random.h"
#include "dsp/lanes.h"
#include "dsp/sounding.h"

enum { COLOR, AMPLITUDE, DURATION, N_PARAMS };
enum { WHITE, PINK, BROWN };
enum { POLES = 8 };

static const float pole[POLES] = {0.142589209f, 0.614499686f, 0.885381445f,
                                  0.970024278f, 0.992420327f, 0.998099672f,
                                  0.999524579f, 0.999881124f};
static const float weight[POLES] = {0.132329561f,   0.0456117045f,  0.0286714028f,
                                    0.0137432231f,  0.00717924861f, 0.00352196571f,
                                    0.00202317094f, 0.00139475674f};
static const float DIRECT = -0.0636639621f;
static const float ZERO = 0.165f; /* of brown */

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
enum { WORDS = 4, ROWS = WORDS + POLES }; /* what a lane remembers: generator, poles */

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
    const float octaves = 90.6472028f / (float)env->rate_hz; /* 2 pi 10 Hz log2(e) */

    sounding_init(&noise->sounding, env, settings->number[DURATION]);
    noise->color = (uint32_t)settings->number[COLOR];
    noise->keep = math_exp2(-octaves);
    noise->add = 0.346410162f / (1.0f + ZERO) *
                 sqrtf((1.0f - noise->keep) * (1.0f + noise->keep));
    for (uint32_t l = 0; l < env->lanes; l++) {
        const uint64_t seed = random_lane_seed(env->seed, l);
        for (uint32_t k = 0; k < WORDS; k++)
            noise->row[k * env->lanes + l].word = (uint32_t)random_bits(seed, k);
    }
}

/* The next white number of each lane. */
LANES_INLINE void draw(uint32_t word[WORDS][LANES_MAX], float *white, uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        const uint32_t a = word[0][l], b = word[1][l];
        const uint32_t c = word[2][l] ^ a, d = word[3][l] ^ b;

        white[l] = (float)(int32_t)(a + word[3][l]) * 0x1p-31f;
        word[0][l] = a ^ d;
        word[1][l] = b ^ c;
        word[2][l] = c ^ b << 9;
        word[3][l] = d << 11 | d >> 21;
    }
}

/* Color what was drawn. */
LANES_INLINE void filter(float y[POLES][LANES_MAX], float *x, float keep, float add,
                         uint32_t color, uint32_t width)
{
    for (uint32_t l = 0; l < width && color == BROWN; l++) {
        y[0][l] = keep * y[0][l] + add * (x[l] + ZERO * y[1][l]);
        y[1][l] = x[l];
        x[l] = y[0][l];
    }
    for (uint32_t l = 0; l < width && color == PINK; l++) {
        float sum = DIRECT * x[l];
        for (int k = 0; k < POLES; k++) {
            y[k][l] = pole[k] * y[k][l] + weight[k] * x[l];
            sum += y[k][l];
        }
        x[l] = sum;
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
    float y[POLES][LANES_MAX], x[LANES_MAX];

    for (uint32_t l = 0; l < width; l++) {
        for (uint32_t k = 0; k < WORDS; k++)
            word[k][l] = row[k * lanes + l].word;
        for (uint32_t k = 0; k < POLES; k++)
            y[k][l] = poles[k * lanes + l].y;
    }
    for (uint32_t i = 0; i < block->nframes; i++, out += lanes) {
        const float *factor = leat_value_row(amplitude, i) + first;
        draw(word, x, width);
        filter(y, x, keep, add, color, width);
        for (uint32_t l = 0; l < width; l++)
            out[l] = factor[l] * x[l];
    }
    for (uint32_t l = 0; l < width; l++) {
        for (uint32_t k = 0; k < WORDS; k++)
            row[k * lanes + l].word = word[k][l];
        for (uint32_t k = 0; k < POLES; k++)
            poles[k * lanes + l].y = y[k][l];
    }
}

LANES_INLINE void white(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    generate(state, block, first, width, WHITE);
}

LANES_INLINE void pink(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    generate(state, block, first, width, PINK);
}

LANES_INLINE void brown(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    generate(state, block, first, width, BROWN);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct noise *noise = state;

    if (noise->color == WHITE)
        lanes_run(white, state, block);
    else if (noise->color == PINK)
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
