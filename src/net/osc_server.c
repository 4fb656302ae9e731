/* SPDX-License-Identifier: MIT */
/* osc_server: packets of OSC from several sockets to one function. */
#include "net/osc_server.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <leat/err.h>

#include "net/osc_stream.h"
#include "net/socket.h"

enum {
    CONNECTIONS = 64,
    WAITING_MAX = 8 << 20, /* bytes of answers that a connection has not taken */
    ALL_MAX = 64 << 20,    /* those of all connections; who has most goes then */
    KEPT = 1 << 16,        /* room that a connection keeps when all is taken */
    BURST = 64,            /* datagrams before the connections have their turn */
    ENDPOINTS = 5,         /* wake, two of datagrams, two listeners */
    PRIORITY = 2,          /* above what does not play, below whatever computes sound */
};

struct connection {
    int fd; /* -1: free */
    uint64_t serial;
    bool is_near;
    bool failed; /* to be closed by the server's thread */
    struct osc_stream stream;
    uint8_t *waiting; /* answers that the socket has not taken */
    size_t n_waiting, room;
};

struct osc_server {
    struct osc_server_config config;
    int wake[2], udp[2], tcp, local; /* udp[1]: at the second port */
    char path[108];                  /* of the local socket, "" for none */
    pthread_t thread;
    bool running;
    atomic_bool quit;
    pthread_mutex_t lock; /* of all below */
    uint64_t next_serial;
    struct osc_server_stats stats;
    struct connection *connection; /* CONNECTIONS */
    uint8_t datagram[OSC_PACKET_MAX + 1];
};

bool osc_peer_equal(const struct osc_peer *a, const struct osc_peer *b)
{
    return a->serial == b->serial && a->n_bytes == b->n_bytes &&
           memcmp(a->address, b->address, a->n_bytes) == 0;
}

void osc_peer_set_port(struct osc_peer *peer, uint16_t port)
{
    struct sockaddr_in at; /* the port lies where that of sockaddr_in6 does */

    _Static_assert(offsetof(struct sockaddr_in, sin_port) ==
                       offsetof(struct sockaddr_in6, sin6_port),
                   "one place of the port");
    if (peer->n_bytes < sizeof(at))
        return;
    memcpy(&at, peer->address, sizeof(at));
    at.sin_port = htons(port);
    memcpy(peer->address, &at, sizeof(at));
}

struct osc_peer osc_peer_loopback(uint16_t port)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons(port),
                                   .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct osc_peer peer = {.n_bytes = sizeof(at), .is_near = true};

    memcpy(peer.address, &at, sizeof(at));
    return peer;
}

static void wake(struct osc_server *s)
{
    while (write(s->wake[1], "", 1) < 0 && errno == EINTR)
        ;
}

static void hand_over(struct osc_server *s, const struct osc_peer *peer,
                      const uint8_t *bytes, size_t size)
{
    pthread_mutex_lock(&s->lock);
    s->stats.packets += bytes != NULL;
    pthread_mutex_unlock(&s->lock);
    s->config.packet(s->config.user, peer, bytes, size);
}

static void read_datagrams(struct osc_server *s, uint32_t socket)
{
    struct osc_peer peer = {.slot = socket};

    for (int i = 0; i < BURST; i++) {
        struct sockaddr_in6 from;
        socklen_t n = sizeof(from);
        const ssize_t size = recvfrom(s->udp[socket], s->datagram, sizeof(s->datagram),
                                      0, (struct sockaddr *)&from, &n);
        if (size < 0 && errno == ECONNREFUSED)
            continue; /* an answer before found nobody */
        if (size < 0)
            return;
        peer.n_bytes = n < sizeof(peer.address) ? n : sizeof(peer.address);
        memcpy(peer.address, &from, peer.n_bytes);
        peer.is_near = socket_address_is_loopback((struct sockaddr *)&from);
        hand_over(s, &peer, s->datagram, (size_t)size);
    }
}

static struct osc_peer peer_of(const struct osc_server *s, uint32_t slot)
{
    const struct connection *c = &s->connection[slot];

    return (struct osc_peer){.serial = c->serial, .slot = slot, .is_near = c->is_near};
}

static void accept_one(struct osc_server *s, int listener)
{
    const int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    uint32_t slot = 0;

    if (fd < 0)
        return;
    pthread_mutex_lock(&s->lock);
    while (slot < CONNECTIONS && s->connection[slot].fd >= 0)
        slot++;
    if (slot == CONNECTIONS) {
        s->stats.refused++;
        close(fd);
    } else {
        struct connection *c = &s->connection[slot];
        c->fd = fd;
        c->serial = ++s->next_serial;
        c->is_near = listener == s->local || socket_peer_is_loopback(fd);
        c->failed = false;
        c->n_waiting = 0;
        osc_stream_init(&c->stream, OSC_FRAMING_DETECT);
        s->stats.connections++;
    }
    pthread_mutex_unlock(&s->lock);
}

static void hang_up(struct osc_server *s, uint32_t slot)
{
    struct connection *c = &s->connection[slot];
    const struct osc_peer peer = peer_of(s, slot);

    pthread_mutex_lock(&s->lock);
    close(c->fd);
    c->fd = -1;
    free(c->waiting);
    c->waiting = NULL;
    c->n_waiting = c->room = 0;
    s->stats.connections--;
    pthread_mutex_unlock(&s->lock);
    hand_over(s, &peer, NULL, 0);
}

/* Returns false when the connection is over. */
static bool read_connection(struct osc_server *s, uint32_t slot)
{
    struct connection *c = &s->connection[slot];
    const struct osc_peer peer = peer_of(s, slot);
    uint8_t bytes[16384];
    const ssize_t n = read(c->fd, bytes, sizeof(bytes));
    const uint8_t *at = bytes;
    size_t left = n > 0 ? (size_t)n : 0;

    if (n == 0)
        return false;
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    while (left > 0 || c->stream.whole) {
        const int size = osc_stream_read(&c->stream, &at, &left);
        if (size > 0) {
            hand_over(s, &peer, c->stream.packet, (size_t)size);
            continue;
        }
        if (size == 0)
            break;
        pthread_mutex_lock(&s->lock);
        s->stats.dropped++;
        pthread_mutex_unlock(&s->lock);
        if (c->stream.lost)
            return false;
    }
    return true;
}

/* Give the socket what it takes.  The lock is held. */
static void flush(struct connection *c)
{
    size_t done = 0;

    while (done < c->n_waiting) {
        const ssize_t n =
            send(c->fd, c->waiting + done, c->n_waiting - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            c->failed = c->failed || errno != EAGAIN;
            break;
        }
        done += (size_t)n;
    }
    memmove(c->waiting, c->waiting + done, c->n_waiting - done);
    c->n_waiting -= done;
    if (c->n_waiting == 0 && c->room > KEPT) {
        free(c->waiting);
        c->waiting = NULL;
        c->room = 0;
    }
}

static uint32_t gather(struct osc_server *s, struct pollfd *p, uint32_t *slots)
{
    uint32_t n = ENDPOINTS;

    p[0] = (struct pollfd){s->wake[0], POLLIN, 0};
    p[1] = (struct pollfd){s->udp[0], POLLIN, 0};
    p[2] = (struct pollfd){s->udp[1], POLLIN, 0};
    p[3] = (struct pollfd){s->tcp, POLLIN, 0};
    p[4] = (struct pollfd){s->local, POLLIN, 0};
    pthread_mutex_lock(&s->lock);
    for (uint32_t i = 0; i < CONNECTIONS; i++) {
        const struct connection *c = &s->connection[i];
        if (c->fd < 0)
            continue;
        slots[n] = i;
        /* one that failed is not polled, only closed */
        p[n++] = (struct pollfd){c->failed ? -1 : c->fd,
                                 c->n_waiting ? POLLIN | POLLOUT : POLLIN, 0};
    }
    pthread_mutex_unlock(&s->lock);
    return n;
}

static void serve_connection(struct osc_server *s, uint32_t slot, short events)
{
    struct connection *c = &s->connection[slot];

    pthread_mutex_lock(&s->lock);
    if (events & POLLOUT)
        flush(c);
    const bool failed = c->failed;
    pthread_mutex_unlock(&s->lock);
    if (failed || (events & (POLLIN | POLLHUP | POLLERR) && !read_connection(s, slot)))
        hang_up(s, slot);
}

static void *receive(void *user)
{
    struct osc_server *s = user;
    struct pollfd p[ENDPOINTS + CONNECTIONS];
    uint32_t slots[ENDPOINTS + CONNECTIONS];
    char drained[64];

    while (!s->quit) {
        const uint32_t n = gather(s, p, slots);
        if (poll(p, n, -1) < 0)
            continue;
        if (p[0].revents)
            (void)!read(s->wake[0], drained, sizeof(drained));
        for (uint32_t i = 1; i < 3; i++)
            if (p[i].revents)
                read_datagrams(s, i - 1);
        for (uint32_t i = 3; i < ENDPOINTS; i++)
            if (p[i].revents)
                accept_one(s, p[i].fd);
        for (uint32_t i = ENDPOINTS; i < n; i++)
            if (p[i].revents || p[i].fd < 0)
                serve_connection(s, slots[i], p[i].revents);
    }
    return NULL;
}

/* With real-time priority, where the system allows it. */
static bool start_first(struct osc_server *s)
{
    const struct sched_param priority = {.sched_priority = PRIORITY};
    pthread_attr_t attr;

    pthread_attr_init(&attr);
    pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
    pthread_attr_setschedparam(&attr, &priority);
    const bool started = pthread_create(&s->thread, &attr, receive, s) == 0;
    pthread_attr_destroy(&attr);
    return started;
}

/* Signals go to other threads. */
static int start(struct osc_server *s)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    s->running = start_first(s) || pthread_create(&s->thread, NULL, receive, s) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return s->running ? 0 : LEAT_ERR_LIMIT;
}

static int open_all(struct osc_server *s, struct leat_diag *diag)
{
    const struct osc_server_config *k = &s->config;
    const char *host = k->host ? k->host : "127.0.0.1";
    int err = pipe2(s->wake, O_CLOEXEC | O_NONBLOCK) == 0 ? 0 : LEAT_ERR_LIMIT;

    if (!err && k->udp_port >= 0)
        err = socket_udp(host, (uint16_t)k->udp_port, &s->udp[0], diag);
    if (!err && k->second_udp_port > 0) /* whose answer is a port, or none */
        (void)socket_udp(host, (uint16_t)k->second_udp_port, &s->udp[1], NULL);
    if (!err && k->tcp_port >= 0)
        err = socket_listen_tcp(host, (uint16_t)k->tcp_port, &s->tcp, diag);
    if (!err && k->local && !(err = socket_listen_local(k->local, &s->local, diag)))
        memcpy(s->path, k->local, strlen(k->local) + 1); /* it fitted a socket */
    return err;
}

int osc_server_create(const struct osc_server_config *config, struct osc_server **out,
                      struct leat_diag *diag)
{
    struct osc_server *s = calloc(1, sizeof(*s));
    int err;

    *out = NULL;
    if (!s)
        return LEAT_ERR_NOMEM;
    s->config = *config;
    s->wake[0] = s->wake[1] = s->udp[0] = s->udp[1] = s->tcp = s->local = -1;
    pthread_mutex_init(&s->lock, NULL);
    s->connection = calloc(CONNECTIONS, sizeof(*s->connection));
    for (uint32_t i = 0; s->connection && i < CONNECTIONS; i++)
        s->connection[i].fd = -1;
    err = s->connection ? open_all(s, diag) : LEAT_ERR_NOMEM;
    if (!err)
        err = start(s);
    if (err)
        osc_server_destroy(&s);
    *out = s;
    return err;
}

static void close_one(int fd)
{
    if (fd >= 0)
        close(fd);
}

void osc_server_destroy(struct osc_server **server)
{
    struct osc_server *s = *server;

    if (!s)
        return;
    if (s->running) {
        s->quit = true;
        wake(s);
        pthread_join(s->thread, NULL);
    }
    for (uint32_t i = 0; s->connection && i < CONNECTIONS; i++) {
        if (s->connection[i].fd >= 0)
            flush(&s->connection[i]);
        close_one(s->connection[i].fd);
        free(s->connection[i].waiting);
    }
    if (s->path[0])
        (void)unlink(s->path);
    close_one(s->wake[0]);
    close_one(s->wake[1]);
    close_one(s->udp[0]);
    close_one(s->udp[1]);
    close_one(s->tcp);
    close_one(s->local);
    pthread_mutex_destroy(&s->lock);
    free(s->connection);
    free(s);
    *server = NULL;
}

/* Append a framed packet to what a connection has yet to take.  The lock is held. */
static int append(struct connection *c, const uint8_t *bytes, size_t size)
{
    const enum osc_framing framing =
        c->stream.framing == OSC_FRAMING_SLIP ? OSC_FRAMING_SLIP : OSC_FRAMING_LENGTH;
    const size_t most = 2 * size + 4;

    if (c->n_waiting + most > WAITING_MAX)
        return LEAT_ERR_LIMIT;
    if (c->n_waiting + most > c->room) {
        const size_t room = 2 * c->room + most;
        uint8_t *more = realloc(c->waiting, room);
        if (!more)
            return LEAT_ERR_NOMEM;
        c->waiting = more;
        c->room = room;
    }
    const int n = osc_stream_write(framing, bytes, size, c->waiting + c->n_waiting,
                                   c->room - c->n_waiting);
    c->n_waiting += n > 0 ? (size_t)n : 0;
    return n > 0 ? 0 : n;
}

/* Hang up on who has most to take when all together have too much.  The lock is held.
 */
static bool relieve(struct osc_server *s)
{
    struct connection *most = NULL;
    size_t all = 0;

    for (uint32_t i = 0; i < CONNECTIONS; i++) {
        struct connection *c = &s->connection[i];
        if (c->fd < 0 || c->failed)
            continue;
        all += c->room;
        most = most && most->room >= c->room ? most : c;
    }
    if (all <= ALL_MAX)
        return false;
    most->failed = true;
    s->stats.dropped++;
    return true;
}

static int send_connection(struct osc_server *s, const struct osc_peer *peer,
                           const uint8_t *bytes, size_t size)
{
    struct connection *c = &s->connection[peer->slot % CONNECTIONS];
    int err = LEAT_ERR_NOT_FOUND;
    bool left = false;

    pthread_mutex_lock(&s->lock);
    if (c->fd >= 0 && c->serial == peer->serial && !c->failed) {
        err = append(c, bytes, size);
        c->failed = err == LEAT_ERR_LIMIT;
        if (!err)
            flush(c);
        left = relieve(s) || c->n_waiting > 0 || c->failed;
    }
    s->stats.dropped += err < 0;
    pthread_mutex_unlock(&s->lock);
    if (left)
        wake(s);
    return err;
}

int osc_server_send(struct osc_server *s, const struct osc_peer *peer,
                    const uint8_t *bytes, size_t size)
{
    struct sockaddr_in6 to;

    if (peer->serial)
        return send_connection(s, peer, bytes, size);
    const int udp = s->udp[peer->slot & 1]; /* by which it came */
    if (peer->n_bytes == 0 || udp < 0)
        return LEAT_ERR_NOT_FOUND;
    memcpy(&to, peer->address, peer->n_bytes);
    if (sendto(udp, bytes, size, 0, (struct sockaddr *)&to, peer->n_bytes) >= 0)
        return 0;
    pthread_mutex_lock(&s->lock);
    s->stats.dropped++;
    pthread_mutex_unlock(&s->lock);
    return LEAT_ERR_NOT_FOUND;
}

uint16_t osc_server_udp_port(const struct osc_server *server)
{
    return server->udp[0] < 0 ? 0 : socket_port(server->udp[0]);
}

uint16_t osc_server_second_udp_port(const struct osc_server *server)
{
    return server->udp[1] < 0 ? 0 : socket_port(server->udp[1]);
}

uint16_t osc_server_tcp_port(const struct osc_server *server)
{
    return server->tcp < 0 ? 0 : socket_port(server->tcp);
}

void osc_server_stats(struct osc_server *s, struct osc_server_stats *out)
{
    pthread_mutex_lock(&s->lock);
    *out = s->stats;
    pthread_mutex_unlock(&s->lock);
}
