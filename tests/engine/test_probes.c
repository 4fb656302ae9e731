/* SPDX-License-Identifier: MIT */
/* What a program reads from a stream at a frame is what came before that frame. */
#include <math.h>

#include "engine/take.h"

enum { RATE = 48000, WINDOW = 800, LANES = 3 };

static void begin_manual(struct take *t)
{
    take_begin(t);
    t->config.rate_hz = RATE;
    t->config.clock = LEAT_CLOCK_MANUAL;
}

/* noise -> probe -> output */
static uint32_t begin_audio(struct take *t, const char *class_name)
{
    const float amplitude[LANES] = {1.0f, 0.5f, 0.25f};

    begin_manual(t);
    const uint32_t noise = take_add(t, "noise", "noise");
    const uint32_t probe = take_add(t, class_name, "probe");
    const uint32_t out = take_add(t, "output", "out");
    assert_int_equal(leat_edit_set(t->edit, noise, take_param(t, "noise", "amplitude"),
                                   amplitude, LANES, &t->diag),
                     0);
    take_link(t, noise, probe);
    take_link(t, probe, out);
    t->config.channels = LANES;
    take_engine(t);
    return probe;
}

/* An output plays channels that a list has made at 1 / sqrt(n). */
static double heard(const struct take *t, size_t frame, int lane)
{
    return sqrt((double)LANES) * (double)t->samples[frame * LANES + (size_t)lane];
}

static void assert_near(float got, double want)
{
    /* 800 float additions in 16 parts: a relative error below 50 * 2^-24 */
    assert_true(fabs((double)got - want) <= 3e-6 * fabs(want));
}

static void assert_level(const struct take *t, const float *value, int lane)
{
    const size_t first = t->n < WINDOW ? 0 : t->n - WINDOW;
    double square = 0.0, peak = 0.0;

    for (size_t i = first; i < t->n; i++) {
        const double x = heard(t, i, lane);
        square += x * x;
        peak = fmax(peak, fabs(x));
    }
    assert_near(value[0], sqrt(square / WINDOW));
    assert_near(value[1], peak);
    assert_near(value[2], heard(t, t->n - 1, lane));
}

/* At 60 pictures a second there are 12.5 quanta from one to the next. */
static void level_and_peak_are_of_exactly_the_last_window(void **state)
{
    float value[3 * LANES + 1] = {0};
    struct take t;
    const uint32_t probe = begin_audio(&t, "probe_audio");

    (void)state;
    assert_int_equal(leat_engine_mailbox(t.engine, probe, value, 9), 9);
    assert_true(value[0] == 0.0f && value[5] == 0.0f); /* nothing has flowed yet */
    for (int picture = 0; picture < 7; picture++) {
        assert_int_equal(leat_engine_crank(t.engine, picture == 3 ? 37 : WINDOW), 0);
        assert_int_equal(leat_engine_frame(t.engine), t.n);
        assert_int_equal(leat_engine_mailbox(t.engine, probe, value, 9), 9);
        for (int lane = 0; lane < LANES; lane++)
            assert_level(&t, value + 3 * lane, lane);
    }
    value[3] = -1.0f;
    assert_int_equal(leat_engine_mailbox(t.engine, probe, value, 3), 9);
    assert_true(value[3] == -1.0f); /* no more than were asked for */
    assert_int_equal(leat_engine_mailbox(t.engine, probe + 100, value, 3),
                     LEAT_ERR_NOT_FOUND);
    take_end(&t);
}

static void data_are_the_newest_of_each_lane(void **state)
{
    float value[LANES];
    struct take t;
    const uint32_t probe = begin_audio(&t, "probe_data");

    (void)state;
    for (int picture = 0; picture < 5; picture++) {
        assert_int_equal(leat_engine_crank(t.engine, 123), 0);
        assert_int_equal(leat_engine_mailbox(t.engine, probe, value, LANES), LANES);
        for (int lane = 0; lane < LANES; lane++)
            assert_near(value[lane], heard(&t, t.n - 1, lane));
    }
    take_end(&t);
}

static uint32_t begin_events(struct take *t)
{
    begin_manual(t);
    const uint32_t probe = take_add(t, "probe_events", "probe");
    take_link(t, take_add(t, "silence", "silence"), take_add(t, "output", "out"));
    take_engine(t);
    return probe;
}

static void send(struct take *t, uint32_t probe, int64_t frame, float key)
{
    const struct leat_event event = {
        .frame = frame, .type = LEAT_EVENT_NOTE_ON, .key = key, .value = 0.5f};

    assert_int_equal(leat_engine_send(t->engine, probe, &event), 0);
}

static void events_come_once_and_with_their_frames(void **state)
{
    struct leat_event event[4];
    uint64_t since = 0, lost = 7;
    struct take t;
    const uint32_t probe = begin_events(&t);

    (void)state;
    for (int k = 0; k < 6; k++) /* 100 300 500 ... */
        send(&t, probe, 100 + 200 * k, (float)k);
    assert_int_equal(leat_engine_crank(t.engine, 800), 0);
    /* those up to 700, two at a time, the one at 500 not yet */
    assert_int_equal(leat_engine_heard(t.engine, probe, 500, &since, event, 4, &lost),
                     2);
    assert_true(event[0].frame == 100 && event[0].key == 0.0f && lost == 0);
    assert_true(event[1].frame == 300 && event[1].value == 0.5f);
    assert_int_equal(leat_engine_heard(t.engine, probe, 500, &since, event, 4, NULL),
                     0);
    assert_int_equal(leat_engine_heard(t.engine, probe, 800, &since, event, 1, NULL),
                     1);
    assert_true(event[0].frame == 500);
    assert_int_equal(leat_engine_heard(t.engine, probe, 800, &since, event, 4, NULL),
                     1);
    assert_true(event[0].frame == 700);
    assert_int_equal(leat_engine_crank(t.engine, 800), 0);
    assert_int_equal(
        leat_engine_heard(t.engine, probe, INT64_MAX, &since, event, 4, NULL), 2);
    assert_true(event[1].frame == 1100 && since == 6);
    take_end(&t);
}

static void what_is_not_read_in_time_is_lost_and_counted(void **state)
{
    struct leat_event event[300];
    uint64_t since = 0, lost = 0;
    struct take t;
    const uint32_t probe = begin_events(&t);

    (void)state;
    for (int k = 0; k < 300; k++)
        send(&t, probe, 10 * k, (float)(k % 128));
    assert_int_equal(leat_engine_crank(t.engine, 3200), 0);
    assert_int_equal(
        leat_engine_heard(t.engine, probe, 3200, &since, event, 300, &lost), 256);
    assert_int_equal(lost, 44);
    for (int k = 0; k < 256; k++)
        assert_int_equal(event[k].frame, 10 * (44 + k));
    take_end(&t);
}

static void who_hears_no_events_says_so(void **state)
{
    struct leat_event event[1];
    uint64_t since = 0;
    struct take t;
    const uint32_t probe = begin_audio(&t, "probe_audio");

    (void)state;
    assert_int_equal(leat_engine_heard(t.engine, probe, 1, &since, event, 1, NULL),
                     LEAT_ERR_NOT_FOUND);
    assert_int_equal(
        leat_engine_heard(t.engine, probe + 100, 1, &since, event, 1, NULL),
        LEAT_ERR_NOT_FOUND);
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(level_and_peak_are_of_exactly_the_last_window),
        cmocka_unit_test(data_are_the_newest_of_each_lane),
        cmocka_unit_test(events_come_once_and_with_their_frames),
        cmocka_unit_test(what_is_not_read_in_time_is_lost_and_counted),
        cmocka_unit_test(who_hears_no_events_says_so),
    };

    return cmocka_run_group_tests_name("probes", tests, NULL, NULL);
}
