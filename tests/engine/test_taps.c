/* SPDX-License-Identifier: MIT */
/* Taps: single nodes are heard, and the master does not notice. */
#include "take.h"

#include <leat/err.h>

#include "engine/tap.h"

enum { RATE = 48000, MOST = 48000, LANES = 1 };

struct heard {
    int64_t first, next; /* frames; -1: none yet */
    uint32_t lanes;
    bool in_order;
    float samples[MOST * LANES];
};

static struct take t;
static struct heard heard[4];
static struct engine_tap tap[4];

static void hear(void *user, int64_t frame, const float *samples, uint32_t nframes,
                 uint32_t lanes)
{
    struct heard *h = user;

    if (h->next < 0)
        h->first = h->next = frame;
    h->in_order = h->in_order && frame == h->next && nframes >= 1 &&
                  nframes <= LEAT_QUANTUM && lanes == h->lanes;
    if ((frame + nframes) <= MOST)
        memcpy(h->samples + frame * lanes, samples,
               (size_t)nframes * lanes * sizeof(*samples));
    h->next = frame + nframes;
}

static void begin(uint32_t threads)
{
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_MANUAL;
    t.config.rate_hz = RATE;
    t.config.threads = threads;
    t.config.endless = true;
}

static void crank(uint32_t n)
{
    assert_int_equal(leat_engine_crank(t.engine, n), 0);
}

/* Let the n-th tap hear a node's first output. */
static void look(int n, uint32_t node)
{
    struct heard *h = &heard[n];

    tap[n] = (struct engine_tap){.node = node, .listen = hear, .user = h};
    if (engine_tap_look(t.engine, &tap[n], &t.diag))
        take_say(&t);
    assert_int_equal(t.diag.n_errors, 0);
    h->first = h->next = -1;
    h->lanes = tap[n].lanes;
    h->in_order = true;
}

static void listen(uint32_t n)
{
    assert_int_equal(
        engine_taps_begin(t.engine, tap, n, leat_engine_frame(t.engine), &t.diag), 0);
}

static uint32_t sine(const char *name, float hz)
{
    const uint32_t node = take_add(&t, "sine", name);

    take_set(&t, node, "sine", "frequency", hz);
    return node;
}

static void what_is_added_up_is_the_master(void **state)
{
    uint32_t node[3];

    (void)state;
    for (uint32_t threads = 1; threads <= TAKE_THREADS; threads++) {
        begin(threads);
        const uint32_t out = take_add(&t, "output", NULL);
        for (int i = 0; i < 3; i++) {
            node[i] = sine(NULL, 100.0f + 37.0f * (float)i);
            take_link(&t, node[i], out);
        }
        take_engine(&t);
        for (int i = 0; i < 3; i++)
            look(i, node[i]);
        listen(3);
        for (uint32_t n = 1; t.n < 20000; n = n * 5 % 733)
            crank(n);
        for (size_t i = 0; i < t.n * LANES; i++)
            if (t.samples[i] !=
                heard[0].samples[i] + heard[1].samples[i] + heard[2].samples[i])
                fail_msg("sample %zu is another", i);
        for (int i = 0; i < 3; i++) {
            assert_true(heard[i].in_order);
            assert_int_equal(heard[i].first, 0);
            assert_int_equal(heard[i].next, (int64_t)t.n);
        }
        engine_taps_end(t.engine, tap, 3);
        take_end(&t);
    }
}

/* Voices, chains, modulation, feedback, a limiter; with an edit and another on the way.
 */
static const char *const busy =
    "lead = voices(40, saw() |> lowpass() |> adsr(), drone: \"C3 E3 G3\")\n"
    "low = lfo(rate: 3.hz, depth: 400, offset: 900)\n"
    "pad = saw(110.hz) |> gain(-3.db) |> gain(-3.db) |> lowpass(cutoff: low)\n"
    "mono = pad |> gain(-1.db)\n"
    "wet = lead |> gain(-9.db) |> delay(time: 90.ms)\n"
    "lead |> limiter(lookahead: 5.ms) |> output()\n"
    "wet |> output()\n"
    "mono |> output()\n";

static void open_program(const char *program, uint32_t threads)
{
    begin(threads);
    leat_edit_abort(&t.edit);
    if (leat_program_apply(program, t.graph, &t.diag) < 0)
        take_say(&t);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    take_engine(&t);
}

static uint32_t node_of(const char *class_name)
{
    struct leat_node_info info;

    for (uint32_t i = 0; leat_graph_node_at(t.graph, i, &info) == 0; i++)
        if (strcmp(info.node_class->name, class_name) == 0)
            return info.node;
    fail_msg("there is no %s", class_name);
    return 0;
}

static uint32_t remove_node(const char *name)
{
    const uint32_t node = leat_graph_find(t.graph, name);

    assert_true(node > 0);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    assert_int_equal(leat_edit_remove(t.edit, node), 0);
    take_commit(&t);
    return node;
}

static float *run_busy(uint32_t threads, bool taps, size_t *n)
{
    open_program(busy, threads);
    crank(1000);
    if (taps) {
        look(0, node_of("voice_sum"));
        look(1, leat_graph_find(t.graph, "low"));
        look(2, leat_graph_find(t.graph, "pad"));
        look(3, leat_graph_find(t.graph, "pad"));
        listen(4);
    }
    crank(3000);
    remove_node("wet");
    crank(77); /* in the middle of the fade */
    if (taps)
        engine_taps_end(t.engine, tap, 2);
    crank(5000);
    if (taps) {
        engine_taps_end(t.engine, tap + 2, 2);
        assert_int_equal(tap[2].lanes, 1);
        assert_memory_equal(heard[2].samples + 1000, heard[3].samples + 1000,
                            8077 * sizeof(float));
        assert_true(heard[2].samples[9000] != 0.0f);
    }
    crank(5000);
    *n = t.n * t.lanes;
    float *samples = t.samples;
    t.samples = NULL;
    take_end(&t);
    return samples;
}

static void the_master_does_not_notice(void **state)
{
    size_t n, other;
    float *plain = run_busy(1, false, &n);

    (void)state;
    for (uint32_t threads = 1; threads <= TAKE_THREADS; threads++) {
        float *tapped = run_busy(threads, true, &other);
        assert_int_equal(n, other);
        assert_memory_equal(plain, tapped, n * sizeof(float));
        free(tapped);
        for (int i = 0; i < 4; i++) {
            assert_true(heard[i].in_order);
            assert_int_equal(heard[i].first, 1000);
            assert_int_equal(heard[i].next, i < 2 ? 4077 : 9077);
        }
    }
    free(plain);
}

static void it_begins_at_any_frame_and_ends_at_once(void **state)
{
    begin(1);
    const uint32_t node = sine("a", 440.0f), out = take_add(&t, "output", NULL);

    (void)state;
    take_link(&t, node, out);
    take_engine(&t);
    crank(100);
    look(0, node);
    listen(1);
    crank(1);
    assert_int_equal(heard[0].first, 100);
    assert_int_equal(heard[0].next, 101);
    crank(200);
    /* the plan is adopted at the next multiple of 64, and before that is silence */
    for (size_t i = 100 * LANES; i < 301 * LANES; i++)
        assert_true(heard[0].samples[i] == (i < 128 * LANES ? 0.0f : t.samples[i]));
    engine_taps_end(t.engine, tap, 1);
    crank(200);
    assert_int_equal(heard[0].next, 301);
    take_end(&t);
}

static void a_node_that_goes_is_silence_from_then_on(void **state)
{
    begin(1);
    const uint32_t out = take_add(&t, "output", NULL), a = sine("a", 440.0f),
                   b = sine("b", 330.0f);

    (void)state;
    take_link(&t, a, out);
    take_link(&t, b, out);
    take_engine(&t);
    look(0, a);
    listen(1);
    crank(1024);
    remove_node("a");
    crank(4096);
    assert_true(heard[0].in_order);
    assert_int_equal(heard[0].next, 1024 + 4096);
    /* it sounds for the 10 ms in which its link fades */
    assert_true(heard[0].samples[(1024 + 479) * LANES] != 0.0f);
    for (size_t i = (1024 + 480) * LANES; i < (1024 + 4096) * LANES; i++)
        assert_true(heard[0].samples[i] == 0.0f);
    take_end(&t);
}

static void what_lags_is_told(void **state)
{
    begin(1);
    const uint32_t out = take_add(&t, "output", NULL), a = sine("a", 440.0f),
                   limiter = take_add(&t, "limiter", NULL);

    (void)state;
    take_set(&t, a, "sine", "amplitude", 0.25f);
    take_set(&t, limiter, "limiter", "lookahead", 5.0f);
    take_link(&t, a, limiter);
    take_link(&t, limiter, out);
    t.config.listen = hear;
    t.config.listen_user = &heard[2];
    heard[2] =
        (struct heard){.first = -1, .next = -1, .lanes = LANES, .in_order = true};
    take_engine(&t);
    look(0, a);
    look(1, limiter);
    assert_int_equal(tap[0].ahead, leat_engine_latency(t.engine));
    assert_true(tap[0].ahead > 0);
    assert_int_equal(tap[1].ahead, 0);
    listen(2);
    crank(4096);
    const size_t n = 4096 * LANES, ahead = (size_t)tap[0].ahead * LANES;
    assert_memory_equal(heard[1].samples, heard[2].samples, n * sizeof(float));
    assert_memory_equal(heard[0].samples, heard[2].samples + ahead,
                        (n - ahead) * sizeof(float));
    take_end(&t);
}

static void refuse(uint32_t node, uint32_t port, int err, const char *why)
{
    struct engine_tap one = {.node = node, .port = port, .listen = hear};

    leat_diag_clear(&t.diag);
    assert_int_equal(engine_tap_look(t.engine, &one, &t.diag), err);
    if (why)
        assert_non_null(strstr(t.diag.finding[0].message, why));
}

static void what_cannot_be_heard_is_refused_with_a_reason(void **state)
{
    (void)state;
    open_program("lead = voices(8, saw() |> adsr())\n"
                 "lead |> output()\n"
                 "alone = sine(1.hz)\n"
                 "slow = sine(100.hz) |> resample(rate: 8000)\n"
                 "slow |> gain() |> output()\n"
                 "first = sine(200.hz, duration: 100.ms)\n"
                 "second = sine(300.hz, duration: 100.ms)\n"
                 "concat(first, second) |> output()\n",
                 1);
    refuse(node_of("saw"), 0, LEAT_ERR_FORMAT, "every voice");
    refuse(leat_graph_find(t.graph, "lead"), 0, LEAT_ERR_FORMAT, "every voice");
    refuse(leat_graph_find(t.graph, "alone"), 0, LEAT_ERR_STATE, "nowhere");
    refuse(leat_graph_find(t.graph, "slow"), 0, LEAT_ERR_UNSUPPORTED, "rate");
    refuse(leat_graph_find(t.graph, "second"), 0, LEAT_ERR_UNSUPPORTED, "series");
    refuse(node_of("saw"), 7, LEAT_ERR_UNSUPPORTED, "no sound");
    refuse(9999, 0, LEAT_ERR_NOT_FOUND, NULL);
    take_end(&t);
}

static void there_are_so_many(void **state)
{
    static struct engine_tap many[TAPS_MAX + 1];
    begin(1);
    const uint32_t node = sine("a", 440.0f), out = take_add(&t, "output", NULL);

    (void)state;
    take_link(&t, node, out);
    take_engine(&t);
    look(0, node);
    for (int i = 0; i <= TAPS_MAX; i++)
        many[i] = tap[0];
    assert_int_equal(engine_taps_begin(t.engine, many, TAPS_MAX + 1, 0, &t.diag),
                     LEAT_ERR_LIMIT);
    crank(100);
    assert_int_equal(heard[0].next, -1);
    assert_int_equal(engine_taps_begin(t.engine, many, TAPS_MAX, 100, &t.diag), 0);
    engine_taps_end(t.engine, many, TAPS_MAX);
    crank(100);
    assert_int_equal(heard[0].next, -1);
    take_end(&t);
}

/* What waits for a bar would let the taps wait, too. */
static void while_an_edit_waits_nothing_begins(void **state)
{
    begin(1);
    const uint32_t node = sine("a", 440.0f), out = take_add(&t, "output", NULL);

    (void)state;
    take_link(&t, node, out);
    take_engine(&t);
    crank(1000);
    look(0, node);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    take_set(&t, node, "sine", "amplitude", 0.5f);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_BAR, &t.diag), 0);
    assert_int_equal(engine_taps_begin(t.engine, tap, 1, 1000, &t.diag),
                     LEAT_ERR_STATE);
    for (int second = 0; second < 5; second++)
        crank(RATE);
    leat_diag_clear(&t.diag);
    listen(1);
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_up_is_the_master),
        cmocka_unit_test(the_master_does_not_notice),
        cmocka_unit_test(it_begins_at_any_frame_and_ends_at_once),
        cmocka_unit_test(a_node_that_goes_is_silence_from_then_on),
        cmocka_unit_test(what_lags_is_told),
        cmocka_unit_test(what_cannot_be_heard_is_refused_with_a_reason),
        cmocka_unit_test(there_are_so_many),
        cmocka_unit_test(while_an_edit_waits_nothing_begins),
    };
    return cmocka_run_group_tests_name("taps", tests, NULL, NULL);
}
