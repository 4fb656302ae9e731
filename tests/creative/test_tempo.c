/* SPDX-License-Identifier: MIT */
/* tempo: the range, frequencies, beats and bars. */
#include "base/note.h"
#include "creative/tempo.h"
#include "near.h"

static void a_tempo_has_a_range(void **state)
{
    (void)state;
    assert_true(tempo_is(20) && tempo_is(120) && tempo_is(400));
    assert_false(tempo_is(19.999) || tempo_is(400.001) || tempo_is(__builtin_nan("")));
    assert_true(tempo_of_frequency(2.0) == 120.0);
}

static void beats_and_bars_are_seconds(void **state)
{
    double beats;

    (void)state;
    assert_true(tempo_seconds(1.0, 120.0) == 0.5);
    assert_true(tempo_seconds(tempo_bar(4, 4), 120.0) == 2.0);
    assert_true(tempo_seconds(tempo_bar(6, 8), 120.0) == 1.5);
    assert_true(tempo_bar(3, 4) == 3.0 && tempo_bar(5, 16) == 1.25);
    assert_true(note_read_value("1/1", &beats) && beats == tempo_bar(4, 4));
    for (int bpm = TEMPO_LEAST; bpm <= TEMPO_MOST; bpm++)
        ASSERT_NEAR(tempo_beats(tempo_seconds(7.3, bpm), bpm), 7.3, 1e-14);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tempo_has_a_range),
        cmocka_unit_test(beats_and_bars_are_seconds),
    };
    return cmocka_run_group_tests_name("tempo", tests, NULL, NULL);
}
