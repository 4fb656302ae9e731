/* SPDX-License-Identifier: MIT */
/*
 * midi_in: what people and programs play on a port of MIDI, as events.
 *
 * Each message is heard one block of the device behind its own frame, always.  A clock
 * that is received is told as its markers and, four times in a bar, as a tempo:
 *
 *     bpm = 60 rate 24 / (frames from this tick to the 24th before)
 */
#include <stdlib.h>

#include <leat/node.h>

#include "io/midi_event.h"
#include "io/midi_line.h"
#include "io/node_classes.h"

enum { NOTES };
enum { DEVICE, CHANNEL, N_PARAMS };
enum { MESSAGES, LATE, SLIPS, N_MAILBOX };
enum { TICKS = 24 }; /* in a quarter note */

static const struct leat_port ports[] = {
    {"notes", LEAT_OUT, LEAT_EVENTS, 0, "Notes, controls and clock that come in.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [DEVICE] = {.name = "device",
                .aliases = "port",
                .kind = LEAT_TEXT,
                .text = "",
                .flags = LEAT_PARAM_STRUCTURAL,
                .help =
                    "Client of JACK or ALSA to listen to, or one port as client:port; "
                    "if not set, all hardware."},
    [CHANNEL] = {.name = "channel",
                 .kind = LEAT_INTEGER,
                 .max = 16.0f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "Channel to hear, from 1; 0 is all."},
};

struct state {
    double rate_hz;
    uint32_t channel;
    uint32_t messages, late;
    bool waits; /* `next` has come before its time */
    struct midi_timed next;
    struct midi_line line;
    uint32_t n_ticks;
    int64_t tick[TICKS]; /* frames of the last ones, a ring */
    struct midi_listener listener;
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct state);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct state *s = state;

    s->rate_hz = env->rate_hz;
    s->channel = (uint32_t)settings->number[CHANNEL];
    midi_listener_init(&s->listener,
                       ((uint32_t)(env->seed >> 33) & 0x7FFFF000u) | 1u << 28);
}

/* Where events of a message go: the block, at a frame of it. */
struct place {
    const struct leat_block *block;
    uint32_t at;
};

static void emit(void *user, const struct leat_event *event)
{
    const struct place *place = user;

    leat_block_emit(place->block, NOTES, place->at, event);
}

LEAT_RT static void tell_tempo(struct state *s, const struct place *place)
{
    const int64_t frame = place->block->frame + place->at;
    const uint32_t i = s->n_ticks % TICKS;
    const int64_t before = s->tick[i];

    s->tick[i] = frame;
    if (++s->n_ticks <= TICKS || i != 0 || frame <= before)
        return;
    const double bpm = 60.0 * s->rate_hz / (double)(frame - before);
    const struct leat_event event = {.type = LEAT_EVENT_TEMPO, .value = (float)bpm};
    leat_block_emit(place->block, NOTES, place->at, &event);
}

LEAT_RT static void hear(struct state *s, const struct place *place)
{
    const struct midi_message *m = &s->next.message;
    const struct midi_events to = {emit, &(struct place){place->block, place->at}};

    if (m->status < MIDI_SYSEX && s->channel && (m->status & 15) + 1u != s->channel)
        return;
    if (m->status == MIDI_CLOCK)
        tell_tempo(s, place);
    if (m->status == MIDI_START || m->status == MIDI_CONTINUE)
        s->n_ticks = 0;
    midi_listener_hear(&s->listener, m, &to);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct state *s = state;
    struct midi_port *port = block->resource;
    const int64_t end = block->frame + block->nframes;

    if (!port)
        return;
    midi_line_meet(&s->line, port, block->frame);
    while (s->waits || midi_port_read(port, &s->next)) {
        const int64_t frame = midi_line_hear(&s->line, s->next.frame);
        s->waits = frame >= end;
        if (s->waits)
            break;
        const bool late = frame < block->frame;
        const struct place place = {block, late ? 0 : (uint32_t)(frame - block->frame)};
        s->late += late;
        s->messages++;
        hear(s, &place);
    }
    block->mailbox[MESSAGES] = (float)s->messages;
    block->mailbox[LATE] = (float)s->late;
    block->mailbox[SLIPS] = (float)s->line.slips;
}

/* Without a system the node is silent, unless its device was named; offline, too. */
static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct midi_port *port = NULL;
    int err = 0;

    if (env->live)
        err = midi_port_open_any(MIDI_IN, settings->text[DEVICE], env->rate_hz, &port,
                                 diag);
    *resource = port;
    return err;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct midi_port *port = *resource;

    (void)diag;
    midi_port_close(&port);
    *resource = NULL;
    return 0;
}

static void status(void *resource, struct leat_resource_status *status)
{
    struct midi_port_counts counts = {0};

    if (resource)
        midi_port_count(resource, &counts);
    *status = (struct leat_resource_status){.dropped = counts.lost,
                                            .frames = (int64_t)counts.messages};
}

const struct leat_node_class leat_node_midi_in = {
    .size = sizeof(struct leat_node_class),
    .name = "midi_in",
    .summary = "Hear a MIDI keyboard, or another program's MIDI.",
    .example = "voices(16, saw() |> lowpass() |> adsr(), notes: midi_in())",
    .flags = LEAT_CLASS_LIVE | LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "messages late slips",
    .n_mailbox = N_MAILBOX,
    .state_size = state_size,
    .init = init,
    .process = process,
    .open = open,
    .close = close,
    .status = status,
};
