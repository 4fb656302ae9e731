/* SPDX-License-Identifier: MIT */
/* midi_learn: which controller somebody moves. */
#include "control/midi_learn.h"

enum { DATA = 6, DATA_LOW = 38, DATA_MORE = 96, SELECTS_END = 102 };

void midi_learn_begin(struct midi_learn *l)
{
    l->state = MIDI_LEARN_WAITS;
}

/* Controls that are about another number. */
static bool is_about_number(uint32_t number)
{
    return number == DATA || number == DATA_LOW ||
           (number >= DATA_MORE && number < SELECTS_END);
}

static bool find(struct midi_learn *l, const struct midi_move *move, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (move[i].controller.kind == MIDI_NRPN) {
            l->found = move[i].controller;
            l->state = MIDI_LEARN_RESTS;
            return true;
        }
    if (is_about_number(move[0].controller.number))
        return false;
    l->found = move[0].controller;
    l->state = l->found.number < MIDI_PAIRS ? MIDI_LEARN_REFINES : MIDI_LEARN_RESTS;
    return true;
}

/* Whether the controller that was found has a low half: this message. */
static bool refine(struct midi_learn *l, const struct midi_move *move)
{
    const struct midi_controller *c = &move[0].controller;

    l->state = MIDI_LEARN_RESTS;
    if (c->channel != l->found.channel || c->number != l->found.number + MIDI_PAIRS)
        return false;
    l->found.kind = MIDI_14_BITS;
    return true;
}

bool midi_learn_hear(struct midi_learn *l, const struct midi_message *message)
{
    struct midi_move move[MIDI_MOVES_MAX];
    const uint32_t n = midi_controls_hear(&l->controls, message, move);

    if (n == 0 || l->state == MIDI_LEARN_RESTS ||
        move[0].controller.kind == MIDI_PROGRAMS)
        return false;
    return l->state == MIDI_LEARN_WAITS ? find(l, move, n) : refine(l, move);
}
