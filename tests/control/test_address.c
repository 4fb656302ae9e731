/* SPDX-License-Identifier: MIT */
/* address: what nodes answer to, and what they publish for others. */
#include "control/address.h"
#include "desk.h"

static struct leat_graph *graph;
static struct address_book *book;

static void begin(const char *program)
{
    struct leat_diag diag = {0};

    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(leat_program_apply(program, graph, &diag), 0);
    assert_int_equal(address_book_create(graph, &book), 0);
}

static void end(void)
{
    address_book_destroy(&book);
    leat_graph_destroy(&graph);
}

/* The node that an address is of, and which parameter. */
static void is(const char *path, const char *node, const char *param)
{
    const struct address *a = address_find(book, path);

    if (!a)
        fail_msg("nothing is called %s", path);
    assert_int_equal(a->node, leat_graph_find(graph, node));
    if (param)
        assert_string_equal(a->node_class->params[a->param].name, param);
    else
        assert_true(a->param < 0);
}

static void test_parameters(void **state)
{
    (void)state;
    begin("osc = sine(220.hz)\n"
          "osc |> lowpass(cutoff: 800.hz) |> output()");
    is("/osc/frequency", "osc", "frequency");
    is("/osc/freq", "osc", "frequency");
    is("/lowpass1/cutoff", "lowpass1", "cutoff");
    assert_null(address_find(book, "/osc/cutoff")); /* it is downstream */
    assert_null(address_find(book, "/osc"));
    assert_null(address_find(book, "/osc/nothing"));
    assert_string_equal(address_nearest(book, "/osc/frequenzy"), "/osc/frequency");
    end();
}

/* A named node answers for what feeds it, the nearest first, but not past a node that
 * has a name of its own. */
static void test_published(void **state)
{
    (void)state;
    begin("deep = saw(55.hz)\n"
          "lead = deep |> lowpass(cutoff: 800.hz) |> lowpass(cutoff: 90.hz) |> adsr()\n"
          "lead |> output()");
    is("/lead/attack", "lead", "attack");
    is("/lead/frequency", "lowpass2", "cutoff"); /* an alias of the nearest filter */
    is("/lead/cutoff", "lowpass2", "cutoff");
    is("/lead/gate", "lead", "gate");
    is("/note/lead", "lead", NULL);
    is("/deep/quality", "deep", "quality");
    assert_null(address_find(book, "/lead/quality"));
    assert_null(address_find(book, "/lowpass2/attack"));
    end();
}

static void test_voices(void **state)
{
    (void)state;
    begin("lead = voices(4, saw() |> lowpass(cutoff: 900.hz) |> adsr())\n"
          "pad = voices(4, saw() |> highpass() |> adsr()) |> chorus()\n"
          "lead |> output()\n"
          "pad |> output()");
    is("/lead/cutoff", "lowpass1", "cutoff");
    is("/lead/n", "lead", "n");
    is("/note/lead", "lead", NULL);
    is("/pad/cutoff", "highpass1", "cutoff");
    is("/pad/frequency", "saw2",
       "frequency"); /* a name, before an alias that is nearer */
    is("/note/pad", "voices1", NULL);
    /* an envelope that its voices' notes open hears events */
    assert_false(address_find(book, "/adsr1/gate")->by_event);
    end();
}

static void test_names(void **state)
{
    char path[80];

    (void)state;
    address_of_node("voice1.filter", path, sizeof(path));
    assert_string_equal(path, "/voice1/filter");
    address_of_node("a b*c", path, sizeof(path));
    assert_string_equal(path, "/a_b_c");
    begin("osc = sine()\nosc |> output()");
    assert_int_equal(address_node(graph, "osc"), leat_graph_find(graph, "osc"));
    assert_int_equal(address_node(graph, "/osc"), leat_graph_find(graph, "osc"));
    assert_int_equal(address_node(graph, "sine1"), 0);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_voices),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
