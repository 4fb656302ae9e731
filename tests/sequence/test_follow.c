/* SPDX-License-Identifier: MIT */
/* follow: a transport keeps with ticks that jitter. */
#include "sequence/desk.h"

#include "base/random.h"

enum { RATE = 48000, TICKS = 24, JITTER = 48 }; /* 1 ms either way */

/* Frames of ticks of a clock that goes at 120 bpm for 480 ticks, then at 132. */
static double true_tick(int k)
{
    return 500.0 + (k < 480 ? 1000.0 * k : 480000.0 + (k - 480) * 1000.0 / 1.1);
}

/* The frame at which the clock is at a step of a sixteenth: every sixth tick. */
static double true_step(size_t step)
{
    return true_tick((int)step * TICKS / 4);
}

/* Start a transport, told 90 bpm, at the first tick, and send it all of them. */
static void listen(struct desk *d, int32_t jitter, int n_ticks)
{
    struct score *score = desk_score();

    desk_begin(d, RATE, 90.0);
    desk_track(score, "a", "x", 1);
    desk_post(d, score, LEAT_AT_QUANTUM);
    desk_order(d, PLAYER_START, 500);
    for (int k = 0; k < n_ticks; k++) {
        const int32_t off =
            (int32_t)((float)jitter * random_bipolar(7, (uint64_t)k) + 0.5f);
        const struct player_order tick = {.frame = (int64_t)(true_tick(k) + 0.5) + off,
                                          .kind = PLAYER_TICK};
        /* it is heard in the quantum behind it */
        const int64_t now = (tick.frame / 64 + 1) * 64;
        desk_run(d, now > d->frame ? now - d->frame : 0, 64);
        assert_int_equal(player_post(d->player, &tick), 0);
    }
    desk_run(d, 6400, 64);
}

static void steady_ticks_are_met_to_the_frame(void **state)
{
    struct desk d;
    struct player_status status;

    (void)state;
    listen(&d, 0, 480);
    for (size_t k = 40; k < 80; k++) /* what was off at the start is e^-10 of it */
        assert_true(llabs(desk_gate(&d, 1, true, k) - (int64_t)true_step(k)) <= 1);
    player_status(d.player, &status);
    assert_true(status.bpm > 119.99 && status.bpm < 120.01);
    assert_int_equal(status.late, 0);
    desk_end(&d);
}

/* Of 48 ticks that are off by 28 frames (root mean square of 48 either way) the line's
 * end is off by 28 * 2 / sqrt(48) = 8; steps are held to three times that. */
static void jitter_is_smoothed(void **state)
{
    struct desk d;
    double worst = 0.0, low = 1000.0, high = 0.0;

    (void)state;
    listen(&d, JITTER, 480);
    for (size_t k = 40; k < 80; k++) {
        const double off = (double)desk_gate(&d, 1, true, k) - true_step(k);
        worst = off > worst ? off : -off > worst ? -off : worst;
    }
    assert_true(worst < 24.0);
    for (size_t i = 0; i < d.n; i++) {
        const struct player_action *a = &d.action[i];
        if (a->node != 0 || a->frame < 240000)
            continue;
        const double bpm = (double)a->event.value;
        low = bpm < low ? bpm : low;
        high = bpm > high ? bpm : high;
    }
    assert_true(low > 119.0 && high < 121.0); /* one tick is off by up to 9 in 100 */
    desk_end(&d);
}

static void another_tempo_is_followed(void **state)
{
    struct desk d;
    struct player_status status;

    (void)state;
    listen(&d, JITTER, 1000);
    for (size_t k = 130; k < 166; k++) /* 12 beats after the change */
        assert_true(llabs(desk_gate(&d, 1, true, k) - (int64_t)true_step(k)) < 24);
    player_status(d.player, &status);
    assert_true(status.bpm > 131.0 && status.bpm < 133.0);
    desk_end(&d);
}

/* The position has no step: no sixteenth is shorter or longer than the tempo may be. */
static void no_step_jumps(void **state)
{
    struct desk d;

    (void)state;
    listen(&d, JITTER, 1000);
    for (size_t k = 12; k + 1 < desk_count(&d, 1, true); k++) {
        const int64_t length =
            desk_gate(&d, 1, true, k + 1) - desk_gate(&d, 1, true, k);
        assert_true(length > 6000 / 1.1 / 1.12 && length < 6000 * 1.12);
    }
    desk_end(&d);
}

/* Without ticks it goes on at the tempo it has; ticks that come again begin anew. */
static void a_clock_that_goes_away_is_not_waited_for(void **state)
{
    struct desk d;
    struct player_status status;

    (void)state;
    listen(&d, 0, 240);
    const size_t before = desk_count(&d, 1, true);
    desk_run(&d, RATE * 4, 64);
    assert_true(desk_count(&d, 1, true) >= before + 31);
    for (int k = 0; k < 480; k++) {
        const struct player_order tick = {.frame = d.frame, .kind = PLAYER_TICK};
        assert_int_equal(player_post(d.player, &tick), 0);
        desk_run(&d, 1280, 64); /* 93.75 bpm */
    }
    player_status(d.player, &status);
    assert_true(status.bpm > 93.7 && status.bpm < 93.8);
    const double ticks = status.beat * TICKS; /* just before the next one */
    assert_true(ticks - (double)(int64_t)(ticks + 0.5) > -0.01 &&
                ticks - (double)(int64_t)(ticks + 0.5) < 0.01);
    desk_end(&d);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(steady_ticks_are_met_to_the_frame),
        cmocka_unit_test(jitter_is_smoothed),
        cmocka_unit_test(another_tempo_is_followed),
        cmocka_unit_test(no_step_jumps),
        cmocka_unit_test(a_clock_that_goes_away_is_not_waited_for),
    };
    return cmocka_run_group_tests_name("follow", tests, NULL, NULL);
}
