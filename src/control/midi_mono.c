/* SPDX-License-Identifier: MIT */
/* midi_mono: notes of a channel for what has one pitch and one gate. */
#include "control/midi_mono.h"

#include "base/math_d.h"

static uint32_t find(const struct midi_mono *m, int32_t id)
{
    uint32_t i = 0;

    while (i < m->n && m->down[i].id != id)
        i++;
    return i;
}

static void take_out(struct midi_mono *m, uint32_t i)
{
    for (m->n--; i < m->n; i++)
        m->down[i] = m->down[i + 1];
}

static struct midi_mono_turn pitch_of(const struct midi_mono *m)
{
    const double key = (double)m->down[m->n - 1].key + (double)m->down[m->n - 1].bend;

    return (struct midi_mono_turn){
        .has_pitch = true, .hz = (float)(440.0 * math_exp2_d((key - 69.0) / 12.0))};
}

static struct midi_mono_turn begin(struct midi_mono *m, const struct leat_event *event)
{
    const uint32_t i = find(m, event->note_id);

    if (i < m->n)
        take_out(m, i);
    else if (m->n == MIDI_MONO_KEYS)
        take_out(m, 0);
    m->down[m->n].id = event->note_id;
    m->down[m->n].key = event->key;
    m->down[m->n++].bend = 0.0f;
    struct midi_mono_turn turn = pitch_of(m);
    turn.has_gate = true;
    turn.gate = event->value;
    return turn;
}

static struct midi_mono_turn end(struct midi_mono *m, uint32_t i)
{
    const bool sounds = i + 1 == m->n;

    take_out(m, i);
    if (m->n == 0)
        return (struct midi_mono_turn){.has_gate = true};
    return sounds ? pitch_of(m) : (struct midi_mono_turn){.has_gate = false};
}

LEAT_RT struct midi_mono_turn midi_mono_hear(struct midi_mono *m,
                                             const struct leat_event *event)
{
    const uint32_t i = find(m, event->note_id);

    switch (event->type) {
    case LEAT_EVENT_NOTE_ON:
        return begin(m, event);
    case LEAT_EVENT_NOTE_OFF:
        if (i < m->n)
            return end(m, i);
        break;
    case LEAT_EVENT_NOTE_CHANGE:
        if (i < m->n && event->param == LEAT_NOTE_BEND) {
            m->down[i].bend = event->value;
            if (i + 1 == m->n)
                return pitch_of(m);
        }
        break;
    case LEAT_EVENT_ALL_OFF:
        m->n = 0;
        return (struct midi_mono_turn){.has_gate = true};
    }
    return (struct midi_mono_turn){.has_gate = false};
}
