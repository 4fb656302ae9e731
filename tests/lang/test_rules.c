/* SPDX-License-Identifier: MIT */
/* rules: what rules of routing, and stop and start, make of the sound. */
#include "lang/performed.h"

static struct take plain, ruled;

/* The plain sound, and the same with a rule. */
static void play_both(const char *sound, const char *rule, double seconds)
{
    char text[1000];

    play_for(&plain, sound, seconds, 64);
    snprintf(text, sizeof(text), "%s\n%s", sound, rule);
    play_for(&ruled, text, seconds, 64);
    assert_int_equal(plain.n, ruled.n);
    assert_int_equal(plain.lanes, ruled.lanes);
}

static void end_both(void)
{
    take_end(&plain);
    take_end(&ruled);
}

/* Whether frames [from, to) of the ruled sound are the plain ones times a gain. */
static bool is_times(double gain, size_t from, size_t to)
{
    for (size_t i = from * plain.lanes; i < to * plain.lanes; i++)
        if (fabs((double)ruled.samples[i] - gain * (double)plain.samples[i]) > 1e-6)
            return false;
    return true;
}

/* Whether the ruled sound is heard from a frame on. */
static bool is_loud(size_t from)
{
    float peak = 0.0f;

    for (size_t i = from * ruled.lanes; i < ruled.n * ruled.lanes; i++)
        peak = fmaxf(peak, fabsf(ruled.samples[i]));
    return peak > 0.4f;
}

#define LOW "low = saw(55.hz)\nsoft = low |> gain(-6.db)\nsoft"

static void rules_on_names_types_and_metadata(void **state)
{
    static const struct {
        const char *rule;
        double gain;
    } rules[] = {
        {"Stream.add_rule(\"r\", NamePattern(\"so*\"), SetGain(50%))", 0.5},
        {"Stream.add_rule(\"r\", NamePattern(\"x*\"), SetGain(50%))", 1.0},
        {"Stream.add_rule(\"r\", NamePattern(\"soft\"), SetGain(50%), enabled: false)",
         1.0},
        {"Stream.add_rule(\"r\", Always, SetGain(25%), stream: soft)", 0.25},
        {"Stream.set_metadata(soft, \"mood\", \"calm\")\n"
         "Stream.add_rule(\"r\", MetadataMatch(\"mood\", \"calm\"), SetGain(50%))",
         0.5},
        {"Stream.set_metadata(soft, \"mood\", \"wild\")\n"
         "Stream.add_rule(\"r\", MetadataMatch(\"mood\", \"calm\"), SetGain(50%))",
         1.0},
        {"Stream.add_rule(\"a\", Always, SetGain(50%), 1, stream: soft)\n"
         "Stream.add_rule(\"b\", Always, SetGain(25%), 2, stream: soft)",
         0.25},
        {"Stream.add_rule(\"a\", StreamTypeMatch(Video), SetGain(50%), stream: soft)",
         1.0},
        {"rate = lfo(2.hz)\nStream.add_rule(\"a\", StreamTypeMatch(Data), "
         "SetGain(50%), "
         "stream: soft)",
         1.0},
        {"Stream.add_rule(\"a\", StreamTypeMatch(Audio), SetGain(50%), stream: soft)",
         0.5},
        {"Stream.add_rule(\"r\", Always, EnableBypass, stream: soft)",
         1.9952623149688795},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        play_both(LOW, rules[i].rule, 0.2);
        if (!is_times(rules[i].gain, 0, plain.n))
            fail_msg("%s", rules[i].rule);
        end_both();
    }
}

/* Delays are of what leaves the stream, in frames. */
static void rules_delay_what_leaves_a_stream(void **state)
{
    static const struct {
        const char *action;
        size_t late;
    } actions[] = {{"SetDelay(480)", 480}, {"CreateBuffer(100)", 128}};
    char rule[200];

    (void)state;
    for (size_t k = 0; k < sizeof(actions) / sizeof(actions[0]); k++) {
        snprintf(rule, sizeof(rule), "Stream.add_rule(\"r\", Always, %s, stream: soft)",
                 actions[k].action);
        play_both(LOW, rule, 0.2);
        const size_t late = actions[k].late * plain.lanes;
        for (size_t i = 0; i < plain.n * plain.lanes; i++)
            assert_true(ruled.samples[i] ==
                        (i < late ? 0.0f : plain.samples[i - late]));
        end_both();
    }
}

/* Half a second loud, half a second soft; 10 ms and a quantum for the switch. */
static void a_rule_on_the_level_switches_while_it_plays(void **state)
{
    const size_t half = PERFORMED_RATE / 2, fade = PERFORMED_RATE / 50;

    (void)state;
    play_both("part = concat(gain(pulse(100.hz, duration: 0.5.s), -6.db), "
              "gain(pulse(100.hz, duration: 0.5.s), -40.db))\nroom = part |> "
              "gain(-3.db)\nroom",
              "Stream.add_rule(\"r\", BufferLevel(above: 10%, stream: part), "
              "Disconnect(room), stream: part)",
              1.0);
    assert_true(is_times(0.0, fade, half));
    assert_true(is_times(1.0, half + fade, 2 * half));
    end_both();
}

/* Loud for half a second, then so soft that any delay of it is as good as none. */
#define TWO_HALVES                                                                     \
    "part = concat(gain(pulse(100.hz, duration: 0.5.s), -6.db), "                      \
    "gain(pulse(100.hz, duration: 0.5.s), -120.db))\n"                                 \
    "room = part |> gain(0.db)\nroom"

/* Every action holds while its condition does, and behind it all is as it was. */
static void what_a_level_or_activity_asks_is_undone_behind_it(void **state)
{
    static const struct {
        const char *condition, *action;
        double loud, soft; /* gains of what is heard */
    } rules[] = {
        {"BufferLevel(above: 10%, stream: part)", "SetGain(50%)", 0.5, 1.0},
        {"BufferLevel(below: 10%, stream: part)", "SetGain(50%)", 1.0, 0.5},
        {"BufferLevel(above: 10%)", "SetGain(200%)", 2.0, 1.0},
        {"StreamActivity(hold: 20.ms, stream: part)", "SetGain(25%)", 0.25, 1.0},
        {"StreamActivity(hold: 20.ms, stream: part)", "Disconnect(room)", 0.0, 1.0},
    };
    const size_t half = PERFORMED_RATE / 2, fade = PERFORMED_RATE / 20;
    char rule[300];

    (void)state;
    for (size_t k = 0; k < sizeof(rules) / sizeof(rules[0]); k++) {
        snprintf(rule, sizeof(rule), "Stream.add_rule(\"r\", %s, %s, stream: part)",
                 rules[k].condition, rules[k].action);
        play_both(TWO_HALVES, rule, 1.0);
        if (!is_times(rules[k].loud, fade, half - 64) ||
            !is_times(rules[k].soft, half + fade, 2 * half))
            fail_msg("%s", rule);
        end_both();
    }
}

/* As a rule that always holds delays it. */
static void a_level_delays_what_leaves_a_stream(void **state)
{
    static const char *const actions[] = {"SetDelay(481)", "CreateBuffer(900)"};
    const size_t half = PERFORMED_RATE / 2, fade = PERFORMED_RATE / 20;
    char text[600];

    (void)state;
    for (size_t k = 0; k < sizeof(actions) / sizeof(actions[0]); k++) {
        for (int live = 0; live < 2; live++) {
            snprintf(text, sizeof(text),
                     TWO_HALVES "\nStream.add_rule(\"r\", %s, %s, stream: part)",
                     live ? "BufferLevel(above: 10%, stream: part)" : "Always",
                     actions[k]);
            play_for(live ? &ruled : &plain, text, 1.0, 64);
        }
        assert_true(is_times(1.0, fade, half - 64));
        end_both();
        play_for(&plain, TWO_HALVES, 1.0, 64);
        play_for(&ruled, text, 1.0, 64);
        assert_false(is_times(1.0, fade, half - 64));
        assert_true(is_times(1.0, half + fade, 2 * half));
        end_both();
    }
}

/* While it is bypassed what goes in comes out, and no more than that at the switch. */
static void a_level_bypasses_what_it_goes_through(void **state)
{
    const size_t half = PERFORMED_RATE / 2, fade = PERFORMED_RATE / 20;

    (void)state;
    play_both("part = concat(gain(pulse(100.hz, duration: 0.5.s), -6.db), "
              "gain(pulse(100.hz, duration: 0.5.s), -40.db))\n"
              "room = part |> gain(-12.db)\nroom",
              "Stream.add_rule(\"r\", BufferLevel(above: 10%, stream: part), "
              "EnableBypass, stream: room)",
              1.0);
    assert_true(is_times(pow(10.0, 12.0 / 20.0), fade, half - 64));
    assert_true(is_times(1.0, half + fade, 2 * half));
    end_both();
}

/* The same as a link with a condition: it is open while the part is loud, or active. */
static void a_conditional_link_is_open_while_its_condition_holds(void **state)
{
    static const char *const conditions[] = {"BufferLevel(above: 10%, stream: part)",
                                             "BufferLevel(above: 10%)",
                                             "StreamActivity(hold: 20.ms)"};
    const size_t half = PERFORMED_RATE / 2, fade = PERFORMED_RATE / 20;
    char text[600];

    (void)state;
    for (size_t k = 0; k < sizeof(conditions) / sizeof(conditions[0]); k++) {
        snprintf(
            text, sizeof(text),
            "part = concat(gain(pulse(100.hz, duration: 0.5.s), -6.db), "
            "gain(pulse(100.hz, duration: 0.5.s), -120.db))\n"
            "tone = sine(330.hz)\nroom = gain(silence(), 0.db)\n"
            "Stream.connect_conditional(%s, room, %s)\nroom\npart |> gain(-120.db)",
            k == 0 ? "tone" : "part", conditions[k]);
        play_for(&ruled, text, 1.0, 64);
        float loud = 0.0f, soft = 0.0f;
        for (size_t i = fade * ruled.lanes; i < half * ruled.lanes; i++)
            loud = fmaxf(loud, fabsf(ruled.samples[i]));
        for (size_t i = (half + fade) * ruled.lanes; i < ruled.n * ruled.lanes; i++)
            soft = fmaxf(soft, fabsf(ruled.samples[i]));
        assert_true(loud > 0.4f && soft < 1e-4f);
        take_end(&ruled);
    }
}

/* Links that a frame makes later are shut as well, and a statement adds no link. */
static void what_is_stopped_stays_so_in_links_to_come(void **state)
{
    const size_t quarter = PERFORMED_RATE / 4, fade = PERFORMED_RATE / 25;

    (void)state;
    play_both("low = saw(55.hz)\nsilence()\nloop { low |> gain(-6.db) }",
              "after(0.25.s) { low.stop().stop() }\nafter(0.5.s) { low.start() }",
              0.75);
    assert_true(is_times(1.0, 0, quarter - 64));
    assert_true(is_times(0.0, quarter + fade, 2 * quarter - 64));
    assert_true(is_loud(2 * quarter + fade)); /* it stood still meanwhile */
    end_both();
    play_both("low = saw(55.hz)\nlow", "low.start()\nmore = low.stop()\nmore.start()",
              0.1);
    assert_true(is_times(1.0, 0, ruled.n));
    end_both();
    play_for(&ruled, "low = saw(55.hz)\nx = low.start()\nx", 0.1, 64);
    assert_true(is_loud(0));
    take_end(&ruled);
}

static void what_is_stopped_is_silent_until_it_starts(void **state)
{
    const size_t quarter = PERFORMED_RATE / 4, fade = PERFORMED_RATE / 25;

    (void)state;
    play_both("low = saw(55.hz)\nlow\nsilence()",
              "after(0.25.s) { low.stop() }\nafter(0.5.s) { low.start() }", 0.75);
    assert_true(is_times(1.0, 0, quarter - 64));
    assert_true(is_times(0.0, quarter + fade, 2 * quarter - 64));
    assert_true(is_loud(2 * quarter + fade));
    end_both();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_on_names_types_and_metadata),
        cmocka_unit_test(rules_delay_what_leaves_a_stream),
        cmocka_unit_test(a_rule_on_the_level_switches_while_it_plays),
        cmocka_unit_test(what_a_level_or_activity_asks_is_undone_behind_it),
        cmocka_unit_test(a_level_delays_what_leaves_a_stream),
        cmocka_unit_test(a_level_bypasses_what_it_goes_through),
        cmocka_unit_test(a_conditional_link_is_open_while_its_condition_holds),
        cmocka_unit_test(what_is_stopped_stays_so_in_links_to_come),
        cmocka_unit_test(what_is_stopped_is_silent_until_it_starts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
