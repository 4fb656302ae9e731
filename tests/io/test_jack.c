/* SPDX-License-Identifier: MIT */
/*
 * JACK for real: a server of its own without a sound card, started and ended here.
 * Where there is no jackd, or it does not start, the test is skipped.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "io/device_backend.h"

enum { SKIPPED = 77, BLOCK = 64, HEARD = 1 << 16 };

static pid_t server;

static void pause_ms(long ms)
{
    const struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&pause, NULL);
}

/* JACK keeps a place for each name of a server, also of a killed one, and has few: so
 * all test runs on a machine share a name, and take turns. */
static void take_turns(void)
{
    static const char path[] = "/tmp/leat-test-jack.lock";
    const int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    if (lock >= 0)
        flock(lock, LOCK_EX); /* until this program ends */
}

static void start_server(void)
{
    setenv("JACK_DEFAULT_SERVER", "leat-test", 1);
    setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
    server = fork();
    if (server == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(1);
        execlp("jackd", "jackd", "-R", "-d", "dummy", "-r", "48000", "-p", "64",
               (char *)NULL);
        _exit(127);
    }
}

/* Whether the server answers; false when it has ended. */
static bool server_answers(void)
{
    char why[100];

    for (int i = 0; i < 100; i++) {
        if (waitpid(server, NULL, WNOHANG) == server) {
            server = 0;
            return false;
        }
        if (device_jack.available(why, sizeof(why)))
            return true;
        pause_ms(100);
    }
    return false;
}

static void end_server(int sig)
{
    if (server > 0) {
        kill(server, sig);
        waitpid(server, NULL, 0);
    }
    server = 0;
}

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
        pause_ms(10);
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

/* The whole of it: an engine on JACK goes on with a timer when the server is killed. */
static void a_graph_plays_on_without_its_server(void **state)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_engine_stats stats = {0};
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct leat_edit *edit;
    uint32_t node[2];
    int64_t frame;

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(leat_graph_begin(graph, &edit), 0);
    assert_int_equal(leat_edit_add(edit, "sine", NULL, &node[0], NULL), 0);
    assert_int_equal(leat_edit_add(edit, "output", NULL, &node[1], NULL), 0);
    assert_int_equal(leat_edit_chain(edit, node, 2, NULL), 0);
    assert_int_equal(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL), 0);
    config.clock = LEAT_CLOCK_DEVICE;
    config.device = "jack";
    assert_int_equal(leat_engine_create(graph, &config, &engine, NULL), 0);
    assert_int_equal(leat_engine_start(engine, NULL), 0);
    leat_engine_stats(engine, &stats);
    assert_string_equal(stats.device, "jack");
    while (leat_engine_frame(engine) < 1000)
        pause_ms(1);
    end_server(SIGKILL);
    while (strncmp(stats.device, "null", 4) != 0) {
        pause_ms(1);
        leat_engine_stats(engine, &stats);
    }
    frame = leat_engine_frame(engine);
    while (leat_engine_frame(engine) < frame + 1000)
        pause_ms(1);
    leat_engine_stop(engine);
    assert_int_equal(leat_engine_destroy(&engine, NULL), 0);
    leat_graph_destroy(&graph);
}

static void a_server_that_dies_is_told_and_survived(void **state)
{
    (void)state;
    assert_int_equal(open_client(&player, "jack", 0, 2), 0);
    assert_int_equal(leat_device_start(player.device, NULL), 0);
    end_server(SIGKILL);
    for (int i = 0; i < 1000; i++) {
        if (atomic_load_explicit(&player.lost, memory_order_relaxed))
            break;
        pause_ms(10);
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
    start_server();
    return server_answers() ? 0 : -1;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(jack_is_chosen_while_it_runs),
        cmocka_unit_test(a_rate_it_does_not_have_is_refused),
        cmocka_unit_test(samples_travel_from_client_to_client),
        cmocka_unit_test(a_server_that_dies_is_told_and_survived),
        cmocka_unit_test_setup(a_graph_plays_on_without_its_server, start_again),
    };
    int failed;

    take_turns();
    start_server();
    if (!server_answers()) {
        end_server(SIGTERM);
        return SKIPPED;
    }
    failed = cmocka_run_group_tests_name("jack", tests, NULL, NULL);
    end_server(SIGTERM);
    return failed;
}
