/* SPDX-License-Identifier: MIT */
/* terminals: streams that begin and end in messages of OSC and in functions. */
#include <leat/time.h>

#include "lang/outside.h"
#include "lang/performed.h"

enum { A_FRAME = PERFORMED_RATE / 60, MESSAGES = 16, ROOM = 1 << 16 };

/* What comes: message i is there when frame `at` of the program asks. */
static struct {
    int64_t at;
    struct outside_message message;
} coming[MESSAGES];
static uint32_t n_coming, n_open, n_asked, n_ears;
static uint16_t heard_port;
static char sent[ROOM];

static int osc_hear(void *user, const char *host, uint16_t port, struct leat_diag *diag)
{
    (void)user, (void)diag;
    assert_string_equal(host, "127.0.0.1");
    heard_port = port;
    return (int)++n_open;
}

/* In each frame each ear asks until there is nothing more: so frames are counted. */
static bool osc_next(void *user, int channel, uint64_t *cursor,
                     struct outside_message *out)
{
    (void)user, (void)channel;
    if (*cursor < n_coming && coming[*cursor].at <= n_asked / n_ears + 1) {
        *out = coming[(*cursor)++].message;
        return true;
    }
    n_asked++;
    return false;
}

static uint64_t osc_newest(void *user, int channel)
{
    (void)user, (void)channel;
    return 0;
}

static bool osc_matches(const char *pattern, const char *address)
{
    return strcmp(pattern, address) == 0;
}

static int osc_send(void *user, const char *host, uint16_t port,
                    const struct outside_message *m)
{
    size_t n = strlen(sent);

    (void)user;
    n += (size_t)snprintf(sent + n, ROOM - n, "%s:%u%s", host, port, m->address);
    for (uint32_t i = 0; i < m->n && n < ROOM; i++)
        n += (size_t)snprintf(sent + n, ROOM - n, " %g", m->value[i].number);
    assert_true(n + 2 < ROOM);
    snprintf(sent + n, ROOM - n, ";");
    return 0;
}

static void leave(void *user, int channel)
{
    (void)user, (void)channel;
}

static const struct outside outside = {.osc_hear = osc_hear,
                                       .osc_next = osc_next,
                                       .osc_newest = osc_newest,
                                       .osc_matches = osc_matches,
                                       .osc_send = osc_send,
                                       .leave = leave};

static void play(struct take *t, const char *text, int64_t frames, uint32_t block,
                 uint32_t threads)
{
    n_open = n_asked = 0;
    sent[0] = '\0';
    (void)perform(t, &(struct performed_wish){.text = text,
                                              .block = block,
                                              .threads = threads,
                                              .frames = frames,
                                              .printed = played,
                                              .behind = ';',
                                              .outside = &outside});
}

static void come(int64_t at, const char *address, uint32_t n, double a, double b)
{
    coming[n_coming].at = at;
    coming[n_coming++].message = (struct outside_message){
        .address = address, .n = n, .value = {{'f', a, NULL}, {'f', b, NULL}}};
}

/* A function that counts its calls: call q is heard in quantum q, exactly. */
static void a_function_gives_a_value_for_each_quantum(void **state)
{
    static const uint32_t blocks[] = {64, 16, 1000};
    enum { FRAMES = 20 * A_FRAME };
    static float first[FRAMES];
    struct take t;

    (void)state;
    for (size_t k = 0; k < sizeof(blocks) / sizeof(blocks[0]); k++) {
        play(&t,
             "n = 0\n@export func count(t) { n += 1; n / 1024 }\n"
             "Stream.input(ExternalFunction { name: \"count\" }) |> gain(0.db)",
             FRAMES, blocks[k], k == 2 ? 4 : 1);
        assert_int_equal(t.n, FRAMES);
        for (size_t i = 0; i < t.n; i++) {
            const float wanted = (float)(i / LEAT_QUANTUM + 1) / 1024.0f;
            assert_true(t.samples[i * t.lanes] == wanted);
            first[i] = k == 0 ? wanted : first[i];
            assert_true(t.samples[i * t.lanes] == first[i]);
        }
        take_end(&t);
    }
}

/* It is called with the time of its quantum; a list makes lanes, null changes nothing,
 * and `glide` draws lines. */
static void a_function_knows_the_time_and_may_glide(void **state)
{
    enum { FRAMES = 4 * A_FRAME };
    char text[400];
    struct take t;

    (void)state;
    for (int lane = 0; lane < 2; lane++) {
        snprintf(
            text, sizeof(text),
            "func both(t) { if t < 0.01 { null } else { [t * 4, true] } }\n"
            "s = Stream.input(ExternalFunction { name: both, default: [0.5, 0] })\n"
            "s.lane(%d) |> gain(0.db)",
            lane);
        play(&t, text, FRAMES, 64, 1);
        for (size_t i = 0; i < t.n; i++) {
            const double at = (double)(i - i % LEAT_QUANTUM) / PERFORMED_RATE;
            const float before = lane ? 0.0f : 0.5f,
                        then = lane ? 1.0f : (float)(4 * at);
            assert_true(t.samples[i * t.lanes] == (at < 0.01 ? before : then));
        }
        take_end(&t);
    }
    play(&t,
         "n = 0\nfunc step() { n += 1; n / 64 }\n"
         "Stream.input(ExternalFunction { name: step, glide: 64.samples }) "
         "|> gain(0.db)",
         FRAMES, 64, 1);
    for (size_t i = 0; i < t.n; i++)
        assert_true(fabsf(t.samples[i * t.lanes] - (float)(i + 1) / 4096.0f) < 1e-5f);
    take_end(&t);
}

/* One that is not reached any more is not called, and one that fails loses its frame.
 */
static void a_function_is_called_where_it_is_reached(void **state)
{
    struct take t;

    (void)state;
    play(&t,
         "n = 0\nfunc count() { n += 1; 0 }\n"
         "loop { if frame() < 2 { Stream.input(ExternalFunction, name: count) }\n"
         "  if frame() == 9 { print(n) } }",
         10 * A_FRAME, 64, 1);
    assert_string_equal(played, "25;"); /* quanta of two frames */
    take_end(&t);
    const struct performed_wish bad = {
        .text =
            "func bad(t) { \"so\" }\nStream.input(ExternalFunction, bad)\nsilence()",
        .block = 64,
        .frames = 3 * A_FRAME,
        .printed = played,
        .behind = ';',
        .may_fail = true};
    const struct performance_counts counts = perform(&t, &bad);
    assert_true(counts.failed >= 3);
    assert_int_equal(counts.failed, counts.frames);
    take_end(&t);
}

/* A stream as a function hears it is what a frame reads of it. */
static void a_function_hears_a_stream(void **state)
{
    char wanted[ROOM] = "";
    struct take t;

    (void)state;
    play(&t,
         "n = 0\nfunc count() { n += 1; n }\n"
         "@export func hear(x) { if frame() > 3 { print(frame(), x) } }\n"
         "s = Stream.input(ExternalFunction { name: count })\n"
         "Stream.output(s, ExternalFunction { name: \"hear\" })\nsilence()",
         10 * A_FRAME, 64, 1);
    for (int k = 4; k < 12; k++) {
        const size_t n = strlen(wanted);
        /* it was so when the frame before began */
        snprintf(wanted + n, ROOM - n, "%d %d;", k,
                 ((k - 1) * A_FRAME - 1) / LEAT_QUANTUM + 1);
    }
    assert_string_equal(played, wanted);
    take_end(&t);
    play(&t,
         "keys = step(\"60 64\", beats: 0.1).notes\n"
         "Stream.output(keys, ExternalFunction { name: |e| print(e.note, e.is_on, "
         "round(e.time * 1000)) })\nsilence()",
         8 * A_FRAME, 64, 1);
    assert_string_equal(played, "60 1 0;60 0 25;64 1 50;64 0 75;60 1 100;60 0 125;");
    take_end(&t);
}

/* Each value from the first frame of the program's that its message came to. */
static void messages_become_a_stream(void **state)
{
    char text[400];
    struct take t;

    (void)state;
    n_coming = 0;
    n_ears = 1;
    come(3, "/x", 2, 0.5, 0.25);
    come(3, "/other", 1, 9.0, 0.0);
    come(5, "/x", 1, 1.0, 0.0);
    for (int lane = 0; lane < 2; lane++) {
        snprintf(text, sizeof(text),
                 "s = Stream.input(OSC { host: \"127.0.0.1\", port: 7001, "
                 "address: \"/x\", default: [0.125, 0], glide: 0.s })\n"
                 "s.lane(%d) |> gain(0.db)",
                 lane);
        play(&t, text, 8 * A_FRAME, 64, 1);
        assert_int_equal(heard_port, 7001);
        for (size_t i = 0; i < t.n; i++) {
            const size_t k = i / A_FRAME;
            const float first = k < 3 ? 0.125f : k < 5 ? 0.5f : 1.0f;
            assert_true(t.samples[i * t.lanes] == (lane == 0 ? first
                                                   : k < 3   ? 0.0f
                                                             : 0.25f));
        }
        take_end(&t);
    }
    n_ears = 2;
    play(&t,
         "a = Stream.input(OSC, \"/x\", host: \"127.0.0.1:7002\")\n"
         "b = Stream.input(OSC { host: \"127.0.0.1\", port: 7002, events: true })\n"
         "when b { e => print(frame(), e.note, e.velocity) }\n"
         "a |> gain(0.db)",
         8 * A_FRAME, 64, 1);
    assert_int_equal(n_open, 1); /* one channel for both */
    /* frame k of the program sees what began in frame k - 2 */
    assert_string_equal(played, "5 0.5 0.25;5 9 0.8;7 1 0.8;");
    for (size_t i = 0; i < t.n; i++)
        assert_true(i / A_FRAME < 3 ? t.samples[i * t.lanes] == 0.0f
                                    : t.samples[i * t.lanes] > 0.0f);
    take_end(&t);
}

/* A message for each frame, or for each event. */
static void streams_become_messages(void **state)
{
    char wanted[ROOM] = "";
    struct take t;

    (void)state;
    play(&t,
         "n = 0\nfunc count() { n += 1; [n, 1] }\n"
         "s = Stream.input(ExternalFunction { name: count, default: [0, 0] })\n"
         "Stream.output(s, OSC { host: \"10.0.0.9\", port: 7000 }, OSCMessage)\n"
         "silence()",
         6 * A_FRAME, 64, 1);
    for (int k = 1; k < 8; k++) {
        const size_t n = strlen(wanted);
        const int q = k < 2 ? 0 : ((k - 1) * A_FRAME - 1) / LEAT_QUANTUM + 1;
        snprintf(wanted + n, ROOM - n, "10.0.0.9:7000/s %d %d;", q, q > 0);
    }
    assert_string_equal(sent, wanted);
    take_end(&t);
    play(&t,
         "keys = step(\"60 64\", beats: 0.1).notes\n"
         "Stream.output(keys, OSC { address: \"/key\" })\nsilence()",
         8 * A_FRAME, 64, 1);
    assert_string_equal(sent, "127.0.0.1:9000/key 60 0.8;127.0.0.1:9000/key 60 0;"
                              "127.0.0.1:9000/key 64 0.8;127.0.0.1:9000/key 64 0;"
                              "127.0.0.1:9000/key 60 0.8;127.0.0.1:9000/key 60 0;");
    take_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_gives_a_value_for_each_quantum),
        cmocka_unit_test(a_function_knows_the_time_and_may_glide),
        cmocka_unit_test(a_function_is_called_where_it_is_reached),
        cmocka_unit_test(a_function_hears_a_stream),
        cmocka_unit_test(messages_become_a_stream),
        cmocka_unit_test(streams_become_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
