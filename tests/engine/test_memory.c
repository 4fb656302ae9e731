/* SPDX-License-Identifier: MIT */
/* Out of memory, at every request in turn: errors, no crash, nothing lost. */
#include "engine/take.h"

static long left = -1; /* requests until one fails; -1: none does */

static bool fails(void)
{
    return left >= 0 && left-- == 0;
}

/* The linker sends calls of name() to __wrap_name(). */
#define FAILING(name, params, args)                                                    \
    void *__real_##name params;                                                        \
    void *__wrap_##name params;                                                        \
    void *__wrap_##name params                                                         \
    {                                                                                  \
        return fails() ? NULL : __real_##name args;                                    \
    }
FAILING(malloc, (size_t size), (size))
FAILING(calloc, (size_t n, size_t size), (n, size))
FAILING(realloc, (void *ptr, size_t size), (ptr, size))
FAILING(aligned_alloc, (size_t align, size_t size), (align, size))
#undef FAILING

/* Some nodes of many kinds, with feedback, a matrix, a parameter that follows. */
static int build(struct leat_edit *edit, struct leat_diag *diag)
{
    static const float matrix[] = {1.0f, 0.5f};
    static const char *const classes[] = {"sine", "lowpass", "mix", "output", "concat"};
    uint32_t node[5];
    int err = 0;

    for (int i = 0; i < 5 && !err; i++)
        err = leat_edit_add(edit, classes[i], NULL, &node[i], diag);
    if (err)
        return err;
    struct leat_link link = leat_link_between(node[0], 0, node[1], 0);
    if ((err = leat_edit_link(edit, &link, NULL, diag)) < 0)
        return err;
    link.to_param = true;
    if ((err = leat_edit_link(edit, &link, NULL, diag)) < 0)
        return err;
    link = leat_link_between(node[1], 0, node[4], 0);
    if ((err = leat_edit_link(edit, &link, NULL, diag)) < 0)
        return err;
    link = leat_link_between(node[4], 0, node[2], 0);
    if ((err = leat_edit_link(edit, &link, NULL, diag)) < 0)
        return err;
    link = leat_link_between(node[2], 0, node[2], 0);
    link.feedback = true;
    if ((err = leat_edit_link(edit, &link, NULL, diag)) < 0)
        return err;
    link = leat_link_between(node[2], 0, node[3], 0);
    link.matrix = matrix;
    link.matrix_in = 1;
    link.matrix_out = 2;
    return leat_edit_link(edit, &link, NULL, diag);
}

static int build_graph(struct leat_graph **graph, struct leat_diag *diag)
{
    struct leat_edit *edit = NULL;
    int err = leat_graph_create(graph);

    if (err < 0 || (err = leat_graph_begin(*graph, &edit)) < 0)
        return err;
    err = build(edit, diag);
    const int committed = leat_edit_commit(&edit, LEAT_AT_QUANTUM, diag);
    return err < 0 ? err : committed;
}

static void a_graph_survives_want_of_memory(void **state)
{
    struct leat_diag diag = {0};
    int err = -1;

    (void)state;
    for (long n = 0; err < 0; n++) {
        struct leat_graph *graph = NULL;
        left = n;
        err = build_graph(&graph, &diag);
        left = -1;
        assert_true(err == 0 || err == LEAT_ERR_NOMEM);
        leat_diag_clear(&diag);
        leat_graph_destroy(&graph);
        assert_true(n < 10000);
    }
}

static void an_engine_survives_want_of_memory(void **state)
{
    struct leat_diag diag = {0};
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    int err = -1;

    (void)state;
    config.clock = LEAT_CLOCK_MANUAL;
    config.threads = 1;
    for (long n = 0; err < 0; n++) {
        struct leat_graph *graph = NULL;
        struct leat_engine *engine = NULL;
        assert_int_equal(build_graph(&graph, &diag), 0);
        left = n;
        err = leat_engine_create(graph, &config, &engine, &diag);
        left = -1;
        assert_true(err == 0 || err == LEAT_ERR_NOMEM);
        assert_true((engine != NULL) == (err == 0));
        leat_diag_clear(&diag);
        leat_engine_destroy(&engine, NULL);
        leat_graph_destroy(&graph);
        assert_true(n < 10000);
    }
}

static void a_commit_that_wants_memory_is_refused_whole(void **state)
{
    struct take t;
    int err = -1;

    (void)state;
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_MANUAL;
    const uint32_t src = take_add(&t, "sine", NULL), out = take_add(&t, "output", NULL);
    const uint32_t first = take_link(&t, src, out);
    take_engine(&t);
    for (long n = 0; err < 0; n++) {
        assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
        const uint32_t vol = take_add(&t, "delay", NULL);
        take_link(&t, src, vol);
        take_link(&t, vol, out);
        assert_int_equal(leat_edit_unlink(t.edit, first), 0);
        take_set(&t, src, "sine", "frequency", 500.0f);
        left = n;
        err = leat_edit_commit(&t.edit, LEAT_AT_QUANTUM, &t.diag);
        left = -1;
        assert_true(err == 0 || err == LEAT_ERR_NOMEM);
        assert_int_equal(leat_graph_n_nodes(t.graph), err ? 2 : 3);
        leat_diag_clear(&t.diag);
        assert_int_equal(leat_engine_crank(t.engine, 64), 0);
        assert_true(n < 10000);
    }
    assert_int_equal(leat_engine_crank(t.engine, 1024), 0);
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_graph_survives_want_of_memory),
        cmocka_unit_test(an_engine_survives_want_of_memory),
        cmocka_unit_test(a_commit_that_wants_memory_is_refused_whole),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
