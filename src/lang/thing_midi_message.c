/* SPDX-License-Identifier: MIT */
/*
 * thing_midi_message: a message of MIDI that came to a program.
 *
 * Source: language reference, section 8.1; "MIDI 1.0 Detailed Specification", table 1.
 */
#include <string.h>

#include "base/math_d.h"
#include "lang/outside.h"
#include "lang/thing_midi.h"

enum {
    OFF = 0x80,
    ON = 0x90,
    KEY = 0xA0,
    CONTROL = 0xB0,
    PROGRAM = 0xC0,
    PRESSURE = 0xD0,
    BEND = 0xE0
};

struct message {
    struct thing thing;
    struct outside_midi m;
    double time_s;
};

static const struct message *of(struct value self)
{
    return (const struct message *)self.thing;
}

static uint8_t kind(const struct message *m)
{
    return m->m.status >= 0xF0 ? m->m.status : m->m.status & 0xF0;
}

static bool is_note(const struct message *m)
{
    return kind(m) == ON || kind(m) == OFF || kind(m) == KEY;
}

static bool is_on(const struct message *m)
{
    return kind(m) == ON && m->m.data[1] > 0;
}

METHOD(type)
{
    const struct message *m = of(self);
    const char *name = "other";

    (void)e, (void)a, (void)n, (void)span;
    switch (kind(m)) {
    case ON:
    case OFF:
        name = is_on(m) ? "note_on" : "note_off";
        break;
    case CONTROL:
        name = "control_change";
        break;
    case PROGRAM:
        name = "program";
        break;
    case KEY:
    case PRESSURE:
        name = "aftertouch";
        break;
    case BEND:
        name = "pitch_bend";
        break;
    case 0xF8:
        name = "clock";
        break;
    case 0xFA:
    case 0xFB:
        name = "start";
        break;
    case 0xFC:
        name = "stop";
        break;
    default:
        break;
    }
    return value_text(name, strlen(name));
}

METHOD(note)
{
    (void)e, (void)a, (void)n, (void)span;
    return is_note(of(self)) ? value_integer(of(self)->m.data[0]) : value_null();
}

METHOD(velocity)
{
    const struct message *m = of(self);

    (void)e, (void)a, (void)n, (void)span;
    return kind(m) == ON || kind(m) == OFF
               ? value_number(m->m.data[1] / 127.0, MEASURE_NONE)
               : value_null();
}

METHOD(channel)
{
    (void)e, (void)a, (void)n, (void)span;
    return of(self)->m.status < 0xF0 ? value_integer((of(self)->m.status & 15) + 1)
                                     : value_null();
}

METHOD(controller)
{
    (void)e, (void)a, (void)n, (void)span;
    return kind(of(self)) == CONTROL ? value_integer(of(self)->m.data[0])
                                     : value_null();
}

METHOD(value)
{
    const struct message *m = of(self);

    (void)e, (void)a, (void)n, (void)span;
    switch (kind(m)) {
    case CONTROL:
    case KEY:
        return value_number(m->m.data[1] / 127.0, MEASURE_NONE);
    case PRESSURE:
        return value_number(m->m.data[0] / 127.0, MEASURE_NONE);
    case PROGRAM:
        return value_integer(m->m.data[0]);
    case BEND:
        return value_number(
            math_max_d((m->m.data[0] + 128 * m->m.data[1] - 8192) / 8191.0, -1.0),
            MEASURE_NONE);
    default:
        return value_null();
    }
}

METHOD(time)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_number(of(self)->time_s, MEASURE_TIME);
}

METHOD(note_frequency)
{
    (void)e, (void)a, (void)n, (void)span;
    return is_note(of(self))
               ? value_number(math_note_to_hz_d(of(self)->m.data[0]), MEASURE_FREQUENCY)
               : value_null();
}

#define FIELD METHOD_WITHOUT_BRACKETS

static const struct method_word methods[] = {
    {"type", "", 0, 0, FIELD, 0, call_type,
     "note_on, note_off, control_change, pitch_bend, program, aftertouch, clock, start "
     "or stop."},
    {"note", "", 0, 0, FIELD, 0, call_note, "The number of a note; nothing without."},
    {"velocity", "", 0, 0, FIELD, 0, call_velocity, "How hard, from 0 to 1."},
    {"channel", "", 0, 0, FIELD, 0, call_channel, "Its channel, from 1 to 16."},
    {"controller", "", 0, 0, FIELD, 0, call_controller,
     "The number of a controller; nothing without."},
    {"value", "", 0, 0, FIELD, 0, call_value,
     "How far a controller is turned, from 0 to 1; a bend, from -1 to 1; a program."},
    {"time", "", 0, 0, FIELD, 0, call_time, "When a program was told of it."},
    {"note_frequency", "", 0, 0, FIELD, 0, call_note_frequency,
     "The frequency of a note."},
    {0},
};

const struct thing_class midi_message_class = {.name = "a message of MIDI",
                                               .methods = methods};

struct value midi_message_new(struct eval *e, const struct outside_midi *m,
                              double time_s)
{
    const struct value value =
        thing_new(e, &midi_message_class, sizeof(struct message));

    if (value.kind == VALUE_POISON)
        return value;
    struct message *message = (struct message *)value.thing;
    message->m = *m;
    message->time_s = time_s;
    return value;
}
