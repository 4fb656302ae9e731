/* SPDX-License-Identifier: MIT */
/* play: plays a program, such as 'file("song.ogg") |> gain(-6.db) |> output()'. */
#include <leat/leat.h>

int main(int argc, char **argv)
{
    const char *text = argc > 1 ? argv[1] : "sine(440.hz, duration: 1.s) |> output()";
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_graph *graph = NULL;
    struct leat_engine *engine = NULL;
    struct leat_diag diag = {0};

    config.clock = LEAT_CLOCK_DEVICE;
    if (leat_graph_create(&graph) >= 0 && leat_program_apply(text, graph, &diag) >= 0 &&
        leat_engine_create(graph, &config, &engine, &diag) >= 0)
        leat_engine_run(engine, &diag);
    leat_engine_destroy(&engine, &diag);
    leat_graph_destroy(&graph);
    leat_diag_print(&diag);
    return leat_diag_failed(&diag);
}
