/* SPDX-License-Identifier: MIT */
/* midi_jack: a port of MIDI as a client of a JACK server that is running already. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/jack_library.h"
#include "io/midi_backend.h"

enum { LOOK_MS = 1000 };

/* A client of one server; a server that is started again gets another.  All clients of
 * a program must have left a server that died before any can open with the next: they
 * share what the library knows of it. */
struct cable {
    struct jack_midi *of;
    jack_client_t *client;
    jack_port_t *port;
    atomic_bool lost;
    struct midi_reader reader;
    struct midi_timed next; /* that waits for its frame, going out */
    bool waits, begun;
    bool alone; /* who it belongs to was not there yet; the keeper's */
};

struct jack_midi {
    struct midi_port port;
    struct jack_library lib;
    /* NULL while there is no server.  Exchanged by the keeper while the user's
     * real-time thread may look at it: that one says so in `inside` before it looks, in
     * one order for all (seq_cst). */
    struct cable *_Atomic cable;
    atomic_bool inside;
    uint32_t now, nframes; /* of the newest block, for that thread */
};

static struct jack_midi *of(struct midi_port *port)
{
    return (struct jack_midi *)port;
}

static void receive(struct jack_midi *p, struct cable *c, void *buffer)
{
    const uint32_t now = p->lib.jack_last_frame_time(c->client);
    const uint32_t n = p->lib.jack_midi_get_event_count(buffer);
    jack_midi_event_t event;

    for (uint32_t i = 0; i < n; i++)
        if (p->lib.jack_midi_event_get(&event, buffer, i) == 0)
            midi_port_hear(&p->port, &c->reader, now + event.time, event.buffer,
                           event.size);
}

/* Send what is due in this block; what is late goes out at once. */
static void send(struct jack_midi *p, struct cable *c, void *buffer, uint32_t nframes)
{
    const uint32_t now = p->lib.jack_last_frame_time(c->client);
    uint8_t bytes[MIDI_MESSAGE_MAX];
    uint32_t at = 0;

    p->lib.jack_midi_clear_buffer(buffer);
    /* what was written for a server that is gone has no time here */
    while (!c->begun && leat_rt_ring_read(p->port.ring, &c->next, 1))
        midi_port_add(&p->port.full, 1);
    c->begun = true;
    while (c->waits || leat_rt_ring_read(p->port.ring, &c->next, 1)) {
        const int32_t wanted = (int32_t)(c->next.frame - now);
        c->waits = wanted >= (int32_t)nframes;
        if (c->waits)
            return;
        midi_port_add(&p->port.late, wanted < 0);
        at = wanted > (int32_t)at ? (uint32_t)wanted : at;
        const uint32_t size = midi_write(&c->next.message, NULL, bytes);
        const bool took = p->lib.jack_midi_event_write(buffer, at, bytes, size) == 0;
        midi_port_add(took ? &p->port.messages : &p->port.full, 1);
    }
}

static int process(jack_nframes_t nframes, void *user)
{
    struct cable *c = user;
    struct jack_midi *p = c->of;
    void *buffer = p->lib.jack_port_get_buffer(c->port, nframes);

    if (p->port.direction == MIDI_IN)
        receive(p, c, buffer);
    else
        send(p, c, buffer, nframes);
    return 0;
}

static void note_shutdown(jack_status_t code, const char *reason, void *user)
{
    struct cable *c = user;

    (void)code;
    (void)reason;
    atomic_store_explicit(&c->lost, true, memory_order_relaxed);
    midi_port_wake(&c->of->port);
}

/* The ports to connect to; the caller gives them back. */
static const char **peers(const struct jack_midi *p, const struct cable *c)
{
    const unsigned long flags =
        p->port.direction == MIDI_IN ? JackPortIsOutput : JackPortIsInput;
    char pattern[136];

    if (!p->port.device[0])
        return p->lib.jack_get_ports(c->client, NULL, JACK_DEFAULT_MIDI_TYPE,
                                     flags | JackPortIsPhysical);
    str_format(pattern, sizeof(pattern),
               strchr(p->port.device, ':') ? "^%s$" : "^%s:", p->port.device);
    return p->lib.jack_get_ports(c->client, pattern, JACK_DEFAULT_MIDI_TYPE, flags);
}

static int connect_peers(const struct jack_midi *p, const struct cable *c,
                         struct leat_diag *diag)
{
    const char **ports = peers(p, c);
    const char *own = p->lib.jack_port_name(c->port);

    uint32_t n = 0;

    for (; ports && ports[n]; n++)
        p->lib.jack_connect(c->client, p->port.direction == MIDI_IN ? ports[n] : own,
                            p->port.direction == MIDI_IN ? own : ports[n]);
    if (ports)
        p->lib.jack_free(ports);
    if (n || !p->port.device[0])
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 701, "JACK knows no MIDI port of `%.100s`.",
                  p->port.device);
    leat_diag_hint(diag, "`jack_lsp -t` lists what there is.");
    return LEAT_ERR_NOT_FOUND;
}

static void unplug(struct jack_midi *p, struct cable *c)
{
    if (c && c->client)
        p->lib.jack_client_close(c->client);
    free(c);
}

/* A client with its port, not yet active; NULL where no server has one for us. */
static struct cable *plug(struct jack_midi *p)
{
    const bool in = p->port.direction == MIDI_IN;
    struct cable *c = calloc(1, sizeof(*c));

    if (!c)
        return NULL;
    c->of = p;
    c->client = jack_library_connect(&p->lib, in ? "leat_midi_in" : "leat_midi_out");
    if (c->client) {
        p->lib.jack_set_process_callback(c->client, process, c);
        p->lib.jack_on_info_shutdown(c->client, note_shutdown, c);
        c->port = p->lib.jack_port_register(c->client, in ? "in" : "out",
                                            JACK_DEFAULT_MIDI_TYPE,
                                            in ? JackPortIsInput : JackPortIsOutput, 0);
    }
    if (c->port)
        return c;
    unplug(p, c);
    return NULL;
}

/* Take the cable away from who may look at it. */
static void pull(struct jack_midi *p)
{
    struct cable *c = atomic_exchange(&p->cable, NULL);

    while (atomic_load(&p->inside))
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    unplug(p, c);
}

/* Who the port belongs to may come back later than the server. */
static void look_for_peers(struct jack_midi *p, struct cable *c)
{
    c->alone = connect_peers(p, c, NULL) < 0;
    midi_port_add(&p->port.returns, !c->alone);
}

/* Try the server that may have come in the place of one that went away. */
static void plug_again(struct jack_midi *p)
{
    struct cable *c = plug(p);
    const double rate_hz = c ? p->lib.jack_get_sample_rate(c->client) : 0.0;

    if (!c || rate_hz < p->port.rate_hz || rate_hz > p->port.rate_hz ||
        p->lib.jack_activate(c->client)) {
        unplug(p, c);
        return;
    }
    c->alone = true;
    atomic_store(&p->cable, c);
    /* release: who sees the era sees the clock of its server */
    atomic_fetch_add_explicit(&p->port.era, 1, memory_order_release);
    look_for_peers(p, c);
}

static void keep(struct midi_port *port)
{
    struct jack_midi *p = of(port);

    while (midi_port_stays(port, LOOK_MS)) {
        struct cable *c = atomic_load(&p->cable);
        if (!c)
            plug_again(p);
        else if (atomic_load_explicit(&c->lost, memory_order_relaxed))
            pull(p);
        else if (c->alone)
            look_for_peers(p, c);
    }
}

static void end(struct midi_port *port)
{
    struct jack_midi *p = of(port);

    unplug(p, atomic_load(&p->cable));
}

static int begin(struct midi_port *port, struct leat_diag *diag)
{
    struct jack_midi *p = of(port);
    struct cable *c = jack_library_load(&p->lib) ? plug(p) : NULL;
    int err;

    if (!c) {
        leat_diag_add(diag, LEAT_ERROR, 701, "JACK does not answer");
        leat_diag_hint(diag, "For JACK start its server.");
        return LEAT_ERR_NO_DEVICE;
    }
    c->begun = true; /* what is written before the first block is meant for it */
    atomic_store(&p->cable, c);
    port->rate_hz = p->lib.jack_get_sample_rate(c->client);
    if (p->lib.jack_activate(c->client)) {
        leat_diag_add(diag, LEAT_ERROR, 701, "JACK gives no port for MIDI");
        err = LEAT_ERR_NO_DEVICE;
    } else {
        err = connect_peers(p, c, diag);
    }
    if (err)
        unplug(p, c);
    return err;
}

static bool sends(struct midi_port *port)
{
    struct jack_midi *p = of(port);

    atomic_store(&p->inside, true);
    const struct cable *c = atomic_load(&p->cable);
    const bool is = c && !atomic_load_explicit(&c->lost, memory_order_relaxed);
    atomic_store(&p->inside, false);
    return is;
}

LEAT_RT static uint32_t now(struct midi_port *port, uint32_t *nframes)
{
    struct jack_midi *p = of(port);

    atomic_store(&p->inside, true);
    const struct cable *c = atomic_load(&p->cable);
    if (c) {
        p->nframes = p->lib.jack_get_buffer_size(c->client);
        p->now = p->lib.jack_last_frame_time(c->client);
    }
    atomic_store(&p->inside, false);
    *nframes = p->nframes;
    return p->now;
}

static uint32_t list(enum midi_direction direction, char (*names)[MIDI_PORT_NAME],
                     uint32_t room)
{
    const unsigned long flags =
        direction == MIDI_IN ? JackPortIsOutput : JackPortIsInput;
    struct jack_library lib;
    uint32_t n = 0;

    jack_client_t *client =
        jack_library_load(&lib) ? jack_library_connect(&lib, "leat-ports") : NULL;
    const char **ports =
        client ? lib.jack_get_ports(client, NULL, JACK_DEFAULT_MIDI_TYPE, flags) : NULL;
    for (; ports && ports[n] && n < room; n++)
        str_format(names[n], MIDI_PORT_NAME, "%s", ports[n]);
    if (ports)
        lib.jack_free(ports);
    if (client)
        lib.jack_client_close(client);
    return n;
}

const struct midi_backend midi_jack = {
    .name = "jack",
    .size = sizeof(struct jack_midi),
    .begin = begin,
    .keep = keep,
    .end = end,
    .sends = sends,
    .now = now,
    .list = list,
};
