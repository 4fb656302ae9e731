/* SPDX-License-Identifier: MIT */
/* midi_speak: events to messages of MIDI. */
#include "io/midi_speak.h"

#include <string.h>

static const float BEND_RANGE = 2.0f; /* semitones, of who hears nothing else */
static const uint8_t OFF_VELOCITY = 64;

enum { CONTROL_TIMBRE = 74, CONTROL_MODES = 120, CONTROL_NOTES_OFF = 123 };

/* The whole number nearest to x in [0, most]; 0 for what is not a number. */
static uint32_t whole(float x, uint32_t most)
{
    return !(x > 0.0f) ? 0 : x < (float)most ? (uint32_t)(x + 0.5f) : most;
}

static void say(const struct midi_messages *to, uint8_t status, uint32_t channel,
                uint32_t first, uint32_t second)
{
    const struct midi_message message = {(uint8_t)(status | channel),
                                         {(uint8_t)first, (uint8_t)second}};

    to->give(to->user, &message);
}

/* The note that sounds and that an event means, the newest first; or n. */
static uint32_t find(const struct midi_speaker *s, const struct leat_event *e)
{
    for (uint32_t i = s->n; i-- > 0;)
        if (e->note_id
                ? s->note[i].id == e->note_id
                : s->note[i].channel == (e->channel & 15) && s->note[i].pitch == e->key)
            return i;
    return s->n;
}

static void end_note(struct midi_speaker *s, uint32_t i, float velocity,
                     const struct midi_messages *to)
{
    const struct midi_spoken note = s->note[i];

    s->n--;
    memmove(s->note + i, s->note + i + 1, (s->n - i) * sizeof(note));
    say(to, MIDI_NOTE_OFF, note.channel, note.key,
        velocity > 0.0f ? whole(velocity * 127.0f, 127) : OFF_VELOCITY);
}

static void begin_note(struct midi_speaker *s, const struct leat_event *e,
                       const struct midi_messages *to)
{
    const uint32_t velocity = whole(e->value * 127.0f, 127);
    const uint32_t i = find(s, e);

    if (i < s->n)
        end_note(s, i, 0.0f, to);
    if (!(e->value > 0.0f))
        return;
    if (s->n == MIDI_SPEAKER_NOTES)
        end_note(s, 0, 0.0f, to);
    s->note[s->n] = (struct midi_spoken){e->note_id, e->key, (uint8_t)(e->channel & 15),
                                         (uint8_t)whole(e->key, 127)};
    say(to, MIDI_NOTE_ON, s->note[s->n].channel, s->note[s->n].key,
        velocity ? velocity : 1);
    s->n++;
}

static void say_bend(float semitones, uint32_t channel, const struct midi_messages *to)
{
    const float part = semitones / BEND_RANGE;
    const uint32_t up = whole(part * 8191.0f, 8191),
                   down = whole(part * -8192.0f, 8192);
    const uint32_t bend = part > 0.0f ? 8192 + up : 8192 - down;

    say(to, MIDI_BEND, channel, bend & 127, bend >> 7);
}

static void change_note(struct midi_speaker *s, const struct leat_event *e,
                        const struct midi_messages *to)
{
    const uint32_t i = find(s, e);
    const struct midi_spoken *note = &s->note[i];

    if (i == s->n || e->param > LEAT_NOTE_TIMBRE)
        s->n_unsaid++;
    else if (e->param == LEAT_NOTE_BEND)
        say_bend(e->value, note->channel, to);
    else if (e->param == LEAT_NOTE_PRESSURE)
        say(to, MIDI_KEY_PRESSURE, note->channel, note->key,
            whole(e->value * 127.0f, 127));
    else
        say(to, MIDI_CONTROL, note->channel, CONTROL_TIMBRE,
            whole(e->value * 127.0f, 127));
}

static void say_marker(struct midi_speaker *s, const struct leat_event *e,
                       const struct midi_messages *to)
{
    const uint32_t sixteenths = whole(e->value * 4.0f, 16383);

    switch (e->param) {
    case MIDI_SONG_POSITION:
        say(to, MIDI_SONG_POSITION, 0, sixteenths & 127, sixteenths >> 7);
        break;
    case MIDI_CLOCK:
    case MIDI_START:
    case MIDI_CONTINUE:
    case MIDI_STOP:
        say(to, (uint8_t)e->param, 0, 0, 0);
        break;
    default:
        s->n_unsaid++;
    }
}

LEAT_RT void midi_speaker_end(struct midi_speaker *s, const struct midi_messages *to)
{
    while (s->n)
        end_note(s, s->n - 1, 0.0f, to);
}

/* Also for what sounds at the other end and is not known here. */
static void end_all(struct midi_speaker *s, const struct midi_messages *to)
{
    midi_speaker_end(s, to);
    for (uint32_t channel = 0; channel < 16; channel++)
        say(to, MIDI_CONTROL, channel, CONTROL_NOTES_OFF, 0);
}

LEAT_RT void midi_speaker_say(struct midi_speaker *s, const struct leat_event *e,
                              const struct midi_messages *to)
{
    uint32_t i;

    switch (e->type) {
    case LEAT_EVENT_NOTE_ON:
        begin_note(s, e, to);
        break;
    case LEAT_EVENT_NOTE_OFF:
        i = find(s, e);
        if (i < s->n)
            end_note(s, i, e->extra, to);
        else
            s->n_unsaid++;
        break;
    case LEAT_EVENT_NOTE_CHANGE:
        change_note(s, e, to);
        break;
    case LEAT_EVENT_CONTROL:
        if (e->param < CONTROL_MODES)
            say(to, MIDI_CONTROL, e->channel & 15, e->param,
                whole(e->value * 127.0f, 127));
        else
            s->n_unsaid++;
        break;
    case LEAT_EVENT_ALL_OFF:
        end_all(s, to);
        break;
    case LEAT_EVENT_MARKER:
        say_marker(s, e, to);
        break;
    default:
        s->n_unsaid++;
    }
}
