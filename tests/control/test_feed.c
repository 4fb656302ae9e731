/* SPDX-License-Identifier: MIT */
/* feed: subscribers are sent what was heard, at their rate, until they leave. */
#include <math.h>
#include <netinet/in.h>

#include "control/rig.h"
#include "desk.h"

static struct desk d;

/* Play on as if live: what is due is sent after each quantum.  Returns how many
 * messages came. */
static uint32_t play(uint32_t nframes)
{
    const uint32_t before = d.n_answers;

    for (uint32_t at = 0; at < nframes; at += 64) {
        desk_crank(&d, 64);
        control_work(d.control, 0);
    }
    return d.n_answers - before;
}

/* The n-th number of the last message. */
static double number(int n)
{
    char copy[sizeof(d.answer)], *word;

    snprintf(copy, sizeof(copy), "%s", d.answer);
    for (word = strtok(copy, " "); word && n > 0; n--)
        word = strtok(NULL, " ");
    return word ? atof(word) : -1.0;
}

/* 1 kHz has a whole number of cycles in all blocks of 48 frames: over each message its
 * rms is 1 / sqrt(8) of the full scale. */
static void test_levels(void **state)
{
    (void)state;
    desk_begin(&d, "(sine(1000.hz) |> gain(-6.0206.db)) |> output()");
    play(48000);
    assert_string_equal(desk_say(&d, "/subscribe", "levels 10 id:1"),
                        "/reply 1 /subscribe levels 10");
    const uint32_t n = play(48000);
    assert_in_range(n, 9, 11);
    assert_non_null(strstr(d.answer, "/levels out:1 "));
    assert_float_equal(number(2), 0.5, 1e-4);
    assert_float_equal(number(3), sqrt(0.125), 1e-3);
    assert_string_equal(desk_say(&d, "/unsubscribe", "levels id:2"),
                        "/reply 2 /unsubscribe 1");
    assert_int_equal(play(48000), 0);
    desk_end(&d);
}

/* Messages cover all frames, each once: a message's power is that of the frames from
 * where the one before ended, in whole pieces, to where it ends. */
static void test_nothing_between_messages(void **state)
{
    double sum = 0.0, sum_at[200] = {0}; /* of squares, at the end of each piece */
    uint32_t n = 0, begin = 0;

    (void)state;
    desk_begin(&d, "noise() |> output()");
    desk_say(&d, "/subscribe", "levels 7");
    for (uint32_t frames = 64; frames <= 100 * 512; frames += 64) {
        const uint32_t before = d.n_answers, end = frames / 512;
        desk_crank(&d, 64);
        for (uint32_t k = 0; k < d.n_heard; k++)
            sum += (double)d.heard[k] * (double)d.heard[k];
        sum_at[end] = frames % 512 ? sum_at[end] : sum;
        control_work(d.control, 0);
        if (d.n_answers == before)
            continue;
        const double mean = (sum_at[end] - sum_at[begin]) / (512.0 * (end - begin));
        assert_true(fabs(number(3) - sqrt(mean)) < 1e-5); /* six digits of it */
        begin = end;
        n++;
    }
    assert_in_range(n, 7, 9); /* 7 Hz for 1.07 s */
    desk_end(&d);
}

static void test_spectrum(void **state)
{
    (void)state;
    desk_begin(&d, "sine(1000.hz) |> output()");
    desk_say(&d, "/subscribe", "spectrum 5");
    assert_in_range(play(48000), 4, 6);
    assert_non_null(strstr(d.answer, "/spectrum 63 "));
    assert_float_equal(number(9), 1000.0, 0.0);
    assert_float_equal(number(10), sqrt(0.5), 0.01);
    assert_true(number(8) < 0.5 && number(12) < 0.5 && number(2) < 0.05);
    desk_end(&d);
}

static void test_meters(void **state)
{
    (void)state;
    desk_begin(&d, "m = sine(1000.hz) |> meter(window: 48.ms)\nm |> output()");
    desk_say(&d, "/subscribe", "levels");
    play(48000);
    const char *meter = strstr(d.answer, " m ");
    assert_non_null(meter);
    assert_float_equal(number(5), 1.0, 1e-3);
    assert_float_equal(number(6), sqrt(0.5), 1e-3);
    desk_end(&d);
}

/* A voice of the rig is told by its name: the end of it. */
static void test_voices(void **state)
{
    (void)state;
    desk_begin(&d, "");
    assert_int_equal(rig_build(d.graph, 2, NULL), 0);
    desk_say(&d, "/graph/create", "x sine"); /* whereupon addresses are looked for */
    desk_say(&d, "/voice2/freq", "1000");
    desk_say(&d, "/voice2/gate", "1");
    play(48000);
    desk_say(&d, "/subscribe", "levels");
    play(9600);
    const char *one = strstr(d.answer, " voice1 ");
    const char *two = strstr(d.answer, " voice2 ");
    assert_non_null(one);
    assert_non_null(two);
    assert_true(atof(one + 8) < 1e-9);
    const double peak = atof(two + 8), rms = atof(strchr(two + 8, ' '));
    assert_true(rms > 0.01);
    assert_true(fabs(peak - rms * sqrt(2.0)) < 0.1 * peak); /* a sine, and its filter */
    desk_end(&d);
}

static void test_events(void **state)
{
    (void)state;
    desk_begin(&d, "env = adsr(gate: 0, attack: 0.s, release: 0.s, sustain: 100%)\n"
                   "env |> output()");
    desk_say(&d, "/subscribe", "events 60");
    play(52800); /* a second of silence ends in the piece 93 */
    assert_non_null(strstr(d.answer, "silence_detected"));
    assert_float_equal(number(1), 48128.0, 0.0);
    desk_say(&d, "/env/gate", "on");
    const double at = (double)leat_engine_frame(d.engine);
    play(4800);
    assert_non_null(strstr(d.answer, "audio_started"));
    assert_true(number(1) > at - 512 && number(1) <= at);
    desk_say(&d, "/graph/create", "x sine");
    play(4800);
    assert_non_null(strstr(d.answer, " edit 1 adopted"));
    desk_end(&d);
}

static void test_errors(void **state)
{
    (void)state;
    desk_begin(&d, "flt = saw(55.hz) |> lowpass()\nflt |> output()");
    desk_say(&d, "/subscribe", "errors 60");
    assert_int_equal(play(4800), 0);
    desk_say(&d, "/flt/cutof", "3");
    assert_int_equal(play(4800), 1);
    assert_string_equal(d.answer, "/error 0 NOT_FOUND /flt/cutof: Nothing is called "
                                  "/flt/cutof. Did you mean /flt/cutoff?");
    desk_say(&d, "/flt/cutof", "3 id:1"); /* who asked was told */
    assert_int_equal(play(4800), 0);
    for (int i = 0; i < 100; i++)
        desk_say(&d, "/flt/cutof", "3");
    assert_int_equal(play(4800), 65); /* those that are kept, and what was missed */
    assert_non_null(strstr(d.answer, "missed 36 lines"));
    desk_end(&d);
}

static void test_refusals(void **state)
{
    (void)state;
    desk_begin(&d, "sine() |> output()");
    desk_expect(&d, "/subscribe", "level id:1",
                "There is no topic `level`. Did you mean levels?");
    desk_expect(&d, "/subscribe", "id:1", "/error 1 E306");
    desk_expect(&d, "/subscribe", "levels 61 id:1", "0.1 to 60");
    desk_expect(&d, "/subscribe", "levels 0.01 id:1", "0.1 to 60");
    desk_expect(&d, "/subscribe", "levels nan id:1", "0.1 to 60");
    desk_expect(&d, "/subscribe", "levels 5 7000 id:1", "on itself");
    for (uint64_t i = 0; i < 64; i++) {
        d.peer.serial = 10 + i;
        desk_expect(&d, "/subscribe", "stats id:1", "/reply");
        desk_expect(&d, "/subscribe", "stats id:1", "/reply");
    }
    d.peer.serial = 99;
    desk_expect(&d, "/subscribe", "stats id:1", "64 subscriptions");
    d.peer.serial = 12;
    desk_expect(&d, "/unsubscribe", "id:1", "/unsubscribe 1");
    d.peer.serial = 99;
    desk_expect(&d, "/subscribe", "stats id:1", "/reply");
    desk_end(&d);
}

/* One by UDP ends after a minute, unless it is renewed, and may go to another port. */
static void test_leaving(void **state)
{
    struct sockaddr_in at;

    (void)state;
    desk_begin(&d, "sine() |> output()");
    d.peer = osc_peer_loopback(9000);
    desk_say(&d, "/subscribe", "stats 1");
    assert_in_range(play(50 * 48000), 50, 51);
    desk_say(&d, "/subscribe", "stats 1");
    assert_in_range(play(70 * 48000), 59, 61);
    desk_expect(&d, "/unsubscribe", "id:1", "/unsubscribe 0");
    desk_say(&d, "/subscribe", "stats 1 9001");
    d.peer = osc_peer_loopback(9001); /* where the messages are to go */
    assert_in_range(play(2 * 48000), 2, 3);
    memcpy(&at, d.peer.address, sizeof(at));
    assert_int_equal(ntohs(at.sin_port), 9001);
    /* a connection ends with its peer */
    d.peer = (struct osc_peer){.serial = 7, .is_near = true};
    desk_say(&d, "/unsubscribe", "");
    desk_end(&d);
    desk_begin(&d, "sine() |> output()");
    desk_say(&d, "/subscribe", "stats 10");
    assert_true(play(48000) > 8);
    control_packet(d.control, &d.peer, NULL, 0);
    assert_int_equal(play(48000), 0);
    desk_end(&d);
}

/* Who listens as to Chronus is sent its two messages ten times a second, unasked. */
static void test_viz(void **state)
{
    (void)state;
    desk_begin(&d, "");
    assert_int_equal(rig_build(d.graph, 3, NULL), 0);
    control_destroy(&d.control);
    const struct control_config wish = {.graph = d.graph,
                                        .engine = d.engine,
                                        .monitor = d.monitor,
                                        .viz_port = 5006,
                                        .direct = true,
                                        .send = desk_send,
                                        .user = &d};
    assert_int_equal(control_create(&wish, &d.control), 0);
    d.peer = osc_peer_loopback(5006);
    assert_in_range(play(48000), 18, 22);
    const bool levels = strncmp(d.answer, "/viz/levels ", 12) == 0;
    assert_true(levels || strncmp(d.answer, "/viz/spectrum ", 14) == 0);
    assert_true(number(levels ? 3 : 8) >= 0.0); /* three voices, or eight bands */
    assert_true(number(levels ? 4 : 9) < 0.0);
    play(75 * 48000);
    assert_in_range(play(48000), 18, 22); /* for ever */
    desk_end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_nothing_between_messages),
        cmocka_unit_test(test_spectrum),
        cmocka_unit_test(test_meters),
        cmocka_unit_test(test_voices),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_leaving),
        cmocka_unit_test(test_viz),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
