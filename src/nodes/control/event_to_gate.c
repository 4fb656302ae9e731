/* SPDX-License-Identifier: MIT */
/*
 * event_to_gate: makes streams of notes: a gate, the note number and its frequency.
 *
 * One note at a time, the newest that is held.  The gate's value is its velocity; where
 * a note comes while another is held the gate is 0 for one frame, which strikes again.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/gate.h"

enum { GLIDE, N_PARAMS };
enum { GATE, NOTE, FREQUENCY, N_OUT };

static const struct leat_port ports[] = {
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Notes and gates.", NULL},
    {"gate", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Velocity while a note is held.",
     NULL},
    {"note", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "Its MIDI note number; kept when it ends.", NULL},
    {"frequency", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Its frequency in hertz.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [GLIDE] = {.name = "glide",
               .aliases = "portamento",
               .unit = LEAT_UNIT_S,
               .max = 10.0f,
               .smooth_ms = -1.0f,
               .help = "Time that the pitch takes from note to note."},
};

struct follower {
    float rate_hz;
    struct gate_notes notes;
    struct {
        float key, target, way; /* way: semitones a frame */
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct follower *f = NULL;

    (void)settings;
    return sizeof(*f) + env->lanes * sizeof(f->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct follower *f = state;

    (void)settings;
    f->rate_hz = (float)env->rate_hz;
    for (uint32_t l = 0; l < env->lanes; l++)
        f->lane[l].key = f->lane[l].target = 60.0f;
}

/* Set off for the newest note, in the time that a lane takes. */
static void aim(struct follower *f, uint32_t l, float glide_s)
{
    const uint32_t n = f->notes.n_held;
    const float from = f->lane[l].key, frames = glide_s * f->rate_hz;
    const float to =
        n ? math_clamp(f->notes.held[n - 1].key, 0.0f, 127.0f) : f->lane[l].target;

    if (to == f->lane[l].target)
        return;
    f->lane[l].target = to;
    f->lane[l].way = frames >= 1.0f ? (to - from) / frames : to - from;
}

static float glide(struct follower *f, uint32_t l)
{
    const float left = f->lane[l].target - f->lane[l].key, way = f->lane[l].way;
    const bool arrives = way >= 0.0f ? left <= way : left >= way;

    f->lane[l].key = arrives ? f->lane[l].target : f->lane[l].key + way;
    return f->lane[l].key;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct follower *f = state;
    const uint32_t lanes = block->lanes;
    const bool held = f->notes.value > 0.0f;
    const bool again = gate_hear(&f->notes, block) && held;

    for (uint32_t l = 0; l < lanes && block->n_events; l++)
        aim(f, l, block->param[GLIDE].at[l]);
    for (uint32_t i = 0; i < block->nframes; i++)
        for (uint32_t l = 0; l < lanes; l++) {
            const size_t at = (size_t)i * lanes + l;
            const float note = glide(f, l);
            block->out[GATE][at] = i == 0 && again ? 0.0f : f->notes.value;
            block->out[NOTE][at] = note;
            block->out[FREQUENCY][at] = math_note_to_hz(note);
        }
}

const struct leat_node_class LEVEL(leat_node_event_to_gate) = {
    .size = sizeof(struct leat_node_class),
    .name = "event_to_gate",
    .summary = "Makes a gate, a note number and a frequency of notes.",
    .example = "saw(110.hz) |> adsr(gate: event_to_gate(step(\"60 63 67\")))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
