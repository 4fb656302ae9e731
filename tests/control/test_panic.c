/* SPDX-License-Identifier: MIT */
/* panic: nothing sounds on, and what goes straight through goes on. */
#include "desk.h"

/* What some classes add to their memory, so that it never is denormal: -300 dB. */
static const float NOTHING = 1e-15f;

enum { SILENT = 640 }; /* frames: the next quantum, a fade of 10 ms, and one more */

static struct desk d;

static void crank(uint32_t frames)
{
    for (; frames > 0; frames -= 64)
        desk_crank(&d, 64);
}

static float loudest(uint32_t frames)
{
    float most = 0.0f;

    for (; frames > 0; frames -= 64) {
        desk_crank(&d, 64);
        for (uint32_t i = 0; i < d.n_heard; i++) {
            const float x = d.heard[i] < 0.0f ? -d.heard[i] : d.heard[i];
            most = x > most ? x : most;
        }
    }
    return most;
}

/* A burst of 20 ms, then what comes of it. */
static void every_tail_ends(void **state)
{
    const struct leat_node_class *c;
    uint32_t n_sounding = 0;

    (void)state;
    for (size_t i = 0; (c = leat_node_class_at(i)); i++) {
        const struct leat_port *in = leat_node_port(c, LEAT_IN, 0);
        const struct leat_port *out = leat_node_port(c, LEAT_OUT, 0);
        char text[200];
        if (!c->tail || !in || !out || in->stream != LEAT_AUDIO ||
            out->stream != LEAT_AUDIO || leat_node_param_find(c, "gate") >= 0 ||
            leat_node_param_find(c, "path") >= 0)
            continue;
        if (strstr(c->name, "stft")) /* spectra */
            continue;
        snprintf(text, sizeof(text), "noise(duration: 20.ms) |> %s() |> output()",
                 c->name);
        desk_begin(&d, text);
        crank(1280);
        n_sounding += loudest(64) > 0.0f;
        assert_string_equal(desk_say(&d, "/panic", "id:1"), "/reply 1 /panic");
        crank(SILENT);
        if (loudest(9600) > NOTHING)
            fail_msg("%s sounds on", c->name);
        desk_end(&d);
    }
    assert_true(n_sounding >= 6);
}

static void circles_of_links_end(void **state)
{
    (void)state;
    desk_begin(&d, "click = noise(duration: 5.ms)\n"
                   "click <> (delay(time: 50.ms, feedback: 0, wet_mix: 100%) |> "
                   "gain(-1.db)) |> output()\n"
                   "click <> (lowpass() |> gain(-0.1.db)) |> output()");
    crank(6400);
    assert_true(loudest(4800) > 0.0f);
    desk_say(&d, "/panic", "");
    crank(SILENT);
    assert_true(loudest(9600) < NOTHING);
    desk_end(&d);
}

/* A level that goes through an echo, beside its tail: the old and the new both carry
 * it, and their gains add up to one. */
static void what_goes_through_goes_on(void **state)
{
    (void)state;
    desk_begin(&d,
               "tone = sine(1000.hz) |> delay(time: 0.5.s, feedback: 0, wet_mix: 0)\n"
               "tone |> output()");
    crank(960);
    desk_say(&d, "/panic", "");
    for (int i = 0; i < 1920; i += 64) {
        desk_crank(&d, 64);
        for (uint32_t k = 0; k < 64; k++)
            if (k >= 48) /* a period of 48 frames ago */
                assert_float_equal(d.heard[k], d.heard[k - 48], 1e-5);
    }
    desk_end(&d);
}

/* What was closed opens again, by its gate, by a note, or by voices. */
static void what_was_closed_opens_again(void **state)
{
    static const struct {
        const char *program, *opens;
    } cases[] = {
        {"tone = saw(110.hz) |> adsr()\ntone |> output()", "/tone/gate"},
        {"tone = voices(4, saw() |> adsr())\ntone |> output()", "/note/tone"},
        {"tone = saw(110.hz) |> env()\ntone |> output()", "/tone/gate"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const bool note = strstr(cases[i].opens, "note") != NULL;
        desk_begin(&d, cases[i].program);
        desk_say(&d, cases[i].opens, note ? "57 1" : "1");
        assert_true(loudest(9600) > 0.05f);
        desk_say(&d, "/panic", "");
        crank(48000);
        assert_true(loudest(9600) < NOTHING);
        desk_say(&d, cases[i].opens, note ? "57 1" : "1");
        if (loudest(9600) < 0.05f)
            fail_msg("silent for ever: %s", cases[i].program);
        desk_end(&d);
    }
}

/* Values that messages have set, links and names stay; so does an edit that is open. */
static void all_else_stays(void **state)
{
    (void)state;
    desk_begin(&d, "slow = sine(1.hz)\n"
                   "src = saw(55.hz, duration: 20.ms)\n"
                   "hall = src |> reverb(decay: 2.s, wet_mix: slow * 0.1 + 50%)\n"
                   "hall |> output()");
    crank(1280);
    desk_say(&d, "/hall/decay", "3");
    desk_say(&d, "/hall/wet_mix", "0.75");
    crank(1280);
    const uint32_t node = leat_graph_find(d.graph, "hall");
    const uint32_t n_links = leat_graph_n_links(d.graph);
    desk_say(&d, "/graph/begin", "");
    desk_say(&d, "/graph/create", "more lowpass");
    desk_say(&d, "/panic", "");
    crank(SILENT);
    assert_true(loudest(4800) < NOTHING);
    assert_int_not_equal(leat_graph_find(d.graph, "hall"), node);
    assert_int_equal(leat_graph_n_links(d.graph), n_links);
    const uint32_t fresh = leat_graph_find(d.graph, "hall");
    desk_say(&d, "/graph/create", "again gain");
    assert_string_equal(desk_say(&d, "/graph/commit", "id:1"),
                        "/reply 1 /graph/commit");
    crank(1280);
    assert_int_equal(leat_graph_find(d.graph, "hall"), fresh);
    assert_int_not_equal(leat_graph_find(d.graph, "more"), 0);
    assert_int_not_equal(leat_graph_find(d.graph, "again"), fresh);
    assert_string_equal(desk_say(&d, "/hall/decay?", ""), "/reply 0 /hall/decay 3");
    desk_say(&d, "/graph/disconnect", "slow hall.wet_mix");
    crank(9600);
    assert_string_equal(desk_say(&d, "/hall/wet_mix?", ""),
                        "/reply 0 /hall/wet_mix 0.75");
    desk_end(&d);
}

/* Live, gates close where the message comes in, and control does the rest. */
static void control_does_it_when_it_works(void **state)
{
    struct control *live;
    uint8_t packet[64];
    struct osc_writer w;

    (void)state;
    desk_begin(&d, "env = noise() |> adsr(release: 0.s)\n"
                   "env |> delay(time: 50.ms, feedback: 98%) |> output()");
    assert_int_equal(
        control_create(&(struct control_config){.graph = d.graph, .engine = d.engine},
                       &live),
        0);
    crank(6400);
    const uint32_t node = leat_graph_find(d.graph, "delay1");
    osc_writer_init(&w, packet, sizeof(packet));
    assert_int_equal(osc_write_message(&w, "/panic", NULL, 0), 0);
    control_packet(live, &d.peer, packet, w.used);
    crank(1280);
    assert_int_equal(leat_graph_find(d.graph, "delay1"), node);
    assert_true(loudest(4800) > 0.0f);
    control_work(live, 0);
    assert_int_not_equal(leat_graph_find(d.graph, "delay1"), node);
    crank(SILENT);
    assert_true(loudest(9600) < NOTHING);
    control_destroy(&live);
    desk_end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tail_ends),
        cmocka_unit_test(circles_of_links_end),
        cmocka_unit_test(what_goes_through_goes_on),
        cmocka_unit_test(what_was_closed_opens_again),
        cmocka_unit_test(all_else_stays),
        cmocka_unit_test(control_does_it_when_it_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
