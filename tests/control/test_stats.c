/* SPDX-License-Identifier: MIT */
/* stats: what is told of a running instrument is what it did. */
#include <math.h>

#include "desk.h"

static struct desk d;

/* The value behind a name in the last answer. */
static double value_of(const char *name)
{
    char word[64];

    snprintf(word, sizeof(word), " %s ", name);
    const char *at = strstr(d.answer, word);
    if (!at)
        fail_msg("%s is not in %s", name, d.answer);
    return atof(at + strlen(word));
}

static void test_counts(void **state)
{
    (void)state;
    desk_begin(&d, "sine(1000.hz) |> gain(6.0206.db) |> output()");
    for (int i = 0; i < 1500; i++) {
        desk_crank(&d, 64);
        control_work(d.control, 0);
    }
    desk_say(&d, "/nothing", "");
    desk_say(&d, "/stats", "id:1");
    assert_float_equal(value_of("frames"), 96000.0, 0.0);
    assert_float_equal(value_of("quanta"), 1500.0, 0.0);
    assert_float_equal(value_of("blocks"), 1500.0, 0.0);
    assert_float_equal(value_of("cmd_bad"), 1.0, 0.0);
    assert_float_equal(value_of("stale"), 0.0, 0.0);
    assert_float_equal(value_of("wrong_seq"), 0.0, 0.0);
    assert_float_equal(value_of("peak"), 2.0, 1e-3);
    assert_float_equal(value_of("rms"), sqrt(2.0), 1e-3);
    /* of a sine of 2, two thirds are beyond 1: |sin| > 1/2 for 240 of 360 degrees, and
     * the sample right on it, of 48 a cycle, may be either */
    assert_in_range((int)value_of("clip"), 96000 * 30 / 48, 96000 * 34 / 48);
    desk_say(&d, "/stats/reset", "");
    desk_crank(&d, 640);
    desk_say(&d, "/stats", "id:1");
    assert_float_equal(value_of("frames"), 640.0, 0.0);
    assert_float_equal(value_of("cmd_bad"), 0.0, 0.0);
    assert_float_equal(value_of("rate"), 48000.0, 0.0);
    desk_end(&d);
}

/* Counts of the last 10 s: those of the newest moment that long ago, a second apart,
 * are not in them. */
static void test_recent(void **state)
{
    (void)state;
    desk_begin(&d, "sine() |> output()");
    desk_say(&d, "/nothing", "");
    for (int i = 0; i < 15 * 750; i++) {
        desk_crank(&d, 64);
        control_work(d.control, 0);
        if (i == 5 * 750) {
            desk_say(&d, "/stats/recent", "id:1");
            assert_float_equal(value_of("cmd_bad"), 1.0, 0.0);
        }
        if (i >= 8 * 750 && i < 8 * 750 + 20)
            desk_say(&d, "/nothing", "");
    }
    desk_say(&d, "/stats/recent", "id:1");
    assert_true(value_of("seconds") >= 10.0 && value_of("seconds") < 11.1);
    assert_float_equal(value_of("cmd_bad"), 20.0, 0.0);
    assert_true(fabs(value_of("frames") - 48000.0 * value_of("seconds")) < 1.0);
    desk_say(&d, "/stats/reset", "");
    desk_crank(&d, 640);
    desk_say(&d, "/stats/recent", "id:1");
    assert_float_equal(value_of("frames"), 640.0, 0.0);
    assert_float_equal(value_of("cmd_bad"), 0.0, 0.0);
    desk_end(&d);
}

/* name seconds count p50 p99 p999 max, four times. */
static void test_times(void **state)
{
    double v[4][6];

    (void)state;
    desk_begin(&d, "sine() |> output()");
    for (int i = 0; i < 20 * 750; i++) {
        desk_crank(&d, 64);
        if (i % 150 == 0)
            control_work(d.control, 0);
    }
    control_work(d.control, 0);
    desk_say(&d, "/stats/times", "id:1");
    char *word = strtok(d.answer, " ");
    for (int i = 0; i < 2; i++) /* id, address */
        word = strtok(NULL, " ");
    for (int row = 0; row < 4; row++) {
        word = strtok(NULL, " ");
        assert_string_equal(word, row < 2 ? "block" : "latency");
        for (int k = 0; k < 6; k++)
            v[row][k] = atof(strtok(NULL, " "));
    }
    assert_float_equal(v[0][0], 20.0, 0.0);
    assert_float_equal(v[0][1], 20 * 750, 0.0);
    assert_true(v[1][0] >= 10.0 && v[1][0] < 11.3);
    assert_float_equal(v[1][1], v[1][0] * 750, 0.5);
    for (int row = 0; row < 2; row++)
        for (int k = 2; k < 5; k++)
            assert_true(v[row][k] > 0.0 && v[row][k] <= v[row][k + 1]);
    assert_true(v[1][5] <= v[0][5] * 33.0 / 32.0);
    assert_float_equal(v[2][1], 0.0, 0.0);
    desk_end(&d);
}

static void test_answers_of_json(void **state)
{
    (void)state;
    desk_begin(&d, "m = sine() |> meter()\nm |> output()");
    desk_crank(&d, 640);
    desk_expect(&d, "/nodes", "json id:1", "\"m\":\"meter\"");
    desk_expect(&d, "/health", "json id:1", "{\"status\":\"");
    desk_expect(&d, "/stats", "json id:1", "\"frames\":640,");
    desk_expect(&d, "/devices", "json id:1", "[{\"backend\":\"");
    desk_expect(&d, "/devices", "id:1", " null ");
    desk_expect(&d, "/schema", "m json id:1", "[{\"name\":\"m\",\"address\"");
    desk_expect(&d, "/schema", "json id:1", "[{\"name\":\"");
    desk_expect(&d, "/schema", "x json id:1", "/error 1 E201");
    desk_end(&d);
}

/* What no packet holds is refused and says what to do. */
static void test_too_long(void **state)
{
    (void)state;
    desk_begin(&d, "voices(2, saw() |> adsr()) |> output()");
    for (int i = 0; i < 60; i++) {
        char text[64];
        snprintf(text, sizeof(text), "n%d compressor", i);
        desk_say(&d, "/graph/create", text);
    }
    desk_expect(&d, "/schema", "json id:1", "64 KiB. Ask for one");
    desk_end(&d);
}

static void test_metrics(void **state)
{
    (void)state;
    desk_begin(&d, "sine() |> output()");
    desk_crank(&d, 640);
    desk_say(&d, "/metrics", "id:1");
    assert_non_null(strstr(d.answer, "# TYPE leat_frames_total counter\n"
                                     "leat_frames_total 640\n"));
    desk_end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),   cmocka_unit_test(test_recent),
        cmocka_unit_test(test_times),    cmocka_unit_test(test_answers_of_json),
        cmocka_unit_test(test_too_long), cmocka_unit_test(test_metrics),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
