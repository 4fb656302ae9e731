/* SPDX-License-Identifier: MIT */
/*
 * midi_alsa: a port of MIDI as a client of the sequencer of ALSA.
 *
 * Time flows: frame 0 is when the port was opened, by the monotonic clock.  A queue of
 * the sequencer stamps what comes in and holds what goes out until its time; where its
 * time lies is looked at once a second.
 *
 * Two things are asked of the kernel's announcements: what begins, so that a device
 * that comes back is connected again, and, of the port's own, who has left, so that no
 * note of a keyboard sounds on that was unplugged.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"
#include "engine/clock.h"
#include "io/alsa_event.h"
#include "io/alsa_seq.h"
#include "io/midi_backend.h"
#include "io/rt_thread.h"

enum {
    NSEC = 1000000000,
    WAY_MS = 2,  /* how long a message may be under way here */
    LOOK_MS = 1, /* how often is looked for what is to be sent */
    MEASURE_MS = 1000,
    PATIENCE_MS = 100,
    POOL = 2000, /* events that the kernel keeps, the most it does */
    FILES_MAX = 4,
};

struct alsa_midi {
    struct midi_port port;
    struct alsa_seq seq;
    struct alsa_coder coder;
    int own, ear;       /* ports: of the music, of announcements */
    int queue;          /* -1: none */
    int64_t base_nsec;  /* frame 0 */
    int64_t queue_nsec; /* when the queue began; the monotonic clock's, as all here */
    int64_t measured_nsec;
    struct midi_reader reader;
    struct alsa_keys keys;
    struct midi_message release[ALSA_RELEASE_MOST];
};

static struct alsa_midi *of(struct midi_port *port)
{
    return (struct alsa_midi *)port;
}

/* The frame of an instant, and back for one that is near `now_nsec`. */
LEAT_RT static uint32_t frame_of(const struct alsa_midi *a, int64_t nsec)
{
    const double frames = (double)(nsec - a->base_nsec) * a->port.rate_hz / NSEC;

    return (uint32_t)(int64_t)frames;
}

static int64_t instant_of(const struct alsa_midi *a, uint32_t frame, int64_t now_nsec)
{
    const int32_t ahead = (int32_t)(frame - frame_of(a, now_nsec));

    return now_nsec + (int64_t)((double)ahead * NSEC / a->port.rate_hz);
}

/* Where the queue's time lies: the quickest answer of three is the surest. */
static void measure(struct alsa_midi *a)
{
    const struct alsa_library *lib = &a->seq.lib;
    snd_seq_queue_status_t *status;
    int64_t shortest = INT64_MAX;

    if (lib->snd_seq_queue_status_malloc(&status) < 0)
        return;
    for (int i = 0; i < 3; i++) {
        const int64_t before = clock_now_nsec();
        if (lib->snd_seq_get_queue_status(a->seq.handle, a->queue, status) < 0)
            break;
        const int64_t took = clock_now_nsec() - before;
        const snd_seq_real_time_t *t = lib->snd_seq_queue_status_get_real_time(status);
        if (took >= shortest)
            continue;
        shortest = took;
        a->queue_nsec = before + took / 2 - ((int64_t)t->tv_sec * NSEC + t->tv_nsec);
    }
    a->measured_nsec = clock_now_nsec();
    lib->snd_seq_queue_status_free(status);
}

static bool start_queue(struct alsa_midi *a)
{
    const struct alsa_library *lib = &a->seq.lib;

    a->queue = lib->snd_seq_alloc_queue(a->seq.handle);
    if (a->queue < 0)
        return false;
    lib->snd_seq_control_queue(a->seq.handle, a->queue, SND_SEQ_EVENT_START, 0, NULL);
    lib->snd_seq_drain_output(a->seq.handle);
    measure(a);
    return true;
}

/* What comes in bears the queue's time. */
static void stamp(struct alsa_midi *a)
{
    const struct alsa_library *lib = &a->seq.lib;
    snd_seq_port_info_t *info;

    if (lib->snd_seq_port_info_malloc(&info) < 0)
        return;
    if (lib->snd_seq_get_port_info(a->seq.handle, a->own, info) >= 0) {
        lib->snd_seq_port_info_set_timestamping(info, 1);
        lib->snd_seq_port_info_set_timestamp_real(info, 1);
        lib->snd_seq_port_info_set_timestamp_queue(info, a->queue);
        lib->snd_seq_set_port_info(a->seq.handle, a->own, info);
    }
    lib->snd_seq_port_info_free(info);
}

static bool make_ports(struct alsa_midi *a)
{
    const struct alsa_library *lib = &a->seq.lib;
    const bool in = a->port.direction == MIDI_IN;
    const unsigned can = in ? SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE
                            : SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ;

    a->own = lib->snd_seq_create_simple_port(a->seq.handle, in ? "in" : "out", can,
                                             SND_SEQ_PORT_TYPE_MIDI_GENERIC |
                                                 SND_SEQ_PORT_TYPE_SOFTWARE |
                                                 SND_SEQ_PORT_TYPE_APPLICATION);
    a->ear = lib->snd_seq_create_simple_port(a->seq.handle, "announcements",
                                             SND_SEQ_PORT_CAP_WRITE |
                                                 SND_SEQ_PORT_CAP_NO_EXPORT,
                                             SND_SEQ_PORT_TYPE_APPLICATION);
    if (a->own < 0 || a->ear < 0 || !start_queue(a))
        return false;
    stamp(a);
    lib->snd_seq_set_client_pool_input(a->seq.handle, POOL);
    lib->snd_seq_set_client_pool_output(a->seq.handle, POOL);
    lib->snd_seq_connect_from(a->seq.handle, a->ear, SND_SEQ_CLIENT_SYSTEM,
                              SND_SEQ_PORT_SYSTEM_ANNOUNCE);
    return true;
}

static bool connect_peer(struct alsa_midi *a, snd_seq_addr_t peer)
{
    const struct alsa_library *lib = &a->seq.lib;

    return (a->port.direction == MIDI_IN
                ? lib->snd_seq_connect_from(a->seq.handle, a->own, peer.client,
                                            peer.port)
                : lib->snd_seq_connect_to(a->seq.handle, a->own, peer.client,
                                          peer.port)) >= 0;
}

/* What is looked for among all ports. */
struct search {
    struct alsa_midi *of;
    uint32_t n; /* found */
};

static void take_peer(void *user, const struct alsa_peer *peer)
{
    struct search *s = user;

    if (!alsa_peer_is(peer, s->of->port.device))
        return;
    connect_peer(s->of, peer->addr);
    s->n++;
}

static int connect_peers(struct alsa_midi *a, struct leat_diag *diag)
{
    struct search s = {.of = a};

    alsa_seq_peers(&a->seq, a->port.direction, take_peer, &s);
    if (s.n || !a->port.device[0])
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 701, "ALSA knows no MIDI port of `%.100s`.",
                  a->port.device);
    leat_diag_hint(diag, "`leat devices --midi` lists what there is.");
    return LEAT_ERR_NOT_FOUND;
}

static void end(struct midi_port *port)
{
    struct alsa_midi *a = of(port);

    alsa_coder_finish(&a->coder);
    alsa_seq_close(&a->seq);
}

static int begin(struct midi_port *port, struct leat_diag *diag)
{
    struct alsa_midi *a = of(port);
    int err = alsa_seq_open(
        &a->seq, port->direction == MIDI_IN ? "leat_midi_in" : "leat_midi_out", diag);

    if (err)
        return err;
    a->base_nsec = clock_now_nsec();
    err = alsa_coder_init(&a->coder, &a->seq.lib);
    if (!err && !make_ports(a)) {
        leat_diag_add(diag, LEAT_ERROR, 701, "ALSA gives no port for MIDI");
        leat_diag_hint(diag, "It has 32 queues; other programs may hold them all.");
        err = LEAT_ERR_NO_DEVICE;
    }
    if (!err)
        err = connect_peers(a, diag);
    if (err)
        end(port);
    return err;
}

/* A port of the device that is plugged in, or comes back. */
static void hear_begin(struct alsa_midi *a, snd_seq_addr_t addr)
{
    struct alsa_peer peer;

    if (alsa_seq_peer(&a->seq, a->port.direction, addr, &peer) &&
        alsa_peer_is(&peer, a->port.device) && connect_peer(a, addr))
        midi_port_add(&a->port.returns, 1);
}

static void hear_bytes(struct alsa_midi *a, uint32_t frame, const uint8_t *bytes,
                       size_t size)
{
    midi_port_hear(&a->port, &a->reader, frame, bytes, size);
}

/* Who has left lets go of all. */
static void hear_leave(struct alsa_midi *a, snd_seq_addr_t sender)
{
    const uint32_t frame = frame_of(a, clock_now_nsec());
    const uint32_t n = alsa_keys_release(&a->keys, sender, a->release);
    uint8_t bytes[MIDI_MESSAGE_MAX];

    for (uint32_t i = 0; i < n; i++)
        hear_bytes(a, frame, bytes, midi_write(&a->release[i], NULL, bytes));
}

static void hear_music(struct alsa_midi *a, const snd_seq_event_t *event)
{
    const snd_seq_real_time_t *t = &event->time.time;
    const int64_t nsec = a->queue_nsec + (int64_t)t->tv_sec * NSEC + t->tv_nsec;
    uint8_t bytes[ALSA_EVENT_BYTES];

    alsa_keys_hear(&a->keys, event);
    hear_bytes(a, frame_of(a, nsec), bytes, alsa_event_bytes(&a->coder, event, bytes));
}

static void hear(struct alsa_midi *a, const snd_seq_event_t *event)
{
    if (event->dest.port == a->ear && event->type == SND_SEQ_EVENT_PORT_START)
        hear_begin(a, event->data.addr);
    if (event->dest.port != a->own || a->port.direction != MIDI_IN)
        return;
    if (event->type == SND_SEQ_EVENT_PORT_UNSUBSCRIBED)
        hear_leave(a, event->data.connect.sender);
    else
        hear_music(a, event);
}

static void receive(struct alsa_midi *a)
{
    snd_seq_event_t *event;
    int err;

    while ((err = a->seq.lib.snd_seq_event_input(a->seq.handle, &event)) >= 0 ||
           err == -ENOSPC) {
        if (err >= 0)
            hear(a, event);
        else
            midi_port_add(&a->port.full, 1); /* the kernel had no room: some are lost */
    }
}

/* The kernel's queue sends it at its time; what is late, at once. */
static void send_one(struct alsa_midi *a, const struct midi_timed *timed)
{
    const int64_t now_nsec = clock_now_nsec();
    const int64_t due_nsec = instant_of(a, timed->frame, now_nsec);
    const int64_t at = due_nsec > a->queue_nsec ? due_nsec - a->queue_nsec : 0;
    const snd_seq_real_time_t time = {(unsigned)(at / NSEC), (unsigned)(at % NSEC)};
    snd_seq_event_t event;

    if (!alsa_event_of(&a->coder, &timed->message, &event))
        return;
    midi_port_add(&a->port.late, due_nsec < now_nsec);
    snd_seq_ev_set_source(&event, (unsigned char)a->own);
    snd_seq_ev_set_subs(&event);
    snd_seq_ev_schedule_real(&event, a->queue, 0, &time);
    const bool took =
        a->seq.lib.snd_seq_event_output_direct(a->seq.handle, &event) >= 0;
    midi_port_add(took ? &a->port.messages : &a->port.full, 1);
}

static void send(struct alsa_midi *a)
{
    struct midi_timed timed;

    while (leat_rt_ring_read(a->port.ring, &timed, 1))
        send_one(a, &timed);
}

/* Until something comes in, or the keeper is woken, or it is time to look. */
static void wait(struct alsa_midi *a)
{
    struct pollfd files[1 + FILES_MAX] = {{.fd = a->port.wake[0], .events = POLLIN}};
    const int n = a->seq.lib.snd_seq_poll_descriptors(a->seq.handle, files + 1,
                                                      FILES_MAX, POLLIN);

    poll(files, 1 + (nfds_t)(n > 0 ? n : 0),
         a->port.direction == MIDI_OUT ? LOOK_MS : MEASURE_MS);
}

static uint32_t n_queued(struct alsa_midi *a)
{
    const struct alsa_library *lib = &a->seq.lib;
    snd_seq_queue_status_t *status;
    int n = 0;

    if (lib->snd_seq_queue_status_malloc(&status) < 0)
        return 0;
    if (lib->snd_seq_get_queue_status(a->seq.handle, a->queue, status) >= 0)
        n = lib->snd_seq_queue_status_get_events(status);
    lib->snd_seq_queue_status_free(status);
    return n > 0 ? (uint32_t)n : 0;
}

/* Let the kernel send what it holds: it forgets that when the client leaves. */
static void drain(struct alsa_midi *a)
{
    for (int ms = 0; ms < PATIENCE_MS && n_queued(a); ms++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void keep(struct midi_port *port)
{
    struct alsa_midi *a = of(port);

    rt_thread_raise();
    while (midi_port_stays(port, 0)) {
        wait(a);
        receive(a);
        if (port->direction == MIDI_OUT)
            send(a);
        if (clock_now_nsec() - a->measured_nsec > (int64_t)MEASURE_MS * (NSEC / 1000))
            measure(a);
    }
    if (port->direction == MIDI_OUT)
        drain(a);
}

static bool sends(struct midi_port *port)
{
    (void)port;
    return true;
}

LEAT_RT static uint32_t now(struct midi_port *port, uint32_t *nframes)
{
    const struct alsa_midi *a = of(port);

    *nframes = (uint32_t)(port->rate_hz * WAY_MS / 1000.0);
    return frame_of(a, clock_now_nsec());
}

/* Names of ports, as far as there is room. */
struct listing {
    char (*names)[MIDI_PORT_NAME];
    uint32_t n, room;
};

static void note(void *user, const struct alsa_peer *peer)
{
    struct listing *l = user;

    if (l->n < l->room)
        str_format(l->names[l->n++], MIDI_PORT_NAME, "%s:%s:%s", midi_alsa.name,
                   peer->client, peer->port);
}

static uint32_t list(enum midi_direction direction, char (*names)[MIDI_PORT_NAME],
                     uint32_t room)
{
    struct listing l = {.names = names, .room = room};
    struct alsa_seq seq;

    if (alsa_seq_open(&seq, "leat-ports", NULL) < 0)
        return 0;
    alsa_seq_peers(&seq, direction, note, &l);
    alsa_seq_close(&seq);
    return l.n;
}

const struct midi_backend midi_alsa = {
    .name = "alsa",
    .size = sizeof(struct alsa_midi),
    .flows = true,
    .begin = begin,
    .keep = keep,
    .end = end,
    .sends = sends,
    .now = now,
    .list = list,
};
