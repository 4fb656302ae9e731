/* SPDX-License-Identifier: MIT */
/* play: plays a program, such as 'file("song.ogg") |> gain(-6.db) |> output()'. */
#include <leat/leat.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    const char *text = argc > 1 ? argv[1] : "sine(440.hz, duration: 1.s) |> output()";
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_program *program = NULL;
    struct leat_graph *graph = NULL;
    struct leat_engine *engine = NULL;
    struct leat_diag diag = {0};

    config.clock = LEAT_CLOCK_DEVICE;
    if (leat_program_create(text, strlen(text), NULL, &program, &diag) >= 0 &&
        leat_graph_create(&graph) >= 0 &&
        leat_program_build(program, graph, &diag) >= 0 &&
        leat_engine_create(graph, &config, &engine, &diag) >= 0 &&
        leat_engine_start(engine, &diag) >= 0)
        leat_engine_run(engine, &diag);
    leat_engine_destroy(&engine, &diag);
    leat_graph_destroy(&graph);
    leat_program_destroy(&program);
    for (uint32_t i = 0; i < diag.n; i++)
        fprintf(stderr, "%s %s\n", diag.finding[i].message, diag.finding[i].hint);
    return leat_diag_failed(&diag);
}
