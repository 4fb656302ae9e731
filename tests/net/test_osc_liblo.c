/* SPDX-License-Identifier: MIT */
/* osc_liblo: what we write oscdump prints, and what oscsend writes we read.  Without
 * these two of liblo it is skipped. */
#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/osc_stream.h"

#define ARGS(...)                                                                      \
    (const struct osc_arg[]){__VA_ARGS__},                                             \
        sizeof((const struct osc_arg[]){__VA_ARGS__}) / sizeof(struct osc_arg)

enum { PATIENCE_MS = 10000, SKIPPED = 77 };

/* A socket on a free port of this host, or connected to `to`. */
static int open_socket(int type, uint16_t *port, bool connected)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                             .sin_port = connected ? htons(*port) : 0};
    socklen_t size = sizeof(at);
    const int fd = socket(AF_INET, type, 0);

    assert_true(fd >= 0);
    if (connected) {
        assert_int_equal(connect(fd, (const struct sockaddr *)&at, size), 0);
        return fd;
    }
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

static bool comes(int fd, int ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, ms) == 1;
}

/* Run a command of a shell, without waiting; its output goes to `out`, unless -1. */
static pid_t begin(const char *command, int out)
{
    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(60); /* it ends also when the test has failed before */
        if (out >= 0)
            dup2(out, STDOUT_FILENO);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    return pid;
}

static void finish(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* A packet is what we write ourselves for the same. */
static void expect_same(const uint8_t *bytes, size_t size)
{
    uint8_t want[256];
    struct osc_writer w;
    struct osc_reader r;
    struct osc_message m;

    osc_writer_init(&w, want, sizeof(want));
    assert_int_equal(
        osc_write_message(&w, "/voice1/freq",
                          ARGS(osc_int(-5), osc_float(1.5f), osc_double(0.1),
                               osc_long(INT64_C(1) << 40), osc_text("800hz"),
                               osc_symbol("abcd"), osc_bool(true), osc_bool(false),
                               osc_mark('N'), osc_mark('I'), osc_char('z'),
                               osc_midi(1, 0x90, 0x3c, 0x7f))),
        0);
    assert_int_equal(size, w.used);
    assert_memory_equal(bytes, want, size);
    assert_int_equal(osc_reader_init(&r, bytes, size), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_string_equal(m.tags, "ifdhsSTFNIcm");
}

#define SENT "/voice1/freq ifdhsSTFNIcm -5 1.5 0.1 1099511627776 800hz abcd z 01903c7f"

static void what_oscsend_writes_is_read(void **state)
{
    uint8_t bytes[512];
    char command[256];
    uint16_t port;
    const int fd = open_socket(SOCK_DGRAM, &port, false);

    (void)state;
    snprintf(command, sizeof(command), "exec oscsend 127.0.0.1 %u " SENT, port);
    const pid_t pid = begin(command, -1);
    assert_true(comes(fd, PATIENCE_MS));
    const ssize_t n = recv(fd, bytes, sizeof(bytes), 0);
    assert_true(n > 0);
    expect_same(bytes, (size_t)n);
    finish(pid);
    close(fd);
}

static void what_oscsend_writes_to_a_stream_is_read(void **state)
{
    static struct osc_stream stream;
    uint8_t bytes[512];
    char command[256];
    uint16_t port;
    int n = 0;
    const int fd = open_socket(SOCK_STREAM, &port, false);

    (void)state;
    assert_int_equal(listen(fd, 1), 0);
    snprintf(command, sizeof(command), "exec oscsend osc.tcp://127.0.0.1:%u " SENT,
             port);
    const pid_t pid = begin(command, -1);
    assert_true(comes(fd, PATIENCE_MS));
    const int client = accept(fd, NULL, NULL);
    assert_true(client >= 0);
    osc_stream_init(&stream, OSC_FRAMING_DETECT);
    while (n == 0 && comes(client, PATIENCE_MS)) {
        const uint8_t *at = bytes;
        const ssize_t got = recv(client, bytes, sizeof(bytes), 0);
        assert_true(got > 0);
        size_t left = (size_t)got;
        n = osc_stream_read(&stream, &at, &left);
    }
    assert_true(n > 0);
    assert_int_equal(stream.framing, OSC_FRAMING_LENGTH);
    expect_same(stream.packet, (size_t)n);
    close(client);
    finish(pid);
    close(fd);
}

static void send_message(int fd, uint64_t timetag, const char *address,
                         const struct osc_arg *args, size_t n)
{
    uint8_t bytes[512];
    struct osc_writer w;

    osc_writer_init(&w, bytes, sizeof(bytes));
    if (timetag)
        assert_int_equal(osc_bundle_begin(&w, timetag), 0);
    assert_int_equal(osc_write_message(&w, address, args, n), 0);
    assert_int_equal(send(fd, bytes, w.used, 0), w.used);
}

/* Send until there is an answer: a program that has just begun may not listen yet. */
static void wait_for(int fd, FILE *out)
{
    for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 50) {
        const uint8_t hello[] = {'/', 'h', 'i', 0, ',', 0, 0, 0};
        send(fd, hello, sizeof(hello), 0); /* refused as long as nobody listens */
        if (comes(fileno(out), 50))
            return;
    }
    fail_msg("oscdump says nothing");
}

/* The next line that is about something else than the greeting. */
static void next_line(FILE *out, char line[512])
{
    do
        assert_non_null(fgets(line, 512, out));
    while (strstr(line, " /hi"));
    line[strcspn(line, "\n")] = 0;
}

static void what_we_write_oscdump_prints(void **state)
{
    char line[512], command[64];
    uint16_t port;
    int ends[2];
    int fd = open_socket(SOCK_DGRAM, &port, false);

    (void)state;
    close(fd); /* the port is free again */
    assert_int_equal(pipe(ends), 0);
    snprintf(command, sizeof(command), "exec oscdump -L %u", port);
    const pid_t pid = begin(command, ends[1]);
    close(ends[1]);
    FILE *out = fdopen(ends[0], "r");
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0); /* what has come is what poll() sees */
    fd = open_socket(SOCK_DGRAM, &port, true);
    wait_for(fd, out);

    send_message(fd, 0, "/foo",
                 ARGS(osc_int(1000), osc_int(-1), osc_text("hello"), osc_float(1.234f),
                      osc_float(5.678f)));
    next_line(out, line);
    assert_string_equal(strchr(line, '/'),
                        "/foo iisff 1000 -1 \"hello\" 1.234000 5.678000");
    send_message(fd, (UINT64_C(0x83aa7e80) << 32) | 5, "/all",
                 ARGS(osc_long(INT64_C(1) << 40), osc_double(0.5), osc_symbol("abcd"),
                      osc_bool(true), osc_bool(false), osc_mark('N'), osc_mark('I'),
                      osc_char('z'), osc_midi(1, 0x90, 0x3c, 0x7f),
                      osc_timetag(UINT64_C(0x123456789abcdef0)),
                      osc_blob("\1\2\3\4\5", 5)));
    next_line(out, line);
    assert_string_equal(line,
                        "83aa7e80.00000005 /all hdSTFNIcmtb 1099511627776 0.500000 "
                        "'abcd #T #F Nil Infinitum 'z' MIDI [0x01 0x90 0x3c 0x7f] "
                        "12345678.9abcdef0 [5b 0x1 0x2 0x3 0x4 0x5]");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    fclose(out);
    close(fd);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_oscsend_writes_is_read),
        cmocka_unit_test(what_oscsend_writes_to_a_stream_is_read),
        cmocka_unit_test(what_we_write_oscdump_prints),
    };
    if (system("{ command -v oscsend && command -v oscdump; } >/dev/null 2>&1") != 0)
        return SKIPPED;
    return cmocka_run_group_tests_name("osc_liblo", tests, NULL, NULL);
}
