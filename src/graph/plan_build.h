/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_PLAN_BUILD_H
#define LEAT_GRAPH_PLAN_BUILD_H

#include "graph/plan.h"

/**
 * What plan_create() knows while it works.
 *
 * Buffers are numbers at first.  When all steps stand, builder_finish() knows when each
 * is written first and read last, gives it memory that nobody needs meanwhile, and
 * writes the addresses to where they were asked for.
 */
struct builder {
    const struct net *net;
    const struct plan_parts *parts;
    struct plan *plan;
    struct arena arena; /* dies with the builder */
    uint32_t *output;   /* buffer of [node * LEAT_MAX_PORTS + port] */
    int64_t *end;       /* of [node * LEAT_MAX_PORTS + port], where the plan keeps it */
    bool *may_end;      /* [node] */
    bool **held;        /* [node]: the flags of its outputs, or NULL */
    struct loop **loop; /* [node]: that it stands in, or NULL */
    bool *special;      /* [node]: has feedback, span or conditional links, or a tap */
    bool *timeline_done;
    bool *is_away; /* [crew - 1]: what it gives is not taken yet */
    uint32_t crew; /* whose steps are added */
    struct virtual_buffer *buffer;
    uint32_t n_buffers, cap_buffers;
    struct buffer_use *use;
    uint32_t n_uses, cap_uses;
};

struct virtual_buffer {
    uint32_t floats;
    uint32_t made_at, last_at; /* steps */
    uint32_t in_place_of;      /* buffer, or UINT32_MAX */
    uint32_t reads;            /* by other steps than its maker */
    size_t place;              /* floats from the beginning of the plan's block */
    bool given;                /* its memory went on to another in place */
    bool kept;                 /* until the end of the piece */
};

struct buffer_use {
    uint32_t buffer, step;
    void *where; /* a float * or const float * */
};

int builder_init(struct builder *b);

/** Memory that lives as long as the plan, zeroed; NULL when there is none. */
void *builder_take(struct builder *b, size_t n, size_t size);

/** A new last step. */
struct step *builder_step(struct builder *b, enum step_kind kind, uint32_t timeline);

/** All steps of a node, if it needs any (plan_steps.c).  Errors: LEAT_ERR_NOMEM. */
int builder_add(struct builder *b, uint32_t node);

/** Steps that hand on what it gives, beside its links, in this process; and those that
 * measure its first output, and that find out where a timeline is. */
int builder_hand_on(struct builder *b, uint32_t node);
int builder_detector(struct builder *b, uint32_t node);
int builder_timeline(struct builder *b, uint32_t timeline);

/** All steps of all nodes (plan_crews.c).  Errors: LEAT_ERR_NOMEM. */
int builder_add_all(struct builder *b);

/** Whether somebody of a crew acts on how loud a node is. */
bool builder_is_watched(const struct builder *b, uint32_t node, uint32_t crew);
bool builder_is_gated(const struct net_link *link);

/** Whether an output is there in this process. */
bool builder_crosses(const struct builder *b, uint32_t node, uint32_t port);

/** The end of a node's output, as everything downstream watches it. */
int64_t *builder_end(const struct builder *b, uint32_t node, uint32_t port);

/** Find the loops (plan_loops.c).  Errors: LEAT_ERR_NOMEM. */
int builder_loops(struct builder *b);

/** What a step needs to know of a link.  Errors: LEAT_ERR_NOMEM. */
int builder_term(struct builder *b, struct term *t, uint32_t link);

/**
 * Where a node finds what its links into one input (or parameter) give: in `*buffer`,
 * until `*end`.  `*first_link` is UINT32_MAX when there are none (plan_inputs.c).
 *
 * Errors:  LEAT_ERR_NOMEM.
 */
int builder_gather(struct builder *b, uint32_t node, bool to_param, uint32_t port,
                   uint32_t lanes, uint32_t *buffer, const int64_t **end,
                   uint32_t *first_link);

/** The same for its first n_in inputs.  Errors: LEAT_ERR_NOMEM. */
int builder_inputs(struct builder *b, uint32_t node, uint32_t n_in, uint32_t *buffers,
                   const int64_t **ends);

/** The same for its parameters that streams move.  Errors: LEAT_ERR_NOMEM. */
int builder_modulations(struct builder *b, uint32_t node, struct modulation *m,
                        uint32_t *n_modulations, uint32_t *buffers);

/** Links that bring events to the newest step, a node's (plan_events.c).  Errors:
 * LEAT_ERR_NOMEM. */
int builder_feeds(struct builder *b, uint32_t node, struct step *s,
                  const int64_t **ends);

/** Whether somebody hears an output of a node beside its links (plan_taps.c). */
bool builder_is_tapped(const struct builder *b, uint32_t node);

/** Steps that let them hear.  Errors: LEAT_ERR_NOMEM. */
int builder_taps(struct builder *b, uint32_t node);

/** A buffer that the newest step writes, at best where `in_place_of` was. */
uint32_t builder_make(struct builder *b, uint32_t timeline, uint32_t lanes,
                      uint32_t in_place_of);

/** The newest step wants the address of a buffer in the pointer at `where`; UINT32_MAX:
 * that of silence. */
void builder_use(struct builder *b, uint32_t buffer, void *where);

/** Nobody may overwrite it after its last reader. */
void builder_keep(struct builder *b, uint32_t buffer);

uint32_t builder_output(const struct builder *b, uint32_t node, uint32_t port);

/** Place all buffers, cut the steps into tasks.  Errors: LEAT_ERR_NOMEM. */
int builder_finish(struct builder *b);

/** Cut the steps into tasks that may run at the same time (plan_tasks.c). */
int builder_cut_tasks(struct builder *b);

#endif
