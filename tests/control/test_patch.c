/* SPDX-License-Identifier: MIT */
/* patch: edits by messages are transactions; sounds and values that stay go on. */
#include "desk.h"

static struct desk d;

static uint32_t n_links(void)
{
    return leat_graph_n_links(d.graph);
}

static void test_one_by_one(void **state)
{
    (void)state;
    desk_begin(&d, "");
    assert_string_equal(desk_say(&d, "/graph/create", "osc saw frequency 110 id:1"),
                        "/reply 1 /graph/create");
    desk_say(&d, "/graph/create", "flt lowpass cutoff 1khz");
    desk_say(&d, "/graph/create", "wob lfo rate 3");
    desk_say(&d, "/graph/connect", "osc flt");
    desk_say(&d, "/graph/connect", "wob:out flt.cutoff");
    assert_string_equal(desk_say(&d, "/graph/connect", "flt out id:1"),
                        "/reply 1 /graph/connect");
    assert_int_equal(n_links(), 3);
    assert_string_equal(desk_say(&d, "/graph/links", "id:1"),
                        "/reply 1 /graph/links osc:out flt:in wob:out flt.cutoff "
                        "flt:out output1:in");
    desk_crank(&d, 6400); /* each edit waits for the fade of the one before */
    desk_crank(&d, 6400);
    assert_int_equal(d.n_heard, 6400);
    assert_true(d.heard[6399] != 0.0f);
    desk_say(&d, "/graph/disconnect", "wob flt/cutoff");
    assert_int_equal(n_links(), 2);
    desk_say(&d, "/graph/remove", "flt");
    assert_int_equal(n_links(), 0);
    assert_string_equal(desk_say(&d, "/nodes", "id:1"),
                        "/reply 1 /nodes osc saw wob lfo output1 output");
    desk_say(&d, "/graph/clear", "");
    assert_int_equal(leat_graph_n_nodes(d.graph), 0);
    desk_end(&d);
}

static void test_transaction(void **state)
{
    (void)state;
    desk_begin(&d, "osc = saw(55.hz)\nosc |> output()");
    desk_say(&d, "/graph/begin", "");
    desk_say(&d, "/graph/create", "flt lowpass");
    desk_say(&d, "/graph/connect", "osc flt");
    assert_int_equal(n_links(), 1); /* nothing yet */
    desk_expect(&d, "/graph/connect", "osc flk id:2", "Did you");
    d.peer.serial = 2; /* somebody else */
    desk_expect(&d, "/graph/remove", "osc id:1", "/error 1 STATE");
    d.peer.serial = 1;
    assert_string_equal(desk_say(&d, "/graph/commit", "beat id:1"),
                        "/reply 1 /graph/commit");
    assert_int_equal(n_links(), 2);
    desk_say(&d, "/graph/begin", "");
    desk_say(&d, "/graph/clear", "");
    desk_say(&d, "/graph/abort", "");
    assert_int_equal(n_links(), 2);
    desk_expect(&d, "/graph/abort", "id:1", "/error 1 STATE");
    desk_say(&d, "/graph/begin", "");
    control_packet(d.control, &d.peer, NULL, 0); /* gone, with its edit */
    control_work(d.control, 0);
    assert_string_equal(desk_say(&d, "/graph/remove", "osc id:1"),
                        "/reply 1 /graph/remove");
    desk_end(&d);
}

/* What is refused leaves all as it was. */
static void test_refusals(void **state)
{
    (void)state;
    desk_begin(&d, "osc = saw(55.hz) |> lowpass()\nosc |> output()");
    desk_expect(&d, "/graph/create", "x lowpas id:1", "/error 1 E201");
    assert_string_equal(desk_say(&d, "/graph/create", "x"), ""); /* nobody asked */
    desk_expect(&d, "/graph/create", "a/b saw id:1", "/error 1 INVALID");
    desk_expect(&d, "/graph/create", "osc saw id:1", "/error 1 E207");
    desk_expect(&d, "/graph/create", "out saw id:1",
                "/error 1 INVALID `out` is what is heard.");
    desk_expect(&d, "/graph/create", "x saw frequency id:1",
                "/error 1 E306 `frequency` was given no value.");
    desk_expect(&d, "/graph/create", "x saw frequency inf id:1", "/error 1 E306");
    desk_expect(&d, "/graph/create", "x saw frequenzy 3 id:1",
                "Did you mean `frequency`?");
    desk_expect(&d, "/graph/connect", "osc osc:inn id:1", "Did you mean `in`?");
    desk_expect(&d, "/graph/connect", "osc osc id:1", "/error 1 E603");
    desk_expect(&d, "/graph/undo", "id:1", "There is nothing to undo.");
    assert_int_equal(leat_graph_n_nodes(d.graph), 3);
    assert_int_equal(n_links(), 2);
    desk_end(&d);
}

static void test_undo(void **state)
{
    (void)state;
    desk_begin(&d, "osc = saw(55.hz)\nosc |> output()");
    desk_crank(&d, 64);
    desk_say(&d, "/osc/frequency", "220");
    desk_crank(&d, 4800);
    desk_say(&d, "/graph/replace", "osc triangle");
    assert_string_equal(desk_say(&d, "/nodes", "id:1"),
                        "/reply 1 /nodes output1 output osc triangle");
    desk_crank(&d, 4800);
    /* what both have stays as it stood */
    assert_string_equal(desk_say(&d, "/osc/frequency?", ""),
                        "/reply 0 /osc/frequency 220");
    desk_say(&d, "/graph/undo", "");
    assert_string_equal(desk_say(&d, "/nodes", "id:1"),
                        "/reply 1 /nodes osc saw output1 output");
    desk_say(&d, "/graph/redo", "");
    assert_string_equal(desk_say(&d, "/nodes", "id:1"),
                        "/reply 1 /nodes output1 output osc triangle");
    desk_end(&d);
}

static void test_eval(void **state)
{
    (void)state;
    desk_begin(&d, "");
    assert_string_equal(desk_tell(&d, "/eval",
                                  "pad = saw(110.hz) |> lowpass()\n"
                                  "pad |> output()"),
                        "/reply 7 /eval");
    desk_crank(&d, 4800);
    assert_true(d.heard[4799] != 0.0f);
    assert_non_null(strstr(desk_tell(&d, "/eval", "pad = saw(110.hz) |> lowpas()"),
                           "/error 7 E201"));
    assert_string_equal(desk_tell(&d, "/eval", "print(\"hello\")"),
                        "/reply 7 /eval hello");
    desk_end(&d);
}

/* Edits elsewhere change no sample of what plays on. */
static void test_sound_goes_on(void **state)
{
    static float alone[4096];

    (void)state;
    for (int edited = 0; edited < 2; edited++) {
        desk_begin(&d, "osc = saw(110.hz) |> lowpass(cutoff: 900.hz)\nosc |> output()");
        for (int i = 0; i < 64; i++) {
            if (edited && i == 10)
                desk_say(&d, "/graph/create", "other reverb");
            if (edited && i == 20)
                desk_say(&d, "/graph/connect", "osc other");
            if (edited && i == 30)
                desk_say(&d, "/graph/remove", "other");
            desk_crank(&d, 64);
            if (edited)
                assert_memory_equal(d.heard, alone + (size_t)64 * (size_t)i,
                                    64 * sizeof(float));
            else
                memcpy(alone + (size_t)64 * (size_t)i, d.heard, 64 * sizeof(float));
        }
        desk_end(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_by_one), cmocka_unit_test(test_transaction),
        cmocka_unit_test(test_refusals),   cmocka_unit_test(test_undo),
        cmocka_unit_test(test_eval),       cmocka_unit_test(test_sound_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
