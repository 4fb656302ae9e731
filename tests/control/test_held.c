/* SPDX-License-Identifier: MIT */
/* held: values by node and parameter; what is gone takes no room. */
#include "desk.h"

#include "control/held.h"

static void every_value_is_found(void **state)
{
    struct held h;
    float value = 7.0f;

    (void)state;
    held_init(&h);
    assert_false(held_get(&h, 1, 0, &value));
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(held_set(&h, i / 7, i % 7, (float)i), 0);
    assert_int_equal(held_set(&h, 3, 2, -1.0f), 0);
    for (uint32_t i = 0; i < 5000; i++) {
        assert_true(held_get(&h, i / 7, i % 7, &value));
        assert_float_equal(value, i == 23 ? -1.0f : (float)i, 0.0);
    }
    assert_int_equal(h.n, 5000);
    held_clear(&h);
    assert_false(held_get(&h, 1, 0, &value));
    assert_float_equal(value, 4999.0, 0.0);
    held_finish(&h);
}

static void nodes_that_are_gone_are_forgotten(void **state)
{
    struct leat_graph *graph = desk_graph("a = saw(55.hz)\na |> output()");
    const uint32_t node = leat_graph_find(graph, "a");
    struct held h;
    float value;

    (void)state;
    held_init(&h);
    for (uint32_t i = 0; i < 100000; i++) {
        assert_int_equal(held_set(&h, 1000 + i, 0, 1.0f), 0);
        assert_int_equal(held_set(&h, node, i % 3, 2.0f), 0);
        held_purge(&h, graph);
    }
    assert_true(h.room <= 512);
    for (uint32_t p = 0; p < 3; p++)
        assert_true(held_get(&h, node, p, &value) && value == 2.0f);
    held_finish(&h);
    leat_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_found),
        cmocka_unit_test(nodes_that_are_gone_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
