/* SPDX-License-Identifier: MIT */
/*
 * spread: width for a sound of one channel, which the sum of both sides does not hear.
 *
 * With phi = 2 pi movement t, m = 0.3 ms / max(1, movement) and the input's mean M,
 *
 *     A = lowpass(8 kHz, allpass_a(M, size * 1 ms + m sin phi later))
 *     B = highpass(100 Hz, allpass_b(M, size * 2 ms - m sin phi later))
 *     side = 0.7 width (A - B)        c = 1 / sqrt(1 + (0.7 width)^2)
 *     left = c (M + side)             right = c (M - side)
 *
 * so that left + right = 2 c M whatever moves.  Each allpass is two of dsp/schroeder.h,
 * of d = 113 and 337 frames at 48 kHz, or 149 and 293.  Between two frames a cubic
 * through the four nearest is read (Lagrange).  No delay is shorter than 1 frame.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/bound.h"
#include "dsp/lagrange.h"
#include "dsp/schroeder.h"
#include "dsp/svf.h"

enum { WIDTH, MOVEMENT, SIZE, N_PARAMS };
enum { LEFT, RIGHT, SIDES };
enum { SECTIONS = 2, MARGIN = 4 };

static const float SIZE_MAX_FACTOR = 10.0f, SWAY_S = 0.0003f, BUTTERWORTH = 1.41421356f;

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound; of several channels their mean.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Left and right.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [WIDTH] = {.name = "width",
               .unit = LEAT_UNIT_FRACTION,
               .def = 0.8f,
               .max = 2.0f,
               .help = "How wide; 0 is the sound itself on both sides."},
    [MOVEMENT] = {.name = "movement",
                  .aliases = "rate",
                  .unit = LEAT_UNIT_HZ,
                  .def = 1.0f,
                  .max = 10.0f,
                  .help = "How often the sides move about."},
    [SIZE] = {.name = "size",
              .def = 1.0f,
              .max = 10.0f,
              .help = "Of the room: times 1 and 2 ms by which the sides are later."},
};

/* One side: what makes A, or B. */
struct side {
    struct schroeder pass[SECTIONS];
    float s1, s2; /* of its filter */
    struct svf_tuning tuning;
    struct svf_step step;
};

struct spread {
    float rate_hz;
    double per_hz;
    uint64_t phase;
    uint32_t past, at; /* frames of M that are kept; place of the newest */
    struct side side[SIDES];
    float memory[]; /* M, then of each allpass */
};

static uint32_t past_frames(const struct leat_env *env)
{
    const double longest_s = 0.002 * (double)SIZE_MAX_FACTOR + (double)SWAY_S;

    return (uint32_t)(longest_s * env->rate_hz) + MARGIN;
}

static uint32_t pass_frames(const struct leat_env *env, uint32_t side, uint32_t section)
{
    static const uint16_t at_48k[SIDES][SECTIONS] = {{113, 337}, {149, 293}};

    return (uint32_t)(at_48k[side][section] * env->rate_hz / 48000.0 + 0.5);
}

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = 1;
    env->out_lanes[0] = SIDES;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    size_t floats = past_frames(env);

    (void)settings;
    for (uint32_t k = 0; k < SIDES * SECTIONS; k++)
        floats += pass_frames(env, k / SECTIONS, k % SECTIONS);
    return sizeof(struct spread) + floats * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct spread *s = state;
    uint32_t first;

    (void)settings;
    s->rate_hz = (float)env->rate_hz;
    s->per_hz = 0x1p64 / env->rate_hz;
    s->past = first = past_frames(env);
    for (uint32_t side = 0; side < SIDES; side++) {
        for (uint32_t k = 0; k < SECTIONS; k++) {
            s->side[side].pass[k] =
                (struct schroeder){pass_frames(env, side, k), first, 0};
            first += s->side[side].pass[k].frames;
        }
        svf_tune(&s->side[side].tuning, 0, side == LEFT ? 8000.0f : 100.0f, BUTTERWORTH,
                 s->rate_hz);
        svf_find_step(&s->side[side].step, &s->side[side].tuning, 1);
    }
}

/* M some frames ago, the newest being 0 frames old. */
static float read_past(const struct spread *s, float frames)
{
    const float late = math_clamp(frames, 1.0f, (float)(s->past - 3));
    const uint32_t whole = (uint32_t)late;
    uint32_t at = s->at + 1 + (s->at + 1 < whole ? s->past : 0) - whole;
    float x[4];

    for (uint32_t k = 0; k < 4; k++) { /* x[0] is one frame later than wanted */
        at = at < s->past ? at : at - s->past;
        x[k] = s->memory[at];
        at = at ? at - 1 : s->past - 1;
    }
    return lagrange(x, late - (float)whole);
}

static float play_side(struct spread *s, uint32_t k, float frames)
{
    struct side *side = &s->side[k];
    float x = read_past(s, frames), y;

    for (uint32_t n = 0; n < SECTIONS; n++)
        x = schroeder_pass(&side->pass[n], s->memory, x);
    svf_pass(&y, &x, &side->s1, &side->s2, &side->step, &side->tuning, 0, 1,
             k == LEFT ? SVF_LOW : SVF_HIGH);
    return y;
}

static float mean(const float *in, uint32_t lanes)
{
    float sum = 0.0f;

    for (uint32_t l = 0; l < lanes; l++)
        sum += in[l];
    return lanes ? bound(sum / (float)lanes) : 0.0f;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct spread *s = state;
    const uint32_t lanes = block->in_lanes[0];

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float width = leat_value_row(block->param[WIDTH], i)[0];
        const float movement = leat_value_row(block->param[MOVEMENT], i)[0];
        const float ms = leat_value_row(block->param[SIZE], i)[0] * 0.001f * s->rate_hz;
        const float m = mean(block->in[0] + (size_t)i * lanes, lanes);
        const float sway = SWAY_S * s->rate_hz / math_max(movement, 1.0f) *
                           math_sin_turns((float)(uint32_t)(s->phase >> 40) * 0x1p-24f);

        s->memory[s->at] = m;
        const float a = play_side(s, LEFT, ms + sway);
        const float b = play_side(s, RIGHT, 2.0f * ms - sway);
        const float wide = 0.7f * width, c = 1.0f / math_sqrt(1.0f + wide * wide);
        const float mid = c * m, side = c * (wide * (a - b));
        block->out[0][(size_t)SIDES * i + LEFT] = mid + side;
        block->out[0][(size_t)SIDES * i + RIGHT] = mid - side;
        s->phase += (uint64_t)((double)movement * s->per_hz);
        s->at = s->at + 1 < s->past ? s->at + 1 : 0;
    }
}

const struct leat_node_class LEVEL(leat_node_spread) = {
    .size = sizeof(struct leat_node_class),
    .name = "spread",
    .summary = "Make a sound of one channel wide, and its sum as it was.",
    .example = "saw(220.hz, amplitude: 0.5, duration: 0.5) |> spread(width: 80%)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .tail = leat_tail_decay,
    .init = init,
    .process = process,
};
