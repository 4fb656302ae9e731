/* SPDX-License-Identifier: MIT */
/*
 * JACK for real: a server of its own without a sound card, started and ended here.
 * Where there is no jackd, or it does not start, the test is skipped.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "io/device_backend.h"
#include "io/jack_server.h"

enum { BLOCK = JACK_SERVER_BLOCK, HEARD = 1 << 16 };

/** One client: plays 1, 2, 3, ... and keeps what it hears. */
struct client {
    struct leat_device *device;
    struct leat_device_format format;
    uint32_t next;
    _Atomic uint32_t n_heard;
    float heard[HEARD];
    atomic_bool lost;
};

static void process(void *user, const float *const *in, float *const *out,
                    uint32_t nframes)
{
    struct client *c = user;
    const uint32_t n = atomic_load_explicit(&c->n_heard, memory_order_relaxed);

    for (uint32_t i = 0; i < nframes && c->format.outputs; i++)
        out[0][i] = (float)++c->next;
    if (c->format.inputs && n + nframes <= HEARD) {
        memcpy(c->heard + n, in[0], nframes * sizeof(float));
        atomic_store_explicit(&c->n_heard, n + nframes, memory_order_release);
    }
}

static void note_loss(void *user, const char *why)
{
    struct client *c = user;

    (void)why;
    atomic_store_explicit(&c->lost, true, memory_order_relaxed);
}

static int open_client(struct client *c, const char *name, uint32_t inputs,
                       uint32_t outputs)
{
    const struct leat_device_wish wish = {
        .name = name, .inputs = inputs, .outputs = outputs};
    const struct leat_device_callbacks callbacks = {
        .process = process, .lost = note_loss, .user = c};

    memset(c, 0, sizeof(*c));
    return leat_device_open(&wish, &callbacks, &c->device, &c->format, NULL);
}

static struct client player, recorder;

static void jack_is_chosen_while_it_runs(void **state)
{
    struct leat_device_info infos[8];

    (void)state;
    assert_int_equal(open_client(&player, NULL, 0, 2), 0);
    assert_string_equal(player.format.backend, "jack");
    assert_true(player.format.rate_hz == 48000.0 && player.format.block == BLOCK);
    leat_device_close(&player.device);
    assert_in_range(leat_device_list(infos, 8), 2, 8);
    assert_string_equal(infos[0].backend, "jack");
    assert_string_equal(infos[0].name, "system");
    assert_true(infos[0].inputs == 2 && infos[0].outputs == 2 && infos[0].is_default);
}

static void a_rate_it_does_not_have_is_refused(void **state)
{
    const struct leat_device_wish wish = {.name = "jack", .rate_hz = 44100.0};
    const struct leat_device_callbacks callbacks = {.process = process};
    struct leat_device_format format;
    struct leat_device *device;

    (void)state;
    assert_int_equal(leat_device_open(&wish, &callbacks, &device, &format, NULL),
                     LEAT_ERR_UNSUPPORTED);
    assert_int_equal(open_client(&player, "jack:nobody", 0, 1), LEAT_ERR_NO_DEVICE);
}

static void samples_travel_from_client_to_client(void **state)
{
    uint32_t n, first = 0, jumps = 0;

    (void)state;
    assert_int_equal(open_client(&player, "jack", 0, 1), 0);
    assert_int_equal(leat_device_start(player.device, NULL), 0);
    assert_int_equal(open_client(&recorder, "jack:leat", 1, 0), 0);
    assert_int_equal(leat_device_start(recorder.device, NULL), 0);
    for (int i = 0; i < 1000; i++) {
        n = atomic_load_explicit(&recorder.n_heard, memory_order_acquire);
        if (n > HEARD / 4)
            break;
        jack_server_pause_ms(10);
    }
    leat_device_close(&recorder.device);
    leat_device_close(&player.device);
    while (first < n && recorder.heard[first] == 0.0f) /* not connected yet */
        first++;
    assert_true(first + 1000 < n);
    for (uint32_t i = first + 1; i < n; i++) {
        /* a busy machine may lose whole blocks, and nothing else */
        if (recorder.heard[i] == recorder.heard[i - 1] + 1.0f)
            continue;
        assert_int_equal((i - first) % BLOCK, 0);
        jumps++;
    }
    assert_true(jumps < n / BLOCK / 2);
}

enum { MASTER = 1 << 20 };

/** What an engine says and plays. */
struct witness {
    float master[MASTER];
    _Atomic uint32_t n_heard;
    char said[400];
    atomic_int n_said;
};

static struct witness live, rendered;

static void hear(void *user, int64_t frame, const float *samples, uint32_t nframes,
                 uint32_t lanes)
{
    struct witness *w = user;

    for (uint32_t i = 0; i < nframes && frame + i < MASTER; i++)
        w->master[frame + i] = samples[(size_t)i * lanes];
    atomic_store_explicit(&w->n_heard, (uint32_t)frame + nframes, memory_order_release);
}

static void note_message(void *user, const char *message)
{
    struct witness *w = user;

    strncpy(w->said, message, sizeof(w->said) - 1);
    atomic_fetch_add_explicit(&w->n_said, 1, memory_order_release);
}

static void build_tone(struct leat_graph **graph)
{
    struct leat_edit *edit;
    uint32_t node[2];

    assert_int_equal(leat_graph_create(graph), 0);
    assert_int_equal(leat_graph_begin(*graph, &edit), 0);
    assert_int_equal(leat_edit_add(edit, "sine", NULL, &node[0], NULL), 0);
    assert_int_equal(leat_edit_add(edit, "output", NULL, &node[1], NULL), 0);
    assert_int_equal(leat_edit_chain(edit, node, 2, NULL), 0);
    assert_int_equal(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL), 0);
}

static struct leat_engine_config config_of(enum leat_clock clock, struct witness *w)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;

    memset(w, 0, sizeof(*w));
    config.clock = clock;
    config.device = "jack";
    config.rate_hz = 48000.0;
    config.channels = 2;
    config.listen = hear;
    config.listen_user = w;
    config.on_message = note_message;
    config.message_user = w;
    return config;
}

/* What a graph plays without any device, to compare with. */
static void render(uint32_t nframes)
{
    struct leat_engine_config config = config_of(LEAT_CLOCK_OFFLINE, &rendered);
    struct leat_graph *graph;
    struct leat_engine *engine;

    config.duration = nframes;
    build_tone(&graph);
    assert_int_equal(leat_engine_create(graph, &config, &engine, NULL), 0);
    assert_int_equal(leat_engine_run(engine, NULL), 0);
    assert_int_equal(leat_engine_destroy(&engine, NULL), 0);
    leat_graph_destroy(&graph);
}

/* Wait until so many lines were said. */
static void await_line(int n, const char *words)
{
    for (int i = 0; i < 3000; i++) {
        if (atomic_load_explicit(&live.n_said, memory_order_acquire) >= n)
            break;
        jack_server_pause_ms(10);
    }
    assert_int_equal(atomic_load_explicit(&live.n_said, memory_order_acquire), n);
    assert_non_null(strstr(live.said, words));
}

static void await_frames(const struct leat_engine *engine, int64_t n)
{
    const int64_t frame = leat_engine_frame(engine);

    while (leat_engine_frame(engine) < frame + n)
        jack_server_pause_ms(1);
}

/* The whole of it: an engine on JACK goes on with a timer when the server is killed,
 * and with the server when there is one again, and not a sample of its master is
 * missing. */
static void a_graph_plays_on_without_its_server_and_returns(void **state)
{
    const struct leat_engine_config config = config_of(LEAT_CLOCK_DEVICE, &live);
    struct leat_engine_stats stats;
    struct leat_graph *graph;
    struct leat_engine *engine;

    (void)state;
    build_tone(&graph);
    assert_int_equal(leat_engine_create(graph, &config, &engine, NULL), 0);
    assert_int_equal(leat_engine_start(engine, NULL), 0);
    leat_engine_stats(engine, &stats);
    assert_string_equal(stats.device, "jack");
    for (int turn = 1; turn <= 2; turn++) {
        await_frames(engine, 1000);
        jack_server_end(SIGKILL);
        await_line(2 * turn - 1, "jack is lost");
        leat_engine_stats(engine, &stats);
        assert_memory_equal(stats.device, "null", 4);
        await_frames(engine, 1000);
        jack_server_start();
        await_line(2 * turn, "jack is back.");
        leat_engine_stats(engine, &stats);
        assert_string_equal(stats.device, "jack");
        assert_int_equal(stats.losses, turn);
        assert_int_equal(stats.returns, turn);
        await_frames(engine, 1000);
    }
    leat_engine_stop(engine);
    const uint32_t n = atomic_load_explicit(&live.n_heard, memory_order_acquire);
    assert_int_equal(leat_engine_destroy(&engine, NULL), 0);
    leat_graph_destroy(&graph);
    assert_true(n <= MASTER);
    render(n);
    assert_memory_equal(live.master, rendered.master, n * sizeof(float));
}

static void a_server_that_dies_is_told_and_survived(void **state)
{
    (void)state;
    assert_int_equal(open_client(&player, "jack", 0, 2), 0);
    assert_int_equal(leat_device_start(player.device, NULL), 0);
    jack_server_end(SIGKILL);
    for (int i = 0; i < 1000; i++) {
        if (atomic_load_explicit(&player.lost, memory_order_relaxed))
            break;
        jack_server_pause_ms(10);
    }
    assert_true(atomic_load_explicit(&player.lost, memory_order_relaxed));
    leat_device_close(&player.device);
    assert_int_equal(open_client(&player, "jack", 0, 2), LEAT_ERR_NO_DEVICE);
    assert_int_equal(open_client(&player, NULL, 0, 2), 0);
    assert_string_not_equal(player.format.backend, "jack");
    leat_device_close(&player.device);
}

static int start_again(void **state)
{
    (void)state;
    jack_server_start();
    return jack_server_answers() ? 0 : -1;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(jack_is_chosen_while_it_runs),
        cmocka_unit_test(a_rate_it_does_not_have_is_refused),
        cmocka_unit_test(samples_travel_from_client_to_client),
        cmocka_unit_test(a_server_that_dies_is_told_and_survived),
        cmocka_unit_test_setup(a_graph_plays_on_without_its_server_and_returns,
                               start_again),
    };
    int failed;

    if (!jack_server_begin())
        return JACK_SERVER_SKIPPED;
    failed = cmocka_run_group_tests_name("jack", tests, NULL, NULL);
    jack_server_end(SIGTERM);
    return failed;
}
