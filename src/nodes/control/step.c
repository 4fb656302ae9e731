/* SPDX-License-Identifier: MIT */
/*
 * step: plays a list of values on the musical clock: as a stream, as a gate, as notes.
 *
 * A step lasts `beats`.  With swing s the second of each pair begins a third of s of a
 * step late, so s = 1 is 2:1 and pairs keep their length:
 *
 *     x = beat / beats - 2 * pair      the second step begins at x = 1 + s / 3
 *
 * A step's gate is open for the part `gate` of the step, from the first frame at or
 * behind its begin to the first at or behind its end, and shut at least in the last
 * frame before another note.  In the list stand numbers and names of notes, `_` for a
 * rest, `-` for a step that goes on with the one before; it is played round and round.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/tempo.h"
#include "dsp/step_list.h"

enum { VALUES, BEATS, GATE, SWING, VELOCITY, N_PARAMS };
enum { OUT, GATE_OUT, NOTES };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Value of the step; a rest keeps the last.", NULL},
    {"gate", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Velocity while a step's gate is open.", NULL},
    {"notes", LEAT_OUT, LEAT_EVENTS, 0, "Each step as a note whose key is the value.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [VALUES] = {.name = "values",
                .aliases = "steps notes list",
                .kind = LEAT_TEXT,
                .text = "60 63 67 70",
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Numbers, or notes such as C#4; `_` rests, `-` goes on."},
    [BEATS] = {.name = "beats",
               .aliases = "length",
               .unit = LEAT_UNIT_BEATS,
               .min = 0.001f,
               .def = 0.25f,
               .max = 1024.0f,
               .smooth_ms = -1.0f,
               .help = "Length of a step; 0.25 is a sixteenth."},
    [GATE] = {.name = "gate",
              .unit = LEAT_UNIT_FRACTION,
              .def = 0.5f,
              .max = 1.0f,
              .smooth_ms = -1.0f,
              .help = "Part of a step in which its gate is open."},
    [SWING] = {.name = "swing",
               .unit = LEAT_UNIT_FRACTION,
               .max = 1.0f,
               .smooth_ms = -1.0f,
               .help = "How late each second step is; 1 is a triplet's feel."},
    [VELOCITY] = {.name = "velocity",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 0.8f,
                  .max = 1.0f,
                  .smooth_ms = -1.0f,
                  .help = "Value of the gate and velocity of the notes."},
};

struct player {
    float value; /* what comes out */
    float key;   /* of the note that sounds */
    uint32_t sounds;
    uint32_t begun;
    int64_t step; /* that was last looked at */
};

struct step {
    struct step_list list;
    uint32_t id; /* of this node's notes; lanes count up from it */
    struct player lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct step) + env->lanes * sizeof(struct player);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct step *step = state;

    step_list_read(&step->list, settings->text[VALUES]);
    step->id = (uint32_t)(env->seed >> 33) & 0x7FFFF000u;
    for (uint32_t l = 0; l < env->lanes; l++)
        step->lane[l].value = step_list_first(&step->list);
}

/* Where a lane is at a frame. */
static struct step_place find(const struct step *step, const struct leat_block *block,
                              int64_t frame, const float *const *row)
{
    const double position = leat_tempo_beat(block->tempo, frame) / (double)*row[BEATS];

    return step_list_find(&step->list, position, (double)*row[SWING]);
}

/* Whether the gate is open: so long, not in the last frame before another note, and not
 * while the clock stands. */
static bool is_open(const struct step *step, const struct leat_block *block,
                    int64_t frame, const float *const *row,
                    const struct step_place *place)
{
    if (!place->plays || !(*row[VELOCITY] > 0.0f) || tempo_stands(block->tempo))
        return false;
    if (!place->goes_on && place->part >= (double)*row[GATE])
        return false;
    const struct step_place next = find(step, block, frame + 1, row);
    return next.step == place->step || place->goes_on;
}

static void note(const struct step *step, const struct leat_block *block, uint32_t i,
                 uint32_t lane, const struct player *p, uint16_t type, float velocity)
{
    const struct leat_event event = {.type = type,
                                     .channel = (uint16_t)(lane & 15),
                                     .note_id = (int32_t)((step->id + lane) | 1u << 30),
                                     .key = p->key,
                                     .value = velocity};

    leat_block_emit(block, NOTES, i, &event);
}

static void play(struct step *step, const struct leat_block *block, uint32_t i,
                 uint32_t lane)
{
    struct player *p = &step->lane[lane];
    const int64_t frame = block->frame + i;
    const float *row[N_PARAMS];
    const size_t at = (size_t)i * block->lanes + lane;

    for (int k = BEATS; k < N_PARAMS; k++)
        row[k] = leat_value_row(block->param[k], i) + lane;
    const struct step_place place = find(step, block, frame, row);
    const bool open = is_open(step, block, frame, row, &place);
    const bool strikes =
        open && !place.continues && (!p->begun || p->step != place.step);

    if (p->sounds && (!open || strikes))
        note(step, block, i, lane, p, LEAT_EVENT_NOTE_OFF, 0.0f);
    p->value = place.plays ? place.value : p->value;
    p->sounds = open && (p->sounds || strikes);
    p->key = strikes ? p->value : p->key;
    if (strikes)
        note(step, block, i, lane, p, LEAT_EVENT_NOTE_ON, *row[VELOCITY]);
    p->step = place.step;
    p->begun = 1;
    block->out[OUT][at] = p->value;
    block->out[GATE_OUT][at] = p->sounds ? *row[VELOCITY] : 0.0f;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    for (uint32_t i = 0; i < block->nframes; i++)
        for (uint32_t l = 0; l < block->lanes; l++)
            play(state, block, i, l);
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    (void)base;
    (void)info;
    return step_list_check(settings->text[VALUES], true, STEP_LIST_MAX, "values",
                           "step", diag);
}

const struct leat_node_class LEVEL(leat_node_step) = {
    .size = sizeof(struct leat_node_class),
    .name = "step",
    .aliases = "step_sequencer",
    .summary = "Plays a list of values on the musical clock.",
    .example = "sine(frequency: step(\"220 330 _ 440\"))",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .init = init,
    .process = process,
};
