/* SPDX-License-Identifier: MIT */
/*
 * rig_acid: the acid filter of the rig, in the place of a voice's own.
 *
 *     c = max(80, cutoff + env * env_amount + accent * snap * cutoff_offset)
 *     r = min(0.98, res + accent * snap * res_accent_boost)
 *         * (0.2 + 0.8 * min(1, c / 400))
 *     y = ladder(bend(in, drive), c, 4 r) * (1 + vol_comp * 4 r), held within +-0.98
 *     out = (1 - mix) * dry + mix * y
 *
 * A gate that opens sets env and snap to 1; they fall to 1 % in `decay` and in
 * `accent_decay`, whether it closes or not.  The ladder is that of dsp/ladder.h, which
 * holds c below 0.45 of the rate and lets 1 / (1 + 4 r) of the bass through, what
 * vol_comp gives back; bend is that of dsp/bend.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/approach.h"
#include "dsp/bend.h"
#include "dsp/gate.h"
#include "dsp/ladder.h"

enum {
    GATE,
    CUTOFF,
    RES,
    ENV_AMOUNT,
    DECAY,
    ACCENT,
    CUTOFF_OFFSET,
    RES_ACCENT_BOOST,
    ACCENT_DECAY,
    DRIVE,
    MIX,
    VOL_COMP,
    N_PARAMS
};
enum { IN, DRY, NOTES };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL, "Voice before its filter.", NULL},
    {"dry", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL, "Voice behind it.", NULL},
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL,
     "Notes and gates that start its envelopes, in the place of the setting.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "What the voice is from here on.", NULL},
};

#define PARAM(word, in, least, usual, most, ms, text)                                  \
    {                                                                                  \
        .name = word, .unit = in, .min = least, .def = usual, .max = most,             \
        .smooth_ms = ms, .help = text                                                  \
    }
#define PART(word, usual, most, ms, text)                                              \
    PARAM(word, LEAT_UNIT_FRACTION, 0.0f, usual, most, ms, text)
#define HZ(word, least, usual, most, text)                                             \
    PARAM(word, LEAT_UNIT_HZ, least, usual, most, 0.0f, text)

static const struct leat_param params[N_PARAMS] = {
    [GATE] = PARAM("gate", LEAT_UNIT_NONE, 0.0f, 0.0f, 1.0f, -1.0f,
                   "Where it rises above 0 the envelopes start."),
    [CUTOFF] = HZ("cutoff", 80.0f, 1500.0f, 5000.0f, "Corner while both are 0."),
    [RES] = PART("res", 0.45f, 0.98f, 0.0f, "Emphasis of the corner."),
    [ENV_AMOUNT] = HZ("env_amount", 0.0f, 2500.0f, 5000.0f,
                      "How far a whole envelope raises the corner."),
    [DECAY] = PARAM("decay", LEAT_UNIT_S, 0.02f, 0.25f, 1.0f, -1.0f,
                    "Time in which the envelope falls to 1 %."),
    [ACCENT] = PART("accent", 0.0f, 1.0f, -1.0f, "Strength of the note's accent."),
    [CUTOFF_OFFSET] = HZ("cutoff_offset", 0.0f, 500.0f, 1000.0f,
                         "How far a whole accent raises the corner further."),
    [RES_ACCENT_BOOST] = PART("res_accent_boost", 0.3f, 0.4f, 0.0f,
                              "How far a whole accent raises the emphasis."),
    [ACCENT_DECAY] = PARAM("accent_decay", LEAT_UNIT_S, 0.02f, 0.08f, 0.15f, -1.0f,
                           "Time in which an accent falls to 1 %."),
    [DRIVE] = PART("drive", 0.2f, 1.0f, 0.0f, "How much the voice is bent in front."),
    [MIX] = PART("mix", 1.0f, 1.0f, 0.0f,
                 "From 0, the voice behind its own filter, to 1, this one alone."),
    [VOL_COMP] = PART("vol_comp", 0.5f, 1.0f, 0.0f,
                      "How much of the bass that emphasis takes is given back."),
};

static const float LEAST_HZ = 80.0f, FULL_HZ = 400.0f, MOST_RES = 0.98f, CLIP = 0.98f;

struct acid {
    double rate_hz;
    struct gate_notes notes;
    float rows[]; /* N_ROWS of one a lane */
};
enum { S1, S2, S3, S4, OPEN, NOTE, ENV, SNAP, N_ROWS };

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct acid) + (size_t)env->lanes * N_ROWS * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct acid *acid = state;

    (void)settings;
    acid->rate_hz = env->rate_hz;
}

/* One sample of lane l by the settings of its frame, `row[k][l]`. */
LANES_INLINE float squelch(float *own, uint32_t lanes, const float *const *row,
                           uint32_t l, float x, float rate_hz)
{
    const float accent = row[ACCENT][l] * own[SNAP * lanes];
    const float c =
        math_max(LEAST_HZ, row[CUTOFF][l] + own[ENV * lanes] * row[ENV_AMOUNT][l] +
                               accent * row[CUTOFF_OFFSET][l]);
    const float r = math_min(MOST_RES, row[RES][l] + accent * row[RES_ACCENT_BOOST][l]);
    const float k = 4.0f * r * (0.2f + 0.8f * math_min(1.0f, c / FULL_HZ));
    const float y = ladder_step(&own[S1 * lanes], &own[S2 * lanes], &own[S3 * lanes],
                                &own[S4 * lanes], bend(x, bend_k(row[DRIVE][l])),
                                ladder_tune(c, rate_hz), k);

    return math_clamp(y * (1.0f + row[VOL_COMP][l] * k), -CLIP, CLIP);
}

/* An envelope falls, and is 0 where nobody hears it any more. */
LANES_INLINE float fall(float env, double part)
{
    const float next = env - (float)part * env;

    return lanes_pick(next > 1e-9f, next, 0.0f);
}

/* A block of lane l, whose memories stand `lanes` apart from `own` on. */
LEAT_RT static void filter(float *own, const struct leat_block *block,
                           struct leat_value gate, uint32_t l, double rate_hz)
{
    const struct leat_value *param = block->param;
    const bool moving = param[DECAY].step | param[ACCENT_DECAY].step;
    const uint32_t lanes = block->lanes;
    double env_part = 0.0, snap_part = 0.0;
    const float *row[N_PARAMS];

    for (uint32_t i = 0; i < block->nframes; i++) {
        const size_t at = (size_t)i * lanes + l;
        const float x = block->in[IN][at], dry = block->in[DRY][at];
        const float open = leat_value_row(gate, i)[l] > 0.0f ? 1.0f : 0.0f;

        for (uint32_t k = 0; k < N_PARAMS; k++)
            row[k] = leat_value_row(param[k], i);
        if (i == 0 || moving) {
            env_part = approach_part((double)row[DECAY][l], rate_hz);
            snap_part = approach_part((double)row[ACCENT_DECAY][l], rate_hz);
        }
        if (open > own[OPEN * lanes])
            own[ENV * lanes] = own[SNAP * lanes] = 1.0f;
        own[OPEN * lanes] = open;
        const float y = squelch(own, lanes, row, l, x, (float)rate_hz);
        block->out[0][at] = (1.0f - row[MIX][l]) * dry + row[MIX][l] * y;
        own[ENV * lanes] = fall(own[ENV * lanes], env_part);
        own[SNAP * lanes] = fall(own[SNAP * lanes], snap_part);
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct acid *acid = state;
    const size_t lanes = block->lanes;
    const struct leat_value gate =
        gate_value(&acid->notes, block, GATE, NOTES, acid->rows + NOTE * lanes,
                   acid->rows + OPEN * lanes);

    for (uint32_t l = 0; l < lanes; l++)
        filter(acid->rows + l, block, gate, l, acid->rate_hz);
}

const struct leat_node_class LEVEL(leat_node_rig_acid) = {
    .size = sizeof(struct leat_node_class),
    .name = "rig_acid",
    .summary = "Acid filter of the Chronus rig, with its envelopes.",
    .example = "saw(55.hz) |> rig_acid(1, cutoff: 300.hz, res: 90%)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
