/* SPDX-License-Identifier: MIT */
/* A chain of 1000 gain nodes at block 64: nanoseconds of CPU time per node and block,
 * with all that the plan adds.  Beside it the same by hand, and in other engines, whose
 * run with no gain is taken off. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <leat/leat.h>

#include "bench/other_program.h"
#include "peers/chain.h"
#include "peers/hand.h"

enum { NODES = 1000, ROUNDS = 41, BLOCKS = 300, PEER_ROUNDS = 5, PEER_SECONDS = 20 };

static double cpu_nsec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void must(int err)
{
    if (err >= 0)
        return;
    fprintf(stderr, "bench_chain: %s\n", leat_strerror(err));
    exit(1);
}

static double measure_leat(void)
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
    leat_engine_destroy(&engine, NULL);
    leat_graph_destroy(&graph);
    return median(round, ROUNDS);
}

static double measure_hand(void (*run)(const struct hand_node *, uint32_t, float *))
{
    static struct hand_node node[NODES];
    static _Alignas(64) float samples[HAND_FRAMES];
    double round[ROUNDS];

    hand_init(node, NODES);
    for (int r = 0; r < ROUNDS; r++) {
        const double start = cpu_nsec();
        for (int b = 0; b < BLOCKS; b++) {
            for (int k = 0; k < HAND_FRAMES; k++)
                samples[k] = (float)(k + 1);
            run(node, NODES, samples);
        }
        round[r] = (cpu_nsec() - start) / BLOCKS / NODES;
    }
    return median(round, ROUNDS);
}

struct peer {
    const char *name;
    void (*describe)(FILE *to, int n, int seconds);
    const char *file;
    const char *words[24];
};

#define SCSYNTH(score)                                                                 \
    {                                                                                  \
        "scsynth", "-N", score, "_", "out.wav", "48000", "WAV", "float", "-w", "4096", \
            "-n", "8192", "-m", "262144", "-o", "2", "-z", "64", NULL                  \
    }

static const struct peer peers[] = {
    {"pd",
     chain_for_pd,
     "x.pd",
     {"pd", "-batch", "-nogui", "-noaudio", "-nrt", "-r", "48000", "x.pd", NULL}},
    {"csound", chain_for_csound, "x.csd", {"csound", "-d", "-m0", "-n", "x.csd", NULL}},
    {"scsynth, one synth", chain_for_scsynth, "x.osc", SCSYNTH("x.osc")},
    {"scsynth, 1000 synths", chain_for_scsynth_nodes, "x.osc", SCSYNTH("x.osc")},
};

/* Median CPU seconds of a peer with n gains; 0 when it cannot run here. */
static double peer_cpu_s(const struct peer *peer, int n)
{
    double round[PEER_ROUNDS];
    FILE *to = fopen(peer->file, "w");

    if (!to)
        return 0.0;
    peer->describe(to, n, PEER_SECONDS);
    fclose(to);
    for (int r = 0; r < PEER_ROUNDS; r++)
        if ((round[r] = other_program_cpu_s(peer->words)) == 0.0)
            return 0.0;
    return median(round, PEER_ROUNDS);
}

static void print_peers(void)
{
    for (size_t i = 0; i < sizeof(peers) / sizeof(peers[0]); i++) {
        const double empty = peer_cpu_s(&peers[i], 0);
        const double all = empty > 0.0 ? peer_cpu_s(&peers[i], NODES) : 0.0;
        const double blocks = PEER_SECONDS * 48000.0 / 64.0;
        if (all > empty)
            printf(", \"%s\": %.2f", peers[i].name,
                   (all - empty) * 1e9 / blocks / NODES);
        unlink(peers[i].file);
    }
    unlink("out.wav");
}

int main(void)
{
    char folder[] = "/tmp/leat-bench-XXXXXX";

    if (!mkdtemp(folder) || chdir(folder))
        return 1;
    printf("{\"name\": \"chain of 1000 gains, block 64\", \"value\": %.2f, \"unit\": "
           "\"ns/node/block\", \"better\": \"lower\", \"goal\": 5, \"peers\": "
           "{\"C, function pointers\": %.2f, \"C, fused\": %.2f",
           measure_leat(), measure_hand(hand_by_pointers), measure_hand(hand_fused));
    print_peers();
    printf("}}\n");
    return chdir("/") || rmdir(folder);
}
