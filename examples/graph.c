/* SPDX-License-Identifier: MIT */
/* graph: makes a graph by hand, turns a knob at an exact frame, prints the level. */
#include <leat/leat.h>
#include <stdio.h>

/* Where the samples go. */
static int take(void *user, const float *samples, uint32_t nframes, uint32_t lanes)
{
    float *peak = user;

    for (uint32_t i = 0; i < nframes * lanes; i++)
        *peak = samples[i] > *peak ? samples[i] : *peak;
    return 0;
}

/* sine -> gain -> output.  Returns the number of the gain. */
static uint32_t build(struct leat_graph *graph)
{
    struct leat_edit *edit;
    uint32_t node[3];

    if (leat_graph_begin(graph, &edit) < 0)
        return 0;
    leat_edit_add(edit, "sine", NULL, &node[0], NULL);
    leat_edit_add(edit, "gain", "volume", &node[1], NULL);
    leat_edit_add(edit, "output", NULL, &node[2], NULL);
    leat_edit_chain(edit, node, 3, NULL);
    return leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL) < 0 ? 0 : node[1];
}

int main(void)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_engine *engine = NULL;
    struct leat_graph *graph = NULL;
    float peak = 0.0f;

    config.clock = LEAT_CLOCK_MANUAL;
    config.sink = (struct leat_sink){take, &peak};
    if (leat_graph_create(&graph) < 0)
        return 1;
    const uint32_t volume = build(graph);
    if (!volume || leat_engine_create(graph, &config, &engine, NULL) < 0)
        return 1;
    leat_engine_crank(engine, 48000);
    printf("one second at 0 dB: peak %.3f\n", (double)peak);
    leat_engine_set(engine, volume, 0, -6.0f, 48000,
                    0.0f); /* at frame 48000, at once */
    peak = 0.0f;
    leat_engine_crank(engine, 48000);
    printf("one second at -6 dB: peak %.3f\n", (double)peak);
    leat_engine_destroy(&engine, NULL);
    leat_graph_destroy(&graph);
    return 0;
}
