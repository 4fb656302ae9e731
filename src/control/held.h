/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_HELD_H
#define LEAT_CONTROL_HELD_H

/**
 * held: what messages have set parameters to.  The engine tells a parameter with what
 * streams make of it; this is what lies below.
 *
 * Thread:  any.
 */

#include <pthread.h>

#include "graph/model.h"

struct leat_engine;
struct leat_graph;

struct held_value {
    uint64_t key; /* node and parameter; 0: the place is free */
    float value;
};

struct held {
    pthread_mutex_t lock; /* of all below */
    struct held_value *at;
    uint32_t n, room; /* a power of two, or 0 */
};

void held_init(struct held *held);
void held_finish(struct held *held);

/** Remember what a parameter was set to.  Errors: LEAT_ERR_NOMEM. */
int held_set(struct held *held, uint32_t node, uint32_t param, float value);

bool held_get(struct held *held, uint32_t node, uint32_t param, float *value);

/** Forget nodes that are gone, once it would have to grow.  Thread: control. */
void held_purge(struct held *held, struct leat_graph *graph);

/** Forget all: base values are those of the graph again. */
void held_clear(struct held *held);

/** Whether a parameter is a gate, which is played and not kept. */
bool held_is_gate(const struct leat_param *param);

/** Of what glides: where it is, or where it goes. */
enum held_moment { HELD_AS_HEARD, HELD_AS_SET };

/**
 * A copy of the graph as it stands at this moment: every number that has one value for
 * all lanes, and that is no gate, as it is now without what streams do to it.
 *
 * Owns:    the caller, until model_destroy().
 * Errors:  LEAT_ERR_NOMEM.
 * Thread:  control.
 */
int held_model(struct held *held, struct leat_graph *graph, struct leat_engine *engine,
               enum held_moment moment, struct model **out);

#endif
