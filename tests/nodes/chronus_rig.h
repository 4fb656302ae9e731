/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_CHRONUS_RIG_H
#define LEAT_TESTS_CHRONUS_RIG_H

/**
 * One node of a class of Chronus under the guard, whose settings change while it plays.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <leat/node.h>

#include "support/player.h"
#include "support/rt_guard.h"

enum { RATE = 48000 };

static const double TURN = 6.283185307179586;
static struct rig a;
static int64_t frame;

/** `linked`: bits of the inputs that something is linked to. */
static inline void set_up(const char *name, uint32_t linked)
{
    rig_set_up_plain(&a, name, 1);
    a.in_linked = linked;
    a.no_events = true;
    frame = 0;
}

/** Without beginning anew. */
static inline void set(const char *name, float value)
{
    const int k = leat_node_param_find(a.node, name);

    assert_true(k >= 0);
    rig_set(&a, (uint32_t)k, value);
}

static inline void play(const float *in, float *to, uint32_t n)
{
    rt_guard_enter();
    rig_play(&a, &frame, in, to, n);
    rt_guard_leave();
}

/** A call of n frames that begins with a gate. */
static inline void gate_at(uint32_t at, uint32_t n, float value)
{
    const struct leat_event event = {
        .frame = at, .type = LEAT_EVENT_GATE, .value = value};

    rig_call(&a, at, at, n, &event);
}

struct range {
    const char *node, *param;
    float min, def, max;
};

static inline void ranges_hold(const struct range *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct leat_node_class *node = leat_node_class_find(rows[i].node);
        const int k = leat_node_param_find(node, rows[i].param);
        assert_true(k >= 0);
        assert_true(node->params[k].min == rows[i].min);
        assert_true(node->params[k].def == rows[i].def);
        assert_true(node->params[k].max == rows[i].max);
    }
}

#endif
