/* SPDX-License-Identifier: MIT */
/*
 * pluck: a string that is plucked whenever its gate opens.
 *
 * The mathematics are those of dsp/plucked.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/random.h"
#include "dsp/lanes.h"
#include "dsp/plucked.h"
#include "dsp/sounding.h"

enum { FREQUENCY, AMPLITUDE, GATE, DECAY, DAMPING, POSITION, DURATION, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The string.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq",
                   .unit = LEAT_UNIT_HZ,
                   .curve = LEAT_CURVE_LOG,
                   .min = 20.0f,
                   .def = 220.0f,
                   .max = 12000.0f,
                   .help = "Pitch; held below a quarter of the sample rate."},
    [AMPLITUDE] = {.name = "amplitude",
                   .aliases = "amp",
                   .def = 1.0f,
                   .max = 16.0f,
                   .help = "Factor of the output."},
    [GATE] = {.name = "gate",
              .aliases = "trigger velocity",
              .def = 1.0f,
              .max = 1.0f,
              .smooth_ms = -1.0f,
              .help = "Plucks where it rises from 0, as loud as it then is."},
    [DECAY] = {.name = "decay",
               .unit = LEAT_UNIT_S,
               .curve = LEAT_CURVE_LOG,
               .min = 0.01f,
               .def = 4.0f,
               .max = 60.0f,
               .help = "Time in which the fundamental falls by 60 dB."},
    [DAMPING] = {.name = "damping",
                 .unit = LEAT_UNIT_FRACTION,
                 .def = 0.5f,
                 .max = 1.0f,
                 .help = "How much sooner high partials die; 0 is all alike."},
    [POSITION] = {.name = "position",
                  .aliases = "pick",
                  .unit = LEAT_UNIT_FRACTION,
                  .min = 0.01f,
                  .def = 0.13f,
                  .max = 0.5f,
                  .help = "Where it is plucked, as part of the string."},
    [DURATION] = SOUNDING_PARAM,
};

struct pluck {
    float rate_hz;
    uint64_t seed;
    uint32_t first_lane;
    uint32_t size, at; /* of the ring, and its row for the next frame */
    struct sounding sounding;
    struct string string[]; /* one a lane, then `size` rows of a float for each */
};

static uint32_t ring_size(const struct leat_env *env)
{
    return (uint32_t)(env->rate_hz / STRING_LOWEST_HZ) + 2;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct pluck) + env->lanes * (sizeof(struct string) +
                                                (size_t)ring_size(env) * sizeof(float));
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct pluck *pluck = state;

    pluck->rate_hz = (float)env->rate_hz;
    pluck->seed = env->seed;
    pluck->first_lane = env->first_lane;
    pluck->size = ring_size(env);
    sounding_init(&pluck->sounding, env, settings->number[DURATION]);
}

static void run(struct pluck *pluck, const struct leat_block *block, uint32_t l)
{
    const struct leat_value *param = block->param;
    const uint32_t moving =
        param[FREQUENCY].step | param[DECAY].step | param[DAMPING].step;
    const uint32_t lanes = block->lanes;
    const uint64_t seed = random_lane_seed(pluck->seed, pluck->first_lane + l);
    float *ring = (float *)(void *)(pluck->string + lanes) + l;
    struct string s = pluck->string[l];
    struct string_tuning t = {0};
    uint32_t at = pluck->at;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float gate = leat_value_row(param[GATE], i)[l];

        if (i == 0 || moving)
            string_tune(&t, leat_value_row(param[FREQUENCY], i)[l],
                        leat_value_row(param[DECAY], i)[l],
                        leat_value_row(param[DAMPING], i)[l], pluck->rate_hz);
        if (gate > 0.0f && s.gate <= 0.0f)
            string_pluck(&s, &t, 0.5f * gate, leat_value_row(param[POSITION], i)[l]);
        s.gate = gate;
        block->out[0][(size_t)i * lanes + l] =
            leat_value_row(param[AMPLITUDE], i)[l] *
            string_play(&s, &t, ring, lanes, pluck->size, at, seed);
        at = at + 1 < pluck->size ? at + 1 : 0;
    }
    pluck->string[l] = s;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct pluck *pluck = state;

    for (uint32_t l = 0; l < block->lanes; l++)
        run(pluck, block, l);
    pluck->at = (uint32_t)(((uint64_t)pluck->at + block->nframes) % pluck->size);
    sounding_end(&pluck->sounding, block);
}

const struct leat_node_class LEVEL(leat_node_pluck) = {
    .size = sizeof(struct leat_node_class),
    .name = "pluck",
    .aliases = "string karplus",
    .summary = "Plucked string.",
    .example = "pluck(220.hz, decay: 3)",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
