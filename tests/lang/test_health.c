/* SPDX-License-Identifier: MIT */
/* health: what programs are told of how they play, by the engine's figures. */
#include "lang/performed.h"

#define LOUD(gain)                                                                     \
    "pulse(100.hz) |> gain(" gain ")\n"                                                \
    "n = 0\n"                                                                          \
    "loop {\n"                                                                         \
    "  h = composer.get_creative_health()\n"                                           \
    "  if n == 30 { print(h.status, h.score, h.peak > 0.9, h.xruns, h.load, "          \
    "h.flow_active, h.streams, h.connections) }\n"                                     \
    "  n += 1\n"                                                                       \
    "}"

static void loudness_is_judged(void **state)
{
    (void)state;
    play_lines(LOUD("-20.db"), 1.0, 64);
    assert_string_equal(played, "Perfect 1 false 0 null true 3 2;");
    play_lines(LOUD("10.db"), 1.0, 64);
    assert_string_equal(played, "Critical 0.3 true 0 null true 3 2;");
}

static void what_is_told_is_the_same_in_all_blocks(void **state)
{
    static const char text[] = "low = saw(110.hz) |> gain(9.db)\nlow\n"
                               "loop { print(composer.get_creative_health()); "
                               "print(composer.stream_health(\"low\")); "
                               "print(composer.composition_overview()) }";
    static char before[sizeof(played)];

    (void)state;
    play_lines(text, 0.4, 64);
    memcpy(before, played, sizeof(before));
    assert_true(strlen(before) > 1000);
    play_lines(text, 0.4, 17);
    assert_string_equal(played, before);
    play_lines(text, 0.4, 1024);
    assert_string_equal(played, before);
}

/* Loud for 1 s: the engine's window forgets it after 10 s more, and 3 s hold it. */
static void a_state_is_left_when_its_cause_is_long_gone(void **state)
{
    (void)state;
    play_lines("pulse(100.hz, duration: 1.s) |> gain(10.db)\n"
               "silence()\n"
               "n = 0\n"
               "loop { h = composer.get_creative_health(); n += 1\n"
               "  if n == 61 * 10 { print(h.status) }\n"
               "  if n == 60 * 13 { print(h.status) }\n"
               "  if n == 60 * 15 + 30 { print(h.status, h.message) } }",
               16.0, 1024);
    assert_string_equal(played, "Critical;Critical;Perfect All is well.;");
}

static void a_stream_is_judged_by_its_own_sound(void **state)
{
    (void)state;
    play_lines("loud = pulse(100.hz) |> gain(10.db)\n"
               "soft = loud |> gain(-40.db)\nsoft\n"
               "n = 0\n"
               "loop { a = composer.stream_health(\"loud\"); b = "
               "composer.stream_health(soft)\n"
               "  n += 1\n"
               "  if n == 30 { print(a, b) } }",
               1.0, 64);
    assert_string_equal(
        played, "{stream_name: \"loud\", status: \"Critical\", health_score: 0.3} "
                "{stream_name: \"soft\", status: \"Perfect\", health_score: 1};");
}

static void nothing_plays_at_the_top(void **state)
{
    (void)state;
    play_lines("print(composer.get_creative_health().message, "
               "composer.get_creative_health().flow_active)\nsaw(110.hz)",
               0.1, 64);
    assert_string_equal(played, "Nothing plays yet. false;");
}

/* What the engine says, of a pulse that is 1 or -1 but for its edges. */
static void the_engine_counts_what_is_beyond_full_scale(void **state)
{
    struct leat_engine_recent r;
    struct take t;
    uint64_t clipped = 0;
    float peak = 0.0f;

    (void)state;
    play_for(&t, "saw(110.hz) |> gain(3.db)", 1.0, 100);
    for (size_t i = 0; i < t.n * t.lanes; i++) {
        clipped += fabsf(t.samples[i]) > 1.0f;
        peak = fmaxf(peak, fabsf(t.samples[i]));
    }
    leat_engine_recent(t.engine, &r);
    assert_true(clipped > 0);
    assert_int_equal(r.clipped, clipped);
    assert_true(r.peak == (double)peak);
    assert_int_equal(r.non_finite, 0);
    take_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loudness_is_judged),
        cmocka_unit_test(what_is_told_is_the_same_in_all_blocks),
        cmocka_unit_test(a_state_is_left_when_its_cause_is_long_gone),
        cmocka_unit_test(a_stream_is_judged_by_its_own_sound),
        cmocka_unit_test(nothing_plays_at_the_top),
        cmocka_unit_test(the_engine_counts_what_is_beyond_full_scale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
