/* SPDX-License-Identifier: MIT */
/*
 * bench_isolation: what it costs to compute in other processes, and what their deaths
 * cost: blocks of 64 at 48 kHz, asked for in real time.
 *
 * A block is late when it is there later than its own 1.33 ms after it was asked for.
 * Machines are late by themselves, so each run with deaths stands beside one of the
 * same seconds without any; and every run must give the same samples as the engine
 * alone, or the benchmark fails.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/leat.h>

#include "base/fnv.h"

enum { BLOCK = 64, BLOCKS = 4500 }; /* 6 s */
static const double PERIOD_NSEC = BLOCK / 48000.0 * 1e9;

/* What is done to the workers. */
enum harm { NOTHING, KILL_ONE, KILL_BOTH, STOP_AND_KILL };

struct run {
    const char *name;
    int voices;
    enum leat_isolate mode;
    enum harm harm;
    struct leat_engine *engine;
    atomic_bool over;
    uint32_t random, n_kills;
    double took[BLOCKS];     /* nanoseconds of each block */
    double restored[BLOCKS]; /* from a kill until two are in step */
    uint32_t late;
    uint64_t hash;
};

static void must(int err, const struct leat_diag *diag)
{
    char text[1024] = "";

    if (err >= 0)
        return;
    if (diag->n)
        leat_diag_format(&diag->finding[0], text, sizeof(text));
    fprintf(stderr, "bench_isolation: %s\n%s", leat_strerror(err), text);
    exit(1);
}

static double now_nsec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void sleep_nsec(double nsec)
{
    nanosleep(&(struct timespec){.tv_nsec = (long)nsec}, NULL);
}

static int hear(void *user, const float *samples, uint32_t nframes, uint32_t lanes)
{
    struct run *r = user;

    r->hash = fnv_samples(r->hash, samples, (size_t)nframes * lanes);
    return 0;
}

static double random_nsec(struct run *r, double most)
{
    r->random = r->random * 1664525u + 1013904223u;
    return (double)(r->random >> 8) / (double)(1 << 24) * most;
}

static void do_harm(struct run *r, const struct leat_isolation_stats *s)
{
    const uint32_t victim = r->random >> 16 & 1;

    if (r->harm == STOP_AND_KILL) {
        kill(s->pid[victim], SIGSTOP);
        sleep_nsec(10e6);
    }
    kill(s->pid[victim], SIGKILL);
    if (r->harm == KILL_BOTH)
        kill(s->pid[!victim], SIGKILL);
}

/* Again and again: wait a while, kill, wait until there are two in step. */
static void *kill_workers(void *user)
{
    struct run *r = user;
    struct leat_isolation_stats s;

    while (!atomic_load(&r->over)) {
        sleep_nsec(random_nsec(r, 10e6));
        leat_engine_isolation(r->engine, &s);
        const uint64_t deaths = s.deaths;
        if (s.in_step != 2 || s.n_workers != 2)
            continue;
        const double start = now_nsec();
        do_harm(r, &s);
        do {
            sleep_nsec(50e3);
            leat_engine_isolation(r->engine, &s);
        } while ((s.in_step < 2 || s.deaths == deaths) && !atomic_load(&r->over));
        if (r->n_kills < BLOCKS && !atomic_load(&r->over))
            r->restored[r->n_kills++] = now_nsec() - start;
    }
    return NULL;
}

static void build(struct run *r, struct leat_graph **graph)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_diag diag = {0};
    char text[512];

    snprintf(text, sizeof(text),
             "func tone(note) {\n"
             "saw(note.frequency) |> lowpass(cutoff: sine(2hz) * 400hz + 900hz, q: 2)"
             " |> adsr(gate: note.gate)\n}\n"
             "voices(%d, tone, notes: step(\"57 64 69 72 _ 71\", beats: 0.25))"
             " |> delay(0.2s, 0.5) |> output()",
             r->voices);
    must(leat_graph_create(graph), &diag);
    must(leat_program_apply(text, *graph, &diag), &diag);
    config.clock = LEAT_CLOCK_MANUAL;
    config.rate_hz = 48000.0;
    config.isolate = r->mode;
    config.sink = (struct leat_sink){hear, r};
    must(leat_engine_create(*graph, &config, &r->engine, &diag), &diag);
}

static void crank(struct run *r)
{
    double begin = now_nsec();

    for (int b = 0; b < BLOCKS; b++) {
        const double due = begin + b * PERIOD_NSEC, early = due - now_nsec();
        if (early > 0)
            sleep_nsec(early);
        const double start = now_nsec();
        leat_engine_crank(r->engine, BLOCK);
        r->took[b] = now_nsec() - start;
        const double over = now_nsec() - due - PERIOD_NSEC;
        if (over <= 0)
            continue;
        r->late++; /* a device would have gone on without it */
        begin += over;
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double quantile(double *figures, uint32_t n, double share)
{
    if (!n)
        return 0.0;
    qsort(figures, n, sizeof(figures[0]), ascending);
    return figures[(uint32_t)(share * (double)(n - 1))];
}

static void print(const struct run *r, const char *what, double value, const char *unit,
                  const char *more)
{
    printf("{\"name\": \"%s, %d voices: %s\", \"value\": %.4g, \"unit\": \"%s\", "
           "\"better\": \"lower\"%s, \"peers\": {}}\n",
           r->name, r->voices, what, value, unit, more);
}

static void report(struct run *r, uint64_t alone, const struct leat_isolation_stats *s)
{
    char more[64] = "";

    if (r->hash != alone || s->mismatches) {
        fprintf(stderr, "bench_isolation: %s: other samples\n", r->name);
        exit(1);
    }
    print(r, "block p50", quantile(r->took, BLOCKS, 0.5) / 1e3, "us", "");
    print(r, "block p99", quantile(r->took, BLOCKS, 0.99) / 1e3, "us", "");
    print(r, "late of 4500", r->late, "blocks", "");
    if (!r->n_kills)
        return;
    snprintf(more, sizeof(more), ", \"kills\": %u", r->n_kills);
    print(r, "two again p50", quantile(r->restored, r->n_kills, 0.5) / 1e6, "ms", more);
    print(r, "two again p99", quantile(r->restored, r->n_kills, 0.99) / 1e6, "ms", "");
}

static void measure(const char *name, int voices, enum leat_isolate mode,
                    enum harm harm, uint64_t *alone)
{
    static struct run r;
    struct leat_isolation_stats s = {0};
    struct leat_graph *graph;
    pthread_t killer;

    r = (struct run){.name = name,
                     .voices = voices,
                     .mode = mode,
                     .harm = harm,
                     .random = 7,
                     .hash = FNV_START};
    build(&r, &graph);
    if (harm && pthread_create(&killer, NULL, kill_workers, &r) != 0)
        exit(1);
    crank(&r);
    atomic_store(&r.over, true);
    if (harm)
        pthread_join(killer, NULL);
    if (mode != LEAT_ISOLATE_OFF)
        leat_engine_isolation(r.engine, &s);
    else
        *alone = r.hash;
    leat_engine_destroy(&r.engine, NULL);
    leat_graph_destroy(&graph);
    report(&r, *alone, &s);
}

int main(void)
{
    static const int voices[] = {32, 384};

    /* real-time priority, where it may be had; the others inherit it */
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 10});
    for (int v = 0; v < 2; v++) {
        uint64_t alone = 0;
        measure("not isolated", voices[v], LEAT_ISOLATE_OFF, NOTHING, &alone);
        measure("race", voices[v], LEAT_ISOLATE_RACE, NOTHING, &alone);
        measure("race, kill -9", voices[v], LEAT_ISOLATE_RACE, KILL_ONE, &alone);
        measure("race, both killed", voices[v], LEAT_ISOLATE_RACE, KILL_BOTH, &alone);
        measure("race, stopped", voices[v], LEAT_ISOLATE_RACE, STOP_AND_KILL, &alone);
        measure("replay", voices[v], LEAT_ISOLATE_REPLAY, NOTHING, &alone);
        measure("replay, kill -9", voices[v], LEAT_ISOLATE_REPLAY, KILL_ONE, &alone);
    }
    return 0;
}
