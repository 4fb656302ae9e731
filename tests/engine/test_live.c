/* SPDX-License-Identifier: MIT */
/* Clocks that do not wait: what they play is what the offline clock renders. */
#include <math.h>
#include <time.h>
#include <unistd.h>

#include "engine/take.h"

static void wait_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000},
              NULL);
}

/* A patch that plays itself into a file, with a parameter that is moved on the way. */
static uint32_t build(struct take *t, const char *path)
{
    const uint32_t saw = take_add(t, "saw", NULL), low = take_add(t, "lowpass", NULL);
    const uint32_t echo = take_add(t, "delay", NULL),
                   file = take_add(t, "file_out", NULL);
    const uint32_t nodes[] = {saw, low, echo, file};

    take_set(t, saw, "saw", "frequency", 110.0f);
    take_set(t, saw, "saw", "duration", 0.5f);
    take_set(t, file, "file_out", "force", 1.0f);
    assert_int_equal(leat_edit_set_text(t->edit, file,
                                        take_param(t, "file_out", "path"), path,
                                        &t->diag),
                     0);
    take_set(t, file, "file_out", "bits", 32.0f);
    assert_int_equal(leat_edit_chain(t->edit, nodes, 4, &t->diag), 0);
    t->config.rate_hz = 48000.0;
    return low;
}

static size_t read_all(const char *path, unsigned char **bytes)
{
    FILE *f = fopen(path, "rb");

    assert_non_null(f);
    *bytes = malloc(1 << 22);
    const size_t n = fread(*bytes, 1, 1 << 22, f);
    fclose(f);
    return n;
}

static void a_live_run_equals_the_replay_of_its_log(void **state)
{
    char live_path[64], replay_path[64];
    struct leat_log_line line[64];
    struct take live, replay;
    struct leat_engine_stats stats;
    unsigned char *a, *b;
    int n = 0;

    (void)state;
    snprintf(live_path, sizeof(live_path), "/tmp/leat-live-%d.wav", (int)getpid());
    snprintf(replay_path, sizeof(replay_path), "/tmp/leat-replay-%d.wav",
             (int)getpid());
    take_begin(&live);
    live.config.clock = LEAT_CLOCK_SOFTWARE;
    live.config.log = true;
    uint32_t low = build(&live, live_path);
    take_engine(&live);
    assert_int_equal(leat_engine_start(live.engine, &live.diag), 0);
    for (int i = 0; i < 8; i++) {
        wait_ms(40);
        leat_engine_set(live.engine, low, 0, 400.0f + 300.0f * (float)i, -1, -1.0f);
    }
    for (int ms = 0; ms < 5000 && !leat_engine_ended(live.engine); ms += 10)
        wait_ms(10);
    assert_true(leat_engine_ended(live.engine));
    leat_engine_stop(live.engine);
    while (n < 64 && leat_engine_log_next(live.engine, &line[n]))
        n++;
    leat_engine_stats(live.engine, &stats);
    assert_int_equal(stats.late_commands + stats.dropped + stats.starved, 0);
    assert_int_equal(n, 8);
    take_end(&live);

    take_begin(&replay);
    low = build(&replay, replay_path);
    take_engine(&replay);
    for (int i = 0; i < n; i++)
        leat_engine_set(replay.engine, low, line[i].param, line[i].value, line[i].frame,
                        line[i].ramp_ms);
    assert_int_equal(leat_engine_run(replay.engine, &replay.diag), 0);
    take_end(&replay);

    const size_t size = read_all(live_path, &a);
    assert_int_equal(read_all(replay_path, &b), size);
    assert_true(size > 24000 * 4);
    assert_memory_equal(a, b, size);
    free(a);
    free(b);
    unlink(live_path);
    unlink(replay_path);
}

static void stop_ends_a_run_that_would_go_on(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_SOFTWARE;
    take_link(&t, take_add(&t, "sine", NULL), take_add(&t, "output", NULL));
    take_engine(&t);
    assert_int_equal(leat_engine_start(t.engine, &t.diag), 0);
    wait_ms(50);
    leat_engine_stop(t.engine);
    const int64_t frame = leat_engine_frame(t.engine);
    wait_ms(30);
    assert_true(frame > 0 && leat_engine_frame(t.engine) == frame);
    take_end(&t);
}

static void edits_of_a_running_engine_are_freed(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_SOFTWARE;
    const uint32_t sine = take_add(&t, "sine", NULL),
                   out = take_add(&t, "output", NULL);
    uint32_t link = take_link(&t, sine, out);
    take_engine(&t);
    assert_int_equal(leat_engine_start(t.engine, &t.diag), 0);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
        const uint32_t vol = take_add(&t, "gain", NULL);
        leat_edit_unlink(t.edit, link);
        take_link(&t, sine, vol);
        link = take_link(&t, vol, out);
        take_commit(&t);
        wait_ms(25);
    }
    leat_engine_stop(t.engine);
    struct leat_engine_stats stats;
    leat_engine_stats(t.engine, &stats);
    assert_int_equal(stats.edits, 10);
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(stop_ends_a_run_that_would_go_on),
        cmocka_unit_test(edits_of_a_running_engine_are_freed),
        cmocka_unit_test(a_live_run_equals_the_replay_of_its_log),
    };
    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
