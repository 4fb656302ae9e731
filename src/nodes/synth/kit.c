/* SPDX-License-Identifier: MIT */
/*
 * kit: a drum kit of 16 drums (dsp/drum.h), played by notes.
 *
 * The key chooses the drum: 0 to 15 count them, 35 and up are keys as General MIDI has
 * them.  A drum that is struck again begins anew; a closed hi-hat shuts the open one.
 * Drums ring out, whatever note_off says.
 *
 * Source: General MIDI System, level 1, percussion key map.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/random.h"
#include "dsp/drum.h"

enum { AMPLITUDE, TUNE, DECAY, N_PARAMS };
enum { SOUNDING, UNKNOWN, N_MAILBOX };

static const struct leat_port ports[] = {
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL,
     "Notes: keys 0 to 15, or those of General MIDI.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The drums.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [AMPLITUDE] = {.name = "amplitude",
                   .aliases = "amp",
                   .def = 1.0f,
                   .max = 16.0f,
                   .help = "Factor of the output."},
    [TUNE] = {.name = "tune",
              .unit = LEAT_UNIT_SEMITONES,
              .min = -12.0f,
              .max = 12.0f,
              .smooth_ms = -1.0f,
              .help = "By which drums that are struck are higher."},
    [DECAY] = {.name = "decay",
               .curve = LEAT_CURVE_LOG,
               .min = 0.1f,
               .def = 1.0f,
               .max = 4.0f,
               .smooth_ms = -1.0f,
               .help = "How many times as long drums that are struck ring."},
};

/* Drums by key, from 35 on; N_DRUMS: none. */
static const uint8_t general_midi[] = {
    DRUM_KICK,     DRUM_KICK,     DRUM_RIM,   DRUM_SNARE,    DRUM_CLAP,
    DRUM_SNARE,    DRUM_LOW_TOM,  DRUM_HIHAT, DRUM_LOW_TOM,  DRUM_HIHAT,
    DRUM_TOM,      DRUM_OPEN_HAT, DRUM_TOM,   DRUM_HIGH_TOM, DRUM_CRASH,
    DRUM_HIGH_TOM, DRUM_RIDE,     DRUM_CRASH, DRUM_RIDE,     DRUM_TAMBOURINE,
    DRUM_CRASH,    DRUM_COWBELL,  DRUM_CRASH, N_DRUMS,       DRUM_RIDE,
    DRUM_CONGA,    DRUM_CONGA,    DRUM_CONGA, DRUM_CONGA,    DRUM_CONGA,
    N_DRUMS,       N_DRUMS,       N_DRUMS,    N_DRUMS,       DRUM_SHAKER,
    DRUM_SHAKER,   N_DRUMS,       N_DRUMS,    N_DRUMS,       N_DRUMS,
    DRUM_CLAVE,    DRUM_CLAVE,    DRUM_CLAVE, N_DRUMS,       N_DRUMS,
    N_DRUMS,       N_DRUMS,       DRUM_SHAKER};
enum { FIRST_KEY = 35, N_KEYS = sizeof(general_midi) };

struct kit {
    float rate_hz;
    uint32_t unknown;
    struct {
        uint64_t seed;
        uint32_t hits; /* so far: each has noise of its own */
        struct drum drum[N_DRUMS];
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct kit *kit = NULL;

    (void)settings;
    return sizeof(*kit) + env->lanes * sizeof(kit->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct kit *kit = state;

    (void)settings;
    kit->rate_hz = (float)env->rate_hz;
    for (uint32_t l = 0; l < env->lanes; l++)
        kit->lane[l].seed = random_lane_seed(env->seed, env->first_lane + l);
}

static uint32_t drum_of(float key)
{
    const int k = key >= 0.0f && key < 128.0f ? (int)(key + 0.5f) : 127;

    if (k < N_DRUMS)
        return (uint32_t)k;
    return k >= FIRST_KEY && k < FIRST_KEY + (int)N_KEYS ? general_midi[k - FIRST_KEY]
                                                         : N_DRUMS;
}

static void strike(struct kit *kit, const struct leat_block *block, uint32_t which,
                   float velocity)
{
    for (uint32_t l = 0; l < block->lanes; l++) {
        struct drum *drum = kit->lane[l].drum;
        const struct drum_hit hit = {
            .velocity = velocity,
            .tune = math_exp2(block->param[TUNE].at[l] * (1.0f / 12.0f)),
            .decay = block->param[DECAY].at[l],
            .rate_hz = kit->rate_hz,
            .seed = random_bits(kit->lane[l].seed, kit->lane[l].hits++),
        };
        if (which == DRUM_HIHAT)
            drum_shut(&drum[DRUM_OPEN_HAT], kit->rate_hz);
        drum_strike(&drum[which], which, &hit);
    }
}

static void hear(struct kit *kit, const struct leat_block *block,
                 const struct leat_event *event)
{
    const bool shuts = event->type == LEAT_EVENT_ALL_OFF;
    const bool strikes = event->type == LEAT_EVENT_NOTE_ON && event->value > 0.0f;
    const uint32_t which = strikes ? drum_of(event->key) : N_DRUMS;

    if (which < N_DRUMS)
        strike(kit, block, which, math_min(event->value, 1.0f));
    else
        kit->unknown += strikes;
    for (uint32_t l = 0; l < block->lanes && shuts; l++)
        for (uint32_t d = 0; d < N_DRUMS; d++)
            drum_shut(&kit->lane[l].drum[d], kit->rate_hz);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct kit *kit = state;
    const uint32_t lanes = block->lanes;
    uint32_t sounding = 0;

    for (uint32_t e = 0; e < block->n_events; e++)
        hear(kit, block, &block->events[e]);
    memset(block->out[0], 0, (size_t)block->nframes * lanes * sizeof(float));
    for (uint32_t l = 0; l < lanes; l++)
        for (uint32_t d = 0; d < N_DRUMS; d++) {
            struct drum *drum = &kit->lane[l].drum[d];
            for (uint32_t i = 0; i < block->nframes && drum->sounds; i++)
                block->out[0][(size_t)i * lanes + l] += drum_play(drum);
            sounding += l == 0 && drum->sounds;
        }
    for (uint32_t i = 0; i < block->nframes; i++)
        for (uint32_t l = 0; l < lanes; l++)
            block->out[0][(size_t)i * lanes + l] *=
                leat_value_row(block->param[AMPLITUDE], i)[l];
    block->mailbox[SOUNDING] = (float)sounding;
    block->mailbox[UNKNOWN] = (float)kit->unknown;
}

const struct leat_node_class LEVEL(leat_node_kit) = {
    .size = sizeof(struct leat_node_class),
    .name = "kit",
    .aliases = "drum_kit",
    .summary = "Drum kit of 16 drums, played by notes.",
    .example = "kit(step(\"36 42 38 42\")) |> gain(-3.db)",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "sounding unknown",
    .n_mailbox = N_MAILBOX,
    .state_size = state_size,
    .init = init,
    .process = process,
};
