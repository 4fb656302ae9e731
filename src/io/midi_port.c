/* SPDX-License-Identifier: MIT */
/* midi_port: ports of MIDI, and which system they are at. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/midi_backend.h"

enum { RING = 4096, PATIENCE_MS = 100, LEAVE_MS = 600 };

/* The better one first. */
static const struct midi_backend *const backends[] = {&midi_jack, &midi_alsa};
enum { N_BACKENDS = sizeof(backends) / sizeof(backends[0]) };

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

bool midi_port_stays(struct midi_port *p, int ms)
{
    struct pollfd waits = {.fd = p->wake[0], .events = POLLIN};
    uint8_t bytes[64];

    if (poll(&waits, 1, ms) > 0)
        (void)!read(p->wake[0], bytes, sizeof(bytes));
    return !atomic_load_explicit(&p->quit, memory_order_relaxed);
}

void midi_port_wake(struct midi_port *p)
{
    (void)!write(p->wake[1], "", 1); /* a full pipe wakes, too */
}

LEAT_RT void midi_port_hear(struct midi_port *p, struct midi_reader *reader,
                            uint32_t frame, const uint8_t *bytes, size_t size)
{
    struct midi_timed timed = {.frame = frame};

    while (midi_reader_take(reader, &bytes, &size, &timed.message))
        midi_port_add(&p->messages, leat_rt_ring_write(p->ring, &timed, 1));
    atomic_store_explicit(&p->garbage, reader->n_garbage, memory_order_relaxed);
}

static void destroy(struct midi_port *p)
{
    for (int i = 0; i < 2; i++)
        if (p->wake[i] >= 0)
            close(p->wake[i]);
    leat_ring_destroy(&p->ring);
    free(p);
}

/* What asks the system does so here, where nobody waits for one that stands still. */
static void *keep(void *user)
{
    struct midi_port *p = user;

    p->backend->keep(p);
    p->backend->end(p);
    /* acq_rel: pairs with midi_port_close() */
    if (atomic_exchange_explicit(&p->state, MIDI_KEEPER_DONE, memory_order_acq_rel) ==
        MIDI_KEEPER_LEFT)
        destroy(p);
    return NULL;
}

static int make_wake(struct midi_port *p)
{
    if (pipe(p->wake) != 0)
        return LEAT_ERR_LIMIT;
    for (int i = 0; i < 2; i++) {
        fcntl(p->wake[i], F_SETFL, O_NONBLOCK);
        fcntl(p->wake[i], F_SETFD, FD_CLOEXEC);
    }
    return 0;
}

static int begin(struct midi_port *p, struct leat_diag *diag)
{
    int err = make_wake(p);

    if (!err)
        err = leat_ring_create(sizeof(struct midi_timed), RING, LEAT_RING_DROPPING,
                               &p->ring);
    if (!err)
        err = p->backend->begin(p, diag);
    if (err)
        return err;
    if (pthread_create(&p->keeper, NULL, keep, p) != 0) {
        p->backend->end(p);
        return LEAT_ERR_NOMEM;
    }
    pthread_detach(p->keeper);
    return 0;
}

static int open_at(const struct midi_backend *backend, enum midi_direction direction,
                   const char *device, double rate_hz, struct midi_port **out,
                   struct leat_diag *diag)
{
    struct midi_port *p = calloc(1, backend->size);

    if (!p)
        return LEAT_ERR_NOMEM;
    p->backend = backend;
    p->direction = direction;
    p->rate_hz = rate_hz;
    p->wake[0] = p->wake[1] = -1;
    str_format(p->device, sizeof(p->device), "%s", device);
    const int err = begin(p, diag);
    if (err)
        destroy(p);
    else
        *out = p;
    return err;
}

/* The system that a device names, and the device there; NULL: any. */
static const struct midi_backend *named(const char **device)
{
    for (int i = 0; i < N_BACKENDS; i++) {
        const size_t size = strlen(backends[i]->name);
        if (strncmp(*device, backends[i]->name, size) != 0 ||
            ((*device)[size] && (*device)[size] != ':'))
            continue;
        *device += size + ((*device)[size] == ':');
        return backends[i];
    }
    return NULL;
}

static void copy(const struct leat_diag *from, struct leat_diag *to)
{
    for (uint32_t i = 0; i < from->n; i++) {
        leat_diag_add(to, from->finding[i].severity, from->finding[i].code, "%s",
                      from->finding[i].message);
        leat_diag_hint(to, "%s", from->finding[i].hint);
    }
}

/* Why none of the systems would do: one that answers tells what it lacks, else all say
 * that they are not there. */
static int refuse(const struct leat_diag *answered, const struct leat_diag *absent,
                  struct leat_diag *diag)
{
    char reasons[240] = "";
    size_t used = 0;

    copy(answered, diag);
    for (uint32_t i = 0; i < absent->n && answered->n == 0; i++)
        used += str_format(reasons + used, sizeof(reasons) - used, "%s%s",
                           used ? ", " : "", absent->finding[i].message);
    if (answered->n == 0) {
        leat_diag_add(diag, LEAT_ERROR, 701, "There is no MIDI: %s.", reasons);
        leat_diag_hint(diag, "%s%s%s", absent->finding[0].hint,
                       absent->n > 1 ? " " : "",
                       absent->n > 1 ? absent->finding[1].hint : "");
    }
    return LEAT_ERR_NO_DEVICE;
}

int midi_port_open(enum midi_direction direction, const char *device, double rate_hz,
                   struct midi_port **out, struct leat_diag *diag)
{
    const struct midi_backend *only = named(&device);
    struct leat_diag answered = {0}, absent = {0};

    *out = NULL;
    for (int i = 0; i < N_BACKENDS; i++) {
        struct leat_diag why = {0};
        if (only && only != backends[i])
            continue;
        const int err = open_at(backends[i], direction, device, rate_hz, out, &why);
        if (err == 0 || (err != LEAT_ERR_NO_DEVICE && err != LEAT_ERR_NOT_FOUND)) {
            copy(&why, diag);
            return err;
        }
        copy(&why, err == LEAT_ERR_NOT_FOUND ? &answered : &absent);
    }
    return refuse(&answered, &absent, diag);
}

int midi_port_open_any(enum midi_direction direction, const char *device,
                       double rate_hz, struct midi_port **out, struct leat_diag *diag)
{
    struct leat_diag why = {0};
    const int err =
        midi_port_open(direction, device, rate_hz, out, device[0] ? diag : &why);

    if (device[0] || err != LEAT_ERR_NO_DEVICE)
        return err;
    leat_diag_add(diag, LEAT_WARNING, 701, "%s", why.finding[0].message);
    leat_diag_hint(diag, "%s", why.finding[0].hint);
    return 0;
}

/* Let the keeper or the system send what is due: ends of notes. */
static void drain(struct midi_port *p)
{
    for (int ms = 0; ms < PATIENCE_MS && leat_rt_ring_fill(p->ring) > 0; ms++)
        pause_ms(1);
    pause_ms(5); /* what it has just taken */
}

void midi_port_close(struct midi_port **port)
{
    struct midi_port *p = *port;

    if (!p)
        return;
    *port = NULL;
    if (p->direction == MIDI_OUT && p->backend->sends(p))
        drain(p);
    atomic_store_explicit(&p->quit, true, memory_order_relaxed);
    midi_port_wake(p);
    for (int ms = 0; ms < LEAVE_MS; ms++) {
        if (atomic_load_explicit(&p->state, memory_order_relaxed) == MIDI_KEEPER_DONE)
            break;
        pause_ms(1);
    }
    /* acq_rel: pairs with keep() */
    if (atomic_exchange_explicit(&p->state, MIDI_KEEPER_LEFT, memory_order_acq_rel) ==
        MIDI_KEEPER_DONE)
        destroy(p);
}

LEAT_RT uint32_t midi_port_now(struct midi_port *p, uint32_t *nframes)
{
    return p->backend->now(p, nframes);
}

LEAT_RT bool midi_port_flows(const struct midi_port *p)
{
    return p->backend->flows;
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

double midi_port_rate(const struct midi_port *p)
{
    return p->rate_hz;
}

uint32_t midi_port_list(enum midi_direction direction, char (*names)[MIDI_PORT_NAME],
                        uint32_t room)
{
    uint32_t n = 0;

    for (int i = 0; i < N_BACKENDS; i++)
        n += backends[i]->list(direction, names + n, room - n);
    return n;
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
