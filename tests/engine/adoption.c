/* SPDX-License-Identifier: MIT */
/* adoption: a graph of 100 nodes that runs for 15 quanta, is edited, and runs for N
 * more, for counting instructions.  Usage: adoption N */
#include <stdio.h>
#include <stdlib.h>

#include <leat/leat.h>

enum { NODES = 100, QUANTA = 15 };

/* Half of the nodes are heard directly too, and a value changes. */
static int change(struct leat_graph *graph, const uint32_t *chain)
{
    struct leat_edit *edit;
    int err = leat_graph_begin(graph, &edit);

    for (int i = 1; err >= 0 && i < NODES / 2; i++) {
        const struct leat_link link =
            leat_link_between(chain[i], 0, chain[NODES - 1], 0);
        err = leat_edit_link(edit, &link, NULL, NULL);
    }
    if (err >= 0)
        err = leat_edit_set(edit, chain[1], 0, &(float){-6.0f}, 1, NULL);
    return err < 0 ? err : leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL);
}

int main(int argc, char **argv)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_graph *graph = NULL;
    struct leat_edit *edit = NULL;
    struct leat_engine *engine = NULL;
    uint32_t chain[NODES];
    const uint32_t more = argc > 1 ? (uint32_t)atoi(argv[1]) : 0;
    int err;

    if ((err = leat_graph_create(&graph)) < 0 ||
        (err = leat_graph_begin(graph, &edit)) < 0)
        goto fail;
    for (int i = 0; err >= 0 && i < NODES; i++)
        err = leat_edit_add(edit,
                            i == 0           ? "sine"
                            : i == NODES - 1 ? "output"
                                             : "gain",
                            NULL, &chain[i], NULL);
    if (err < 0 || (err = leat_edit_chain(edit, chain, NODES, NULL)) < 0 ||
        (err = leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL)) < 0)
        goto fail;
    config.clock = LEAT_CLOCK_MANUAL;
    if ((err = leat_engine_create(graph, &config, &engine, NULL)) < 0 ||
        (err = leat_engine_crank(engine, QUANTA * LEAT_QUANTUM)) < 0 ||
        (err = change(graph, chain)) < 0 ||
        (err = leat_engine_crank(engine, more * LEAT_QUANTUM)) < 0)
        goto fail;
    struct leat_engine_stats stats;
    leat_engine_stats(engine, &stats);
    printf("%llu editions adopted\n", (unsigned long long)stats.edits);
fail:
    if (err < 0)
        fprintf(stderr, "adoption: %s\n", leat_strerror(err));
    leat_engine_destroy(&engine, NULL);
    leat_graph_destroy(&graph);
    return err < 0;
}
