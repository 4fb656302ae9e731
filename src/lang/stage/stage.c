/* SPDX-License-Identifier: MIT */
/* stage: what of a program is in a graph now, and how the next draft comes on. */
#include "lang/stage/stage.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/time.h>

#include "lang/stage/staged.h"

enum { FADE_MS = 10 }; /* of an edit (CORE section 5) */
static const size_t MEMORY_MAX_BYTES = (size_t)256 << 20;

int stage_create(struct leat_graph *graph, struct stage **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return LEAT_ERR_NOMEM;
    (*out)->graph = graph;
    return 0;
}

static void free_links(struct staged_link *link, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        free((void *)(uintptr_t)link[i].link.matrix);
    free(link);
}

void stage_destroy(struct stage **stage)
{
    struct stage *s = *stage;

    if (!s)
        return;
    for (uint32_t i = 0; i < s->n_nodes; i++)
        free(s->node[i].param);
    free(s->node);
    free_links(s->link, s->n_links);
    free(s->rule);
    free(s->bucket);
    stage_events_finish(&s->events);
    free(s);
    *stage = NULL;
}

void stage_attach(struct stage *stage, struct leat_engine *engine)
{
    stage->engine = engine;
    (void)stage_events_send(stage); /* what is left goes with the next draft */
}

int apply_place(struct apply *a, struct span span)
{
    if (!a->cue->place || !a->edit)
        return 0;
    const int tag = a->cue->place(a->cue->user, span);
    if (tag > 0)
        leat_edit_at(a->edit, (uint32_t)tag);
    return tag < 0 ? tag : 0;
}

void stage_index(const struct staged *node, uint32_t n, uint32_t *bucket,
                 uint32_t n_buckets)
{
    memset(bucket, 0, n_buckets * sizeof(*bucket));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = stage_bucket(node[i].identity, n_buckets);
        while (bucket[at])
            at = (at + 1) & (n_buckets - 1);
        bucket[at] = i + 1;
    }
}

/* Nodes of the stage that will be, by identity. */
static int index_nodes(struct apply *a, uint32_t **bucket, uint32_t *n_buckets)
{
    uint32_t room = 16;

    while (room < 2 * a->n_nodes)
        room *= 2;
    *n_buckets = room;
    *bucket = calloc(room, sizeof(**bucket));
    if (!*bucket)
        return LEAT_ERR_NOMEM;
    stage_index(a->node, a->n_nodes, *bucket, room);
    return 0;
}

/* The frame at which an edit for `frame` is adopted: on the grid, when the fades of the
 * one before are over. */
static int64_t adoption(const struct stage *s, int64_t frame)
{
    const int64_t at = frame > s->settled ? frame : s->settled;

    return (at + LEAT_QUANTUM - 1) / LEAT_QUANTUM * LEAT_QUANTUM;
}

/* The edit was adopted: the stage becomes what it made. */
static void turn_over(struct apply *a, uint32_t *bucket, uint32_t n_buckets)
{
    struct stage *s = a->stage;
    const int64_t heard = adoption(s, a->cue->frame);

    for (uint32_t i = 0; i < s->n_nodes; i++)
        if (a->part_of_old[i] != STAGED_NONE || a->expires[i])
            free(s->node[i].param);
    free(s->node);
    s->node = a->node;
    s->n_nodes = a->n_nodes;
    for (uint32_t i = 0; i < a->draft->n_nodes; i++) {
        struct part *part = &a->part[i];
        if (part->fate != FATE_STAYS)
            s->node[part->next].since = s->engine ? heard : 0;
        part->param = NULL;
    }
    a->node = NULL;
    if (!a->changes)
        return;
    free_links(s->link, s->n_links);
    s->link = a->link;
    s->n_links = a->n_links;
    a->link = NULL;
    free(s->rule);
    s->rule = a->rule;
    s->n_rules = a->draft->n_rules;
    a->rule = NULL;
    free(s->bucket);
    s->bucket = bucket;
    s->n_buckets = n_buckets;
    s->was_hushed = s->hushed;
    s->unsent = false;
    s->counts.edits++;
    if (s->engine)
        s->settled =
            heard + (int64_t)(leat_engine_rate(s->engine) * FADE_MS / 1000.0 + 0.5);
}

static int make_edit(struct apply *a)
{
    uint32_t *bucket = NULL, n_buckets = 0;
    struct stage_numbers numbers = a->stage->numbers;
    int err = leat_graph_begin(a->stage->graph, &a->edit);

    if (err >= 0)
        err = apply_nodes(a);
    if (err >= 0)
        err = apply_links(a);
    if (err >= 0)
        err = apply_rules(a);
    if (err >= 0)
        err = apply_keep_rules(a);
    if (err >= 0)
        err = index_nodes(a, &bucket, &n_buckets);
    if (err >= 0) {
        leat_edit_from(a->edit, a->cue->frame);
        err = leat_edit_commit(&a->edit, a->cue->when, a->diag);
    }
    if (err < 0) {
        a->stage->numbers = numbers;
        free(bucket);
        leat_edit_abort(&a->edit);
        return err;
    }
    turn_over(a, bucket, n_buckets);
    return 0;
}

static void make_commands(struct apply *a)
{
    struct stage *s = a->stage;

    for (uint32_t i = 0; i < a->n_commands; i++) {
        const struct stage_command *c = &a->command[i];
        const bool sent = leat_engine_set(s->engine, c->node, c->param, c->value,
                                          c->frame, -1.0f) >= 0;
        s->unsent = s->unsent || !sent;
        s->counts.unsent += !sent;
        s->counts.commands += sent;
    }
}

static void finish(struct apply *a)
{
    for (uint32_t i = 0; a->part && i < a->draft->n_nodes; i++)
        free(a->part[i].param);
    free(a->node);
    if (a->link)
        free_links(a->link, a->n_links);
    free(a->rule);
    free(a->command);
    names_finish(&a->taken);
    names_finish(&a->freed);
    arena_finish(&a->arena);
}

static int bring_on(struct stage *stage, const struct draft *draft,
                    const struct stage_cue *cue, bool sleeps, struct leat_diag *diag)
{
    struct apply a = {.stage = stage,
                      .draft = draft,
                      .cue = cue,
                      .diag = diag,
                      .ends_sleep = !sleeps,
                      .by_edit = cue->reload || !stage->engine || stage->unsent};
    const uint32_t n_waiting = stage->events.n_waiting;
    int err;

    arena_init(&a.arena, MEMORY_MAX_BYTES);
    names_init(&a.taken);
    names_init(&a.freed);
    err = cue->reload ? stage_forget_lost(stage) : 0;
    if (err >= 0 && cue->reload)
        err = stage_events_end(stage, cue->frame);
    if (err >= 0)
        err = stage_events_take(stage, draft);
    if (err >= 0)
        err = apply_compare(&a);
    a.changes = a.changes || apply_rules_differ(&a);
    if (err >= 0 && a.changes) {
        err = make_edit(&a);
    } else if (err >= 0) {
        err = apply_nodes(&a);
        if (err >= 0)
            turn_over(&a, NULL, 0);
    }
    if (err >= 0)
        make_commands(&a);
    if (err >= 0)
        err = stage_events_send(stage);
    if (err < 0 && cue->reload && stage->events.n_waiting > n_waiting)
        stage->events.n_waiting = n_waiting; /* the program before plays on */
    finish(&a);
    return err;
}

int stage_apply(struct stage *stage, const struct draft *draft,
                const struct stage_cue *cue, struct leat_diag *diag)
{
    const uint32_t n = diag ? diag->n : 0, n_errors = diag ? diag->n_errors : 0;
    const int err = bring_on(stage, draft, cue, true, diag);

    if (err != LEAT_ERR_FORMAT || !cue->reload)
        return err;
    if (diag) { /* who would sleep is linked to what has other lanes now: it goes */
        diag->n = n;
        diag->n_errors = n_errors;
    }
    return bring_on(stage, draft, cue, false, diag);
}

void stage_hush(struct stage *stage, bool hushed)
{
    stage->hushed = hushed;
}

bool stage_is_settled(const struct stage *stage, bool hushed)
{
    if (stage->unsent || stage->events.n_waiting || stage->was_hushed != hushed)
        return false;
    for (uint32_t i = 0; i < stage->n_nodes; i++)
        if (stage->node[i].asleep)
            return false;
    return true;
}

static bool takes_events(const struct leat_node_class *class)
{
    const struct leat_port *port;

    for (uint32_t p = 0; (port = leat_node_port(class, LEAT_IN, p)); p++)
        if (port->stream == LEAT_EVENTS)
            return true;
    return false;
}

int stage_panic(struct stage *stage, int64_t frame)
{
    const struct leat_event all_off = {.frame = frame, .type = LEAT_EVENT_ALL_OFF};
    int err = 0;

    for (uint32_t i = 0; i < stage->n_nodes && stage->engine; i++) {
        const struct staged *node = &stage->node[i];
        if (node->asleep || !takes_events(node->class))
            continue;
        const int sent = leat_engine_send(stage->engine, node->node, &all_off);
        err = sent < 0 ? sent : err;
    }
    return err;
}

uint32_t stage_node(const struct stage *stage, uint64_t identity)
{
    const uint32_t at = stage_find(stage, identity);

    return at == STAGED_NONE ? 0 : stage->node[at].node;
}

bool stage_is_asleep(const struct stage *stage, uint64_t identity)
{
    const uint32_t at = stage_find(stage, identity);

    return at != STAGED_NONE && stage->node[at].asleep;
}

struct stage_counts stage_counts(const struct stage *stage)
{
    struct stage_counts counts = stage->counts;

    for (uint32_t i = 0; i < stage->n_nodes; i++)
        if (stage->node[i].asleep)
            counts.asleep++;
        else
            counts.awake++;
    return counts;
}
