/* SPDX-License-Identifier: MIT */
/* What the two generations of Chronus said is understood: patches, tracks put together
 * piece by piece, the test tone. */
#include "base/math_d.h"
#include "control/rig.h"
#include "desk.h"
#include "sequence/conduct.h"

enum { ALL_OFF = 64 };

static struct desk d;
static struct player *player;

/* A rig of 2 voices, or an empty graph, that a player conducts. */
static void begin(uint32_t aliases, uint32_t voices)
{
    struct leat_graph *graph = desk_graph("");

    if (voices)
        assert_int_equal(rig_build(graph, voices, NULL), 0);
    assert_int_equal(player_create(48000.0, 120.0, &player), 0);
    desk_open(&d, graph, (struct control_config){.player = player, .aliases = aliases});
}

static void end(void)
{
    desk_end(&d);
    player_destroy(&player);
}

/* Said, and answered without a complaint. */
static void say(const char *address, const char *arguments)
{
    char with_id[200];

    snprintf(with_id, sizeof(with_id), "%s id:1", arguments);
    const char *answer = desk_say(&d, address, with_id);
    if (strncmp(answer, "/reply", 6) != 0)
        fail_msg("%s %s: %s", address, arguments, answer);
}

static void complains(const char *address, const char *arguments, const char *why)
{
    char with_id[200];

    snprintf(with_id, sizeof(with_id), "%s id:1", arguments);
    const char *answer = desk_say(&d, address, with_id);
    if (strncmp(answer, "/error", 6) != 0 || !strstr(answer, why))
        fail_msg("%s %s: %s", address, arguments, answer);
}

static void crank(uint32_t quanta)
{
    for (uint32_t i = 0; i < quanta; i++)
        desk_crank(&d, LEAT_QUANTUM);
}

/* The next 8192 frames as a level. */
static double loudness(void)
{
    double sum = 0.0;

    desk_crank(&d, 8192);
    for (uint32_t i = 0; i < d.n_heard; i++)
        sum += (double)d.heard[i] * (double)d.heard[i];
    return math_sqrt_d(sum / d.n_heard);
}

/* The first edit begins a patch, nothing is heard before its commit, and then the last
 * node that leads nowhere: a sine of gain 0.5 has the level 0.354. */
static void a_patch_of_the_first_generation_sounds(void **state)
{
    (void)state;
    begin(ALIAS_CHRONUS, 0);
    say("/patch/create", "tone simple_sine");
    say("/patch/create", "env adsr");
    say("/patch/create", "filt biquad_filter");
    say("/patch/connect", "tone env");
    say("/patch/connect", "env filt");
    crank(2);
    assert_int_equal(leat_graph_find(d.graph, "tone"), 0);
    complains("/patch/create", "tone simple_sine", "one name"); /* and stays open */
    say("/patch/commit", "");
    complains("/patch/commit", "", "No edit is open");
    say("/mod/filt/filter_mode", "0");
    say("/mod/filt/resonance", "0.707");
    say("/mod/filt/cutoff", "20000");
    say("/mod/env/sustain", "1");
    crank(20);
    assert_true(loudness() < 1e-15); /* what filters add so that nothing is denormal */
    say("/gate/env", "1");
    crank(400);
    assert_float_equal(loudness(), 0.3536, 0.004);
    say("/gate/env", "off");
    crank(400);
    assert_true(loudness() < 1e-6);
    say("/patch/remove", "filt");
    say("/patch/abort", "");
    assert_true(leat_graph_find(d.graph, "filt") > 0);
    end();
}

static void without_compat_a_patch_is_named(void **state)
{
    (void)state;
    begin(0, 0);
    complains("/patch/create", "tone simple_sine", "--compat chronus");
    complains("/test", "", "--compat chronus");
    complains("/engine/schema", "", "--compat chronus");
    end();
}

static void the_test_tone_is_that_of_the_first_voice(void **state)
{
    (void)state;
    begin(ALIAS_CHRONUS | ALIAS_RIG, 2);
    say("/test", "");
    crank(100);
    assert_string_equal(desk_say(&d, "/voice1/freq?", ""), "/reply 0 /voice1/freq 440");
    assert_string_equal(desk_say(&d, "/voice1/amp?", ""), "/reply 0 /voice1/amp 0.3");
    assert_string_equal(desk_say(&d, "/voice1/gate?", ""), "/reply 0 /voice1/gate 1");
    say("/engine/schema", "json");
    complains("/engine/schema", "file", "is told");
    end();
    begin(ALIAS_CHRONUS, 0);
    complains("/test", "", "voice1");
    end();
}

/* 8 steps at 120 bpm and 4 a beat are 1 s.  Three hits in them open the gate, and a
 * lane plays the frequency. */
static void a_track_is_put_together(void **state)
{
    struct player_status s;

    (void)state;
    begin(ALIAS_CHRONUS | ALIAS_RIG, 2);
    say("/seq/create", "a");
    complains("/seq/create", "a", "There is a track");
    say("/seq/config", "a 120 8 4");
    say("/seq/pattern", "a x..x.x..");
    say("/seq/param_lane", "a pitch 220 330");
    complains("/seq/assign", "a gate adsr9", "has no gate");
    complains("/seq/assign", "a param loud sine1 gain", "no such lane");
    complains("/seq/assign", "a param pitch sine1 volume",
              "There is no parameter /sine1/volume");
    say("/seq/assign", "a gate adsr1");
    say("/seq/assign", "a param pitch sine1 freq");
    complains("/seq/gate_len", "a 2", "0.01 to 1");
    say("/seq/gate_len", "a 0.25");
    crank(10);
    player_status(player, &s);
    assert_false(s.running);
    say("/seq/start", "a");
    crank(48000 / LEAT_QUANTUM - 1);
    player_status(player, &s);
    assert_true(s.running);
    assert_int_equal(s.ons, 3);
    assert_int_equal(s.offs, 3);
    assert_string_equal(desk_say(&d, "/voice1/freq?", ""), "/reply 0 /voice1/freq 330");
    /* what a track of the second generation would set besides is left alone */
    assert_string_equal(desk_say(&d, "/voice1/amp?", ""), "/reply 0 /voice1/amp 0.3");
    say("/seq/param_lane", "a pitch 550");
    say("/seq/bpm", "a 150");
    crank(48000 / LEAT_QUANTUM);
    assert_string_equal(desk_say(&d, "/voice1/freq?", ""), "/reply 0 /voice1/freq 550");
    player_status(player, &s);
    assert_float_equal(s.bpm, 150.0, 0.0);
    say("/seq/stop", "a");
    crank(ALL_OFF);
    player_status(player, &s);
    assert_true(s.running); /* others would go on */
    assert_int_equal(s.ons, s.offs);
    const uint64_t ons = s.ons;
    crank(48000 / LEAT_QUANTUM);
    player_status(player, &s);
    assert_int_equal(s.ons, ons);
    say("/seq/reset_all", "");
    complains("/seq/start", "b", "No track");
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patch_of_the_first_generation_sounds),
        cmocka_unit_test(without_compat_a_patch_is_named),
        cmocka_unit_test(the_test_tone_is_that_of_the_first_voice),
        cmocka_unit_test(a_track_is_put_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
