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
    bool *special;      /* [node]: has feedback, span or conditional links */
    bool *timeline_done;
    struct virtual_buffer *buffer;
    uint32_t n_buffers, cap_buffers;
    struct buffer_use *use;
    uint32_t n_uses, cap_uses;
};

struct virtual_buffer {
    uint32_t floats;
    uint32_t made_at, last_at; /* steps */
    uint32_t in_place_of;      /* buffer, or UINT32_MAX */
    size_t place;              /* floats from the beginning of the plan's block */
    bool given;                /* its memory went on to another in place */
    bool kept;                 /* until the end of the piece */
};

struct buffer_use {
    uint32_t buffer, step;
    void *where; /* a float * or const float * */
};

int builder_init(struct builder *b);

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
