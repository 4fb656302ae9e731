/* SPDX-License-Identifier: MIT */
/* osc_server: packets by datagrams, TCP and a local socket; answers go to who asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <leat/err.h>

#include "io/rt_thread.h"
#include "net/osc_server.h"
#include "net/osc_stream.h"
#include "net/socket.h"

enum { WAIT_MS = 10000 };

static struct osc_server *server;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t n_packets, n_gone;

/* Every packet goes back to who sent it. */
static void on_packet(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                      size_t size)
{
    (void)user;
    pthread_mutex_lock(&lock);
    n_packets += bytes != NULL;
    n_gone += bytes == NULL;
    struct osc_server *s = server;
    pthread_mutex_unlock(&lock);
    if (bytes && s)
        (void)osc_server_send(s, peer, bytes, size);
}

static void begin(const char *local)
{
    const struct osc_server_config config = {.local = local, .packet = on_packet};
    struct osc_server *made;

    n_packets = n_gone = 0;
    assert_int_equal(osc_server_create(&config, &made, NULL), 0);
    pthread_mutex_lock(&lock);
    server = made;
    pthread_mutex_unlock(&lock);
}

static void read_all(int fd, void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&p, 1, WAIT_MS), 1);
        const ssize_t n = read(fd, (char *)bytes + done, size - done);
        assert_true(n > 0);
        done += (size_t)n;
    }
}

/* "/abc" without arguments. */
static const uint8_t packet[12] = "/abc\0\0\0\0,\0\0";

static void test_datagrams(void **state)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    uint8_t back[64];

    (void)state;
    begin(NULL);
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    to.sin_port = htons(osc_server_udp_port(server));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(
            sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&to, sizeof(to)),
            sizeof(packet));
        read_all(fd, back, sizeof(packet));
        assert_memory_equal(back, packet, sizeof(packet));
    }
    assert_int_equal(n_packets, 100);
    close(fd);
    osc_server_destroy(&server);
}

/* A port that is free, of a socket that had it a moment ago. */
static uint16_t free_port(void)
{
    int fd;

    assert_int_equal(socket_udp("127.0.0.1", 0, &fd, NULL), 0);
    const uint16_t port = socket_port(fd);
    close(fd);
    return port;
}

/* What comes to the second port is answered from it; a port that another has is left.
 */
static void note_policy(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                        size_t size)
{
    struct sched_param param;
    int policy;

    (void)peer, (void)bytes, (void)size;
    pthread_getschedparam(pthread_self(), &policy, &param);
    atomic_store((atomic_int *)user, param.sched_priority);
}

/* Before what does not play, where the system allows it; behind what computes sound. */
static void test_priority(void **state)
{
    atomic_int priority = -1;
    const struct osc_server_config config = {
        .tcp_port = -1, .packet = note_policy, .user = &priority};
    struct sockaddr_in to = {.sin_family = AF_INET};

    (void)state;
    assert_int_equal(osc_server_create(&config, &server, NULL), 0);
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    to.sin_port = htons(osc_server_udp_port(server));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(
        sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&to, sizeof(to)),
        sizeof(packet));
    while (atomic_load(&priority) < 0)
        usleep(1000);
    assert_in_range(atomic_load(&priority), rt_thread_allowed() ? 1 : 0, 4);
    close(fd);
    osc_server_destroy(&server);
}

static void test_second_port(void **state)
{
    struct osc_server_config config = {
        .udp_port = 0, .tcp_port = -1, .packet = on_packet, .second_udp_port = 0};
    struct sockaddr_in to = {.sin_family = AF_INET}, from;
    struct osc_server *other;
    socklen_t size = sizeof(from);
    uint8_t back[64];

    (void)state;
    n_packets = 0;
    config.second_udp_port = free_port();
    assert_int_equal(osc_server_create(&config, &server, NULL), 0);
    assert_int_equal(osc_server_second_udp_port(server), config.second_udp_port);
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    to.sin_port = htons((uint16_t)config.second_udp_port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(
        sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&to, sizeof(to)),
        sizeof(packet));
    assert_int_equal(
        recvfrom(fd, back, sizeof(back), 0, (struct sockaddr *)&from, &size),
        sizeof(packet));
    assert_int_equal(from.sin_port, to.sin_port);
    assert_int_equal(n_packets, 1);
    assert_int_equal(osc_server_create(&config, &other, NULL), 0);
    assert_int_equal(osc_server_second_udp_port(other), 0);
    osc_server_destroy(&other);
    close(fd);
    osc_server_destroy(&server);
}

/* By length, and by SLIP: whichever the first byte shows; cut anywhere. */
static void test_streams(void **state)
{
    uint8_t framed[64], back[64];
    int fd;

    (void)state;
    begin(NULL);
    for (int framing = OSC_FRAMING_SLIP; framing <= OSC_FRAMING_LENGTH; framing++) {
        const int n = osc_stream_write((enum osc_framing)framing, packet,
                                       sizeof(packet), framed, sizeof(framed));
        assert_int_equal(
            socket_connect_tcp("127.0.0.1", osc_server_tcp_port(server), &fd, NULL), 0);
        for (int i = 0; i < n; i++)
            assert_int_equal(write(fd, framed + i, 1), 1);
        read_all(fd, back, (size_t)n);
        assert_memory_equal(back, framed, (size_t)n);
        close(fd);
    }
    osc_server_destroy(&server);
    assert_int_equal(n_packets, 2);
}

static void test_local(void **state)
{
    char path[64];
    uint8_t framed[64], back[64];
    int fd;

    (void)state;
    snprintf(path, sizeof(path), "/tmp/leat-test-%d/s", (int)getpid());
    begin(path);
    /* one at a time */
    assert_int_equal(socket_listen_local(path, &fd, NULL), LEAT_ERR_EXISTS);
    assert_int_equal(socket_connect_local(path, &fd, NULL), 0);
    const int n =
        osc_stream_write(OSC_FRAMING_LENGTH, packet, sizeof(packet), framed, 64);
    assert_int_equal(write(fd, framed, (size_t)n), n);
    read_all(fd, back, (size_t)n);
    close(fd);
    osc_server_destroy(&server);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(socket_connect_local(path, &fd, NULL), LEAT_ERR_NOT_FOUND);
    *strrchr(path, '/') = '\0';
    rmdir(path);
}

/* Garbage closes its own connection and nobody else's. */
static void test_garbage(void **state)
{
    struct osc_server_stats stats;
    uint8_t framed[64], back[64];
    int good, bad;

    (void)state;
    begin(NULL);
    const uint16_t port = osc_server_tcp_port(server);
    assert_int_equal(socket_connect_tcp("127.0.0.1", port, &good, NULL), 0);
    assert_int_equal(socket_connect_tcp("127.0.0.1", port, &bad, NULL), 0);
    assert_int_equal(write(bad, "GET / HTTP/1.1\r\n\r\n", 18), 18);
    struct pollfd p = {.fd = bad, .events = POLLIN};
    assert_int_equal(poll(&p, 1, WAIT_MS), 1);
    assert_true(read(bad, back, sizeof(back)) <= 0); /* closed */
    const int n =
        osc_stream_write(OSC_FRAMING_LENGTH, packet, sizeof(packet), framed, 64);
    assert_int_equal(write(good, framed, (size_t)n), n);
    read_all(good, back, (size_t)n);
    osc_server_stats(server, &stats);
    assert_int_equal(stats.connections, 1);
    assert_int_equal(stats.dropped, 1);
    osc_server_destroy(&server);
    assert_int_equal(n_gone, 1);
    close(good);
    close(bad);
}

/* Who does not read is closed, and the others are served on. */
static void test_who_does_not_read(void **state)
{
    static uint8_t big[60000], framed[60004];
    struct osc_server_stats stats;
    struct osc_writer w;
    int fd, n = 0;

    (void)state;
    begin(NULL);
    osc_writer_init(&w, big, sizeof(big));
    osc_write_message(&w, "/abc",
                      (struct osc_arg[]){osc_blob(framed, sizeof(big) - 64)}, 1);
    n = osc_stream_write(OSC_FRAMING_LENGTH, big, w.used, framed, sizeof(framed));
    assert_int_equal(
        socket_connect_tcp("127.0.0.1", osc_server_tcp_port(server), &fd, NULL), 0);
    for (int i = 0; i < 1000; i++) {
        struct pollfd p = {.fd = fd, .events = POLLOUT};
        if (poll(&p, 1, WAIT_MS) != 1 || p.revents & (POLLHUP | POLLERR) ||
            send(fd, framed, (size_t)n, MSG_NOSIGNAL) < 0)
            break;
    }
    for (int ms = 0; ms < WAIT_MS; ms += 10) {
        osc_server_stats(server, &stats);
        if (stats.connections == 0)
            break;
        usleep(10000);
    }
    assert_int_equal(stats.connections, 0);
    close(fd);
    osc_server_destroy(&server);
}

/* The server may be busy, and the place where they wait to be accepted full. */
static int connect_patiently(const char *path)
{
    int fd = -1;

    for (int ms = 0; ms < WAIT_MS && socket_connect_local(path, &fd, NULL) < 0; ms++)
        usleep(1000);
    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_SETFL, 0), 0); /* that it sends whole packets */
    return fd;
}

/* Many who do not read, each of them within its bounds: together they have too much. */
static void test_many_who_do_not_read(void **state)
{
    enum { MANY = 40, PACKETS = 120 };
    static uint8_t big[60000], framed[60004];
    uint64_t gone = 0;
    struct osc_writer w;
    uint8_t small[64], back[64];
    char path[64];
    int fd[MANY];

    (void)state;
    snprintf(path, sizeof(path), "/tmp/leat-test-%d/s", (int)getpid());
    begin(path); /* local sockets: what the system holds itself is little */
    osc_writer_init(&w, big, sizeof(big));
    osc_write_message(&w, "/abc",
                      (struct osc_arg[]){osc_blob(framed, sizeof(big) - 64)}, 1);
    const int n =
        osc_stream_write(OSC_FRAMING_LENGTH, big, w.used, framed, sizeof(framed));
    const int good = connect_patiently(path);
    for (int k = 0; k < MANY; k++) {
        fd[k] = connect_patiently(path);
        for (int i = 0; i < PACKETS; i++)
            if (send(fd[k], framed, (size_t)n, MSG_NOSIGNAL) < 0)
                break;
    }
    const int m = osc_stream_write(OSC_FRAMING_LENGTH, packet, sizeof(packet), small,
                                   sizeof(small));
    assert_int_equal(write(good, small, (size_t)m), m);
    read_all(good, back, (size_t)m);
    for (int ms = 0; ms < WAIT_MS && !gone; ms += 10) {
        usleep(10000);
        pthread_mutex_lock(&lock);
        gone = n_gone;
        pthread_mutex_unlock(&lock);
    }
    assert_in_range(gone, 1, MANY - 1);
    assert_int_equal(write(good, small, (size_t)m), m);
    read_all(good, back, (size_t)m);
    for (int k = 0; k < MANY; k++)
        close(fd[k]);
    close(good);
    osc_server_destroy(&server);
    *strrchr(path, '/') = '\0';
    rmdir(path);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(socket_is_loopback("127.0.0.1"));
    assert_true(socket_is_loopback("localhost"));
    assert_true(socket_is_loopback("::1"));
    assert_false(socket_is_loopback("0.0.0.0"));
    assert_false(socket_is_loopback("example.org"));
}

/* 64 connections; more are closed and counted. */
static void test_too_many(void **state)
{
    enum { MOST = 64 };
    struct osc_server_stats stats = {0};
    uint8_t framed[64], back[64];
    int fd[MOST + 3];

    (void)state;
    begin(NULL);
    const int n =
        osc_stream_write(OSC_FRAMING_LENGTH, packet, sizeof(packet), framed, 64);
    for (int i = 0; i < MOST + 3; i++) {
        assert_int_equal(
            socket_connect_tcp("127.0.0.1", osc_server_tcp_port(server), &fd[i], NULL),
            0);
        struct pollfd p = {.fd = fd[i], .events = POLLIN};
        if (i < MOST) {
            assert_int_equal(write(fd[i], framed, (size_t)n), n);
            read_all(fd[i], back, (size_t)n);
        } else {
            assert_int_equal(poll(&p, 1, WAIT_MS), 1);
            assert_int_equal(read(fd[i], back, 1), 0);
        }
    }
    osc_server_stats(server, &stats);
    assert_int_equal(stats.connections, MOST);
    assert_int_equal(stats.refused, 3);
    for (int i = 0; i < MOST + 3; i++)
        close(fd[i]);
    osc_server_destroy(&server);
}

static void test_peers(void **state)
{
    struct osc_peer one = osc_peer_loopback(7000), other = osc_peer_loopback(7001);
    struct osc_peer connection = {.serial = 3};

    (void)state;
    assert_true(one.is_near && !osc_peer_equal(&one, &other));
    osc_peer_set_port(&one, 7001);
    assert_true(osc_peer_equal(&one, &other));
    osc_peer_set_port(&connection, 7001); /* it has none */
    assert_true(osc_peer_equal(&connection, &(struct osc_peer){.serial = 3}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_datagrams),
        cmocka_unit_test(test_second_port),
        cmocka_unit_test(test_priority),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_local),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_who_does_not_read),
        cmocka_unit_test(test_peers),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_many_who_do_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
