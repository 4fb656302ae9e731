/* SPDX-License-Identifier: MIT */
/*
 * midi_out: sends events to a port of MIDI, each one block of the device behind its own
 * frame; with `clock` also start and 24 ticks in each quarter note of the musical
 * clock, stop where it stands and continue where it goes on.
 */
#include <stdlib.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/tempo.h"
#include "io/midi_line.h"
#include "io/midi_speak.h"
#include "io/node_classes.h"

enum { DEVICE, CLOCK, N_PARAMS };

static const struct leat_port ports[] = {
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Notes and controls to send.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [DEVICE] = {.name = "device",
                .aliases = "port",
                .kind = LEAT_TEXT,
                .text = "",
                .flags = LEAT_PARAM_STRUCTURAL,
                .help =
                    "Client of JACK or ALSA to send to, or one port as client:port; if "
                    "not set, all hardware."},
    [CLOCK] = {.name = "clock",
               .kind = LEAT_BOOL,
               .max = 1.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Send the musical clock too, 24 ticks in a quarter note."},
};

/** What is open.  The notes that sound out there belong to it, not to the state: they
 * are to be ended whatever becomes of the node. */
struct sender {
    struct midi_port *port; /* NULL: nothing is sent */
    struct midi_speaker speaker;
    struct midi_line line;
    bool clock, started, halted;
    int64_t tick; /* that was sent last */
};

struct place {
    struct sender *sender;
    uint32_t frame; /* the system's */
};

static void put(void *user, const struct midi_message *message)
{
    const struct place *place = user;
    const struct midi_timed timed = {place->frame, *message};

    midi_port_write(place->sender->port, &timed);
}

LEAT_RT static void say(struct sender *s, int64_t frame, const struct leat_event *event)
{
    const struct midi_messages to = {
        put, &(struct place){s, midi_line_say(&s->line, frame)}};

    midi_speaker_say(&s->speaker, event, &to);
}

/* Ticks whose time is at or before a frame's first moment. */
static int64_t ticks_at(const struct leat_block *block, int64_t frame)
{
    const double ticks = leat_tempo_beat(block->tempo, frame) * 24.0;

    return ticks < 0.0 ? -1 : (int64_t)ticks;
}

LEAT_RT static void send_clock(struct sender *s, const struct leat_block *block)
{
    struct leat_event event = {.type = LEAT_EVENT_MARKER};

    if (tempo_stands(block->tempo)) {
        event.param = MIDI_STOP;
        if (s->started && !s->halted)
            say(s, block->frame, &event);
        s->halted = s->started;
        return;
    }
    if (!s->started)
        s->tick = ticks_at(block, block->frame) - 1;
    if (ticks_at(block, block->frame + block->nframes - 1) <= s->tick)
        return;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const int64_t tick = ticks_at(block, block->frame + i);
        if (tick <= s->tick)
            continue;
        if (!s->started || s->halted) {
            event.param = s->halted ? MIDI_CONTINUE : MIDI_START;
            say(s, block->frame + i, &event);
        }
        event.param = MIDI_CLOCK;
        say(s, block->frame + i, &event);
        s->started = true;
        s->halted = false;
        s->tick = tick;
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct sender *s = block->resource;

    (void)state;
    if (!s->port)
        return;
    midi_line_meet(&s->line, s->port, block->frame);
    for (uint32_t i = 0; i < block->n_events; i++)
        say(s, block->frame, &block->events[i]);
    if (s->clock)
        send_clock(s, block);
}

/* Without a system nothing is sent, unless its device was named; offline, too. */
static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct sender *s = calloc(1, sizeof(*s));
    int err = s ? 0 : LEAT_ERR_NOMEM;

    if (!err && env->live)
        err = midi_port_open_any(MIDI_OUT, settings->text[DEVICE], env->rate_hz,
                                 &s->port, diag);
    if (err) {
        free(s);
        s = NULL;
    } else {
        s->clock = settings->number[CLOCK] != 0.0f;
    }
    *resource = s;
    return err;
}

/* What sounds out there is ended first. */
static int close(void **resource, struct leat_diag *diag)
{
    struct sender *s = *resource;

    (void)diag;
    if (s && s->port) {
        uint32_t nframes;
        const uint32_t now = midi_port_now(s->port, &nframes);
        const struct midi_messages to = {put, &(struct place){s, now + 2 * nframes}};
        midi_speaker_end(&s->speaker, &to);
        if (s->started && !s->halted)
            put(to.user, &(struct midi_message){.status = MIDI_STOP});
        midi_port_close(&s->port);
    }
    free(s);
    *resource = NULL;
    return 0;
}

static void status(void *resource, struct leat_resource_status *status)
{
    const struct sender *s = resource;
    struct midi_port_counts counts = {0};

    if (s->port)
        midi_port_count(s->port, &counts);
    *status = (struct leat_resource_status){.dropped = counts.lost,
                                            .frames = (int64_t)counts.messages};
}

const struct leat_node_class leat_node_midi_out = {
    .size = sizeof(struct leat_node_class),
    .name = "midi_out",
    .summary = "Send notes to a synthesizer, or to another program.",
    .example = "midi_out(notes: step(\"60 64 67 _\"), clock: true)",
    .flags = LEAT_CLASS_LIVE | LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
    .open = open,
    .close = close,
    .status = status,
};
