/* SPDX-License-Identifier: MIT */
/*
 * acid: the diode ladder of a bass machine, dsp/diode_ladder.h, with its envelope.
 *
 *     cutoff' = cutoff + env * (env_amount + accent * accent_cutoff)
 *     k = 17 * min(1, resonance + env * accent * accent_resonance)
 *
 * env is the optional second input, held within [0, 1].
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/diode_ladder.h"

enum {
    CUTOFF,
    RESONANCE,
    ENV_AMOUNT,
    ACCENT,
    ACCENT_CUTOFF,
    ACCENT_RESONANCE,
    DRIVE,
    SLOPE,
    N_PARAMS
};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"env", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "Envelope from 0 to 1 that opens the filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal without what lies above the cutoff.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 1500.0f,
                .max = 20000.0f,
                .help = "Corner while the envelope is 0; held below 0.45 of the rate."},
    [RESONANCE] = {.name = "resonance",
                   .aliases = "res",
                   .def = 0.45f,
                   .max = 1.0f,
                   .help = "Emphasis of the cutoff; 1 is the edge of oscillation."},
    [ENV_AMOUNT] = {.name = "env_amount",
                    .unit = LEAT_UNIT_HZ,
                    .def = 2500.0f,
                    .max = 20000.0f,
                    .help = "How far a whole envelope raises the cutoff."},
    [ACCENT] = {.name = "accent",
                .unit = LEAT_UNIT_FRACTION,
                .max = 1.0f,
                .help = "Strength of the accent of the note that sounds."},
    [ACCENT_CUTOFF] = {.name = "accent_cutoff",
                       .aliases = "cutoff_offset",
                       .unit = LEAT_UNIT_HZ,
                       .def = 500.0f,
                       .max = 10000.0f,
                       .help = "How far a whole accent raises the cutoff further."},
    [ACCENT_RESONANCE] = {.name = "accent_resonance",
                          .aliases = "res_accent_boost",
                          .def = 0.3f,
                          .max = 1.0f,
                          .help = "How far a whole accent raises the resonance."},
    [DRIVE] = {.name = "drive",
               .curve = LEAT_CURVE_LOG,
               .min = 0.1f,
               .def = 1.0f,
               .max = 10.0f,
               .help = "Gain in front; loud signals bend there."},
    [SLOPE] = {.name = "slope",
               .kind = LEAT_INTEGER,
               .unit = LEAT_UNIT_DB,
               .min = 18.0f,
               .def = 24.0f,
               .max = 24.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Steepness an octave: 18 up to 20, else 24."},
};

struct acid {
    float rate_hz;
    uint32_t steep;
    struct {
        float s[4];
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct acid *acid = NULL;

    (void)settings;
    return sizeof(*acid) + env->lanes * sizeof(acid->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct acid *acid = state;

    acid->rate_hz = (float)env->rate_hz;
    acid->steep = settings->number[SLOPE] > 20.0f;
}

LANES_INLINE void tune(struct diode_ladder_tuning *t, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    const float *env = block->in[1] + (size_t)frame * block->lanes + first;
    const float *row[N_PARAMS];

    for (uint32_t k = 0; k < N_PARAMS; k++)
        row[k] = leat_value_row(block->param[k], frame) + first;
    for (uint32_t l = 0; l < width; l++) {
        const float open = math_clamp(env[l], 0.0f, 1.0f);
        const float accent = open * row[ACCENT][l];
        const float cutoff_hz =
            row[CUTOFF][l] + open * row[ENV_AMOUNT][l] + accent * row[ACCENT_CUTOFF][l];
        const float resonance = row[RESONANCE][l] + accent * row[ACCENT_RESONANCE][l];
        diode_ladder_tune(t, l, cutoff_hz,
                          DIODE_LADDER_MOST_K * math_min(resonance, 1.0f), rate_hz);
    }
}

/* Whether the envelope of the group stands as it did one frame before. */
LANES_INLINE bool stands(const float *env, uint32_t lanes, uint32_t width)
{
    bool same = true;

    for (uint32_t l = 0; l < width; l++)
        same &= env[l] == (env - lanes)[l];
    return same;
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct acid *acid = state;
    const float rate_hz = acid->rate_hz;
    float s[4][LANES_MAX], x[LANES_MAX], y[LANES_MAX];
    struct diode_ladder_tuning t;
    bool moving = false;

    for (uint32_t k = 0; k < DRIVE; k++)
        moving |= block->param[k].step > 0;
    for (uint32_t n = 0; n < 4; n++)
        for (uint32_t l = 0; l < width; l++)
            s[n][l] = acid->lane[first + l].s[n];
    tune(&t, block, 0, first, rate_hz, width);
    for (uint32_t i = 0; i < block->nframes; i++) {
        const size_t at = (size_t)i * block->lanes + first;
        const float *drive = leat_value_row(block->param[DRIVE], i) + first;

        if (i > 0 && (moving || !stands(block->in[1] + at, block->lanes, width)))
            tune(&t, block, i, first, rate_hz, width);
        for (uint32_t l = 0; l < width; l++)
            x[l] = drive[l] * block->in[0][at + l];
        for (uint32_t l = 0; l < width; l++)
            y[l] = diode_ladder_step(s, l, x[l], &t, acid->steep);
        for (uint32_t l = 0; l < width; l++)
            block->out[0][at + l] = y[l];
    }
    for (uint32_t n = 0; n < 4; n++)
        for (uint32_t l = 0; l < width; l++)
            acid->lane[first + l].s[n] = s[n][l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_acid) = {
    .size = sizeof(struct leat_node_class),
    .name = "acid",
    .aliases = "diode_ladder",
    .summary = "Squelching diode ladder, opened by an envelope and accents.",
    .example = "saw(55.hz) |> acid(cutoff: 500.hz, resonance: 85%, drive: 3)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
