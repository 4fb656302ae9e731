/* SPDX-License-Identifier: MIT */
/* own_node: a node of one's own, used in a program by its name. */
#include <leat/leat.h>
#include <stdio.h>
#include <string.h>

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The signal, folded back at full scale.", NULL},
};
static const struct leat_param params[] = {
    {.name = "drive", .min = 1.0f, .def = 2.0f, .max = 8.0f, .help = "Gain before."},
};

static void process(void *state, const struct leat_block *block)
{
    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *drive = leat_value_row(block->param[0], i);
        for (uint32_t l = 0; l < block->lanes; l++) {
            float x = block->in[0][i * block->lanes + l] * drive[l];
            while (x > 1.0f || x < -1.0f)
                x = x > 1.0f ? 2.0f - x : -2.0f - x;
            block->out[0][i * block->lanes + l] = x;
        }
    }
}

static const struct leat_node_class fold = {
    .size = sizeof(struct leat_node_class),
    .name = "fold",
    .summary = "Fold a signal back at full scale.",
    .example = "sine(220.hz) |> fold(drive: 4)",
    .ports = ports,
    .n_ports = 2,
    .params = params,
    .n_params = 1,
    .process = process,
};

int main(void)
{
    static const char text[] = "sine(220.hz, duration: 1.s) |> fold(drive: 4) |> "
                               "file(\"fold.wav\", force: true)";
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_program *program = NULL;
    struct leat_engine *engine = NULL;
    struct leat_graph *graph = NULL;
    struct leat_diag diag = {0};

    if (leat_graph_create(&graph) >= 0 && leat_graph_add_class(graph, &fold) >= 0 &&
        leat_program_create(text, strlen(text), NULL, &program, &diag) >= 0 &&
        leat_program_build(program, graph, &diag) >= 0 &&
        leat_engine_create(graph, &config, &engine, &diag) >= 0)
        leat_engine_run(engine, &diag);
    leat_engine_destroy(&engine, &diag);
    leat_graph_destroy(&graph);
    leat_program_destroy(&program);
    for (uint32_t i = 0; i < diag.n; i++)
        fprintf(stderr, "%s %s\n", diag.finding[i].message, diag.finding[i].hint);
    return leat_diag_failed(&diag);
}
