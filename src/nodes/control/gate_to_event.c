/* SPDX-License-Identifier: MIT */
/*
 * gate_to_event: makes notes of a gate: one begins where it rises above 0, at that
 * velocity and the note number set then, and ends where it falls back.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/lanes.h"

enum { NOTE, N_PARAMS };

static const struct leat_port ports[] = {
    {"gate", LEAT_IN, LEAT_AUDIO, 0, "Open while above 0; its value is the velocity.",
     NULL},
    {"notes", LEAT_OUT, LEAT_EVENTS, 0, "A note for each time it opens.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [NOTE] = {.name = "note",
              .aliases = "key pitch",
              .def = 60.0f,
              .max = 127.0f,
              .smooth_ms = -1.0f,
              .help = "Note number of the notes that begin; may follow a stream."},
};

struct keyer {
    uint32_t id;
    struct {
        float key;
        uint32_t sounds;
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct keyer *keyer = NULL;

    (void)settings;
    return sizeof(*keyer) + env->lanes * sizeof(keyer->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct keyer *keyer = state;

    (void)settings;
    keyer->id = ((uint32_t)(env->seed >> 33) & 0x7FFFF000u) | 1u << 29;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct keyer *keyer = state;
    const float *gate = block->in[0];

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *note = leat_value_row(block->param[NOTE], i);
        for (uint32_t l = 0; l < block->lanes; l++, gate++) {
            const uint32_t open = *gate > 0.0f;
            if (open == keyer->lane[l].sounds)
                continue;
            keyer->lane[l].sounds = open;
            keyer->lane[l].key = open ? note[l] : keyer->lane[l].key;
            const struct leat_event event = {
                .type = open ? LEAT_EVENT_NOTE_ON : LEAT_EVENT_NOTE_OFF,
                .channel = (uint16_t)(l & 15),
                .note_id = (int32_t)(keyer->id + l),
                .key = keyer->lane[l].key,
                .value = open ? (*gate < 1.0f ? *gate : 1.0f) : 0.0f,
            };
            leat_block_emit(block, 0, i, &event);
        }
    }
}

const struct leat_node_class LEVEL(leat_node_gate_to_event) = {
    .size = sizeof(struct leat_node_class),
    .name = "gate_to_event",
    .summary = "Makes notes of a gate.",
    .example =
        "saw(110.hz) |> adsr(notes: gate_to_event(lfo(2.hz, shape: \"square\")))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
