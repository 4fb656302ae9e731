/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_KILLS_H
#define LEAT_TESTS_KILLS_H

/**
 * Takes whose workers are killed while they play, and that must sound alike.
 */

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "engine/take.h"

struct run {
    struct take take;
    pthread_t killer;
    atomic_bool stop, began;
    _Atomic uint64_t kills;
    int signal, at_once; /* how many workers are killed together */
    uint32_t random;
};

static inline uint32_t next_random(struct run *r)
{
    r->random = r->random * 1664525u + 1013904223u;
    return r->random >> 8;
}

/* Kill workers while each crew has two, at random moments. */
static inline void *kill_workers(void *user)
{
    struct run *r = user;

    while (!atomic_load(&r->stop)) {
        struct leat_isolation_stats s;
        nanosleep(&(struct timespec){.tv_nsec = next_random(r) % 1500000}, NULL);
        leat_engine_isolation(r->take.engine, &s);
        if (s.in_step < 2 * (s.n_groups ? s.n_groups : 1))
            continue;
        const uint32_t first = next_random(r) % s.n_workers;
        for (int k = 0; k < r->at_once; k++)
            if (kill(s.pid[(first + (uint32_t)k) % s.n_workers], r->signal) == 0)
                r->kills++;
    }
    return NULL;
}

static inline void begin_groups(struct take *t, const char *piece,
                                enum leat_clock clock, enum leat_isolate isolate,
                                const char *groups, double seconds)
{
    take_begin(t);
    leat_edit_abort(&t->edit);
    const int err = leat_program_apply(piece, t->graph, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    t->config.clock = clock;
    t->config.isolate = isolate;
    t->config.isolate_groups = groups;
    t->config.rate_hz = 48000.0;
    t->config.duration = (int64_t)(48000.0 * seconds);
    const int made = leat_engine_create(t->graph, &t->config, &t->engine, &t->diag);
    if (made)
        take_say(t);
    assert_int_equal(made, 0);
}

static inline void begin(struct take *t, const char *piece, enum leat_clock clock,
                         enum leat_isolate isolate, double seconds)
{
    begin_groups(t, piece, clock, isolate, NULL, seconds);
}

static inline void assert_alike(const struct take *a, const struct take *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->lanes, b->lanes);
    assert_memory_equal(a->samples, b->samples, a->n * a->lanes * sizeof(float));
}

static inline void print_stats(const struct run *r)
{
    struct leat_isolation_stats s;

    leat_engine_isolation(r->take.engine, &s);
    print_message("%llu kills, %llu deaths, two again after %.2f ms p50 %.2f p99, "
                  "%llu pieces\n",
                  (unsigned long long)r->kills, (unsigned long long)s.deaths,
                  s.redundancy_p50_ms, s.redundancy_p99_ms,
                  (unsigned long long)s.pieces);
    assert_int_equal(s.lost + s.mismatches + s.muted, 0);
    assert_true(s.deaths > 0);
}

static inline uint64_t count_deaths(const struct run *r)
{
    struct leat_isolation_stats s;

    leat_engine_isolation(r->take.engine, &s);
    return s.deaths;
}

/* Side by side with an engine that computes alone, until so many have died. */
static inline void play_while_workers_die(struct run *r, struct take *alone,
                                          uint64_t deaths)
{
    assert_int_equal(pthread_create(&r->killer, NULL, kill_workers, r), 0);
    while (count_deaths(r) < deaths) {
        alone->n = r->take.n = 0;
        assert_int_equal(leat_engine_crank(alone->engine, 4800), 0);
        assert_int_equal(leat_engine_crank(r->take.engine, 4800), 0);
        assert_alike(alone, &r->take);
    }
    atomic_store(&r->stop, true);
    pthread_join(r->killer, NULL);
    print_stats(r);
}

/** A take that is edited 60 times while workers die, and must sound as `alone` does,
 * which one without isolation becomes. */
static inline void edited_under_kills(const char *piece, const char *groups,
                                      enum leat_isolate mode,
                                      void (*play_and_edit)(struct take *, int),
                                      struct take *alone)
{
    struct run r = {.signal = SIGKILL, .at_once = 1, .random = 9};
    struct leat_isolation_stats s;

    begin_groups(&r.take, piece, LEAT_CLOCK_MANUAL, mode, groups, 0.0);
    if (mode == LEAT_ISOLATE_OFF) {
        play_and_edit(&r.take, 60);
        *alone = r.take;
        return;
    }
    assert_int_equal(pthread_create(&r.killer, NULL, kill_workers, &r), 0);
    play_and_edit(&r.take, 60);
    atomic_store(&r.stop, true);
    pthread_join(r.killer, NULL);
    leat_engine_isolation(r.take.engine, &s);
    print_message("%llu kills, %llu retired\n", (unsigned long long)r.kills,
                  (unsigned long long)s.retired);
    assert_int_equal(s.lost + s.mismatches + s.muted, 0);
    assert_true(s.retired >= 60 && s.deaths > 0);
    assert_alike(alone, &r.take);
    take_end(&r.take);
}

#endif
