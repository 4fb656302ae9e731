/* SPDX-License-Identifier: MIT */
/* edits: a graph that sounds on a device while it is edited a thousand times at random,
 * beside a control run of the same length that is left alone: how many blocks came too
 * late.  Usage: edits DEVICE; without one, how long a commit takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/leat.h>

#include "bench/other_program.h"

enum { EDITS = 1000, PAUSE_MSEC = 12, NODES_MIN = 12, NODES_MAX = 60, COMMITS = 201 };

static void must(int err)
{
    if (err >= 0)
        return;
    fprintf(stderr, "edits: %s\n", leat_strerror(err));
    exit(1);
}

static double now_usec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

/* A sine through n - 2 gains to the output, engine included. */
static struct leat_graph *play(struct leat_engine_config config, uint32_t n,
                               struct leat_engine **engine)
{
    struct leat_graph *graph;
    struct leat_edit *edit;
    uint32_t chain[128];

    must(leat_graph_create(&graph));
    must(leat_graph_begin(graph, &edit));
    must(leat_edit_add(edit, "sine", NULL, &chain[0], NULL));
    for (uint32_t i = 1; i < n - 1; i++)
        must(leat_edit_add(edit, "gain", NULL, &chain[i], NULL));
    must(leat_edit_add(edit, "output", NULL, &chain[n - 1], NULL));
    must(leat_edit_chain(edit, chain, n, NULL));
    must(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL));
    must(leat_engine_create(graph, &config, engine, NULL));
    return graph;
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void link_at_random(struct leat_graph *graph, struct leat_edit *edit,
                           uint32_t *seed)
{
    const uint32_t n = leat_graph_n_nodes(graph);
    struct leat_node_info from, to;

    must(leat_graph_node_at(graph, next(seed) % n, &from));
    must(leat_graph_node_at(graph, next(seed) % n, &to));
    if (leat_node_n_ports(to.node_class, LEAT_IN) == 0)
        return;
    struct leat_link link = leat_link_between(from.node, 0, to.node, 0);
    link.gain = 0.05f;
    link.feedback = next(seed) % 4 == 0;
    leat_edit_link(edit, &link, NULL, NULL);
}

/* One edit; false when it was refused, as a loop without delay is. */
static bool edit_at_random(struct leat_graph *graph, uint32_t *seed)
{
    static const char *const classes[] = {"gain", "mix", "lowpass", "sine", "delay"};
    struct leat_edit *edit;

    must(leat_graph_begin(graph, &edit));
    const uint32_t n = leat_graph_n_nodes(graph);
    for (uint32_t k = n < NODES_MAX ? next(seed) % 4 : 0; k-- > 0;) {
        uint32_t node;
        must(leat_edit_add(edit, classes[next(seed) % 5], NULL, &node, NULL));
    }
    for (uint32_t k = next(seed) % 6; k-- > 0;)
        link_at_random(graph, edit, seed);
    for (uint32_t k = n > NODES_MIN ? next(seed) % 4 : 0; k-- > 0;) {
        struct leat_node_info info;
        must(leat_graph_node_at(graph, 10 + next(seed) % (n - 10), &info));
        leat_edit_remove(edit, info.node);
    }
    return leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL) >= 0;
}

struct run {
    uint64_t late, blocks, edits;
};

static struct run run_live(const char *device, bool edited)
{
    const struct timespec pause = {0, PAUSE_MSEC * 1000000L};
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_engine *engine;
    struct leat_engine_stats stats;
    uint32_t seed = 1;

    config.clock = LEAT_CLOCK_DEVICE;
    config.device = device;
    config.block = 64;
    struct leat_graph *graph = play(config, 10, &engine);
    must(leat_engine_start(engine, NULL));
    for (int i = 0; i < EDITS; i++) {
        while (edited && !edit_at_random(graph, &seed))
            continue;
        nanosleep(&pause, NULL);
    }
    leat_engine_stats(engine, &stats);
    leat_engine_stop(engine);
    must(leat_engine_destroy(&engine, NULL));
    leat_graph_destroy(&graph);
    return (struct run){stats.overruns + stats.xruns, stats.blocks, stats.edits};
}

static void bench_live(const char *device)
{
    const struct run calm = run_live(device, false), edited = run_live(device, true);

    fprintf(stderr, "edits: %llu adopted, %llu blocks of 64\n",
            (unsigned long long)edited.edits, (unsigned long long)edited.blocks);
    printf("{\"name\": \"1000 random edits, late blocks of 64, %s\", \"value\": %.1f, "
           "\"unit\": \"per 10000\", \"better\": \"lower\", \"goal\": null, \"peers\": "
           "{\"control run without edits\": %.1f}}\n",
           device, 1e4 * (double)edited.late / (double)edited.blocks,
           1e4 * (double)calm.late / (double)calm.blocks);
}

/* From an edit to a plan that waits for its quantum: a link comes or goes. */
static void bench_commit(uint32_t n_nodes)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_engine *engine;
    double round[COMMITS];
    uint32_t link_id = 0;

    config.clock = LEAT_CLOCK_MANUAL;
    struct leat_graph *graph = play(config, n_nodes, &engine);
    struct leat_node_info first, last;
    must(leat_graph_node_at(graph, 1, &first));
    must(leat_graph_node_at(graph, n_nodes - 1, &last));
    const struct leat_link link = leat_link_between(first.node, 0, last.node, 0);
    for (int r = 0; r < COMMITS; r++) {
        struct leat_edit *edit;
        const double start = now_usec();
        must(leat_graph_begin(graph, &edit));
        must(r % 2 ? leat_edit_unlink(edit, link_id)
                   : leat_edit_link(edit, &link, &link_id, NULL));
        must(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL));
        round[r] = now_usec() - start;
        must(leat_engine_crank(engine, 64 * 16));
    }
    must(leat_engine_destroy(&engine, NULL));
    leat_graph_destroy(&graph);
    printf("{\"name\": \"commit of an edit, %u nodes\", \"value\": %.0f, \"unit\": "
           "\"us\", "
           "\"better\": \"lower\", \"goal\": null, \"peers\": {}}\n",
           n_nodes, median(round, COMMITS));
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        bench_live(argv[1]);
        return 0;
    }
    bench_commit(10);
    bench_commit(100);
    return 0;
}
