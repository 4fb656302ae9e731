/* SPDX-License-Identifier: MIT */
/* own_node: a node of one's own between those of leat; writes fold.wav. */
#include <leat/leat.h>
#include <stdio.h>

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

/* sine -> fold -> file_out. */
static int build(struct leat_graph *graph, struct leat_diag *diag)
{
    const float drive = 4.0f, duration_s = 1.0f, yes = 1.0f;
    struct leat_edit *edit;
    uint32_t node[3];
    int err = leat_graph_begin(graph, &edit);

    if (err < 0)
        return err;
    leat_edit_add(edit, "sine", NULL, &node[0], diag);
    leat_edit_add(edit, "fold", NULL, &node[1], diag);
    leat_edit_add(edit, "file_out", NULL, &node[2], diag);
    const struct leat_node_class *sine = leat_node_class_find("sine");
    const struct leat_node_class *file = leat_node_class_find("file_out");
    leat_edit_set(edit, node[0], (uint32_t)leat_node_param_find(sine, "duration"),
                  &duration_s, 1, diag);
    leat_edit_set(edit, node[1], 0, &drive, 1, diag);
    leat_edit_set_text(edit, node[2], (uint32_t)leat_node_param_find(file, "path"),
                       "fold.wav", diag);
    leat_edit_set(edit, node[2], (uint32_t)leat_node_param_find(file, "force"), &yes, 1,
                  diag);
    leat_edit_chain(edit, node, 3, diag);
    return leat_edit_commit(&edit, LEAT_AT_QUANTUM, diag);
}

int main(void)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_engine *engine = NULL;
    struct leat_graph *graph = NULL;
    struct leat_diag diag = {0};

    if (leat_graph_create(&graph) >= 0 && leat_graph_add_class(graph, &fold) >= 0 &&
        build(graph, &diag) >= 0 &&
        leat_engine_create(graph, &config, &engine, &diag) >= 0)
        leat_engine_run(engine, &diag);
    leat_engine_destroy(&engine, &diag);
    leat_graph_destroy(&graph);
    for (uint32_t i = 0; i < diag.n; i++)
        fprintf(stderr, "%s %s\n", diag.finding[i].message, diag.finding[i].hint);
    return leat_diag_failed(&diag);
}
