/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_IO_HOST_H
#define LEAT_TESTS_IO_HOST_H

/**
 * A host for a source that opens a resource: its parameters, its lanes, its sound.
 * Every call runs under rt_guard.
 */

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/node.h>

#include "io/node_classes.h"
#include "support/rt_guard.h"

enum { HOST_BLOCK = 64, HOST_LANES = 8, HOST_PARAMS = 24, HOST_FRAMES = 1024 };

struct host {
    const struct leat_node_class *node;
    struct leat_env env;
    float number[HOST_PARAMS];
    const char *text[HOST_PARAMS];
    bool is_set[HOST_PARAMS];
    float row[HOST_PARAMS][HOST_FRAMES * HOST_LANES];
    uint32_t step[HOST_PARAMS];
    void *resource;
    struct leat_diag diag;
    const struct leat_event *events; /* at the first frame of the next calls */
    uint32_t n_events, in_linked;
    _Alignas(64) unsigned char state[8192];
};

static inline int host_param(const struct host *h, const char *name)
{
    const int k = leat_node_param_find(h->node, name);

    assert(k >= 0);
    return k;
}

/** Hold a parameter at one value in all lanes. */
static inline void host_hold(struct host *h, const char *name, float value)
{
    const int k = host_param(h, name);

    h->number[k] = value;
    h->step[k] = 0;
    for (uint32_t i = 0; i < HOST_FRAMES * HOST_LANES; i++)
        h->row[k][i] = value;
}

static inline void host_set_up(struct host *h, const struct leat_node_class *node,
                               uint32_t lanes)
{
    memset(h, 0, sizeof(*h));
    leat_diag_clear(&h->diag);
    h->node = node;
    h->env = (struct leat_env){.rate_hz = 48000.0,
                               .lanes = lanes,
                               .max_frames = HOST_FRAMES,
                               .base = "",
                               .seed = 1};
    h->env.out_lanes[0] = lanes;
    for (size_t k = 0; k < node->n_params; k++) {
        if (node->params[k].kind == LEAT_TEXT)
            h->text[k] = node->params[k].text;
        else
            host_hold(h, node->params[k].name, node->params[k].def);
    }
}

static inline struct leat_settings host_settings(const struct host *h)
{
    return (struct leat_settings){h->number, h->text, h->is_set};
}

/** Forget the past. */
static inline void host_reset(struct host *h)
{
    const struct leat_settings settings = host_settings(h);

    assert(h->node->state_size(&h->env, &settings) <= sizeof(h->state));
    memset(h->state, 0, sizeof(h->state));
    h->node->init(h->state, &h->env, &settings);
}

/** Open and begin; what open() said. */
static inline int host_open(struct host *h)
{
    const struct leat_settings settings = host_settings(h);
    const int err = h->node->open(&h->env, &settings, &h->resource, &h->diag);

    if (!err)
        host_reset(h);
    return err;
}

static inline void host_close(struct host *h)
{
    h->node->close(&h->resource, &h->diag);
}

/** Frames [start, start + n) of the rows, as one call. */
static inline void host_call(struct host *h, uint32_t start, float *out, uint32_t n)
{
    struct leat_value param[HOST_PARAMS];
    uint32_t out_live = n;
    const struct leat_block block = {.frame = start,
                                     .nframes = n,
                                     .lanes = h->env.lanes,
                                     .out = &out,
                                     .param = param,
                                     .out_lanes = h->env.out_lanes,
                                     .out_live = &out_live,
                                     .events = h->events,
                                     .n_events = h->n_events,
                                     .in_linked = h->in_linked,
                                     .resource = h->resource};

    for (int k = 0; k < HOST_PARAMS; k++)
        param[k] =
            (struct leat_value){h->row[k] + (size_t)start * h->step[k], h->step[k]};
    rt_guard_enter();
    h->node->process(h->state, &block);
    rt_guard_leave();
}

/** Play on, parameters held, into `out`. */
static inline void host_play(struct host *h, float *out, uint32_t n)
{
    for (uint32_t i = 0, part; i < n; i += part) {
        part = n - i < HOST_BLOCK ? n - i : HOST_BLOCK;
        host_call(h, 0, out + (size_t)i * h->env.lanes, part);
    }
}

/* Every number moves at every frame and differs between lanes, but for those that are
 * one for all. */
static inline void host_move_all(struct host *h)
{
    uint32_t random = 1;

    for (size_t k = 0; k < h->node->n_params; k++) {
        const struct leat_param *p = &h->node->params[k];
        if (p->kind != LEAT_NUMBER || p->flags & LEAT_PARAM_STRUCTURAL)
            continue;
        h->step[k] = h->env.lanes;
        for (uint32_t i = 0; i < HOST_FRAMES * HOST_LANES; i++) {
            random = random * 1664525u + 1013904223u;
            h->row[k][i] = p->min + (p->max - p->min) * (float)(random >> 8) * 0x1p-24f;
        }
    }
}

/** The promises of tests/nodes/test_every_node.c that a rig cannot check here: any
 * parameters give bounded sound, and neither cuts nor a copied state change it. */
static inline void host_lanes_and_cuts_change_nothing(struct host *h)
{
    static const uint32_t cuts[] = {0, 1, 8, 9, 64, 200, 700, HOST_FRAMES};
    static float whole[HOST_FRAMES * HOST_LANES], parts[HOST_FRAMES * HOST_LANES];
    static unsigned char copy[sizeof(h->state)];

    host_move_all(h);
    assert_int_equal(host_open(h), 0);
    host_call(h, 0, whole, HOST_FRAMES);
    host_reset(h);
    for (size_t i = 1; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        host_call(h, cuts[i - 1], parts + cuts[i - 1] * h->env.lanes,
                  cuts[i] - cuts[i - 1]);
        memcpy(copy, h->state, sizeof(copy));
        memset(h->state, 0xFF, sizeof(h->state));
        memcpy(h->state, copy, sizeof(copy));
    }
    assert_memory_equal(whole, parts, sizeof(float) * HOST_FRAMES * h->env.lanes);
    for (uint32_t i = 0; i < HOST_FRAMES * h->env.lanes; i++)
        assert_true(whole[i] > -100.0f && whole[i] < 100.0f);
    host_close(h);
}

#endif
