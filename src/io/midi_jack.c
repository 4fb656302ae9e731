/* SPDX-License-Identifier: MIT */
/* midi_jack: a port of MIDI as a client of a JACK server that is running already. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>
#include <leat/ring.h>

#include "base/str.h"
#include "io/jack_library.h"
#include "io/midi_port.h"

enum { RING = 4096, PATIENCE_MS = 100, LEAVE_MS = 600, LOOK_S = 1 };

/* A client of one server; a server that is started again gets another.  All clients of
 * a program must have left a server that died before any can open with the next: they
 * share what the library knows of it. */
struct cable {
    struct midi_port *of;
    jack_client_t *client;
    jack_port_t *port;
    atomic_bool lost;
    struct midi_reader reader;
    struct midi_timed next; /* that waits for its frame, going out */
    bool waits, begun;
    bool alone; /* who it belongs to was not there yet; the keeper's */
};

enum keeper_state { KEEPER_RUNS, KEEPER_DONE, KEEPER_LEFT };

struct midi_port {
    struct jack_library lib;
    enum midi_direction direction;
    char device[128];
    double rate_hz;
    struct leat_ring *ring; /* of struct midi_timed, to or from JACK's thread */
    /* NULL while there is no server.  Exchanged by the keeper while the user's
     * real-time thread may look at it: that one says so in `inside` before it looks, in
     * one order for all (seq_cst). */
    struct cable *_Atomic cable;
    atomic_bool inside;
    uint32_t now, nframes; /* of the newest block, for that thread */
    _Atomic uint32_t era;  /* of the server: how many there were before */
    pthread_t keeper;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool quit, told; /* under `lock`; told: that the server went away */
    _Atomic enum keeper_state state;
    /* One writes, any may read, and nothing else hangs on them: relaxed order serves.
     */
    _Atomic uint64_t messages, late, full, garbage, returns;
};

static void count(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_store_explicit(counter,
                          atomic_load_explicit(counter, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

static void receive(struct midi_port *p, struct cable *c, void *buffer)
{
    const uint32_t now = p->lib.jack_last_frame_time(c->client);
    const uint32_t n = p->lib.jack_midi_get_event_count(buffer);
    struct midi_timed timed;
    jack_midi_event_t event;

    for (uint32_t i = 0; i < n; i++) {
        if (p->lib.jack_midi_event_get(&event, buffer, i) != 0)
            continue;
        const uint8_t *bytes = event.buffer;
        size_t size = event.size;
        timed.frame = now + event.time;
        while (midi_reader_take(&c->reader, &bytes, &size, &timed.message))
            count(&p->messages, leat_rt_ring_write(p->ring, &timed, 1));
    }
    atomic_store_explicit(&p->garbage, c->reader.n_garbage, memory_order_relaxed);
}

/* Send what is due in this block; what is late goes out at once. */
static void send(struct midi_port *p, struct cable *c, void *buffer, uint32_t nframes)
{
    const uint32_t now = p->lib.jack_last_frame_time(c->client);
    uint8_t bytes[MIDI_MESSAGE_MAX];
    uint32_t at = 0;

    p->lib.jack_midi_clear_buffer(buffer);
    /* what was written for a server that is gone has no time here */
    while (!c->begun && leat_rt_ring_read(p->ring, &c->next, 1))
        count(&p->full, 1);
    c->begun = true;
    while (c->waits || leat_rt_ring_read(p->ring, &c->next, 1)) {
        const int32_t wanted = (int32_t)(c->next.frame - now);
        c->waits = wanted >= (int32_t)nframes;
        if (c->waits)
            return;
        count(&p->late, wanted < 0);
        at = wanted > (int32_t)at ? (uint32_t)wanted : at;
        const uint32_t size = midi_write(&c->next.message, NULL, bytes);
        const bool took = p->lib.jack_midi_event_write(buffer, at, bytes, size) == 0;
        count(took ? &p->messages : &p->full, 1);
    }
}

static int process(jack_nframes_t nframes, void *user)
{
    struct cable *c = user;
    struct midi_port *p = c->of;
    void *buffer = p->lib.jack_port_get_buffer(c->port, nframes);

    if (p->direction == MIDI_IN)
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
    pthread_mutex_lock(&c->of->lock);
    c->of->told = true;
    pthread_cond_signal(&c->of->wake);
    pthread_mutex_unlock(&c->of->lock);
}

/* The ports to connect to; the caller gives them back. */
static const char **peers(const struct midi_port *p, const struct cable *c)
{
    const unsigned long flags =
        p->direction == MIDI_IN ? JackPortIsOutput : JackPortIsInput;
    char pattern[136];

    if (!p->device[0])
        return p->lib.jack_get_ports(c->client, NULL, JACK_DEFAULT_MIDI_TYPE,
                                     flags | JackPortIsPhysical);
    str_format(pattern, sizeof(pattern),
               strchr(p->device, ':') ? "^%s$" : "^%s:", p->device);
    return p->lib.jack_get_ports(c->client, pattern, JACK_DEFAULT_MIDI_TYPE, flags);
}

static int connect_peers(const struct midi_port *p, const struct cable *c,
                         struct leat_diag *diag)
{
    const char **ports = peers(p, c);
    const char *own = p->lib.jack_port_name(c->port);

    uint32_t n = 0;

    for (; ports && ports[n]; n++)
        p->lib.jack_connect(c->client, p->direction == MIDI_IN ? ports[n] : own,
                            p->direction == MIDI_IN ? own : ports[n]);
    if (ports)
        p->lib.jack_free(ports);
    if (n || !p->device[0])
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 701, "JACK knows no MIDI port of `%.100s`.",
                  p->device);
    leat_diag_hint(diag, "`jack_lsp -t` lists what there is.");
    return LEAT_ERR_NO_DEVICE;
}

static void unplug(struct midi_port *p, struct cable *c)
{
    if (c && c->client)
        p->lib.jack_client_close(c->client);
    free(c);
}

/* A client with its port, not yet active; NULL where no server has one for us. */
static struct cable *plug(struct midi_port *p)
{
    const bool in = p->direction == MIDI_IN;
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
static void pull(struct midi_port *p)
{
    struct cable *c = atomic_exchange(&p->cable, NULL);

    while (atomic_load(&p->inside))
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    unplug(p, c);
}

/* Who the port belongs to may come back later than the server. */
static void look_for_peers(struct midi_port *p, struct cable *c)
{
    c->alone = connect_peers(p, c, NULL) < 0;
    count(&p->returns, !c->alone);
}

/* Try the server that may have come in the place of one that went away. */
static void plug_again(struct midi_port *p)
{
    struct cable *c = plug(p);
    const double rate_hz = c ? p->lib.jack_get_sample_rate(c->client) : 0.0;

    if (!c || rate_hz < p->rate_hz || rate_hz > p->rate_hz ||
        p->lib.jack_activate(c->client)) {
        unplug(p, c);
        return;
    }
    c->alone = true;
    atomic_store(&p->cable, c);
    /* release: who sees the era sees the clock of its server */
    atomic_fetch_add_explicit(&p->era, 1, memory_order_release);
    look_for_peers(p, c);
}

/* Wait a while, or less when all ends; false then. */
static bool stay(struct midi_port *p)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOOK_S;
    pthread_mutex_lock(&p->lock);
    if (!p->quit && !p->told)
        pthread_cond_timedwait(&p->wake, &p->lock, &until);
    p->told = false;
    const bool stays = !p->quit;
    pthread_mutex_unlock(&p->lock);
    return stays;
}

static void destroy(struct midi_port *p)
{
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->wake);
    leat_ring_destroy(&p->ring);
    free(p);
}

/* What asks the server does so here, where nobody waits for one that stands still. */
static void *keep(void *user)
{
    struct midi_port *p = user;

    while (stay(p)) {
        struct cable *c = atomic_load(&p->cable);
        if (!c)
            plug_again(p);
        else if (atomic_load_explicit(&c->lost, memory_order_relaxed))
            pull(p);
        else if (c->alone)
            look_for_peers(p, c);
    }
    unplug(p, atomic_load(&p->cable));
    /* acq_rel: pairs with midi_port_close() */
    if (atomic_exchange_explicit(&p->state, KEEPER_DONE, memory_order_acq_rel) ==
        KEEPER_LEFT)
        destroy(p);
    return NULL;
}

static int start(struct midi_port *p, struct leat_diag *diag)
{
    struct cable *c = jack_library_load(&p->lib) ? plug(p) : NULL;
    int err;

    if (!c) {
        leat_diag_add(diag, LEAT_ERROR, 701, "There is no MIDI: JACK does not answer.");
        leat_diag_hint(diag, "Start its server, or leave the device out.");
        return LEAT_ERR_NO_DEVICE;
    }
    c->begun = true; /* what is written before the first block is meant for it */
    atomic_store(&p->cable, c);
    p->rate_hz = p->lib.jack_get_sample_rate(c->client);
    if (p->lib.jack_activate(c->client)) {
        leat_diag_add(diag, LEAT_ERROR, 701, "JACK gives no port for MIDI.");
        err = LEAT_ERR_NO_DEVICE;
    } else {
        err = connect_peers(p, c, diag);
    }
    if (!err && pthread_create(&p->keeper, NULL, keep, p) != 0)
        err = LEAT_ERR_NOMEM;
    if (err)
        unplug(p, c);
    else
        pthread_detach(p->keeper);
    return err;
}

int midi_port_open(enum midi_direction direction, const char *device,
                   struct midi_port **out, struct leat_diag *diag)
{
    struct midi_port *p = calloc(1, sizeof(*p));
    int err;

    *out = NULL;
    if (!p)
        return LEAT_ERR_NOMEM;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    p->direction = direction;
    str_format(p->device, sizeof(p->device), "%s", device);
    err =
        leat_ring_create(sizeof(struct midi_timed), RING, LEAT_RING_DROPPING, &p->ring);
    if (!err)
        err = start(p, diag);
    if (err)
        destroy(p);
    else
        *out = p;
    return err;
}

static bool is_plugged(struct midi_port *p)
{
    atomic_store(&p->inside, true);
    const struct cable *c = atomic_load(&p->cable);
    const bool is = c && !atomic_load_explicit(&c->lost, memory_order_relaxed);
    atomic_store(&p->inside, false);
    return is;
}

/* Let JACK's thread send what is due: ends of notes. */
static void drain(struct midi_port *p)
{
    const struct timespec pause = {0, 1000000};

    for (int ms = 0; ms < PATIENCE_MS && leat_rt_ring_fill(p->ring) > 0; ms++)
        nanosleep(&pause, NULL);
    nanosleep(&(struct timespec){0, 5000000}, NULL); /* what it has just taken */
}

void midi_port_close(struct midi_port **port)
{
    struct midi_port *p = *port;

    if (!p)
        return;
    *port = NULL;
    if (p->direction == MIDI_OUT && is_plugged(p))
        drain(p);
    pthread_mutex_lock(&p->lock);
    p->quit = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (int ms = 0; ms < LEAVE_MS; ms++) {
        if (atomic_load_explicit(&p->state, memory_order_relaxed) == KEEPER_DONE)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    /* acq_rel: pairs with keep() */
    if (atomic_exchange_explicit(&p->state, KEEPER_LEFT, memory_order_acq_rel) ==
        KEEPER_DONE)
        destroy(p);
}

LEAT_RT uint32_t midi_port_now(struct midi_port *p, uint32_t *nframes)
{
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

LEAT_RT uint32_t midi_port_era(const struct midi_port *p)
{
    return atomic_load_explicit(&p->era, memory_order_acquire);
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
        .returns = atomic_load_explicit(&p->returns, memory_order_relaxed),
    };
}
