/* SPDX-License-Identifier: MIT */
/* bench_control: an instrument under messages of OSC by UDP.
 *
 * Latency: from the call that sends a gate to the end of the block whose samples it
 * changed, on the null device with blocks of 64, at phases of the block by chance.
 * Load: 20 000 messages a second; how many were lost, how many blocks came late, what
 * memory grew.  And what a commit of a 100-node graph takes until its frame is
 * computed.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <leat/leat.h>

#include "control/control.h"

enum { GATES = 1000, FLOOD_S = 10, FLOOD_HZ = 20000, EDITS = 50, PARTS = 100 };

static struct bench {
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct control *control;
    struct osc_server *server;
    int fd;
    struct sockaddr_in to;
    _Atomic int64_t
        heard_nsec;     /* when a sample beyond `mark` was computed; 0: not yet */
    _Atomic float mark; /* below 0: a sample below -mark */
} bench;

static int64_t now_nsec(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void check(int err, const char *what)
{
    if (err >= 0)
        return;
    fprintf(stderr, "%s: %s\n", what, leat_strerror(err));
    exit(1);
}

static void on_listen(void *user, int64_t frame, const float *samples, uint32_t nframes,
                      uint32_t lanes)
{
    struct bench *b = user;
    const float mark = atomic_load_explicit(&b->mark, memory_order_acquire);
    const float x = samples[(size_t)(nframes - 1) * lanes];

    (void)frame;
    if (atomic_load_explicit(&b->heard_nsec, memory_order_relaxed) == 0 &&
        (mark >= 0.0f ? x > mark : x < -mark))
        atomic_store_explicit(&b->heard_nsec, now_nsec(), memory_order_release);
}

static void on_packet(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                      size_t size)
{
    struct bench *b = user;

    control_packet(b->control, peer, bytes, size);
}

static void begin(const char *program)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct osc_server_config server = {.tcp_port = -1, .packet = on_packet};

    check(leat_graph_create(&bench.graph), "graph");
    check(leat_program_apply(program, bench.graph, NULL), "program");
    config.clock = LEAT_CLOCK_DEVICE;
    config.device = "null";
    config.block = 64;
    config.channels = 1;
    config.endless = true;
    config.listen = on_listen;
    config.listen_user = &bench;
    check(leat_engine_create(bench.graph, &config, &bench.engine, NULL), "engine");
    const struct control_config control = {.graph = bench.graph,
                                           .engine = bench.engine};
    check(control_create(&control, &bench.control), "control");
    server.user = &bench;
    check(osc_server_create(&server, &bench.server, NULL), "server");
    check(leat_engine_start(bench.engine, NULL), "start");
    bench.fd = socket(AF_INET, SOCK_DGRAM, 0);
    bench.to = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(osc_server_udp_port(bench.server))};
    bench.to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    usleep(100000);
}

static void end(void)
{
    close(bench.fd);
    osc_server_destroy(&bench.server);
    control_destroy(&bench.control);
    check(leat_engine_destroy(&bench.engine, NULL), "engine");
    leat_graph_destroy(&bench.graph);
}

static void send_float(const char *address, float value)
{
    const struct osc_arg arg = osc_float(value);
    uint8_t packet[256];
    struct osc_writer w;

    osc_writer_init(&w, packet, sizeof(packet));
    if (osc_write_message(&w, address, &arg, 1) < 0 ||
        sendto(bench.fd, packet, w.used, 0, (struct sockaddr *)&bench.to,
               sizeof(bench.to)) < 0)
        exit(1);
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Milliseconds until what is awaited is heard; the most that is waited is a second. */
static double wait_ms(int64_t start)
{
    int64_t heard;

    while ((heard = atomic_load_explicit(&bench.heard_nsec, memory_order_acquire)) == 0)
        if (now_nsec() - start > 1000000000)
            return 1000.0;
    return (double)(heard - start) / 1e6;
}

static void print(const char *name, double value, const char *unit, const char *goal)
{
    printf("{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\", \"better\": "
           "\"lower\", \"goal\": %s, \"peers\": {}}\n",
           name, value, unit, goal);
}

static void measure_latency(void)
{
    static double took_ms[GATES];
    uint32_t chance = 1;

    begin("env = adsr(gate: 0, attack: 0.s, decay: 0.s, sustain: 100%, release: 0.s)\n"
          "env |> output()");
    for (int i = 0; i < GATES; i++) {
        const bool open = i % 2 == 0;
        chance = chance * 1664525u + 1013904223u;
        usleep(3000 + (chance >> 16) % 1333);
        atomic_store_explicit(&bench.mark, open ? 0.5f : -0.5f, memory_order_release);
        atomic_store_explicit(&bench.heard_nsec, 0, memory_order_release);
        const int64_t start = now_nsec();
        send_float("/env/gate", open ? 1.0f : 0.0f);
        took_ms[i] = wait_ms(start);
    }
    end();
    qsort(took_ms, GATES, sizeof(took_ms[0]), compare);
    print("OSC to the first changed sample, block 64, p50", took_ms[GATES / 2], "ms",
          "1.63");
    print("OSC to the first changed sample, block 64, p99", took_ms[GATES * 99 / 100],
          "ms", "4.0");
}

static long resident_kb(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0, resident = 0;

    if (!file || fscanf(file, "%ld %ld", &pages, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void measure_flood(void)
{
    struct control_stats before, after;
    struct leat_engine_stats stats;

    begin("flt = saw(55.hz) |> lowpass(cutoff: 900.hz)\nflt |> output()");
    control_stats(bench.control, &before);
    const long memory = resident_kb();
    const int64_t start = now_nsec();
    for (int i = 0; i < FLOOD_S * FLOOD_HZ; i++) {
        send_float("/flt/cutoff", 300.0f + (float)(i % 3000));
        while (i % 100 == 99 &&
               now_nsec() - start < (int64_t)i * (1000000000 / FLOOD_HZ))
            usleep(500);
    }
    usleep(300000);
    control_stats(bench.control, &after);
    leat_engine_stats(bench.engine, &stats);
    print("20000 messages a second, lost",
          (double)FLOOD_S * FLOOD_HZ - (double)(after.commands - before.commands), "",
          "0");
    print("20000 messages a second, dropped by the engine",
          (double)stats.dropped_commands, "", "0");
    print("20000 messages a second, memory grew by", (double)(resident_kb() - memory),
          "kB", "null");
    end();
}

/* 100 nodes in a row: what an edit among them takes until it has been computed. */
static void measure_commit(void)
{
    static double took_ms[EDITS];
    char program[8192] = "first = saw(55.hz)\nfirst";
    struct leat_engine_stats stats;

    for (int i = 0; i < PARTS - 2; i++)
        strcat(program, " |> gain(0.db)");
    strcat(program, " |> output()\n");
    begin(program);
    for (int i = 0; i < EDITS; i++) {
        struct leat_edit *edit;
        uint32_t node;
        usleep(20000);
        leat_engine_stats(bench.engine, &stats);
        const uint64_t edits = stats.edits;
        const int64_t start = now_nsec();
        check(leat_graph_begin(bench.graph, &edit), "begin");
        check(leat_edit_add(edit, "saw", NULL, &node, NULL), "add");
        check(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL), "commit");
        do
            leat_engine_stats(bench.engine, &stats);
        while (stats.edits == edits && now_nsec() - start < 1000000000);
        took_ms[i] = (double)(now_nsec() - start) / 1e6;
    }
    end();
    qsort(took_ms, EDITS, sizeof(took_ms[0]), compare);
    print("commit among 100 nodes until it is played, p50", took_ms[EDITS / 2], "ms",
          "3.33");
}

int main(void)
{
    measure_latency();
    measure_flood();
    measure_commit();
    return 0;
}
