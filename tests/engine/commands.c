/* SPDX-License-Identifier: MIT */
/* commands: an engine that is sent as many commands as may wait, each before all others
 * or each between all others and one far away, and runs for N quanta, for counting
 * instructions.  Usage: commands before|between N */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/leat.h>

enum { COMMANDS = 4096 };

int main(int argc, char **argv)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_graph *graph = NULL;
    struct leat_edit *edit = NULL;
    struct leat_engine *engine = NULL;
    uint32_t node[2];
    const int step = argc > 1 && strcmp(argv[1], "before") == 0 ? -1 : 1;
    const uint32_t quanta = argc > 2 ? (uint32_t)atoi(argv[2]) : 0;
    int err, sent = 0;

    if ((err = leat_graph_create(&graph)) < 0 ||
        (err = leat_graph_begin(graph, &edit)) < 0 ||
        (err = leat_edit_add(edit, "sine", NULL, &node[0], NULL)) < 0 ||
        (err = leat_edit_add(edit, "output", NULL, &node[1], NULL)) < 0 ||
        (err = leat_edit_chain(edit, node, 2, NULL)) < 0 ||
        (err = leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL)) < 0)
        goto fail;
    config.clock = LEAT_CLOCK_MANUAL;
    if ((err = leat_engine_create(graph, &config, &engine, NULL)) < 0)
        goto fail;
    int64_t frame = 2000000;
    while (sent < COMMANDS &&
           leat_engine_set(engine, node[0], 0, 440.0f, frame, 0.0f) == 0)
        frame = 1000000 + step * ++sent;
    if ((err = leat_engine_crank(engine, quanta * LEAT_QUANTUM)) < 0)
        goto fail;
    printf("%d commands wait\n", sent);
fail:
    if (err < 0)
        fprintf(stderr, "commands: %s\n", leat_strerror(err));
    leat_engine_destroy(&engine, NULL);
    leat_graph_destroy(&graph);
    return err < 0;
}
