/* SPDX-License-Identifier: MIT */
/* control: messages act at their frame, are answered, and help when they cannot act. */
#include "base/random.h"
#include "desk.h"
#include "net/osc_time.h"

static struct desk d;

static void test_set_and_get(void **state)
{
    (void)state;
    desk_begin(&d, "flt = saw(55.hz) |> lowpass(cutoff: 900.hz)\nflt |> output()");
    desk_crank(&d, 64);
    assert_string_equal(desk_say(&d, "/flt/cutoff?", ""), "/reply 0 /flt/cutoff 900");
    assert_string_equal(desk_say(&d, "/flt/cutoff", "300"), "");
    desk_crank(&d, 4800);
    assert_string_equal(desk_say(&d, "/flt/cutoff?", ""), "/reply 0 /flt/cutoff 300");
    assert_string_equal(desk_say(&d, "/flt/cutoff", "1.5khz id:3"),
                        "/reply 3 /flt/cutoff");
    desk_crank(&d, 4800);
    assert_string_equal(desk_say(&d, "/flt/cutoff?", "id:9"),
                        "/reply 9 /flt/cutoff 1500");
    desk_say(&d, "/flt/cutoff", "A4");
    desk_crank(&d, 4800);
    assert_string_equal(desk_say(&d, "/flt/cutoff?", ""), "/reply 0 /flt/cutoff 440");
    desk_end(&d);
}

static void test_reset(void **state)
{
    (void)state;
    desk_begin(&d, "flt = saw(55.hz) |> lowpass(cutoff: 900.hz)\n"
                   "two = flt |> compressor(ratio: 9)\ntwo |> output()\n"
                   "lead = voices(2, sine() |> adsr())\nlead |> output()");
    desk_crank(&d, 64);
    assert_string_equal(desk_say(&d, "/flt/cutoff/default?", ""),
                        "/reply 0 /flt/cutoff/default 1000");
    assert_string_equal(desk_say(&d, "/flt/cutoff?", ""), "/reply 0 /flt/cutoff 900");
    assert_string_equal(desk_say(&d, "/flt/cutoff/default", "id:3"),
                        "/reply 3 /flt/cutoff/default");
    desk_crank(&d, 4800);
    assert_string_equal(desk_say(&d, "/flt/cutoff?", ""), "/reply 0 /flt/cutoff 1000");
    desk_say(&d, "/{flt,two}/*/default", "");
    desk_crank(&d, 4800);
    assert_string_equal(desk_say(&d, "/two/ratio?", ""), "/reply 0 /two/ratio 4");
    /* a parameter that makes a new state */
    assert_string_equal(desk_say(&d, "/lead/steal", "oldest id:4"),
                        "/reply 4 /lead/steal");
    desk_crank(&d, 4800);
    desk_expect(&d, "/lead/steal/default", "id:5", "/reply 5");
    desk_expect(&d, "/flt/cutoff/default", "1 2 id:6", "/error 6 E404");
    desk_expect(&d, "/flt/cutof/default", "id:7", "Did you mean /flt/cutoff");
    desk_expect(&d, "/note/lead/default", "id:8", "/error 8 NOT_FOUND");
    desk_expect(&d, "/default", "id:9", "/error 9 NOT_FOUND");
    desk_end(&d);
}

/* 100 to 200 Hz in one second, in equal ratios: at half of it the root of both. */
static void test_ramp(void **state)
{
    float value = 0;

    (void)state;
    desk_begin(&d, "osc = sine(100.hz)\nosc |> output()");
    desk_crank(&d, 64);
    desk_say(&d, "/osc/frequency", "200 1");
    for (int i = 0; i < 24000 / 64; i++)
        desk_crank(&d, 64);
    assert_int_equal(
        leat_engine_get(d.engine, leat_graph_find(d.graph, "osc"), 0, &value), 0);
    assert_float_equal(value, 141.42, 0.3);
    for (int i = 0; i < 24128 / 64; i++)
        desk_crank(&d, 64);
    leat_engine_get(d.engine, leat_graph_find(d.graph, "osc"), 0, &value);
    assert_float_equal(value, 200.0, 0.0);
    desk_end(&d);
}

static void test_patterns(void **state)
{
    (void)state;
    desk_begin(&d, "one = saw(55.hz) |> lowpass(cutoff: 900.hz)\n"
                   "two = saw(55.hz) |> lowpass(cutoff: 800.hz)\n"
                   "one |> output()\ntwo |> output()");
    desk_say(&d, "/{one,two}/cut*", "500");
    desk_crank(&d, 4800);
    assert_string_equal(desk_say(&d, "/one/cutoff?", ""), "/reply 0 /one/cutoff 500");
    assert_string_equal(desk_say(&d, "/two/cutoff?", ""), "/reply 0 /two/cutoff 500");
    desk_expect(&d, "/x*/cutoff", "5 id:1", "/error 1 NOT_FOUND");
    desk_expect(&d, "/[x/cutoff", "5 id:1", "/error 1");
    desk_end(&d);
}

static void test_gate_and_notes(void **state)
{
    (void)state;
    desk_begin(&d, "env = adsr(gate: 0, attack: 0.s, decay: 0.s, sustain: 50%)\n"
                   "env |> output()");
    desk_crank(&d, 640);
    assert_float_equal(d.heard[639], 0.0, 0.0);
    desk_say(&d, "/env/gate", "on");
    desk_crank(&d, 640);
    assert_float_equal(d.heard[639], 0.5, 1e-4);
    desk_say(&d, "/env/gate", "0");
    desk_crank(&d, 48000 / 64 * 64 % 8192);
    for (int i = 0; i < 10; i++)
        desk_crank(&d, 6400);
    assert_float_equal(d.heard[6399], 0.0, 1e-4);
    desk_end(&d);

    desk_begin(&d, "lead = voices(2, sine() |> adsr(attack: 0.s, release: 0.s))\n"
                   "lead |> output()");
    desk_say(&d, "/note/lead", "A4 1 0.1");
    double loud = 0.0, after = 0.0;
    for (int i = 0; i < 75; i++) {
        desk_crank(&d, 64);
        for (uint32_t k = 0; k < d.n_heard; k++)
            loud += (double)(d.heard[k] * d.heard[k]);
    }
    desk_crank(&d, 640);
    for (uint32_t k = 64; k < d.n_heard; k++)
        after += (double)(d.heard[k] * d.heard[k]);
    assert_true(loud > 1000.0); /* a sine of 4800 frames has 2400 */
    assert_true(after < 1e-6);
    desk_say(&d, "/note/lead", "60 100");
    desk_crank(&d, 640);
    desk_say(&d, "/panic", "");
    desk_crank(&d, 6400);
    assert_float_equal(d.heard[6399], 0.0, 1e-6);
    desk_end(&d);
}

static void a_gate_of_voices_says_what_begins_a_note(void **state)
{
    (void)state;
    desk_begin(&d, "lead = voices(2, sine() |> adsr(attack: 0.s, release: 0.s))\n"
                   "lead |> output()");
    desk_expect(&d, "/lead/gate", "1 id:1", "/error 1 INVALID `lead` plays notes");
    desk_expect(&d, "/lead/gate", "on id:1", "leat ctl note lead C4");
    desk_expect(&d, "/note/lead", "C4 id:1", "/reply");
    desk_expect(&d, "/lead/gate", "0 id:1", "/reply");
    desk_crank(&d, 6400);
    desk_crank(&d, 640);
    assert_float_equal(d.heard[639], 0.0, 1e-6);
    desk_end(&d);
}

/* A hertz without its unit is no note, and nothing sounds of what is refused. */
static void what_is_no_note_is_told(void **state)
{
    static const struct {
        const char *arguments, *answer;
    } cases[] = {
        {"440 id:1",
         "/error 1 E401 A note is a number from 0 to 127; 440 is none. Or a "
         "name such as C4, or a frequency such as 440hz."},
        {"-1 id:1", "/error 1 E401 A note is a number from 0 to 127; -1 is none."},
        {"127.5 id:1", "/error 1 E401"},
        {"nan id:1", "/error 1 E401"},
        {"0hz id:1", "/error 1 RANGE A note's frequency is above 0 Hz."},
        {"H4 id:1", "/error 1 E306"},
        {"C4 -0.5 id:1", "/error 1 RANGE A velocity goes from 0 to 1. 0 ends the note"},
        {"C4 nan id:1", "/error 1 RANGE A velocity"},
        {"C4 127.5 id:1", "/error 1 RANGE A velocity goes from 0 to 1."},
        {"C4 900 id:1", "/error 1 RANGE A velocity"},
        {"C4 inf id:1", "/error 1 RANGE A velocity"},
        {"C4 0.5 inf id:1", "/error 1 E306 `time` was given a number without an end."},
        {"C4 0.5 soon id:1", "/error 1 E306"},
        {"0 1 id:1", "/reply 1"},
        {"127 127 id:1", "/reply 1"},
        {"440hz 0 id:1", "/reply 1"},
    };

    (void)state;
    desk_begin(&d, "lead = voices(2, sine() |> adsr(attack: 0.s, release: 0.s))\n"
                   "lead |> output()");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        desk_expect(&d, "/note/lead", cases[i].arguments, cases[i].answer);
        desk_crank(&d, 640);
        const bool refused = strncmp(cases[i].answer, "/error", 6) == 0;
        if (refused && (d.heard[639] > 0.0f || d.heard[639] < 0.0f))
            fail_msg("%s sounds", cases[i].arguments);
    }
    desk_end(&d);
}

static void test_bundles_at_their_frame(void **state)
{
    uint8_t packet[512];
    struct osc_writer w;

    (void)state;
    desk_begin(&d, "env = adsr(gate: 0, attack: 0.s, decay: 0.s, sustain: 100%)\n"
                   "env |> output()");
    control_at(d.control, 100);
    osc_writer_init(&w, packet, sizeof(packet));
    osc_bundle_begin(&w, OSC_IMMEDIATELY);
    osc_write_message(&w, "/env/gate", (struct osc_arg[]){osc_float(1.0f)}, 1);
    osc_bundle_end(&w);
    control_packet(d.control, &d.peer, packet, w.used);
    desk_crank(&d, 256);
    assert_float_equal(d.heard[99], 0.0, 0.0);
    assert_float_equal(d.heard[100], 1.0, 0.0);
    desk_end(&d);
}

/* At the next quantum's frame, and told; only of a time. */
static void test_score_begins_on_a_quantum(void **state)
{
    uint8_t packet[512];
    struct osc_writer w;

    (void)state;
    desk_begin(&d, "flt = saw(55.hz) |> lowpass()\nflt |> output()");
    desk_expect(&d, "/score/begin", "id:1", "begins at a time");
    desk_expect(&d, "/score/begin?", "", "begun no score");
    control_at(d.control, 100);
    osc_writer_init(&w, packet, sizeof(packet));
    osc_bundle_begin(&w, osc_time_tag(1000000000));
    osc_write_message(&w, "/score/begin", (struct osc_arg[]){osc_text("id:2")}, 1);
    osc_bundle_end(&w);
    control_packet(d.control, &d.peer, packet, w.used);
    assert_string_equal(d.answer, "/reply 2 /score/begin 128");
    assert_string_equal(desk_say(&d, "/score/begin?", ""), "/reply 0 /score/begin 128");
    desk_end(&d);
}

static void test_complaints(void **state)
{
    struct control_stats stats;

    (void)state;
    desk_begin(&d, "flt = saw(55.hz) |> lowpass(cutoff: 900.hz)\nflt |> output()");
    desk_expect(&d, "/flt/cutof", "3 id:1",
                "/error 1 NOT_FOUND Nothing is called /flt/cutof. Did you "
                "mean /flt/cutoff?");
    desk_expect(&d, "/flt/cutoff", "id:1", "/error 1 E306");
    desk_expect(&d, "/flt/cutoff", "8.s.x id:1", "/error 1");
    desk_expect(&d, "/flt/cutoff", "nan id:1", "/error 1 E306");
    desk_expect(&d, "/flt/cutoff", "inf id:1",
                "/error 1 E306 `cutoff` was given a number without an end.");
    desk_expect(&d, "/flt/cutoff", "-inf id:1", "/error 1 E306");
    desk_expect(&d, "/flt/cutoff", "900 inf id:1", "/error 1 E306");
    desk_expect(&d, "/flt/cutoff", "900 1 5 id:1",
                "/error 1 E404 `cutoff` takes a value and a time; this is one more.");
    desk_expect(&d, "/tempo", "1000 id:1", "/error 1 E401");
    control_stats(d.control, &stats);
    assert_int_equal(stats.bad, 9);
    control_packet(d.control, &d.peer, (const uint8_t *)"/abc", 4);
    control_stats(d.control, &stats);
    assert_int_equal(stats.bad, 10);
    assert_string_equal(desk_say(&d, "/flt/cutoff?", ""), "/reply 0 /flt/cutoff 900");
    desk_end(&d);
}

/* Who comes from elsewhere is heard after the token, and only that peer. */
static void test_token(void **state)
{
    (void)state;
    desk_begin(&d, "flt = saw(55.hz) |> lowpass(cutoff: 900.hz)\nflt |> output()");
    d.peer = (struct osc_peer){.serial = 5};
    desk_crank(&d, 64);
    desk_expect(&d, "/flt/cutoff?", "", "/error 0 NO_ACCESS");
    assert_non_null(strstr(desk_tell(&d, "/token", "open"),
                           "/error 7 NO_ACCESS The token was not accepted. It is the "
                           "text that leat serve"));
    assert_non_null(
        strstr(desk_tell(&d, "/token", "open sesame!"), "/error 7 NO_ACCESS"));
    desk_expect(&d, "/nodes", "id:1", "/error 1 NO_ACCESS You are not known");
    assert_string_equal(desk_tell(&d, "/token", "open sesame"), "/reply 7 /token");
    assert_string_equal(desk_say(&d, "/flt/cutoff?", ""), "/reply 0 /flt/cutoff 900");
    d.peer.serial = 6;
    desk_expect(&d, "/flt/cutoff?", "", "/error 0 NO_ACCESS");
    desk_end(&d);
}

/* Whatever bytes come: no crash, nothing that is not finite. */
static void test_junk(void **state)
{
    static const char *const addresses[] = {
        "/flt/cutoff",   "/flt/*",    "/graph/create", "/graph/connect",
        "/eval",         "/tempo",    "/graph/remove", "/graph/replace",
        "/schema",       "/note/flt", "/graph/undo",   "/graph/begin",
        "/graph/commit", "/*/*",      "/flt/gate?",    "/subscribe",
        "/unsubscribe",  "/stats",    "/stats/recent", "/health",
        "/nodes",        "/metrics"};
    enum { N_ADDRESSES = sizeof(addresses) / sizeof(addresses[0]) };
    uint64_t n_bits = 0;

    (void)state;
    desk_begin(&d, "flt = saw(55.hz) |> lowpass(cutoff: 900.hz)\nflt |> output()");
    for (int i = 0; i < 3000; i++) {
        struct osc_arg args[4];
        uint8_t packet[2048];
        struct osc_writer w;
        const uint32_t n = (uint32_t)(random_bits(1, n_bits++) % 5);
        for (uint32_t k = 0; k < n; k++) {
            const uint64_t r = random_bits(1, n_bits++);
            args[k] = r % 6 == 0   ? osc_float(1.0f / 0.0f)
                      : r % 6 == 1 ? osc_float(0.0f / 0.0f)
                      : r % 6 == 2 ? osc_text("flt")
                      : r % 6 == 3 ? osc_text(r % 5 ? "out.cutoff" : "levels")
                      : r % 6 == 4 ? osc_blob("abc", 3)
                                   : osc_long((int64_t)r);
        }
        osc_writer_init(&w, packet, sizeof(packet));
        osc_write_message(&w, addresses[random_bits(1, n_bits++) % N_ADDRESSES], args,
                          n);
        for (int flips = (int)(random_bits(1, n_bits++) % 3); flips > 0; flips--) {
            const uint64_t r = random_bits(1, n_bits++);
            packet[r % w.used] ^= (uint8_t)(r >> 32);
        }
        control_packet(d.control, &d.peer, packet, w.used);
        desk_crank(&d, 64);
        control_work(d.control, 0);
        for (uint32_t k = 0; k < d.n_heard; k++)
            assert_true(d.heard[k] - d.heard[k] == 0.0f);
    }
    desk_end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_and_get),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_ramp),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_gate_and_notes),
        cmocka_unit_test(what_is_no_note_is_told),
        cmocka_unit_test(a_gate_of_voices_says_what_begins_a_note),
        cmocka_unit_test(test_bundles_at_their_frame),
        cmocka_unit_test(test_score_begins_on_a_quantum),
        cmocka_unit_test(test_complaints),
        cmocka_unit_test(test_token),
        cmocka_unit_test(test_junk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
