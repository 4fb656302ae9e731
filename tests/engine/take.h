/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_TAKE_H
#define LEAT_TESTS_TAKE_H

/**
 * A take: a graph built by a few calls, run by an engine, and what the master gave.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/leat.h>

struct take {
    struct leat_graph *graph;
    struct leat_edit *edit;
    struct leat_engine *engine;
    struct leat_engine_config config;
    struct leat_diag diag;
    float *samples; /* n frames x lanes */
    uint32_t lanes;
    size_t n, room;
};

static inline int take_write(void *user, const float *samples, uint32_t nframes,
                             uint32_t lanes)
{
    struct take *t = user;

    t->lanes = lanes;
    if ((t->n + nframes) * lanes > t->room) {
        t->room = (t->n + nframes) * lanes * 2;
        t->samples = realloc(t->samples, t->room * sizeof(float));
    }
    memcpy(t->samples + t->n * lanes, samples, sizeof(float) * nframes * lanes);
    t->n += nframes;
    return 0;
}

static inline void take_begin(struct take *t)
{
    memset(t, 0, sizeof(*t));
    t->config = (struct leat_engine_config)LEAT_ENGINE_CONFIG_INIT;
    t->config.sink = (struct leat_sink){take_write, t};
    assert_int_equal(leat_graph_create(&t->graph), 0);
    assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
}

static inline void take_say(const struct take *t)
{
    char text[2048];

    for (uint32_t i = 0; i < t->diag.n; i++) {
        leat_diag_format(&t->diag.finding[i], text, sizeof(text));
        print_message("%s", text);
    }
}

static inline uint32_t take_add(struct take *t, const char *class_name,
                                const char *name)
{
    uint32_t node = 0;
    const int err = leat_edit_add(t->edit, class_name, name, &node, &t->diag);

    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    return node;
}

static inline uint32_t take_param(struct take *t, const char *class_name,
                                  const char *param)
{
    const int p = leat_node_param_find(leat_node_class_find(class_name), param);
    (void)t;
    assert_true(p >= 0);
    return (uint32_t)p;
}

static inline void take_set(struct take *t, uint32_t node, const char *class_name,
                            const char *param, float value)
{
    const int err = leat_edit_set(t->edit, node, take_param(t, class_name, param),
                                  &value, 1, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
}

static inline uint32_t take_link(struct take *t, uint32_t from, uint32_t to)
{
    const struct leat_link link = leat_link_between(from, 0, to, 0);
    uint32_t id = 0;

    assert_int_equal(leat_edit_link(t->edit, &link, &id, &t->diag), 0);
    return id;
}

static inline void take_commit(struct take *t)
{
    const int err = leat_edit_commit(&t->edit, LEAT_AT_QUANTUM, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
}

/* Have every piece computed under the guard (support/rt_guard.h). */
#ifdef TAKE_GUARDED
enum { TAKE_THREADS = 2 };
#include "engine/engine.h"
#include "support/rt_guard.h"

static inline void take_guard(struct take *t)
{
    t->engine->cycle.enter = rt_guard_enter;
    t->engine->cycle.leave = rt_guard_leave;
}
#else
enum { TAKE_THREADS = 1 }; /* sanitized kernels need more than a helper's stack */
static inline void take_guard(struct take *t)
{
    (void)t;
}
#endif

static inline void take_engine(struct take *t)
{
    take_commit(t);
    const int err = leat_engine_create(t->graph, &t->config, &t->engine, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    take_guard(t);
}

static inline int take_run(struct take *t)
{
    take_engine(t);
    return leat_engine_run(t->engine, &t->diag);
}

static inline void take_end(struct take *t)
{
    assert_int_equal(leat_engine_destroy(&t->engine, &t->diag), 0);
    if (t->edit)
        leat_edit_abort(&t->edit);
    leat_graph_destroy(&t->graph);
    free(t->samples);
}

#endif
