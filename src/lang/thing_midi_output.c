/* SPDX-License-Identifier: MIT */
/*
 * thing_midi_output: MIDI that a program sends.
 *
 * What the top of a program sends goes out with its first frame.  A clock of 24 ticks a
 * beat follows the music's: each frame sends those that fall into it, at their times.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/reach.h"
#include "lang/tempo_map.h"
#include "lang/thing_midi.h"

enum { WAITING_MAX = 1024, TICKS_A_BEAT = 24, TICKS_MAX = 64 /* in a frame */ };

struct output {
    struct thing thing;
    char name[OUTSIDE_NAME]; /* "": all hardware */
    int channel;             /* 0: not open yet */
    bool told, has_clock;
    double next_tick; /* of the clock; -1: with the next one */
    uint32_t n_waiting;
    struct outside_midi *waiting; /* room for WAITING_MAX, when there are any */
};

static struct output *of(struct value self)
{
    return (struct output *)self.thing;
}

static bool open(struct eval *e, struct output *out)
{
    const struct outside *o = e->reach.outside;
    struct leat_diag diag = {0};

    if (out->channel || out->told)
        return out->channel > 0;
    out->told = true;
    if (!o) {
        reach_tell_alone(e, "MIDIOutput");
        return false;
    }
    const int opened = o->midi_open(o->user, OUTSIDE_MIDI_OUT, out->name, &diag);
    out->channel = reach_keep(e, "MIDIOutput", opened, &diag);
    return out->channel > 0;
}

static struct value send(struct eval *e, struct value self, struct outside_midi m,
                         struct span span)
{
    struct output *out = of(self);
    const struct outside *o = e->reach.outside;

    if (reach_can(e)) {
        if (open(e, out))
            o->midi_send(o->user, out->channel, &m, 0.0);
        return value_bool(true);
    }
    if (!out->waiting)
        out->waiting = heap_take(e->heap, WAITING_MAX, sizeof(*out->waiting));
    if (!out->waiting)
        return eval_out_of_memory(e);
    if (out->n_waiting == WAITING_MAX)
        return eval_too_large(e, span, "messages that wait for the first frame");
    out->waiting[out->n_waiting++] = m;
    return ticking_begin(e, &out->thing, span) ? value_bool(true) : value_poison();
}

/* Ticks of the clock from where this frame begins up to the next one. */
static void send_ticks(struct eval *e, struct output *out)
{
    static const struct outside_midi clock = {.status = 0xF8};
    const struct outside *o = e->reach.outside;
    const double from = tempo_map_beat(e->tempo, e->now.position) * TICKS_A_BEAT;
    const double to = tempo_map_beat(e->tempo, e->now.next_position) * TICKS_A_BEAT;
    double tick = out->next_tick;

    if (tick < from - 1.0 || tick > to + 1.0) /* it has begun, or the music has moved */
        tick = -math_floor_d(-from);
    for (int n = 0; tick < to && n < TICKS_MAX; n++, tick += 1.0)
        o->midi_send(o->user, out->channel, &clock,
                     to > from ? (tick - from) / (to - from) / e->now.fps : 0.0);
    out->next_tick = tick;
}

static bool tick(struct eval *e, struct thing *thing)
{
    struct output *out = (struct output *)thing;
    const struct outside *o = e->reach.outside;

    if (!reach_can(e))
        return true;
    const bool is_open = open(e, out);
    for (uint32_t i = 0; i < out->n_waiting && is_open; i++)
        o->midi_send(o->user, out->channel, &out->waiting[i], 0.0);
    out->n_waiting = 0;
    if (out->has_clock && is_open)
        send_ticks(e, out);
    if (!out->has_clock)
        ticking_end(e, thing);
    return true;
}

/* A number in [least, most]; E401 for any other. */
static bool number(struct eval *e, const char *word, const struct argument *a,
                   const char *what, double least, double most, double *out)
{
    if (!reach_number(e, word, a, out))
        return false;
    if (*out >= least && *out <= most)
        return true;
    report_error(e->report, a->span, 401, "%s goes from %g to %g.", what, least, most);
    report_hint(e->report, "Such as `%s(1, 60, 0.8)`.", word);
    return false;
}

/* Up to 1 a part of all, above that a number of 7 bits. */
static uint8_t seven_bits(double x)
{
    x = x <= 1.0 ? x * 127.0 : x;
    return (uint8_t)math_clamp_d(math_floor_d(x + 0.5), 0.0, 127.0);
}

static struct value send_two(struct eval *e, struct value self, const char *word,
                             uint8_t status, const struct argument *a, double second,
                             struct span span)
{
    double channel, first;

    if (!number(e, word, &a[0], "A channel", 1.0, 16.0, &channel) ||
        !number(e, word, &a[1], "A number of MIDI", 0.0, 127.0, &first))
        return value_poison();
    return send(e, self,
                (struct outside_midi){(uint8_t)(status | ((uint8_t)channel - 1)),
                                      {(uint8_t)first, seven_bits(second)}},
                span);
}

METHOD(open_device)
{
    struct output *out = of(self);
    const char *name = n > 0 ? reach_text(e, "open_device", &a[0]) : "";

    (void)span;
    if (!name)
        return value_poison();
    if (strcmp(name, out->name) != 0) {
        if (out->channel)
            reach_leave(e, out->channel);
        out->channel = 0;
        out->told = false;
    }
    str_format(out->name, sizeof(out->name), "%s", name);
    return value_bool(true);
}

METHOD(send_note_on)
{
    double velocity = 0.8;

    if (n > 2 && !number(e, "send_note_on", &a[2], "A velocity", 0.0, 127.0, &velocity))
        return value_poison();
    return send_two(e, self, "send_note_on", 0x90, a, velocity, span);
}

METHOD(send_note_off)
{
    double velocity = 0.0;

    if (n > 2 &&
        !number(e, "send_note_off", &a[2], "A velocity", 0.0, 127.0, &velocity))
        return value_poison();
    return send_two(e, self, "send_note_off", 0x80, a, velocity, span);
}

METHOD(send_cc)
{
    double value;

    (void)n;
    if (!number(e, "send_cc", &a[2], "A controller", 0.0, 127.0, &value))
        return value_poison();
    return send_two(e, self, "send_cc", 0xB0, a, value, span);
}

METHOD(send_program_change)
{
    double channel, program;

    (void)n;
    if (!number(e, "send_program_change", &a[0], "A channel", 1.0, 16.0, &channel) ||
        !number(e, "send_program_change", &a[1], "A program", 0.0, 127.0, &program))
        return value_poison();
    return send(e, self,
                (struct outside_midi){(uint8_t)(0xC0 | ((uint8_t)channel - 1)),
                                      {(uint8_t)program, 0}},
                span);
}

/* [status, data, data] */
METHOD(send_message)
{
    struct outside_midi m = {0};
    uint32_t n_items;
    const struct value *item = value_items(&a[0].value, &n_items);
    bool good = item && n_items >= 1 && n_items <= 3;

    (void)n;
    if (a[0].value.kind == VALUE_POISON)
        return value_poison();
    for (uint32_t i = 0; good && i < n_items; i++) {
        const double x = value_is_number(&item[i]) ? value_as_number(&item[i]) : -1.0;
        good = i == 0 ? x >= 128.0 && x <= 255.0 && x != 240.0 && x != 247.0
                      : x >= 0.0 && x <= 127.0;
        if (good && i == 0)
            m.status = (uint8_t)x;
        else if (good)
            m.data[i - 1] = (uint8_t)x;
    }
    if (good)
        return send(e, self, m, span);
    report_error(e->report, a[0].span, 306,
                 "`send_message` needs the bytes of a message: a status and its data.");
    report_hint(e->report, "Such as `[0x90, 60, 100]`.");
    return value_poison();
}

METHOD(send_clock)
{
    struct output *out = of(self);

    (void)n;
    out->has_clock = value_is_true(&a[0].value);
    out->next_tick = -1.0;
    if (out->has_clock && !ticking_begin(e, &out->thing, span))
        return value_poison();
    return value_bool(true);
}

static const struct method_word methods[] = {
    {"open_device", "name", 0, 1, 0, 0, call_open_device,
     "Send to a client of JACK or ALSA, or to one port of it as \"client:port\"."},
    {"send_note_on", "channel note velocity", 2, 3, 0, 0, call_send_note_on,
     "Strike a key; a velocity is from 0 to 1, or above that to 127."},
    {"send_note_off", "channel note velocity", 2, 3, 0, 0, call_send_note_off,
     "Let it go."},
    {"send_cc", "channel controller value", 3, 3, 0, 0, call_send_cc,
     "Turn a controller, from 0 to 1, or above that to 127."},
    {"send_program_change", "channel program", 2, 2, 0, 0, call_send_program_change,
     "Choose a program, from 0 to 127."},
    {"send_message", "bytes", 1, 1, 0, 0, call_send_message,
     "Send the bytes of a message: [0x90, 60, 100]."},
    {"send_clock", "on", 1, 1, 0, 0, call_send_clock,
     "Send 24 ticks a beat, by the tempo of the music, or no longer."},
    {0},
};

const struct thing_class midi_output_class = {
    .name = "a MIDI output", .methods = methods, .tick = tick};

struct value midi_output_new(struct eval *e, struct span span)
{
    struct thing *kept = ticking_kept(e, &midi_output_class);

    if (kept)
        return (struct value){.kind = VALUE_THING, .thing = kept};
    const struct value value = thing_new(e, &midi_output_class, sizeof(struct output));
    if (value.kind == VALUE_POISON)
        return value;
    return ticking_keep(e, value.thing, span) ? value : value_poison();
}
