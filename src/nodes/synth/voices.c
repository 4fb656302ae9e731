/* SPDX-License-Identifier: MIT */
/*
 * voices: gives notes to voices, one lane each; which voice takes a note is decided in
 * dsp/voice_pool.h.
 *
 * frequency = 440 * 2^((key + bend - 69) / 12); with a glide of n frames the key goes
 * straight from the last one to the new one.  gate is the velocity while a note is held
 * and 0 when it is not; it is 0 for one frame where a note follows another at once.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/key_text.h"
#include "dsp/voice_notes.h"

enum { LEVELS = 1 }; /* the first input takes notes */
enum { N, STEAL, GLIDE, MONO, LEGATO, DRONE, N_PARAMS };
enum { SOUNDING, STOLEN, UNMATCHED, N_MAILBOX };

static const struct leat_port ports[] = {
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Notes to play.", NULL},
    {"level", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL,
     "How loud each voice is, to find the quietest.", NULL},
    {"frequency", LEAT_OUT, LEAT_AUDIO, 0, "Hertz of each voice's note.", NULL},
    {"gate", LEAT_OUT, LEAT_AUDIO, 0, "Velocity while a note is held, else 0.", NULL},
    {"velocity", LEAT_OUT, LEAT_AUDIO, 0, "Velocity of each voice's last note.", NULL},
    {"pressure", LEAT_OUT, LEAT_AUDIO, 0, "Pressure on each note, 0 to 1.", NULL},
    {"timbre", LEAT_OUT, LEAT_AUDIO, 0, "Timbre of each note, 0 to 1.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [N] = {.name = "n",
           .aliases = "voices",
           .kind = LEAT_INTEGER,
           .min = 1.0f,
           .def = 16.0f,
           .max = LEAT_MAX_LANES,
           .flags = LEAT_PARAM_STRUCTURAL,
           .help = "How many notes can sound at once."},
    [STEAL] = {.name = "steal",
               .kind = LEAT_ENUM,
               .max = 2.0f,
               .choices = "oldest quietest same",
               .help = "Which voice a new note takes when none is free; same prefers "
                       "the one that played its key."},
    [GLIDE] = {.name = "glide",
               .aliases = "portamento",
               .unit = LEAT_UNIT_S,
               .max = 10.0f,
               .smooth_ms = -1.0f,
               .help = "How long the pitch goes from a voice's last note to its next."},
    [MONO] = {.name = "mono",
              .kind = LEAT_BOOL,
              .max = 1.0f,
              .help = "One note at a time, the newest, on all voices together."},
    [LEGATO] = {.name = "legato",
                .kind = LEAT_BOOL,
                .max = 1.0f,
                .help = "With mono: a note that follows a held one does not begin "
                        "anew."},
    [DRONE] = {.name = "drone",
               .aliases = "keys",
               .kind = LEAT_TEXT,
               .text = "",
               .help = "Notes that all voices hold from the start, repeating, such as "
                       "60 64 67 or C4 E4 G4."},
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    env->lanes = 1;
    env->voices = (uint32_t)settings->number[N];
    for (uint32_t row = 0; row < POOL_ROWS; row++)
        env->out_lanes[row] = (uint32_t)settings->number[N];
    return key_text_check(settings->text[DRONE], "`drone` of voices", diag);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    return pool_bytes((uint32_t)settings->number[N]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct pool *pool = state;
    const char *text = settings->text[DRONE], *rest = text;
    struct pool_note note = {.velocity = 1.0f};

    pool_init(pool, (uint32_t)settings->number[N], env->rate_hz);
    for (uint32_t l = 0; l < pool->n && key_text_read(text, &note.key); l++) {
        const char *next = key_text_read(rest, &note.key);
        rest = next ? next : key_text_read(text, &note.key);
        pool_play(pool, l, &note, 0, 0, true);
    }
}

/* One frame further: glides go on, gates that were shut for a frame open. */
LEAT_RT static void step(struct pool *pool, float *hz, float *gate)
{
    for (uint32_t l = 0; l < pool->n; l++) {
        struct pool_voice *v = &pool->voice[l];
        if (v->at < v->glide) {
            v->at++;
            pool_tune(pool, l);
        }
        gate[l] = v->dips ? 0.0f : pool_row(pool, POOL_GATE)[l];
        v->was = gate[l];
        v->dips = false;
    }
    memcpy(hz, pool_row(pool, POOL_HZ), pool->n * sizeof(float));
}

/* Whether pitches or gates will change inside the block. */
LEAT_RT static bool is_moving(struct pool *pool, uint32_t *sounding)
{
    bool moving = false;

    *sounding = 0;
    for (uint32_t l = 0; l < pool->n; l++) {
        const struct pool_voice *v = &pool->voice[l];
        moving = moving || v->at < v->glide || v->dips;
        *sounding += pool_is_open(pool, l);
    }
    return moving;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct pool *pool = state;
    const struct leat_value *param = block->param;
    const struct voice_call c = {
        .frame = block->frame,
        .level = block->in_lanes[LEVELS] ? block->in[LEVELS] : NULL,
        .n_levels = block->in_lanes[LEVELS],
        .steal = (enum pool_steal)(int)param[STEAL].at[0],
        .glide = (uint32_t)(param[GLIDE].at[0] * pool->rate_hz + 0.5f),
        .mono = param[MONO].at[0] > 0.0f,
        .legato = param[LEGATO].at[0] > 0.0f,
    };
    uint32_t sounding;

    for (uint32_t i = 0; i < block->n_events; i++)
        voice_hear(pool, &c, &block->events[i]);
    const bool moving = is_moving(pool, &sounding);
    for (uint32_t row = 0; row < POOL_ROWS; row++) {
        const bool held = block->held && !(moving && row <= POOL_GATE);
        const uint32_t n = held && block->nframes ? 1 : block->nframes;
        if (block->held)
            block->held[row] = held;
        for (uint32_t i = 0; i < n && row > POOL_GATE; i++)
            memcpy(block->out[row] + (size_t)i * pool->n,
                   pool_row(pool, (enum pool_row)row), pool->n * sizeof(float));
    }
    for (uint32_t i = 0; i < block->nframes && (moving || !block->held || i == 0); i++)
        step(pool, block->out[POOL_HZ] + (size_t)i * pool->n,
             block->out[POOL_GATE] + (size_t)i * pool->n);
    block->mailbox[SOUNDING] = (float)sounding;
    block->mailbox[STOLEN] = (float)pool->stolen;
    block->mailbox[UNMATCHED] = (float)pool->unmatched;
}

const struct leat_node_class LEVEL(leat_node_voices) = {
    .size = sizeof(struct leat_node_class),
    .name = "voices",
    .summary = "Gives notes to voices that sound together.",
    .example = "voices(3, saw() |> lowpass(cutoff: 900.hz), drone: \"C3 E3 G3\") |> "
               "gain(-15.db)",
    .flags = LEAT_CLASS_MATRIX | LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS |
             LEAT_CLASS_HOLDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "sounding stolen unmatched",
    .n_mailbox = N_MAILBOX,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
