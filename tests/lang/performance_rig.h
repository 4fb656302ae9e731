/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_PERFORMANCE_RIG_H
#define LEAT_TESTS_PERFORMANCE_RIG_H

/**
 * Programs whose frames are written in C, and what a performance told of them.
 */

#include <semaphore.h>

#include "lang/stage/performing.h"
#include "lang/stage_rig.h"

enum { DC = 11, COUNT = 12, OUT = 13, EXTRA = 14, SOURCES = 4, NEWS = 64 };

/* A program: what its frames do, and what became of it. */
struct part {
    struct rig *rig;
    struct performance *performance;
    struct sketch sketch;
    int (*frame)(struct part *part, int64_t k);
    int64_t fails_at, exits_at; /* frames; 0: never */
    float level, kind;
    uint64_t identity; /* of its source */
    int64_t last, seen_at, begun;
    double time_s;
    uint32_t seed;
    bool on[SOURCES];
    bool released;
    const struct overtime *overtime;
    bool rests;
    sem_t *gate, *at_gate; /* NULL: open */
    int64_t gate_at;
};

static struct performance_news told[NEWS];
static int told_code[NEWS];
static uint32_t told_awake[NEWS]; /* nodes, by the counts of that moment */
static uint32_t n_told;
static struct performance *telling; /* NULL until it is made */

static inline void on_news(void *user, const struct performance_news *news)
{
    (void)user;
    if (n_told == NEWS)
        return;
    told_awake[n_told] = telling ? performance_counts(telling).stage.awake : 0;
    told_code[n_told] = news->diag->n ? news->diag->finding[0].code : 0;
    told[n_told++] = *news;
}

static inline uint32_t n_news(enum performance_news_kind kind)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < n_told; i++)
        n += told[i].kind == kind;
    return n;
}

static inline int on_frame(void *user, int64_t k, double time_s, struct draft *draft,
                           struct leat_diag *diag)
{
    struct part *part = user;

    assert_ptr_equal(draft, &part->sketch.draft);
    assert_int_equal(draft->n_nodes, draft->n_permanent_nodes);
    part->sketch.n_params = part->sketch.n_values = 0;
    part->last = k;
    part->begun = part->begun < 0 ? k : part->begun;
    part->time_s = time_s;
    part->seen_at = part->rig->engine ? leat_engine_frame(part->rig->engine) : -1;
    if (part->gate && k == part->gate_at) {
        sem_post(part->at_gate);
        sem_wait(part->gate);
    }
    if (part->fails_at && k >= part->fails_at) {
        leat_diag_add(diag, LEAT_ERROR, 501, "This frame would never finish.");
        return LEAT_ERR_LIMIT;
    }
    const int err = part->frame(part, k);
    return err ? err : part->exits_at && k >= part->exits_at ? PERFORMANCE_EXIT : 0;
}

static inline void on_release(void *user)
{
    struct part *part = user;

    assert_false(part->released);
    part->released = true;
    draft_finish(&part->sketch.draft);
}

static inline void on_hurry(void *user, const struct overtime *overtime)
{
    struct part *part = user;

    part->overtime = overtime;
}

static inline struct performer performer_of(struct part *part)
{
    return (struct performer){.frame = on_frame,
                              .hurry = on_hurry,
                              .release = on_release,
                              .rests = part->rests,
                              .user = part,
                              .draft = &part->sketch.draft};
}

/* A source whose level is the number of the frame. */
static inline int play_number(struct part *part, int64_t k)
{
    const uint32_t dc = sketch_node(&part->sketch, DC, "level_source");

    sketch_set_one(&part->sketch, RIG_LEVEL, (float)k);
    sketch_link(&part->sketch, dc, sketch_node(&part->sketch, OUT, "output"));
    return 0;
}

/* A source whose level is the program's. */
static inline int play_level(struct part *part, int64_t k)
{
    const uint32_t dc = sketch_node(&part->sketch, part->identity, "level_source");

    (void)k;
    sketch_set_one(&part->sketch, RIG_LEVEL, part->level);
    sketch_set_one(&part->sketch, RIG_KIND, part->kind);
    sketch_link(&part->sketch, dc, sketch_node(&part->sketch, OUT, "output"));
    return 0;
}

static inline int play_nothing(struct part *part, int64_t k)
{
    (void)part;
    (void)k;
    return 0;
}

static inline int play_count(struct part *part, int64_t k)
{
    const uint32_t count = sketch_node(&part->sketch, COUNT, "frame_source");

    (void)k;
    sketch_link(&part->sketch, count, sketch_node(&part->sketch, OUT, "output"));
    return 0;
}

static inline void begin(struct rig *r, struct part *part, struct leat_rational fps,
                         struct performance **out)
{
    const struct performance_config config = {
        .stage = r->stage, .fps = fps, .tell = on_news};
    const struct performer performer = performer_of(part);

    n_told = 0;
    part->rig = r;
    part->begun = -1;
    telling = NULL;
    assert_int_equal(performance_create(&config, &performer, out, &r->diag), 0);
    telling = *out;
}

static inline void end(struct rig *r, struct performance *performance)
{
    performance_destroy(&performance);
    rig_end(r);
}

/* Come to the frame with which frame k has run offline. */
static inline void run_through(struct rig *r, struct performance *p, int64_t k)
{
    while (performance_counts(p).frames <= k) {
        const int64_t next = performance_counts(p).frames;
        assert_int_equal(
            leat_engine_run_to(r->engine, performance_position(p, next - 1), &r->diag),
            1);
        performance_step(p, p->next++);
    }
}

static const struct leat_rational fps60 = {60, 1};

/* A fade that begins at a frame: gain of what comes. */
static inline float risen(int64_t frame, int64_t begin_at)
{
    const int64_t k = frame - begin_at + 1;

    return k <= 0 ? 0.0f : k >= RIG_FADE ? 1.0f : (float)k / (float)RIG_FADE;
}

#endif
