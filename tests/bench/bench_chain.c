/* SPDX-License-Identifier: MIT */
/* A chain of 1000 gain nodes at block 64: nanoseconds per node and block, with all that
 * the plan adds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <leat/leat.h>

enum { NODES = 1000, ROUNDS = 21, BLOCKS = 300 };

static double cpu_nsec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void must(int err)
{
    if (err >= 0)
        return;
    fprintf(stderr, "bench_chain: %s\n", leat_strerror(err));
    exit(1);
}

int main(void)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_graph *graph;
    struct leat_edit *edit;
    struct leat_engine *engine;
    uint32_t chain[NODES + 2];
    double round[ROUNDS];

    must(leat_graph_create(&graph));
    must(leat_graph_begin(graph, &edit));
    must(leat_edit_add(edit, "sine", NULL, &chain[0], NULL));
    for (int i = 1; i <= NODES; i++)
        must(leat_edit_add(edit, "gain", NULL, &chain[i], NULL));
    must(leat_edit_add(edit, "output", NULL, &chain[NODES + 1], NULL));
    must(leat_edit_chain(edit, chain, NODES + 2, NULL));
    must(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL));
    config.clock = LEAT_CLOCK_MANUAL;
    must(leat_engine_create(graph, &config, &engine, NULL));
    must(leat_engine_crank(engine, 64 * BLOCKS));
    for (int r = 0; r < ROUNDS; r++) {
        const double start = cpu_nsec();
        must(leat_engine_crank(engine, 64 * BLOCKS));
        round[r] = (cpu_nsec() - start) / BLOCKS / NODES;
    }
    qsort(round, ROUNDS, sizeof(round[0]), ascending);
    printf("{\"name\": \"chain of 1000 gains, block 64\", \"value\": %.2f, \"unit\": "
           "\"ns/node/block\", \"better\": \"lower\", \"goal\": 5, \"peers\": {}}\n",
           round[ROUNDS / 2]);
    leat_engine_destroy(&engine, NULL);
    leat_graph_destroy(&graph);
    return 0;
}
