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

static void what_is_stopped_is_silent_until_it_starts(void **state)
{
    const size_t quarter = PERFORMED_RATE / 4, fade = PERFORMED_RATE / 25;

    (void)state;
    play_both("low = saw(55.hz)\nlow\nsilence()",
              "after(0.25.s) { low.stop() }\nafter(0.5.s) { low.start() }", 0.75);
    assert_true(is_times(1.0, 0, quarter - 64));
    assert_true(is_times(0.0, quarter + fade, 2 * quarter - 64));
    float peak = 0.0f;
    for (size_t i = (2 * quarter + fade) * ruled.lanes; i < ruled.n * ruled.lanes; i++)
        peak = fmaxf(peak, fabsf(ruled.samples[i]));
    assert_true(peak > 0.5f);
    end_both();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_on_names_types_and_metadata),
        cmocka_unit_test(a_rule_on_the_level_switches_while_it_plays),
        cmocka_unit_test(what_is_stopped_is_silent_until_it_starts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
