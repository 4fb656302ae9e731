/* SPDX-License-Identifier: MIT */
/* pulse: 24 ticks a beat, at the frames of the transport. */
#include "sequence/desk.h"
#include "sequence/pulse.h"
#include "support/rt_guard.h"

enum { RATE = 48000, MOST = 20000 };

static struct {
    enum pulse_kind kind;
    int64_t frame;
} got[MOST];
static uint32_t n_got;
static struct pulse pulse;

static void keep(void *user, enum pulse_kind kind, int64_t frame)
{
    (void)user;
    assert_true(n_got < MOST);
    assert_true(n_got == 0 || frame >= got[n_got - 1].frame);
    got[n_got].kind = kind;
    got[n_got++].frame = frame;
}

static void begin(struct desk *d, double bpm)
{
    desk_begin(d, RATE, bpm);
    memset(&pulse, 0, sizeof(pulse));
    n_got = 0;
}

static void run(struct desk *d, int64_t nframes)
{
    const struct pulse_heard heard = {keep, NULL};

    for (const int64_t end = d->frame + nframes; d->frame < end;) {
        const int64_t frame = d->frame;
        desk_run(d, PLAYER_QUANTUM, PLAYER_QUANTUM);
        rt_guard_enter();
        rt_pulse_quantum(&pulse, d->player, frame, PLAYER_QUANTUM, &heard);
        rt_guard_leave();
        for (uint32_t i = n_got; i-- > 0 && got[i].frame >= frame;)
            assert_true(got[i].frame < d->frame);
    }
}

static void expect(uint32_t i, enum pulse_kind kind, int64_t frame)
{
    assert_true(i < n_got);
    assert_int_equal(got[i].kind, kind);
    assert_int_equal(got[i].frame, frame);
}

/* Tick k of a transport that began at frame b: the nearest to b + 60 rate k / 24 bpm.
 */
static void ticks_fall_on_the_nearest_frame(void **state)
{
    static const int64_t tempos[] = {20, 97, 120, 174, 400};

    (void)state;
    for (int t = 0; t < 5; t++) {
        struct desk d;
        begin(&d, (double)tempos[t]);
        desk_order(&d, PLAYER_START, 1000);
        run(&d, 40 * RATE);
        const int64_t over = 60 * RATE, under = 24 * tempos[t];
        expect(0, PULSE_START, 1000);
        for (uint32_t k = 0; k + 1 < n_got; k++)
            expect(k + 1, PULSE_TICK, 1000 + (2 * over * k + under) / (2 * under));
        const int64_t most = (40 * RATE - 1000) * under / over;
        assert_in_range(n_got, most, most + 2);
        desk_end(&d);
    }
}

/* Step k of four a beat is tick 6 k. */
static void ticks_and_steps_agree(void **state)
{
    struct score *score = desk_score();
    struct desk d;

    (void)state;
    begin(&d, 133.0);
    desk_track(score, "a", "x", 1);
    desk_post(&d, score, LEAT_AT_QUANTUM);
    desk_order(&d, PLAYER_START, 64);
    run(&d, 20 * RATE);
    for (size_t k = 0; 6 * k + 1 < n_got; k++)
        assert_int_equal(desk_gate(&d, 1, true, k), got[6 * k + 1].frame);
    desk_end(&d);
}

/* 1000 frames a tick: what stops at 10 500 goes on with tick 11 as late as it stood. */
static void a_stop_is_told_and_what_goes_on_continues(void **state)
{
    struct desk d;

    (void)state;
    begin(&d, 120.0);
    desk_order(&d, PLAYER_START, 0);
    desk_order(&d, PLAYER_STOP, 10500);
    desk_order(&d, PLAYER_START, 20000);
    run(&d, 320 * PLAYER_QUANTUM);
    desk_order(&d, PLAYER_STOP, -1);
    desk_order(&d, PLAYER_RESET, -1);
    run(&d, PLAYER_QUANTUM);
    desk_order(&d, PLAYER_START, -1);
    run(&d, PLAYER_QUANTUM);
    expect(0, PULSE_START, 0);
    expect(11, PULSE_TICK, 10000);
    expect(12, PULSE_STOP, 10500);
    expect(13, PULSE_CONTINUE, 20000);
    expect(14, PULSE_STOP, 320 * PLAYER_QUANTUM);
    expect(15, PULSE_START, 321 * PLAYER_QUANTUM);
    expect(16, PULSE_TICK, 321 * PLAYER_QUANTUM);
    assert_int_equal(n_got, 17);
    desk_end(&d);
}

static void a_reset_while_it_runs_is_a_start(void **state)
{
    struct desk d;

    (void)state;
    begin(&d, 120.0);
    desk_order(&d, PLAYER_START, 0);
    desk_order(&d, PLAYER_RESET, 4321);
    run(&d, 6400);
    expect(5, PULSE_TICK, 4000);
    expect(6, PULSE_START, 4321);
    expect(7, PULSE_TICK, 4321);
    expect(8, PULSE_TICK, 5321);
    desk_end(&d);
}

/* A ramp changes the tempo at every grid frame: no tick is lost, none comes twice. */
static void tempo_changes_lose_no_tick(void **state)
{
    struct desk d;
    struct player_status status;

    (void)state;
    begin(&d, 60.0);
    desk_order(&d, PLAYER_START, 0);
    desk_tempo(&d, 100, 400.0f, 7.0f);
    desk_tempo(&d, 400000, 33.0f, 0.0f);
    run(&d, 10 * RATE);
    player_status(d.player, &status);
    const double ticks = status.beat * PULSE_TICKS;
    assert_true((double)(n_got - 1) >= ticks && (double)(n_got - 1) <= ticks + 1.5);
    for (uint32_t i = 2; i < n_got; i++)
        assert_in_range(got[i].frame - got[i - 1].frame, 290, 3700);
    desk_end(&d);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_fall_on_the_nearest_frame),
        cmocka_unit_test(ticks_and_steps_agree),
        cmocka_unit_test(a_stop_is_told_and_what_goes_on_continues),
        cmocka_unit_test(a_reset_while_it_runs_is_a_start),
        cmocka_unit_test(tempo_changes_lose_no_tick),
    };

    return cmocka_run_group_tests_name("pulse", tests, NULL, NULL);
}
