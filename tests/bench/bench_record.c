/* SPDX-License-Identifier: MIT */
/*
 * bench_record: what recording costs the audio thread, a stereo block of 64.
 *
 * An engine of a sine is cranked with a recorder that is recording, with one that only
 * remembers its last 10 s, and without; rounds take turns.  The clock slips while the
 * recorder's queue is full.  A figure is the median of the rounds' differences.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <leat/leat.h>

#include "io/recorder.h"

enum { ROUNDS = 41, BLOCKS = 2000, BLOCK = 64, CHANNELS = 2 };
enum { ALONE, IDLE, RECORDING, WAYS };

static void must(int err)
{
    if (err >= 0)
        return;
    fprintf(stderr, "bench_record: %s\n", leat_strerror(err));
    exit(1);
}

static double now_nsec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static struct leat_graph *make_graph(void)
{
    const float hz[CHANNELS] = {440.0f, 441.0f};
    struct leat_graph *graph;
    struct leat_edit *edit;
    uint32_t node[2];

    must(leat_graph_create(&graph));
    must(leat_graph_begin(graph, &edit));
    must(leat_edit_add(edit, "sine", NULL, &node[0], NULL));
    must(leat_edit_set(edit, node[0], 0, hz, CHANNELS, NULL));
    must(leat_edit_add(edit, "output", NULL, &node[1], NULL));
    must(leat_edit_chain(edit, node, 2, NULL));
    must(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL));
    return graph;
}

/* CPU nanoseconds of a block on the thread that computes. */
static double measure(struct leat_engine *engine, struct recorder *recorder)
{
    double start;

    if (recorder)
        must(recorder_ready(recorder, BLOCKS * BLOCK));
    start = now_nsec();
    for (int b = 0; b < BLOCKS; b++)
        must(leat_engine_crank(engine, BLOCK));
    return (now_nsec() - start) / BLOCKS;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *figures)
{
    qsort(figures, ROUNDS, sizeof(figures[0]), ascending);
    return figures[ROUNDS / 2];
}

static void print(const char *name, double value, const char *goal)
{
    printf("{\"name\": \"%s\", \"value\": %.0f, \"unit\": \"ns\", \"better\": "
           "\"lower\"%s, \"peers\": {}}\n",
           name, value, goal);
}

static void run(void)
{
    static double cost[WAYS][ROUNDS];
    const struct recorder_config config = {
        .folder = ".", .rate_hz = 48000.0, .channels = CHANNELS, .preroll_s = 10.0};
    const struct recorder_wish wish = {"take.wav", "wav24", 0.0, -1, 0};
    struct recorder *recorder[WAYS] = {NULL};
    struct leat_engine *engine[WAYS];
    struct leat_graph *graph[WAYS];

    for (int w = 0; w < WAYS; w++) {
        struct leat_engine_config c = LEAT_ENGINE_CONFIG_INIT;

        if (w > ALONE)
            must(recorder_create(&config, &recorder[w], NULL));
        if (w == RECORDING)
            must(recorder_start(recorder[w], &wish, NULL));
        graph[w] = make_graph();
        c.clock = LEAT_CLOCK_MANUAL;
        c.rate_hz = 48000.0;
        c.channels = CHANNELS;
        c.listen = recorder[w] ? rt_recorder_listen : NULL;
        c.listen_user = recorder[w];
        must(leat_engine_create(graph[w], &c, &engine[w], NULL));
        measure(engine[w], recorder[w]);
    }
    for (int r = 0; r < ROUNDS; r++)
        for (int w = 0; w < WAYS; w++)
            cost[w][r] = measure(engine[w], recorder[w]);
    for (int r = 0; r < ROUNDS; r++)
        for (int w = IDLE; w < WAYS; w++)
            cost[w][r] -= cost[ALONE][r];
    print("block of 64, stereo, not recorded", median(cost[ALONE]), "");
    print("recorder that remembers, block of 64, stereo", median(cost[IDLE]), "");
    print("recording, block of 64, stereo", median(cost[RECORDING]),
          ", \"goal\": 1000");
    for (int w = 0; w < WAYS; w++) {
        must(leat_engine_destroy(&engine[w], NULL));
        leat_graph_destroy(&graph[w]);
        must(recorder_destroy(&recorder[w], NULL));
    }
}

int main(void)
{
    char folder[] = "/tmp/leat-bench-XXXXXX";

    if (!mkdtemp(folder) || chdir(folder))
        return 1;
    run();
    unlink("take.wav");
    return chdir("/") || rmdir(folder);
}
