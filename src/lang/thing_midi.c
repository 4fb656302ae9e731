/* SPDX-License-Identifier: MIT */
/*
 * thing_midi: MIDI that a program hears.
 *
 * What has come is taken when a frame first asks, and at its end at the latest.
 *
 * Source: language reference, section 8.1.
 */
#include "lang/thing_midi.h"

#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/reach.h"

enum { CHANNELS = 16, KEYS = 128, TURN = 1024, CALLBACKS_MAX = 16, DEVICES_MAX = 8 };

struct device {
    char name[OUTSIDE_NAME];
    int channel; /* 0: not open yet */
    bool told;
    uint64_t cursor;
};

struct input {
    struct thing thing;
    struct device device[DEVICES_MAX];
    uint32_t n_devices;
    int64_t looked;
    uint8_t velocity[CHANNELS][KEYS]; /* of notes that are down; 0: none */
    uint8_t control[CHANNELS][KEYS];
    struct value arrived; /* List of messages since the frame before */
    bool note_on;         /* one came with this frame: the last */
    uint8_t note, how_hard;
    uint32_t n_waiting;
    struct value waiting[CALLBACKS_MAX];
    uint32_t n_called; /* messages of this frame that callbacks have had */
    uint64_t site;
    struct span span;
};

static struct input *of(struct value self)
{
    return (struct input *)self.thing;
}

static void open_device(struct eval *e, struct device *d)
{
    const struct outside *o = e->reach.outside;
    struct leat_diag diag = {0};

    if (d->channel || d->told)
        return;
    d->told = true;
    if (!o) {
        reach_tell_alone(e, "MIDIInput");
        return;
    }
    const int opened = o->midi_open(o->user, OUTSIDE_MIDI_IN, d->name, &diag);
    d->channel = reach_keep(e, "MIDIInput", opened, &diag);
    if (d->channel)
        d->cursor = o->midi_newest(o->user, d->channel);
}

static bool take(struct eval *e, struct input *in, const struct outside_midi *m)
{
    const uint32_t channel = m->status & 15;
    const uint8_t kind = m->status & 0xF0;

    if (kind == 0x90 || kind == 0x80)
        in->velocity[channel][m->data[0] & 127] = kind == 0x90 ? m->data[1] : 0;
    else if (kind == 0xB0)
        in->control[channel][m->data[0] & 127] = m->data[1];
    if (kind == 0x90 && m->data[1] > 0) {
        in->note_on = true;
        in->note = m->data[0];
        in->how_hard = m->data[1];
    }
    const struct value message = midi_message_new(e, m, e->now.time_s);
    return message.kind != VALUE_POISON &&
           value_push(e->heap, in->arrived.list, message);
}

static bool look(struct eval *e, struct input *in)
{
    const struct outside *o = e->reach.outside;
    struct outside_midi m;

    if (!reach_can(e) || in->looked == e->now.k)
        return true;
    in->looked = e->now.k;
    in->note_on = false;
    in->n_called = 0;
    in->arrived = value_new_list(e->heap, 0);
    if (in->arrived.kind == VALUE_POISON)
        goto fail;
    for (uint32_t d = 0; d < in->n_devices; d++) {
        open_device(e, &in->device[d]);
        for (uint32_t n = 0;
             in->device[d].channel && n < TURN &&
             o->midi_next(o->user, in->device[d].channel, &in->device[d].cursor, &m);
             n++)
            if (!take(e, in, &m))
                goto fail;
    }
    return true;
fail:
    eval_out_of_memory(e);
    return false;
}

static bool tick(struct eval *e, struct thing *thing)
{
    struct input *in = (struct input *)thing;
    bool good = look(e, in);

    const struct list *arrived = in->arrived.list;
    while (good && in->n_called < arrived->n) {
        const struct value message = arrived->item[in->n_called++];
        for (uint32_t i = 0; i < in->n_waiting && good; i++)
            good = reach_call(e, in->waiting[i], &message, 1, in->site,
                              in->n_called * CALLBACKS_MAX + i, in->span);
    }
    return good;
}

/* Hear a device from now on, "" for all; one that is heard already goes on. */
static struct value add(struct eval *e, struct input *in, const char *name,
                        struct span span)
{
    for (uint32_t d = 0; d < in->n_devices; d++)
        if (strcmp(in->device[d].name, name) == 0)
            return value_bool(true);
    if (in->n_devices == DEVICES_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: %d devices are open here.", DEVICES_MAX);
        report_hint(e->report, "open_all_devices() hears all.");
        return value_poison();
    }
    struct device *d = &in->device[in->n_devices++];
    str_format(d->name, sizeof(d->name), "%s", name);
    return ticking_begin(e, &in->thing, span) ? value_bool(true) : value_poison();
}

METHOD(open_all)
{
    (void)a, (void)n;
    return add(e, of(self), "", span);
}

METHOD(open_device)
{
    const char *name = reach_text(e, "open_device", &a[0]);

    (void)n;
    return name ? add(e, of(self), name, span) : value_poison();
}

METHOD(list_ports)
{
    const struct outside *o = e->reach.outside;
    struct value list = value_new_list(e->heap, 0);
    char name[OUTSIDE_NAME];

    (void)self, (void)a, (void)n, (void)span;
    for (uint32_t i = 0; list.kind != VALUE_POISON && o &&
                         o->midi_port(o->user, OUTSIDE_MIDI_IN, i, name);
         i++) {
        const char *copy = heap_text(e->heap, name, strlen(name));
        if (!copy || !value_push(e->heap, list.list, value_text(copy, strlen(copy))))
            return eval_out_of_memory(e);
    }
    return list.kind == VALUE_POISON ? eval_out_of_memory(e) : list;
}

METHOD(get_messages)
{
    (void)a, (void)n, (void)span;
    return look(e, of(self)) ? of(self)->arrived : value_poison();
}

/* A channel from 1, and a number of 7 bits. */
static bool place(struct eval *e, const struct argument *a, const char *word,
                  uint32_t *channel, uint32_t *number)
{
    double c, x;

    if (!reach_number(e, word, &a[0], &c) || !reach_number(e, word, &a[1], &x))
        return false;
    if (!(c >= 1.0 && c <= CHANNELS && x >= 0.0 && x < KEYS)) {
        const bool channels = !(c >= 1.0 && c <= CHANNELS);
        report_error(e->report, a[channels ? 0 : 1].span, 401,
                     channels ? "A channel goes from 1 to 16."
                              : "A number of MIDI goes from 0 to 127.");
        report_hint(e->report, "Such as `%s(1, 60)`.", word);
        return false;
    }
    *channel = (uint32_t)c - 1;
    *number = (uint32_t)x;
    return true;
}

METHOD(is_note_pressed)
{
    uint32_t channel, note;

    (void)n, (void)span;
    if (!look(e, of(self)) || !place(e, a, "is_note_pressed", &channel, &note))
        return value_poison();
    return value_bool(of(self)->velocity[channel][note] > 0);
}

METHOD(get_cc_value)
{
    uint32_t channel, number;

    (void)n, (void)span;
    if (!look(e, of(self)) || !place(e, a, "get_cc_value", &channel, &number))
        return value_poison();
    return value_number(of(self)->control[channel][number] / 127.0, MEASURE_NONE);
}

METHOD(get_pressed_notes)
{
    struct value list = value_new_list(e->heap, 0);

    (void)a, (void)n, (void)span;
    if (!look(e, of(self)))
        return value_poison();
    for (uint32_t note = 0; list.kind != VALUE_POISON && note < KEYS; note++)
        for (uint32_t c = 0; c < CHANNELS; c++)
            if (of(self)->velocity[c][note] > 0) {
                if (!value_push(e->heap, list.list, value_integer(note)))
                    return eval_out_of_memory(e);
                break;
            }
    return list.kind == VALUE_POISON ? eval_out_of_memory(e) : list;
}

METHOD(has_activity)
{
    (void)a, (void)n, (void)span;
    return look(e, of(self)) ? value_bool(of(self)->arrived.list->n > 0)
                             : value_poison();
}

METHOD(on_message)
{
    struct input *in = of(self);
    uint32_t i = 0;

    (void)n;
    if (!method_function(e, &a[0]))
        return value_poison();
    /* a frame that says so again means the same */
    while (i < in->n_waiting &&
           !(in->waiting[i].kind == a[0].value.kind &&
             in->waiting[i].kind == VALUE_CLOSURE &&
             in->waiting[i].closure->code == a[0].value.closure->code))
        i++;
    if (i == CALLBACKS_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: %d functions wait for messages here.",
                     CALLBACKS_MAX);
        report_hint(e->report, "One can look at the type of the message.");
        return value_poison();
    }
    in->waiting[i] = a[0].value;
    in->n_waiting += i == in->n_waiting;
    return ticking_begin(e, &in->thing, span) ? value_bool(true) : value_poison();
}

METHOD(note_on)
{
    (void)a, (void)n, (void)span;
    return look(e, of(self)) ? value_bool(of(self)->note_on) : value_poison();
}

METHOD(note)
{
    (void)a, (void)n, (void)span;
    return look(e, of(self)) ? value_integer(of(self)->note) : value_poison();
}

METHOD(velocity)
{
    (void)a, (void)n, (void)span;
    return look(e, of(self)) ? value_number(of(self)->how_hard / 127.0, MEASURE_NONE)
                             : value_poison();
}

METHOD(note_to_frequency)
{
    double note;

    (void)self, (void)n, (void)span;
    return reach_number(e, "note_to_frequency", &a[0], &note)
               ? value_number(math_note_to_hz_d(note), MEASURE_FREQUENCY)
               : value_poison();
}

#define FIELD METHOD_WITHOUT_BRACKETS

static const struct method_word methods[] = {
    {"open_all_devices", "", 0, 0, 0, 0, call_open_all, "Hear all hardware."},
    {"open_all_available_devices", "", 0, 0, 0, 0, call_open_all, "Hear all hardware."},
    {"open_device", "name", 1, 1, 0, 0, call_open_device,
     "Hear a client of JACK or ALSA, or one port of it as \"client:port\"."},
    {"list_ports", "", 0, 0, 0, 0, call_list_ports, "The names of what can be heard."},
    {"get_messages", "", 0, 0, 0, 0, call_get_messages,
     "The messages that came since the frame before."},
    {"is_note_pressed", "channel note", 2, 2, 0, 0, call_is_note_pressed,
     "Whether a key is down; channels go from 1 to 16."},
    {"get_cc_value", "channel controller", 2, 2, 0, 0, call_get_cc_value,
     "How far a controller is turned, from 0 to 1."},
    {"get_pressed_notes", "", 0, 0, 0, 0, call_get_pressed_notes,
     "The numbers of all keys that are down."},
    {"has_activity", "", 0, 0, 0, 0, call_has_activity,
     "Whether anything came since the frame before."},
    {"on_message", "action", 1, 1, 0, 0, call_on_message,
     "Call a function with each message that comes."},
    {"note_on", "", 0, 0, FIELD, 0, call_note_on,
     "Whether a key was struck with this frame."},
    {"note", "", 0, 0, FIELD, 0, call_note, "The number of the last key."},
    {"velocity", "", 0, 0, FIELD, 0, call_velocity,
     "How hard the last key was struck, from 0 to 1."},
    {"note_to_frequency", "note", 1, 1, 0, 0, call_note_to_frequency,
     "The frequency of a note number."},
    {0},
};

const struct thing_class midi_input_class = {
    .name = "a MIDI input", .methods = methods, .tick = tick};

struct value midi_input_new(struct eval *e, bool all, struct span span)
{
    struct thing *kept = ticking_kept(e, &midi_input_class);

    if (kept)
        return (struct value){.kind = VALUE_THING, .thing = kept};
    const struct value value = thing_new(e, &midi_input_class, sizeof(struct input));
    if (value.kind == VALUE_POISON)
        return value;
    struct input *in = of(value);
    in->looked = -1;
    in->site = e->site;
    in->span = span;
    in->arrived = value_new_list(e->heap, 0);
    if (in->arrived.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (all && add(e, in, "", span).kind == VALUE_POISON)
        return value_poison();
    return ticking_keep(e, value.thing, span) ? value : value_poison();
}
