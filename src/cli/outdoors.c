/* SPDX-License-Identifier: MIT */
/* outdoors: the outside that a run lends to its programs. */
#include "cli/outdoors.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/midi_port.h"
#include "net/osc.h"
#include "net/osc_pattern.h"
#include "net/socket.h"

enum {
    CHANNELS_MAX = 64,
    KEPT = 1024,    /* messages that wait for their readers */
    SENDERS = 256,  /* that are told apart */
    PACKETS = 1024, /* taken at once */
    PORTS_MAX = 64,
};

static const double MIDI_RATE_HZ = 48000.0; /* of a system that has none of its own */

enum kind { NONE, OSC_IN, MIDI_CABLE_IN, MIDI_CABLE_OUT };

/* A message of OSC as it was read, in one block: the struct, then its texts. */
struct kept {
    struct outside_message m;
    char text[];
};

struct channel {
    enum kind kind;
    char name[OUTSIDE_NAME]; /* host, or device */
    uint16_t port;
    uint32_t users;
    int fd; /* OSC_IN */
    struct midi_port *midi;
    uint64_t newest; /* how many have come */
    struct kept *kept[KEPT];
    struct outside_midi heard[KEPT];
    uint32_t n_senders;
    struct sockaddr_storage sender[SENDERS];
};

struct outdoors {
    struct outside outside;
    pthread_mutex_t lock;
    struct channel *at[CHANNELS_MAX];
    int send_fd[2]; /* of IPv4 and IPv6; -1: not open yet */
    uint8_t packet[OSC_PACKET_MAX];
    char ports[PORTS_MAX][MIDI_PORT_NAME]; /* of MIDI, as they were asked for last */
    uint32_t n_ports;
};

static struct channel *find(struct outdoors *o, enum kind kind, const char *name,
                            uint16_t port, int *number)
{
    for (int i = 0; i < CHANNELS_MAX; i++)
        if (o->at[i] && o->at[i]->kind == kind && o->at[i]->port == port &&
            strcmp(o->at[i]->name, name) == 0) {
            *number = i + 1;
            return o->at[i];
        }
    return NULL;
}

static struct channel *add(struct outdoors *o, enum kind kind, const char *name,
                           uint16_t port, int *number)
{
    for (int i = 0; i < CHANNELS_MAX; i++) {
        if (o->at[i])
            continue;
        struct channel *c = o->at[i] = calloc(1, sizeof(*c));
        if (!c)
            return NULL;
        c->kind = kind;
        c->fd = -1;
        c->port = port;
        str_format(c->name, sizeof(c->name), "%s", name);
        *number = i + 1;
        return c;
    }
    return NULL;
}

static void drop(struct outdoors *o, int number)
{
    struct channel *c = o->at[number - 1];

    if (c->fd >= 0)
        close(c->fd);
    if (c->midi)
        midi_port_close(&c->midi);
    for (int i = 0; i < KEPT; i++)
        free(c->kept[i]);
    free(c);
    o->at[number - 1] = NULL;
}

static struct channel *channel_of(struct outdoors *o, int number)
{
    return number >= 1 && number <= CHANNELS_MAX ? o->at[number - 1] : NULL;
}

static int osc_hear(void *user, const char *host, uint16_t port, struct leat_diag *diag)
{
    struct outdoors *o = user;
    int number = 0, err = 0;

    pthread_mutex_lock(&o->lock);
    struct channel *c = find(o, OSC_IN, host, port, &number);
    if (!c && (c = add(o, OSC_IN, host, port, &number))) {
        err = socket_udp(host, port, &c->fd, diag);
        if (err < 0)
            drop(o, number);
    }
    if (c && err >= 0)
        c->users++;
    pthread_mutex_unlock(&o->lock);
    return err < 0 ? err : c ? number : LEAT_ERR_LIMIT;
}

/* A value in the block of a message; false for what has none. */
static bool take_value(const struct osc_arg *arg, struct outside_value *v)
{
    double number;

    if (arg->tag == 's' || arg->tag == 'S')
        *v = (struct outside_value){.kind = 's', .text = arg->s};
    else if (arg->tag == 'T' || arg->tag == 'F')
        *v = (struct outside_value){.kind = 'b', .number = arg->tag == 'T'};
    else if (osc_arg_number(arg, &number))
        *v = (struct outside_value){
            .kind = arg->tag == 'i' || arg->tag == 'h' ? 'i' : 'f', .number = number};
    else
        return false;
    return true;
}

static struct kept *keep(const struct osc_message *message)
{
    struct outside_message m = {.address = message->address};
    size_t bytes = strlen(message->address) + 1;
    struct osc_args args;
    struct osc_arg arg;

    osc_args_init(&args, message);
    while (m.n < OUTSIDE_ARGS && osc_args_next(&args, &arg))
        m.n += take_value(&arg, &m.value[m.n]);
    for (uint32_t i = 0; i < m.n; i++)
        bytes += m.value[i].kind == 's' ? strlen(m.value[i].text) + 1 : 0;
    struct kept *k = malloc(sizeof(*k) + bytes);
    if (!k)
        return NULL;
    char *at = k->text;
    k->m = m;
    k->m.address = strcpy(at, m.address);
    at += strlen(at) + 1;
    for (uint32_t i = 0; i < m.n; i++)
        if (m.value[i].kind == 's') {
            k->m.value[i].text = strcpy(at, m.value[i].text);
            at += strlen(at) + 1;
        }
    return k;
}

static void know_sender(struct channel *c, const struct sockaddr_storage *from,
                        socklen_t size)
{
    struct sockaddr_storage who = {0};

    memcpy(&who, from, size);
    for (uint32_t i = 0; i < c->n_senders; i++)
        if (memcmp(&c->sender[i], &who, sizeof(who)) == 0)
            return;
    if (c->n_senders < SENDERS)
        c->sender[c->n_senders++] = who;
}

/* Take in what has come since. */
static void receive(struct outdoors *o, struct channel *c)
{
    struct sockaddr_storage from = {0};
    struct osc_reader reader;
    struct osc_message m;

    for (int i = 0; i < PACKETS; i++) {
        socklen_t size = sizeof(from);
        const ssize_t n = recvfrom(c->fd, o->packet, sizeof(o->packet), MSG_DONTWAIT,
                                   (struct sockaddr *)&from, &size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return;
        know_sender(c, &from, size);
        if (osc_reader_init(&reader, o->packet, (size_t)n) < 0)
            continue;
        for (int got; (got = osc_reader_next(&reader, &m)) != 0;) {
            struct kept *k = got > 0 ? keep(&m) : NULL;
            if (!k)
                continue;
            free(c->kept[c->newest % KEPT]);
            c->kept[c->newest++ % KEPT] = k;
        }
    }
}

/* Who is too far behind goes on with the oldest there is. */
static bool advance(const struct channel *c, uint64_t *cursor)
{
    if (c->newest > KEPT && *cursor < c->newest - KEPT)
        *cursor = c->newest - KEPT;
    return *cursor < c->newest;
}

static bool osc_next(void *user, int channel, uint64_t *cursor,
                     struct outside_message *out)
{
    struct outdoors *o = user;

    pthread_mutex_lock(&o->lock);
    struct channel *c = channel_of(o, channel);
    if (c && *cursor >= c->newest)
        receive(o, c);
    const bool has = c && advance(c, cursor);
    if (has)
        *out = c->kept[(*cursor)++ % KEPT]->m;
    pthread_mutex_unlock(&o->lock);
    return has;
}

static uint64_t newest(void *user, int channel)
{
    struct outdoors *o = user;

    pthread_mutex_lock(&o->lock);
    const struct channel *c = channel_of(o, channel);
    const uint64_t n = c ? c->newest : 0;
    pthread_mutex_unlock(&o->lock);
    return n;
}

static uint32_t osc_senders(void *user, int channel)
{
    struct outdoors *o = user;

    pthread_mutex_lock(&o->lock);
    const struct channel *c = channel_of(o, channel);
    const uint32_t n = c ? c->n_senders : 0;
    pthread_mutex_unlock(&o->lock);
    return n;
}

static int send_socket(struct outdoors *o, int family)
{
    int *fd = &o->send_fd[family == AF_INET6];

    if (*fd < 0)
        *fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return *fd;
}

static int send_packet(struct outdoors *o, const char *host, uint16_t port,
                       const uint8_t *bytes, size_t size)
{
    const struct addrinfo wish = {.ai_socktype = SOCK_DGRAM,
                                  .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char service[8];
    int err = LEAT_ERR_NOT_FOUND;

    str_format(service, sizeof(service), "%u", port);
    if (getaddrinfo(host, service, &wish, &found) != 0)
        return err;
    const int fd = send_socket(o, found->ai_family);
    /* what nobody hears is told by an error of a later packet: it is none */
    err = fd < 0 ? LEAT_ERR_LIMIT : 0;
    if (fd >= 0 &&
        sendto(fd, bytes, size, MSG_NOSIGNAL, found->ai_addr, found->ai_addrlen) < 0 &&
        errno != ECONNREFUSED && errno != EAGAIN)
        err = LEAT_ERR_IO;
    freeaddrinfo(found);
    return err;
}

static int osc_send(void *user, const char *host, uint16_t port,
                    const struct outside_message *m)
{
    struct outdoors *o = user;
    struct osc_arg arg[OUTSIDE_ARGS];
    struct osc_writer w;

    for (uint32_t i = 0; i < m->n; i++) {
        const struct outside_value *v = &m->value[i];
        const bool fits = v->number >= -2147483648.0 && v->number <= 2147483647.0;
        arg[i] = v->kind == 's'           ? osc_text(v->text)
                 : v->kind == 'b'         ? osc_bool(v->number != 0.0)
                 : v->kind == 'i' && fits ? osc_int((int32_t)v->number)
                 : v->kind == 'i'         ? osc_long((int64_t)v->number)
                                          : osc_float((float)v->number);
    }
    pthread_mutex_lock(&o->lock);
    osc_writer_init(&w, o->packet, sizeof(o->packet));
    int err = osc_write_message(&w, m->address, arg, m->n);
    if (err >= 0)
        err = send_packet(o, host, port, o->packet, w.used);
    pthread_mutex_unlock(&o->lock);
    return err;
}

static int midi_open(void *user, enum outside_midi_direction direction,
                     const char *name, struct leat_diag *diag)
{
    const bool in = direction == OUTSIDE_MIDI_IN;
    const enum kind kind = in ? MIDI_CABLE_IN : MIDI_CABLE_OUT;
    struct outdoors *o = user;
    int number = 0, err = 0;

    pthread_mutex_lock(&o->lock);
    struct channel *c = find(o, kind, name, 0, &number);
    if (!c && (c = add(o, kind, name, 0, &number))) {
        err =
            midi_port_open(in ? MIDI_IN : MIDI_OUT, name, MIDI_RATE_HZ, &c->midi, diag);
        if (err < 0)
            drop(o, number);
    }
    if (c && err >= 0)
        c->users++;
    pthread_mutex_unlock(&o->lock);
    return err < 0 ? err : c ? number : LEAT_ERR_LIMIT;
}

static bool midi_next(void *user, int channel, uint64_t *cursor,
                      struct outside_midi *out)
{
    struct outdoors *o = user;
    struct midi_timed timed;

    pthread_mutex_lock(&o->lock);
    struct channel *c = channel_of(o, channel);
    while (c && *cursor >= c->newest && midi_port_read(c->midi, &timed))
        c->heard[c->newest++ % KEPT] = (struct outside_midi){
            timed.message.status, {timed.message.data[0], timed.message.data[1]}};
    const bool has = c && advance(c, cursor);
    if (has)
        *out = c->heard[(*cursor)++ % KEPT];
    pthread_mutex_unlock(&o->lock);
    return has;
}

static void midi_send(void *user, int channel, const struct outside_midi *m,
                      double after_s)
{
    struct outdoors *o = user;
    uint32_t nframes;

    pthread_mutex_lock(&o->lock);
    struct channel *c = channel_of(o, channel);
    if (c) {
        const uint32_t now = midi_port_now(c->midi, &nframes);
        const struct midi_timed timed = {
            now + nframes + (uint32_t)(after_s * midi_port_rate(c->midi)),
            {m->status, {m->data[0], m->data[1]}}};
        midi_port_write(c->midi, &timed);
    }
    pthread_mutex_unlock(&o->lock);
}

static bool midi_port(void *user, enum outside_midi_direction direction, uint32_t n,
                      char name[OUTSIDE_NAME])
{
    struct outdoors *o = user;

    pthread_mutex_lock(&o->lock);
    if (n == 0)
        o->n_ports = midi_port_list(direction == OUTSIDE_MIDI_IN ? MIDI_IN : MIDI_OUT,
                                    o->ports, PORTS_MAX);
    const bool has = n < o->n_ports;
    if (has)
        str_format(name, OUTSIDE_NAME, "%s", o->ports[n]);
    pthread_mutex_unlock(&o->lock);
    return has;
}

static void leave(void *user, int channel)
{
    struct outdoors *o = user;

    pthread_mutex_lock(&o->lock);
    struct channel *c = channel_of(o, channel);
    if (c && --c->users == 0)
        drop(o, channel);
    pthread_mutex_unlock(&o->lock);
}

int outdoors_create(struct outdoors **out)
{
    struct outdoors *o = calloc(1, sizeof(*o));

    *out = o;
    if (!o)
        return LEAT_ERR_NOMEM;
    pthread_mutex_init(&o->lock, NULL);
    o->send_fd[0] = o->send_fd[1] = -1;
    o->outside = (struct outside){.user = o,
                                  .osc_hear = osc_hear,
                                  .osc_next = osc_next,
                                  .osc_newest = newest,
                                  .osc_senders = osc_senders,
                                  .osc_matches = osc_pattern_match,
                                  .osc_send = osc_send,
                                  .midi_open = midi_open,
                                  .midi_next = midi_next,
                                  .midi_newest = newest,
                                  .midi_send = midi_send,
                                  .midi_port = midi_port,
                                  .leave = leave};
    return 0;
}

void outdoors_destroy(struct outdoors **outdoors)
{
    struct outdoors *o = *outdoors;

    if (!o)
        return;
    for (int i = 0; i < CHANNELS_MAX; i++)
        if (o->at[i])
            drop(o, i + 1);
    for (int i = 0; i < 2; i++)
        if (o->send_fd[i] >= 0)
            close(o->send_fd[i]);
    pthread_mutex_destroy(&o->lock);
    free(o);
    *outdoors = NULL;
}

const struct outside *outdoors_outside(const struct outdoors *outdoors)
{
    return &outdoors->outside;
}
