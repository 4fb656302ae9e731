/* SPDX-License-Identifier: MIT */
/* midi_jack: a port of MIDI as a client of a JACK server that is running already. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>
#include <leat/ring.h>

#include "base/str.h"
#include "io/jack_library.h"
#include "io/midi_port.h"

enum { RING = 4096, PATIENCE_MS = 100 };

struct midi_port {
    struct jack_library lib;
    jack_client_t *client;
    jack_port_t *port;
    enum midi_direction direction;
    struct leat_ring *ring; /* of struct midi_timed, to or from JACK's thread */
    struct midi_reader reader;
    struct midi_timed next; /* that waits for its frame, going out */
    bool waits;
    /* One writes, any may read, and nothing else hangs on them: relaxed order serves.
     */
    _Atomic uint64_t messages, late, full, garbage;
};

static void count(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_store_explicit(counter,
                          atomic_load_explicit(counter, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

static void receive(struct midi_port *p, void *buffer)
{
    const uint32_t now = p->lib.jack_last_frame_time(p->client);
    const uint32_t n = p->lib.jack_midi_get_event_count(buffer);
    struct midi_timed timed;
    jack_midi_event_t event;

    for (uint32_t i = 0; i < n; i++) {
        if (p->lib.jack_midi_event_get(&event, buffer, i) != 0)
            continue;
        const uint8_t *bytes = event.buffer;
        size_t size = event.size;
        timed.frame = now + event.time;
        while (midi_reader_take(&p->reader, &bytes, &size, &timed.message))
            count(&p->messages, leat_rt_ring_write(p->ring, &timed, 1));
    }
    atomic_store_explicit(&p->garbage, p->reader.n_garbage, memory_order_relaxed);
}

/* Send what is due in this block; what is late goes out at once. */
static void send(struct midi_port *p, void *buffer, uint32_t nframes)
{
    const uint32_t now = p->lib.jack_last_frame_time(p->client);
    uint8_t bytes[MIDI_MESSAGE_MAX];
    uint32_t at = 0;

    p->lib.jack_midi_clear_buffer(buffer);
    while (p->waits || leat_rt_ring_read(p->ring, &p->next, 1)) {
        const int32_t wanted = (int32_t)(p->next.frame - now);
        p->waits = wanted >= (int32_t)nframes;
        if (p->waits)
            return;
        count(&p->late, wanted < 0);
        at = wanted > (int32_t)at ? (uint32_t)wanted : at;
        const uint32_t size = midi_write(&p->next.message, NULL, bytes);
        const bool took = p->lib.jack_midi_event_write(buffer, at, bytes, size) == 0;
        count(took ? &p->messages : &p->full, 1);
    }
}

static int process(jack_nframes_t nframes, void *user)
{
    struct midi_port *p = user;
    void *buffer = p->lib.jack_port_get_buffer(p->port, nframes);

    if (p->direction == MIDI_IN)
        receive(p, buffer);
    else
        send(p, buffer, nframes);
    return 0;
}

/* The ports to connect to; the caller gives them back. */
static const char **peers(const struct midi_port *p, const char *device)
{
    const unsigned long flags =
        p->direction == MIDI_IN ? JackPortIsOutput : JackPortIsInput;
    char pattern[128];

    if (!device[0])
        return p->lib.jack_get_ports(p->client, NULL, JACK_DEFAULT_MIDI_TYPE,
                                     flags | JackPortIsPhysical);
    str_format(pattern, sizeof(pattern), strchr(device, ':') ? "^%s$" : "^%s:", device);
    return p->lib.jack_get_ports(p->client, pattern, JACK_DEFAULT_MIDI_TYPE, flags);
}

static int connect_peers(const struct midi_port *p, const char *device,
                         struct leat_diag *diag)
{
    const char **ports = peers(p, device);
    const char *own = p->lib.jack_port_name(p->port);

    uint32_t n = 0;

    for (; ports && ports[n]; n++)
        p->lib.jack_connect(p->client, p->direction == MIDI_IN ? ports[n] : own,
                            p->direction == MIDI_IN ? own : ports[n]);
    if (ports)
        p->lib.jack_free(ports);
    if (n || !device[0])
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 701, "JACK knows no MIDI port of `%.100s`.",
                  device);
    leat_diag_hint(diag, "`jack_lsp -t` lists what there is.");
    return LEAT_ERR_NO_DEVICE;
}

static int start(struct midi_port *p, const char *device, struct leat_diag *diag)
{
    const bool in = p->direction == MIDI_IN;

    if (jack_library_load(&p->lib))
        p->client =
            jack_library_connect(&p->lib, in ? "leat_midi_in" : "leat_midi_out");
    if (!p->client) {
        leat_diag_add(diag, LEAT_ERROR, 701, "There is no MIDI: JACK does not answer.");
        leat_diag_hint(diag, "Start its server, or leave the device out.");
        return LEAT_ERR_NO_DEVICE;
    }
    p->lib.jack_set_process_callback(p->client, process, p);
    p->port =
        p->lib.jack_port_register(p->client, in ? "in" : "out", JACK_DEFAULT_MIDI_TYPE,
                                  in ? JackPortIsInput : JackPortIsOutput, 0);
    if (!p->port || p->lib.jack_activate(p->client)) {
        leat_diag_add(diag, LEAT_ERROR, 701, "JACK gives no port for MIDI.");
        return LEAT_ERR_NO_DEVICE;
    }
    return connect_peers(p, device, diag);
}

int midi_port_open(enum midi_direction direction, const char *device,
                   struct midi_port **out, struct leat_diag *diag)
{
    struct midi_port *p = calloc(1, sizeof(*p));
    int err = p ? leat_ring_create(sizeof(struct midi_timed), RING, LEAT_RING_DROPPING,
                                   &p->ring)
                : LEAT_ERR_NOMEM;

    *out = p;
    if (!err) {
        p->direction = direction;
        err = start(p, device, diag);
    }
    if (err)
        midi_port_close(out);
    return err;
}

/* Let JACK's thread send what is due: ends of notes. */
static void drain(struct midi_port *p)
{
    const struct timespec pause = {0, 1000000};

    for (int ms = 0; ms < PATIENCE_MS && leat_rt_ring_fill(p->ring) > 0; ms++)
        nanosleep(&pause, NULL);
    nanosleep(&(struct timespec){0, 5000000}, NULL); /* what it has just taken */
}

static void close_client(void *user)
{
    struct midi_port *p = user;

    p->lib.jack_client_close(p->client);
}

void midi_port_close(struct midi_port **port)
{
    struct midi_port *p = *port;

    if (!p)
        return;
    *port = NULL;
    if (p->client && p->port && p->direction == MIDI_OUT)
        drain(p);
    if (p->client && !jack_library_ask(close_client, p))
        return; /* the process ends before that server answers */
    leat_ring_destroy(&p->ring);
    free(p);
}

LEAT_RT uint32_t midi_port_now(const struct midi_port *p, uint32_t *nframes)
{
    *nframes = p->lib.jack_get_buffer_size(p->client);
    return p->lib.jack_last_frame_time(p->client);
}

LEAT_RT bool midi_port_read(struct midi_port *p, struct midi_timed *message)
{
    return leat_rt_ring_read(p->ring, message, 1) == 1;
}

LEAT_RT void midi_port_write(struct midi_port *p, const struct midi_timed *message)
{
    leat_rt_ring_write(p->ring, message, 1);
}

void midi_port_count(const struct midi_port *p, struct midi_port_counts *counts)
{
    struct leat_ring_stats ring;

    leat_rt_ring_stats(p->ring, &ring);
    *counts = (struct midi_port_counts){
        .messages = atomic_load_explicit(&p->messages, memory_order_relaxed),
        .lost = ring.refused + atomic_load_explicit(&p->full, memory_order_relaxed),
        .late = atomic_load_explicit(&p->late, memory_order_relaxed),
        .garbage = atomic_load_explicit(&p->garbage, memory_order_relaxed),
    };
}
