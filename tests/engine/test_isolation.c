/* SPDX-License-Identifier: MIT */
/* Workers may die at any moment: what is heard does not change by a bit. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "engine/take.h"

/* Things that remember: oscillators, filters under modulation, voices, echoes of links
 * and of nodes, noise, notes that nodes give. */
static const char *const pieces[] = {
    "saw(110hz) |> lowpass(800hz + sine(3hz) * 700hz, 4) |> delay(0.13s, 0.6) |> "
    "output()",
    "tempo_clock = noise() |> bandpass(500hz, 8) |> reverb(0.8) |> output()",
    "square(55hz) |> ladder(lfo(2hz) * 900hz + 1khz, 0.7) |> distortion(type: tube, "
    "drive: 4) |> "
    "chorus() |> limiter() |> output()",
};

struct run {
    struct take take;
    pthread_t killer;
    atomic_bool stop, began;
    _Atomic uint64_t kills;
    int signal, at_once; /* how many workers are killed together */
    uint32_t random;
};

static uint32_t next_random(struct run *r)
{
    r->random = r->random * 1664525u + 1013904223u;
    return r->random >> 8;
}

/* Kill workers while there are two, at random moments. */
static void *kill_workers(void *user)
{
    struct run *r = user;

    while (!atomic_load(&r->stop)) {
        struct leat_isolation_stats s;
        nanosleep(&(struct timespec){.tv_nsec = next_random(r) % 1500000}, NULL);
        leat_engine_isolation(r->take.engine, &s);
        if (s.in_step < 2)
            continue;
        const uint32_t first = next_random(r) % s.n_workers;
        for (int k = 0; k < r->at_once; k++)
            if (kill(s.pid[(first + (uint32_t)k) % s.n_workers], r->signal) == 0)
                r->kills++;
    }
    return NULL;
}

static void begin(struct take *t, const char *piece, enum leat_isolate isolate,
                  double seconds)
{
    take_begin(t);
    leat_edit_abort(&t->edit);
    const int err = leat_program_apply(piece, t->graph, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    t->config.isolate = isolate;
    t->config.rate_hz = 48000.0;
    t->config.duration = (int64_t)(48000.0 * seconds);
    const int made = leat_engine_create(t->graph, &t->config, &t->engine, &t->diag);
    if (made)
        take_say(t);
    assert_int_equal(made, 0);
}

static void assert_alike(const struct take *a, const struct take *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->lanes, b->lanes);
    assert_memory_equal(a->samples, b->samples, a->n * a->lanes * sizeof(float));
}

static void workers_compute_the_same_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct take alone, other;
        begin(&alone, pieces[i], LEAT_ISOLATE_OFF, 1.0);
        assert_int_equal(leat_engine_run(alone.engine, &alone.diag), 0);
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            begin(&other, pieces[i], (enum leat_isolate)mode, 1.0);
            assert_int_equal(leat_engine_run(other.engine, &other.diag), 0);
            assert_alike(&alone, &other);
            take_end(&other);
        }
        take_end(&alone);
    }
}

static void kill_while_it_runs(struct run *r, const struct take *alone)
{
    struct leat_isolation_stats s;

    assert_int_equal(pthread_create(&r->killer, NULL, kill_workers, r), 0);
    const int err = leat_engine_run(r->take.engine, &r->take.diag);
    atomic_store(&r->stop, true);
    pthread_join(r->killer, NULL);
    take_say(&r->take);
    assert_int_equal(err, 0);
    leat_engine_isolation(r->take.engine, &s);
    print_message(
        "%llu kills, %llu deaths, %llu respawns, redundancy p50 %.2f p99 %.2f "
        "ms, %llu pieces, %llu mismatches\n",
        (unsigned long long)r->kills, (unsigned long long)s.deaths,
        (unsigned long long)s.respawns, s.redundancy_p50_ms, s.redundancy_p99_ms,
        (unsigned long long)s.pieces, (unsigned long long)s.mismatches);
    assert_int_equal(s.lost, 0);
    assert_int_equal(s.mismatches, 0);
    assert_true(s.deaths > 0);
    assert_alike(alone, &r->take);
}

static void no_kill_changes_a_bit(void **state)
{
    const double seconds = getenv("LEAT_KILL_S") ? atof(getenv("LEAT_KILL_S")) : 20.0;

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct take alone;
        begin(&alone, pieces[i], LEAT_ISOLATE_OFF, seconds);
        assert_int_equal(leat_engine_run(alone.engine, &alone.diag), 0);
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            struct run r = {.signal = SIGKILL, .at_once = i == 1 ? 2 : 1, .random = 5};
            begin(&r.take, pieces[i], (enum leat_isolate)mode, seconds);
            kill_while_it_runs(&r, &alone);
            take_end(&r.take);
        }
        take_end(&alone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_compute_the_same_bits),
        cmocka_unit_test(no_kill_changes_a_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
