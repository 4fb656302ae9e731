/* SPDX-License-Identifier: MIT */
/* plan_buffers: gives every stream of a plan memory, the same to several where they
 * never live at the same time. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "graph/plan_build.h"

enum { NONE = UINT32_MAX, ALIGN_FLOATS = 16 };

int builder_init(struct builder *b)
{
    const struct net *net = b->net;

    b->output = arena_take(&b->arena, (size_t)(net->n_nodes + 1) * LEAT_MAX_PORTS,
                           sizeof(*b->output));
    b->end = arena_take(&b->plan->arena, (size_t)(net->n_nodes + 1) * LEAT_MAX_PORTS,
                        sizeof(*b->end));
    b->may_end = arena_take(&b->arena, net->n_nodes + 1, sizeof(*b->may_end));
    b->held = arena_take(&b->arena, net->n_nodes + 1, sizeof(*b->held));
    b->special = arena_take(&b->arena, net->n_nodes + 1, sizeof(*b->special));
    b->timeline_done =
        arena_take(&b->arena, net->n_timelines + 1, sizeof(*b->timeline_done));
    if (b->arena.err || !b->end)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < net->n_nodes * LEAT_MAX_PORTS; i++) {
        b->output[i] = NONE;
        b->end[i] = INSTANCE_ALIVE;
    }
    for (uint32_t i = 0; i < net->n_nodes; i++)
        b->special[i] = builder_is_tapped(b, i);
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        if (l->feedback || net->node[l->to].video)
            b->special[l->from] = true;
        if (l->condition.kind == LEAT_ALWAYS)
            continue;
        b->special[l->from] = true;
        for (uint32_t n = 0; l->condition.watch && n < net->n_nodes; n++)
            if (net->node[n].id == l->condition.watch)
                b->special[n] = true;
    }
    return 0;
}

/* Make room for one more item in an arena's array. */
static void *grow(struct builder *b, void *items, uint32_t n, uint32_t *cap,
                  size_t size)
{
    if (n < *cap)
        return items;
    void *wider = arena_take(&b->arena, *cap ? *cap * 2u : 64u, size);
    if (!wider)
        return NULL;
    if (n)
        memcpy(wider, items, n * size);
    *cap = *cap ? *cap * 2u : 64u;
    return wider;
}

uint32_t builder_make(struct builder *b, uint32_t timeline, uint32_t lanes,
                      uint32_t in_place_of)
{
    struct virtual_buffer *wider =
        grow(b, b->buffer, b->n_buffers, &b->cap_buffers, sizeof(*b->buffer));

    if (!wider)
        return NONE;
    b->buffer = wider;
    struct virtual_buffer *v = &b->buffer[b->n_buffers];
    const uint32_t floats = plan_max_frames(b->net, timeline) * lanes;
    *v = (struct virtual_buffer){
        .floats = (floats + ALIGN_FLOATS - 1) / ALIGN_FLOATS * ALIGN_FLOATS,
        .made_at = b->plan->n_steps - 1,
        .last_at = b->plan->n_steps - 1,
        .in_place_of = in_place_of,
    };
    if (!v->floats)
        v->floats = ALIGN_FLOATS;
    return b->n_buffers++;
}

void builder_use(struct builder *b, uint32_t buffer, void *where)
{
    struct buffer_use *wider =
        grow(b, b->use, b->n_uses, &b->cap_uses, sizeof(*b->use));

    if (!wider)
        return; /* the arena remembers */
    b->use = wider;
    const uint32_t step = b->plan->n_steps ? b->plan->n_steps - 1 : 0;
    b->use[b->n_uses++] = (struct buffer_use){buffer, step, where};
    if (buffer == NONE)
        return;
    b->buffer[buffer].reads += b->buffer[buffer].made_at != step;
    if (b->buffer[buffer].last_at < step)
        b->buffer[buffer].last_at = step;
}

void builder_keep(struct builder *b, uint32_t buffer)
{
    if (buffer != NONE)
        b->buffer[buffer].kept = true;
}

uint32_t builder_output(const struct builder *b, uint32_t node, uint32_t port)
{
    return b->output[node * LEAT_MAX_PORTS + port];
}

/* How often a step reads a buffer: in place works only when that is once. */
static uint32_t reads_at(const struct builder *b, uint32_t buffer, uint32_t step,
                         uint32_t *from)
{
    uint32_t n = 0;

    while (*from < b->n_uses && b->use[*from].step < step)
        (*from)++;
    for (uint32_t i = *from; i < b->n_uses && b->use[i].step == step; i++)
        n += b->use[i].buffer == buffer;
    return n;
}

/* Memory that was given back, by size: lists threaded through the buffers. */
struct free_lists {
    uint32_t *head, *size, *next;
    uint32_t n;
};

static uint32_t *list_of(struct free_lists *f, uint32_t floats)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->size[i] == floats)
            return &f->head[i];
    f->size[f->n] = floats;
    f->head[f->n] = NONE;
    return &f->head[f->n++];
}

/* The last to read it may write where it was; with several threads the only one, since
 * others may read it at the same time. */
static bool works_in_place(struct builder *b, uint32_t v, uint32_t *from)
{
    const struct virtual_buffer *to = &b->buffer[v];
    if (to->in_place_of == NONE)
        return false;
    const struct virtual_buffer *was = &b->buffer[to->in_place_of];
    if (b->parts->threads > 1 && was->reads > 1)
        return false;
    return was->last_at == to->made_at && was->floats == to->floats && !was->kept &&
           !was->given && was->made_at < to->made_at &&
           reads_at(b, to->in_place_of, to->made_at, from) == 1;
}

static int place(struct builder *b, size_t *total)
{
    const uint32_t n = b->n_buffers;
    struct free_lists f = {
        .head = arena_take(&b->arena, n + 1, sizeof(uint32_t)),
        .size = arena_take(&b->arena, n + 1, sizeof(uint32_t)),
        .next = arena_take(&b->arena, n + 1, sizeof(uint32_t)),
    };
    /* Buffers by the step that reads them last: a list for each step. */
    uint32_t *dies = arena_take(&b->arena, b->plan->n_steps + 1, sizeof(uint32_t));
    uint32_t *next_dying = arena_take(&b->arena, n + 1, sizeof(uint32_t));
    uint32_t step = 0, from = 0;

    if (b->arena.err)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i <= b->plan->n_steps; i++)
        dies[i] = NONE;
    for (uint32_t i = n; i-- > 0;) {
        next_dying[i] = dies[b->buffer[i].last_at];
        dies[b->buffer[i].last_at] = i;
    }
    for (uint32_t v = 0; v < n; v++) {
        struct virtual_buffer *to = &b->buffer[v];
        for (; step < to->made_at; step++) {
            for (uint32_t d = dies[step]; d != NONE; d = next_dying[d]) {
                if (b->buffer[d].given || b->buffer[d].kept || b->parts->threads > 1)
                    continue;
                uint32_t *list = list_of(&f, b->buffer[d].floats);
                f.next[d] = *list;
                *list = d;
            }
        }
        uint32_t *list = list_of(&f, to->floats);
        if (works_in_place(b, v, &from)) {
            b->buffer[to->in_place_of].given = true;
            to->place = b->buffer[to->in_place_of].place;
        } else if (*list != NONE) {
            to->place = b->buffer[*list].place;
            *list = f.next[*list];
        } else {
            to->place = *total;
            *total += to->floats;
            b->plan->n_buffers++;
        }
    }
    return 0;
}

/* Silence for what is linked to nothing, as long as the widest input. */
static size_t silence_floats(const struct net *net)
{
    size_t most = ALIGN_FLOATS;

    for (uint32_t i = 0; i < net->n_nodes; i++)
        for (int p = 0; p < LEAT_MAX_PORTS; p++) {
            const size_t floats = (size_t)net->node[i].env.in_lanes[p] *
                                  plan_max_frames(net, net->node[i].timeline);
            most = floats > most ? floats : most;
        }
    return (most + ALIGN_FLOATS - 1) / ALIGN_FLOATS * ALIGN_FLOATS;
}

int builder_finish(struct builder *b)
{
    const size_t silence = silence_floats(b->net);
    size_t total = silence;

    if (b->arena.err || place(b, &total) < 0)
        return LEAT_ERR_NOMEM;
    b->plan->buffers = aligned_alloc(64, total * sizeof(float));
    if (!b->plan->buffers)
        return LEAT_ERR_NOMEM;
    memset(b->plan->buffers, 0, total * sizeof(float));
    b->plan->buffer_floats = total;
    for (uint32_t i = 0; i < b->n_uses; i++) {
        const uint32_t v = b->use[i].buffer;
        const float *at = b->plan->buffers + (v == NONE ? 0 : b->buffer[v].place);
        memcpy(b->use[i].where, &at, sizeof(at));
    }
    const size_t curves = (size_t)b->plan->curve_floats * b->parts->threads;
    b->plan->curves = malloc((curves + 1) * sizeof(float));
    if (!b->plan->curves)
        return LEAT_ERR_NOMEM;
    return b->parts->threads > 1 && !b->net->n_crews ? builder_cut_tasks(b) : 0;
}
