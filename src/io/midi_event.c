/* SPDX-License-Identifier: MIT */
/*
 * midi_event: messages of MIDI to events.
 *
 *     bend in semitones = range * bend / 8192 below the middle, / 8191 above, so that
 *     both ends are reached
 */
#include "io/midi_event.h"

#include <string.h>

enum midi_held { UP, DOWN, BY_PEDAL };

enum {
    LOWER_MANAGER = 0,
    UPPER_MANAGER = 15,
    MEMBERS_MAX = 15,
    RANGE = 2,
    MPE_RANGE = 48
};

enum {
    CONTROL_DATA = 6,
    CONTROL_DATA_LOW = 38,
    CONTROL_PEDAL = 64,
    CONTROL_TIMBRE = 74,
    CONTROL_NRPN_LOW = 98,
    CONTROL_NRPN = 99,
    CONTROL_RPN_LOW = 100,
    CONTROL_RPN = 101,
    CONTROL_SOUND_OFF = 120, /* those from here on say how a channel works */
    CONTROL_RESET = 121,
    CONTROL_NOTES_OFF = 123, /* and those behind it */
};

enum { RPN_NONE = 127, RPN_BEND_RANGE = 0, RPN_ZONE = 6 };

static void reset_channel(struct midi_channel *c)
{
    c->bend = 0;
    c->pressure = 0;
    c->pedal = false;
    c->rpn[0] = c->rpn[1] = RPN_NONE;
}

void midi_listener_init(struct midi_listener *l, uint32_t id)
{
    memset(l, 0, sizeof(*l));
    l->id = id;
    for (uint32_t c = 0; c < MIDI_CHANNELS; c++) {
        reset_channel(&l->channel[c]);
        l->channel[c].range[0] = RANGE;
    }
}

LEAT_RT uint32_t midi_listener_manager(const struct midi_listener *l, uint32_t channel)
{
    if (channel <= l->lower)
        return LOWER_MANAGER;
    return channel + l->upper >= UPPER_MANAGER ? UPPER_MANAGER : channel;
}

/* The channels that hear what is said on one, as bits: a manager's zone with it. */
static uint32_t hearers(const struct midi_listener *l, uint32_t channel)
{
    if (channel == LOWER_MANAGER)
        return (2u << l->lower) - 1;
    if (channel == UPPER_MANAGER)
        return ((2u << l->upper) - 1) << (UPPER_MANAGER - l->upper);
    return 1u << channel;
}

static float own_bend(const struct midi_channel *c)
{
    const float range = (float)c->range[0] + (float)c->range[1] / 100.0f;

    return range * (float)c->bend / (c->bend < 0 ? 8192.0f : 8191.0f);
}

/* How a channel stands, its manager heard: what a NOTE_CHANGE says. */
static float change_of(const struct midi_listener *l, uint32_t channel, uint32_t param)
{
    const struct midi_channel *c = &l->channel[channel];
    const struct midi_channel *m = &l->channel[midi_listener_manager(l, channel)];

    switch (param) {
    case LEAT_NOTE_BEND:
        return own_bend(c) + (m == c ? 0.0f : own_bend(m));
    case LEAT_NOTE_PRESSURE:
        return (float)(c->pressure > m->pressure ? c->pressure : m->pressure) / 127.0f;
    default:
        return (float)(c->timbre > m->timbre ? c->timbre : m->timbre) / 127.0f;
    }
}

static bool pedal_of(const struct midi_listener *l, uint32_t channel)
{
    return l->channel[channel].pedal ||
           l->channel[midi_listener_manager(l, channel)].pedal;
}

static struct leat_event note(const struct midi_listener *l, uint16_t type,
                              uint32_t channel, uint32_t key)
{
    return (struct leat_event){.type = type,
                               .channel = (uint16_t)channel,
                               .note_id = (int32_t)(l->id + channel * MIDI_KEYS + key),
                               .key = (float)key};
}

static void give_change(const struct midi_listener *l, uint32_t channel, uint32_t key,
                        uint32_t param, float value, const struct midi_events *to)
{
    struct leat_event e = note(l, LEAT_EVENT_NOTE_CHANGE, channel, key);

    e.param = param;
    e.value = value;
    to->give(to->user, &e);
}

/* Tell all held notes of some channels how these stand now. */
static void give_changes(const struct midi_listener *l, uint32_t channels,
                         uint32_t param, const struct midi_events *to)
{
    for (uint32_t c = 0; c < MIDI_CHANNELS && l->n_held; c++)
        for (uint32_t k = 0; k < MIDI_KEYS && channels >> c & 1; k++)
            if (l->held[c][k] != UP)
                give_change(l, c, k, param, change_of(l, c, param), to);
}

static void end_note(struct midi_listener *l, uint32_t channel, uint32_t key,
                     uint8_t velocity, const struct midi_events *to)
{
    struct leat_event e = note(l, LEAT_EVENT_NOTE_OFF, channel, key);

    e.extra = (float)velocity / 127.0f;
    l->held[channel][key] = UP;
    l->n_held--;
    to->give(to->user, &e);
}

static void note_on(struct midi_listener *l, uint32_t channel, uint32_t key,
                    uint8_t velocity, const struct midi_events *to)
{
    struct leat_event e = note(l, LEAT_EVENT_NOTE_ON, channel, key);

    e.value = (float)velocity / 127.0f;
    l->n_held += l->held[channel][key] == UP;
    l->held[channel][key] = DOWN;
    to->give(to->user, &e);
    for (uint32_t param = LEAT_NOTE_BEND; param <= LEAT_NOTE_TIMBRE; param++) {
        const float value = change_of(l, channel, param);
        if (value != 0.0f)
            give_change(l, channel, key, param, value, to);
    }
}

static void note_off(struct midi_listener *l, uint32_t channel, uint32_t key,
                     uint8_t velocity, const struct midi_events *to)
{
    if (l->held[channel][key] != DOWN)
        l->n_unmatched++;
    else if (pedal_of(l, channel))
        l->held[channel][key] = BY_PEDAL;
    else
        end_note(l, channel, key, velocity, to);
}

/* End the notes of some channels that are held in one way, or in any. */
static void end_held(struct midi_listener *l, uint32_t channels, bool by_pedal_only,
                     const struct midi_events *to)
{
    for (uint32_t c = 0; c < MIDI_CHANNELS && l->n_held; c++)
        for (uint32_t k = 0; k < MIDI_KEYS && channels >> c & 1; k++)
            if (l->held[c][k] == BY_PEDAL || (l->held[c][k] == DOWN && !by_pedal_only))
                end_note(l, c, k, 0, to);
}

LEAT_RT void midi_listener_end(struct midi_listener *l, const struct midi_events *to)
{
    end_held(l, 0xFFFF, false, to);
}

static void hear_pedal(struct midi_listener *l, uint32_t channel, bool down,
                       const struct midi_events *to)
{
    uint32_t channels = hearers(l, channel);

    l->channel[channel].pedal = down;
    for (uint32_t c = 0; c < MIDI_CHANNELS; c++)
        if (pedal_of(l, c))
            channels &= ~(1u << c);
    end_held(l, channels, true, to);
}

/* All keys of some channels are let go; those that a pedal holds sound on. */
static void let_go(struct midi_listener *l, uint32_t channels,
                   const struct midi_events *to)
{
    for (uint32_t c = 0; c < MIDI_CHANNELS; c++)
        for (uint32_t k = 0; k < MIDI_KEYS && channels >> c & 1; k++)
            if (l->held[c][k] == DOWN)
                note_off(l, c, k, 0, to);
}

static uint32_t count_held(const struct midi_listener *l, uint32_t channels)
{
    uint32_t n = 0;

    for (uint32_t c = 0; c < MIDI_CHANNELS; c++)
        for (uint32_t k = 0; k < MIDI_KEYS && channels >> c & 1; k++)
            n += l->held[c][k] != UP;
    return n;
}

/* Where nothing else sounds: this also ends what the receiver may have missed. */
static void all_off(struct midi_listener *l, uint32_t channel, bool pedal_holds,
                    const struct midi_events *to)
{
    const uint32_t channels = hearers(l, channel);

    if (pedal_holds)
        let_go(l, channels, to);
    else if (count_held(l, 0xFFFF & ~channels))
        end_held(l, channels, false, to);
    else {
        memset(l->held, UP, sizeof(l->held));
        l->n_held = 0;
        to->give(to->user, &(struct leat_event){.type = LEAT_EVENT_ALL_OFF,
                                                .channel = (uint16_t)channel});
    }
}

static void reset_controls(struct midi_listener *l, uint32_t channel,
                           const struct midi_events *to)
{
    reset_channel(&l->channel[channel]);
    hear_pedal(l, channel, false, to);
    give_changes(l, hearers(l, channel), LEAT_NOTE_BEND, to);
    give_changes(l, hearers(l, channel), LEAT_NOTE_PRESSURE, to);
}

/* A zone begins anew: its notes end, and both zones share 14 members. */
static void set_zone(struct midi_listener *l, uint32_t manager, uint8_t members,
                     const struct midi_events *to)
{
    uint8_t *own = manager == LOWER_MANAGER ? &l->lower : &l->upper;
    uint8_t *other = manager == LOWER_MANAGER ? &l->upper : &l->lower;
    uint32_t channels = hearers(l, manager);

    *own = members < MEMBERS_MAX ? members : MEMBERS_MAX;
    channels |= hearers(l, manager);
    end_held(l, channels, false, to);
    if (*own + *other > 14)
        *other = *own < 14 ? 14 - *own : 0;
    for (uint32_t c = 0; c < MIDI_CHANNELS; c++) {
        if (!(channels >> c & 1))
            continue;
        reset_channel(&l->channel[c]);
        l->channel[c].timbre = 0;
        l->channel[c].range[0] = midi_listener_manager(l, c) == c ? RANGE : MPE_RANGE;
        l->channel[c].range[1] = 0;
    }
}

/* Members of a zone share their range of bends. */
static void set_range(struct midi_listener *l, uint32_t channel, bool low,
                      uint8_t value, const struct midi_events *to)
{
    const uint32_t manager = midi_listener_manager(l, channel);
    const uint32_t zone = hearers(l, manager) & ~(1u << manager);
    const uint32_t channels = manager == channel ? 1u << channel : zone;

    for (uint32_t c = 0; c < MIDI_CHANNELS; c++)
        if (channels >> c & 1)
            l->channel[c].range[low] = value;
    give_changes(l, manager == channel ? hearers(l, channel) : channels, LEAT_NOTE_BEND,
                 to);
}

static void hear_data(struct midi_listener *l, uint32_t channel, bool low,
                      uint8_t value, const struct midi_events *to)
{
    const uint8_t *rpn = l->channel[channel].rpn;

    if (rpn[0] != 0)
        return;
    if (rpn[1] == RPN_BEND_RANGE)
        set_range(l, channel, low, value, to);
    else if (rpn[1] == RPN_ZONE && !low &&
             (channel == LOWER_MANAGER || channel == UPPER_MANAGER))
        set_zone(l, channel, value, to);
}

static void hear_mode(struct midi_listener *l, uint32_t channel, uint8_t control,
                      const struct midi_events *to)
{
    if (control == CONTROL_SOUND_OFF)
        all_off(l, channel, false, to);
    else if (control >= CONTROL_NOTES_OFF)
        all_off(l, channel, pedal_of(l, channel), to);
    else if (control == CONTROL_RESET)
        reset_controls(l, channel, to);
}

static void hear_control(struct midi_listener *l, uint32_t channel, uint8_t control,
                         uint8_t value, const struct midi_events *to)
{
    struct midi_channel *c = &l->channel[channel];

    if (control >= CONTROL_SOUND_OFF) {
        hear_mode(l, channel, control, to);
        return;
    }
    to->give(to->user, &(struct leat_event){.type = LEAT_EVENT_CONTROL,
                                            .channel = (uint16_t)channel,
                                            .param = control,
                                            .value = (float)value / 127.0f});
    switch (control) {
    case CONTROL_DATA:
    case CONTROL_DATA_LOW:
        hear_data(l, channel, control == CONTROL_DATA_LOW, value, to);
        break;
    case CONTROL_PEDAL:
        hear_pedal(l, channel, value >= 64, to);
        break;
    case CONTROL_TIMBRE:
        c->timbre = value;
        give_changes(l, hearers(l, channel), LEAT_NOTE_TIMBRE, to);
        break;
    case CONTROL_NRPN_LOW:
    case CONTROL_NRPN: /* whose numbers mean nothing here */
        c->rpn[0] = c->rpn[1] = RPN_NONE;
        break;
    case CONTROL_RPN_LOW:
        c->rpn[1] = value;
        break;
    case CONTROL_RPN:
        c->rpn[0] = value;
        break;
    }
}

static void hear_system(struct midi_listener *l, const struct midi_message *m,
                        const struct midi_events *to)
{
    const uint32_t sixteenths = m->data[0] | (uint32_t)m->data[1] << 7;
    struct leat_event e = {.type = LEAT_EVENT_MARKER, .param = m->status};

    switch (m->status) {
    case MIDI_SONG_POSITION:
        e.value = (float)sixteenths / 4.0f;
        break;
    case MIDI_RESET:
        midi_listener_init(l, l->id);
        e.type = LEAT_EVENT_ALL_OFF;
        e.param = 0;
        break;
    case MIDI_CLOCK:
    case MIDI_START:
    case MIDI_CONTINUE:
    case MIDI_STOP:
        break;
    default:
        return;
    }
    to->give(to->user, &e);
}

LEAT_RT void midi_listener_hear(struct midi_listener *l, const struct midi_message *m,
                                const struct midi_events *to)
{
    const uint32_t channel = m->status & 15, key = m->data[0] & 127;
    struct midi_channel *c = &l->channel[channel];

    switch (m->status & 0xF0) {
    case MIDI_NOTE_ON:
        if (m->data[1] > 0)
            note_on(l, channel, key, m->data[1], to);
        else
            note_off(l, channel, key, 64, to);
        break;
    case MIDI_NOTE_OFF:
        note_off(l, channel, key, m->data[1], to);
        break;
    case MIDI_KEY_PRESSURE:
        if (l->held[channel][key] != UP)
            give_change(l, channel, key, LEAT_NOTE_PRESSURE, (float)m->data[1] / 127.0f,
                        to);
        break;
    case MIDI_CONTROL:
        hear_control(l, channel, m->data[0], m->data[1], to);
        break;
    case MIDI_PRESSURE:
        c->pressure = m->data[0];
        give_changes(l, hearers(l, channel), LEAT_NOTE_PRESSURE, to);
        break;
    case MIDI_BEND:
        c->bend = (int16_t)((m->data[0] | m->data[1] << 7) - 8192);
        give_changes(l, hearers(l, channel), LEAT_NOTE_BEND, to);
        break;
    case MIDI_SYSEX:
        hear_system(l, m, to);
        break;
    }
}
