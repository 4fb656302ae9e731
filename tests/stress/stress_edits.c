/* SPDX-License-Identifier: MIT */
/* A running engine under random edits while other threads set and read. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "engine/take.h"

enum { EDITS = 300, SETTERS = 3, RUN_MS = 3000 };

struct setter {
    struct take *take;
    const atomic_bool *quit;
    uint32_t seed, node;
    pthread_t thread;
};

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void *set_and_read(void *user)
{
    struct setter *s = user;
    struct leat_engine *e = s->take->engine;

    while (!atomic_load(s->quit)) {
        struct leat_engine_stats all;
        struct leat_node_stats node;
        struct leat_link_stats link;
        float value;
        leat_engine_set(e, s->node + next(&s->seed) % 20, next(&s->seed) % 3,
                        (float)(next(&s->seed) % 1000), -1, -1.0f);
        leat_engine_stats(e, &all);
        leat_engine_node_stats(e, s->node, &node);
        leat_engine_link_stats(e, 1 + next(&s->seed) % 30, &link);
        leat_engine_get(e, s->node, 0, &value);
        leat_engine_latency(e);
        leat_engine_length(e);
        if (s->seed % 7 == 0)
            leat_graph_find(s->take->graph, "sine");
        nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
    }
    return NULL;
}

/* One edit: a node and its links more, or a node or link less. */
static void edit(struct take *t, uint32_t *seed)
{
    static const char *const classes[] = {"gain", "mix", "lowpass", "delay", "sine"};
    struct leat_node_info from, to;
    const uint32_t n = leat_graph_n_nodes(t->graph);

    assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
    leat_diag_clear(&t->diag);
    if (n > 24) {
        leat_graph_node_at(t->graph, 2 + next(seed) % (n - 2), &from);
        leat_edit_remove(t->edit, from.node);
    } else {
        leat_graph_node_at(t->graph, next(seed) % n, &from);
        leat_graph_node_at(t->graph, next(seed) % n, &to);
        const uint32_t node = take_add(t, classes[next(seed) % 5], NULL);
        struct leat_link link = leat_link_between(from.node, 0, node, 0);
        link.gain = 0.1f;
        if (leat_node_n_ports(from.node_class, LEAT_OUT) > 0 &&
            leat_node_n_ports(to.node_class, LEAT_IN) > 0) {
            leat_edit_link(t->edit, &link, NULL, &t->diag);
            link.from = node;
            link.to = to.node;
            link.feedback = next(seed) % 3 == 0;
            leat_edit_link(t->edit, &link, NULL, &t->diag);
        }
    }
    leat_edit_commit(&t->edit, LEAT_AT_QUANTUM, &t->diag);
}

static void edits_sets_and_looks_meet_a_running_engine(void **state)
{
    struct take t;
    struct setter setter[SETTERS];
    struct leat_engine_stats stats;
    atomic_bool quit = false;
    uint32_t seed = 7;

    (void)state;
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_SOFTWARE;
    t.config.rate_hz = 48000.0;
    t.config.channels = 1;
    t.config.threads = 2;
    const uint32_t sine = take_add(&t, "sine", "sine");
    take_link(&t, sine, take_add(&t, "output", "out"));
    take_engine(&t);
    assert_int_equal(leat_engine_start(t.engine, &t.diag), 0);
    for (uint32_t i = 0; i < SETTERS; i++) {
        setter[i] = (struct setter){&t, &quit, i, sine, 0};
        assert_int_equal(
            pthread_create(&setter[i].thread, NULL, set_and_read, &setter[i]), 0);
    }
    const int64_t end = now_ms() + RUN_MS;
    for (int i = 0; i < EDITS && now_ms() < end; i++) {
        edit(&t, &seed);
        nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
    }
    atomic_store(&quit, true);
    for (uint32_t i = 0; i < SETTERS; i++)
        pthread_join(setter[i].thread, NULL);
    leat_engine_stop(t.engine);
    leat_engine_stats(t.engine, &stats);
    assert_true(stats.edits > 0);
    assert_true(stats.frame > 0);
    take_end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_sets_and_looks_meet_a_running_engine),
    };
    return cmocka_run_group_tests_name("edits", tests, NULL, NULL);
}
