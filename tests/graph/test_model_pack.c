/* SPDX-License-Identifier: MIT */
/* A model that was packed and unpacked is the same model. */
#include <stdlib.h>
#include <string.h>

#include "engine/take.h"
#include "graph/graph.h"
#include "graph/model_pack.h"

static const char program[] = "a = saw([110hz, 112hz]) |> lowpass(800hz)\n"
                              "b = step(\"57 64 69\", beats: 0.5)\n"
                              "a |> pan([-0.5, 0.5]) |> delay(0.1s) |> output()";

static struct leat_graph *build(void)
{
    const float matrix[4] = {0.0f, 1.0f, 1.0f, 0.0f};
    struct leat_graph *graph;
    struct leat_diag diag = {0};

    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(leat_program_apply(program, graph, &diag), 0);
    struct model_link *link = &graph->model->link[0];
    assert_int_equal(model_set_matrix(link, matrix, 2, 2), 0);
    return graph;
}

static void what_was_packed_comes_back(void **state)
{
    struct leat_graph *graph = build();
    struct model *copy;
    void *bytes, *again;
    size_t size, size_again;

    (void)state;
    assert_int_equal(model_pack(graph->model, &bytes, &size), 0);
    assert_int_equal(model_unpack(bytes, size, &copy), 0);
    assert_int_equal(copy->n_nodes, graph->model->n_nodes);
    assert_int_equal(copy->n_links, graph->model->n_links);
    assert_int_equal(copy->next_id, graph->model->next_id);
    for (uint32_t i = 0; i < copy->n_nodes; i++) {
        const struct model_node *a = &graph->model->node[i], *b = &copy->node[i];
        assert_string_equal(a->name, b->name);
        assert_ptr_equal(a->class, b->class);
        for (uint32_t p = 0; p < a->class->n_params; p++) {
            assert_string_equal(model_text(a, p), model_text(b, p));
            for (uint32_t lane = 0; lane < 3; lane++)
                assert_true(model_value(a, p, lane) == model_value(b, p, lane));
        }
    }
    assert_memory_equal(copy->link[0].link.matrix, graph->model->link[0].link.matrix,
                        4 * sizeof(float));
    assert_int_equal(model_pack(copy, &again, &size_again), 0);
    assert_int_equal(size, size_again);
    free(bytes);
    free(again);
    model_destroy(&copy);
    leat_graph_destroy(&graph);
}

static void what_is_cut_short_is_refused(void **state)
{
    struct leat_graph *graph = build();
    struct model *copy;
    void *bytes;
    size_t size;

    (void)state;
    assert_int_equal(model_pack(graph->model, &bytes, &size), 0);
    for (size_t n = 0; n < size; n++) {
        void *part = malloc(n ? n : 1); /* so that a sanitizer sees what is too far */
        memcpy(part, bytes, n);
        assert_int_equal(model_unpack(part, n, &copy), LEAT_ERR_BAD_FILE);
        assert_null(copy);
        free(part);
    }
    free(bytes);
    leat_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_comes_back),
        cmocka_unit_test(what_is_cut_short_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
