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

static void begin(struct take *t, const char *piece, enum leat_clock clock,
                  enum leat_isolate isolate, double seconds)
{
    take_begin(t);
    leat_edit_abort(&t->edit);
    const int err = leat_program_apply(piece, t->graph, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    t->config.clock = clock;
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
        begin(&alone, pieces[i], LEAT_CLOCK_OFFLINE, LEAT_ISOLATE_OFF, 1.0);
        assert_int_equal(leat_engine_run(alone.engine, &alone.diag), 0);
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            begin(&other, pieces[i], LEAT_CLOCK_OFFLINE, (enum leat_isolate)mode, 1.0);
            assert_int_equal(leat_engine_run(other.engine, &other.diag), 0);
            assert_alike(&alone, &other);
            take_end(&other);
        }
        take_end(&alone);
    }
}

static void print_stats(const struct run *r)
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

static uint64_t count_deaths(const struct run *r)
{
    struct leat_isolation_stats s;

    leat_engine_isolation(r->take.engine, &s);
    return s.deaths;
}

/* Side by side with an engine that computes alone, until so many have died. */
static void play_while_workers_die(struct run *r, struct take *alone, uint64_t deaths)
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

enum { DEATHS = 1200 };

static void no_kill_changes_a_bit(void **state)
{
    const size_t n = sizeof(pieces) / sizeof(*pieces);

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            struct run r = {.signal = SIGKILL, .at_once = i == 1 ? 2 : 1, .random = 5};
            struct take alone;
            begin(&alone, pieces[i], LEAT_CLOCK_MANUAL, LEAT_ISOLATE_OFF, 0.0);
            begin(&r.take, pieces[i], LEAT_CLOCK_MANUAL, (enum leat_isolate)mode, 0.0);
            play_while_workers_die(&r, &alone, DEATHS / n / 2);
            take_end(&r.take);
            take_end(&alone);
        }
}

static bool has_worker(const struct leat_isolation_stats *s, int32_t pid)
{
    for (uint32_t k = 0; k < s->n_workers; k++)
        if (s->pid[k] == pid)
            return true;
    return false;
}

/* The other goes on meanwhile, and nobody is blamed. */
static void who_is_stopped_is_replaced(void **state)
{
    struct leat_isolation_stats s;
    struct take t;

    (void)state;
    begin(&t, pieces[0], LEAT_CLOCK_MANUAL, LEAT_ISOLATE_RACE, 0.0);
    leat_engine_crank(t.engine, 640);
    do
        leat_engine_isolation(t.engine, &s);
    while (s.in_step < 2);
    const int32_t stopped = s.pid[0];
    assert_int_equal(kill(stopped, SIGSTOP), 0);
    for (int k = 0; k < 20000 && (has_worker(&s, stopped) || s.in_step < 2); k++) {
        leat_engine_crank(t.engine, 64);
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        leat_engine_isolation(t.engine, &s);
    }
    assert_true(s.hangs >= 1);
    assert_int_equal(s.faults + s.muted + s.lost, 0);
    assert_int_equal(s.in_step, 2);
    assert_false(has_worker(&s, stopped));
    take_end(&t);
}

/* A synth that is rebuilt while it plays: the same edits and commands at the same
 * frames each time. */
static void play_and_edit(struct take *t, int rounds)
{
    const uint32_t out = leat_graph_find(t->graph, "output1");
    uint32_t random = 3, added = 0;

    assert_true(out);
    for (int k = 0; k < rounds; k++) {
        random = random * 1664525u + 1013904223u;
        leat_engine_crank(t->engine, 64 + (random >> 20));
        leat_engine_set(t->engine, 1, 0, 100.0f + (float)(random >> 22),
                        leat_engine_frame(t->engine) + 100, 5.0f);
        assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
        if (added) {
            assert_int_equal(leat_edit_remove(t->edit, added), 0);
            added = 0;
        } else {
            const char *const class_name = k % 4 ? "noise" : "pulse";
            added = take_add(t, class_name, NULL);
            take_link(t, added, out);
        }
        take_commit(t);
    }
    leat_engine_crank(t->engine, 1000);
}

static void edit_while_workers_die(enum leat_isolate mode, struct take *alone)
{
    static const char piece[] = "a = saw(110hz) |> lowpass(900hz)\n"
                                "a |> delay(0.02s, 0.7) |> output()";
    struct run r = {.signal = SIGKILL, .at_once = 1, .random = 9};
    struct leat_isolation_stats s;

    begin(&r.take, piece, LEAT_CLOCK_MANUAL, mode, 0.0);
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

static void edits_are_heard_alike_under_kills(void **state)
{
    struct take alone;

    (void)state;
    edit_while_workers_die(LEAT_ISOLATE_OFF, &alone);
    edit_while_workers_die(LEAT_ISOLATE_RACE, &alone);
    edit_while_workers_die(LEAT_ISOLATE_REPLAY, &alone);
    take_end(&alone);
}

/* A node that gives 1/4 until its frame has come, and then does what `way` says. */
enum way { HARMLESS, SEGV, DIVIDE, ABORT, EXIT, LOOP, OPEN, MEMORY, N_WAYS };

static const char *const way_names[N_WAYS] = {"harmless", "segv", "divide", "abort",
                                              "exit",     "loop", "a file", "memory"};
static const int64_t BOMB_FRAME = 100 * 64 + 20;

static const struct leat_port bomb_ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "", NULL}};
static const struct leat_param bomb_params[] = {
    {.name = "way", .kind = LEAT_INTEGER, .min = 0, .max = N_WAYS - 1, .help = ""}};

static void go_off(enum way way)
{
    static volatile int zero, forever = 1;
    static const char *volatile path = "/dev/null";
    static void *volatile memory;

    switch (way) {
    case SEGV:
        *(volatile int *)(uintptr_t)zero = 1;
        break;
    case DIVIDE:
        zero = forever / zero;
        break;
    case ABORT:
        abort();
    case EXIT:
        _exit(0);
    case LOOP:
        while (forever)
            ;
        break;
    case OPEN:
        fclose(fopen(path, "r"));
        break;
    case MEMORY:
        for (;;)
            memset((void *)(memory = malloc(1 << 24)), 1, 1 << 24);
    default:
        break;
    }
}

/* Where a sanitizer needs the system, workers are not kept from it. */
#ifdef JAILED
enum { N_DEADLY = N_WAYS };
#else
enum { N_DEADLY = OPEN };
#endif

static void bomb_process(void *state, const struct leat_block *block)
{
    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const bool ticks = block->frame + i < BOMB_FRAME / 64 * 64;
        block->out[0][i] = ticks ? 0.25f : 0.0f;
        if (block->frame + i == BOMB_FRAME)
            go_off((enum way)block->param[0].at[0]);
    }
}

static const struct leat_node_class bomb = {.size = sizeof(bomb),
                                            .name = "bomb",
                                            .summary = "",
                                            .example = "",
                                            .flags = LEAT_CLASS_ENDLESS,
                                            .ports = bomb_ports,
                                            .n_ports = 1,
                                            .params = bomb_params,
                                            .n_params = 1,
                                            .process = bomb_process};

static char message[256];

static void hear(void *user, const char *text)
{
    snprintf(user, sizeof(message), "%s", text);
}

static void run_bomb(struct take *t, enum way way, enum leat_isolate isolate)
{
    take_begin(t);
    t->config.isolate = isolate;
    t->config.rate_hz = 48000.0;
    t->config.duration = 200 * 64;
    t->config.on_message = hear;
    t->config.message_user = message;
    message[0] = 0;
    assert_int_equal(leat_graph_add_class(t->graph, &bomb), 0);
    const uint32_t sine = take_add(t, "sine", "sine"),
                   out = take_add(t, "output", "out");
    const uint32_t node = take_add(t, "bomb", "bomb");
    const float value = (float)way;
    assert_int_equal(leat_edit_set(t->edit, node, 0, &value, 1, &t->diag), 0);
    take_link(t, sine, out);
    take_link(t, node, out);
    take_commit(t);
    assert_int_equal(leat_engine_create(t->graph, &t->config, &t->engine, &t->diag), 0);
    assert_int_equal(leat_engine_run(t->engine, &t->diag), 0);
}

/* The piece in which the bomb goes off is computed without it, and all that follow. */
static void what_kills_workers_is_muted_and_named(void **state)
{
    struct take alone;

    (void)state;
    run_bomb(&alone, HARMLESS, LEAT_ISOLATE_OFF);
    for (int way = SEGV; way < N_DEADLY; way++)
        for (int mode = LEAT_ISOLATE_RACE; mode <= LEAT_ISOLATE_REPLAY; mode++) {
            struct take t;
            struct leat_isolation_stats s;
            print_message("%s\n", way_names[way]);
            run_bomb(&t, (enum way)way, (enum leat_isolate)mode);
            leat_engine_isolation(t.engine, &s);
            assert_int_equal(s.muted, 1);
            assert_string_equal(s.muted_node, "bomb");
            assert_true(s.faults >= 2);
            assert_int_equal(s.hangs > 0, way == LOOP);
            assert_alike(&alone, &t);
            assert_non_null(strstr(message, "`bomb` is silent"));
            take_end(&t);
        }
    take_end(&alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_compute_the_same_bits),
        cmocka_unit_test(no_kill_changes_a_bit),
        cmocka_unit_test(who_is_stopped_is_replaced),
        cmocka_unit_test(edits_are_heard_alike_under_kills),
        cmocka_unit_test(what_kills_workers_is_muted_and_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
