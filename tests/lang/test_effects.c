/* SPDX-License-Identifier: MIT */
/* effects: things that are set and bypassed while the program plays. */
#include <math.h>

#include "lang/performed.h"

enum { N = 48000 };

static struct performed_sound take;

static void play(const char *text)
{
    free(take.samples);
    play_sound(text, 64, 1, N, &take);
    assert_int_equal(take.counts.failed, 0);
}

static float loudest(int from, int to)
{
    float most = 0.0f;

    for (int i = from * (int)take.lanes; i < to * (int)take.lanes; i++)
        most = fmaxf(most, fabsf(take.samples[i]));
    return most;
}

/* A sine of 4 kHz through a low-pass that opens after half a second. */
static void settings_reach_nodes_that_last(void **state)
{
    (void)state;
    play("f = Filter.new(\"lowpass\", 100.hz)\n"
         "sine(4.khz) |> f\n"
         "after(0.5.s) { f.set_cutoff(20.khz) }");
    assert_true(loudest(4000, 24000) < 0.01f);
    assert_true(loudest(30000, N) > 0.9f);
}

static void a_bypass_leads_around_nodes_that_last(void **state)
{
    static const char *const text[] = {
        "f = Filter.new(\"lowpass\", 100.hz)\n"
        "sine(4.khz) |> f\n"
        "after(0.25.s) { f.bypass(true) }\nafter(0.5.s) { f.bypass(false) }",
        "r = EffectsChain.new()\nr.add_effect(lowpass(cutoff: 100.hz))\n"
        "sine(4.khz) |> r\n"
        "after(0.25.s) { r.set_bypass(true) }\nafter(0.5.s) { r.set_bypass(false) }",
        ("r = EffectsChain.new()\nr.add_effect(lowpass(cutoff: 100.hz))\nk = 0\n"
         "loop { r.set_bypass(k >= 15 and k < 30)\n sine(4.khz) |> r\n k += 1 }"),
    };

    (void)state;
    for (int i = 0; i < 3; i++) {
        play(text[i]);
        assert_true(loudest(4000, 11900) < 0.01f);
        assert_true(loudest(14000, 23900) > 0.9f);
        assert_true(loudest(30000, N) < 0.01f);
    }
}

static void an_oscillator_sounds_until_it_is_stopped(void **state)
{
    (void)state;
    play("o = Oscillator.new(1.khz, 0.5)\no.process() |> output()\n"
         "after(0.25.s) { o.set_amplitude(0.25) }\nafter(0.5.s) { o.stop() }");
    assert_true(fabsf(loudest(0, 12000) - 0.5f) < 1e-3f);
    assert_true(fabsf(loudest(14000, 24000) - 0.25f) < 1e-3f);
    assert_true(loudest(26000, N) == 0.0f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_reach_nodes_that_last),
        cmocka_unit_test(a_bypass_leads_around_nodes_that_last),
        cmocka_unit_test(an_oscillator_sounds_until_it_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
