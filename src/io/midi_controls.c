/* SPDX-License-Identifier: MIT */
/* midi_controls: what knobs and faders of a cable say. */
#include "io/midi_controls.h"

enum {
    BANK = 0,
    DATA = 6,
    NRPN_LOW = 98,
    NRPN_HIGH = 99,
    RPN_LOW = 100,
    RPN_HIGH = 101,
    NOTHING = 127, /* both halves of a number: none is selected */
};

uint32_t midi_controller_numbers(enum midi_controller_kind kind)
{
    static const uint32_t numbers[] = {[MIDI_7_BITS] = MIDI_CONTROLS,
                                       [MIDI_14_BITS] = MIDI_PAIRS,
                                       [MIDI_NRPN] = MIDI_NRPNS,
                                       [MIDI_PROGRAMS] = 1};

    return numbers[kind];
}

static double coarse(uint32_t high)
{
    return (double)high / 127.0;
}

static double fine(uint32_t high, uint32_t low)
{
    return (double)(high << 7 | low) / 16383.0;
}

/* Both halves of a pair come here, and of the NRPN that control 6 and 38 are for. */
static uint32_t hear_pair(struct midi_controls *c, uint8_t channel, uint32_t number,
                          uint32_t value, struct midi_move *move)
{
    const uint16_t pair = (uint16_t)(number % MIDI_PAIRS);
    const bool is_low = number >= MIDI_PAIRS;
    uint8_t *high = &c->channel[channel].high[pair];
    const uint8_t *nrpn = c->channel[channel].nrpn;

    if (!is_low)
        *high = (uint8_t)value;
    else if (pair == BANK)
        c->channel[channel].bank_low = (uint8_t)value;
    const double turned = is_low ? fine(*high, value) : coarse(value);
    move[0] = (struct midi_move){{MIDI_14_BITS, channel, pair}, turned};
    if (pair != DATA || !c->channel[channel].is_nrpn)
        return 1;
    const uint16_t which = (uint16_t)(nrpn[0] << 7 | nrpn[1]);
    move[1] = (struct midi_move){{MIDI_NRPN, channel, which}, turned};
    return 2;
}

static uint32_t hear_program(const struct midi_controls *c, uint8_t channel,
                             uint32_t program, struct midi_move *move)
{
    const uint32_t high = c->channel[channel].high[BANK];
    const uint32_t low = c->channel[channel].bank_low;
    const uint32_t bank = low ? high << 7 | low : high;

    *move =
        (struct midi_move){{MIDI_PROGRAMS, channel, 0}, (double)(bank << 7 | program)};
    return 1;
}

LEAT_RT uint32_t midi_controls_hear(struct midi_controls *c,
                                    const struct midi_message *m,
                                    struct midi_move move[MIDI_MOVES_MAX])
{
    const uint8_t channel = m->status & 15;
    const uint32_t number = m->data[0] & 127, value = m->data[1] & 127;
    uint8_t *nrpn = c->channel[channel].nrpn;

    if ((m->status & 0xF0) == MIDI_PROGRAM)
        return hear_program(c, channel, number, move);
    if ((m->status & 0xF0) != MIDI_CONTROL || number >= MIDI_CONTROLS)
        return 0;
    move[0] =
        (struct midi_move){{MIDI_7_BITS, channel, (uint16_t)number}, coarse(value)};
    if (number < 2 * MIDI_PAIRS)
        return 1 + hear_pair(c, channel, number, value, move + 1);
    if (number == NRPN_HIGH || number == NRPN_LOW) {
        nrpn[number == NRPN_LOW] = (uint8_t)value;
        c->channel[channel].is_nrpn = nrpn[0] != NOTHING || nrpn[1] != NOTHING;
    } else if (number == RPN_HIGH || number == RPN_LOW) {
        c->channel[channel].is_nrpn = false;
    }
    return 1;
}
