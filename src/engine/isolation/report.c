/* SPDX-License-Identifier: MIT */
/* report: what workers have to tell people, brought to where the engine's own
 * instances would have it. */
#include <string.h>
#include <sys/wait.h>

#include "base/str.h"
#include "engine/isolation/front.h"

static void get(const unsigned char **from, void *to, size_t bytes)
{
    memcpy(to, *from, bytes);
    *from += bytes;
}

static size_t report_bytes(const struct plan *plan)
{
    size_t bytes = (2 + plan->n_lines) * sizeof(uint64_t);

    for (uint32_t i = 0; i < plan->n_instances; i++) {
        const struct instance *n = plan->instance[i];
        bytes += sizeof(struct instance_stats) +
                 (n->class ? n->n_mailbox + n->class->n_params : 0) * sizeof(float);
    }
    return bytes;
}

static void take_report(struct leat_engine *e, const struct plan *plan,
                        const unsigned char *from)
{
    uint64_t non_finite, clipped;

    get(&from, &non_finite, sizeof(non_finite));
    get(&from, &clipped, sizeof(clipped));
    e->cycle.clipped_returns = clipped;
    if (non_finite > e->isolation->non_finite)
        e->cycle.non_finite += non_finite - e->isolation->non_finite;
    e->isolation->non_finite = non_finite;
    for (uint32_t i = 0; i < plan->n_instances; i++) {
        struct instance *n = plan->instance[i];
        get(&from, (void *)(uintptr_t)&n->stats, sizeof(n->stats));
        if (!n->class)
            continue;
        if (n->mail) {
            get(&from, n->mailbox, n->n_mailbox * sizeof(float));
            leat_rt_mailbox_write(n->mail, n->mailbox);
        }
        get(&from, (void *)(uintptr_t)n->shown, n->class->n_params * sizeof(float));
    }
    for (uint32_t i = 0; i < plan->n_lines; i++)
        get(&from, (void *)(uintptr_t)&plan->line[i]->frames, sizeof(uint64_t));
}

/* The worker that has come furthest. */
static const struct seat *furthest(const struct isolation *x, uint32_t *at)
{
    const struct seat *best = NULL;
    uint64_t most = 0;

    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const struct seat *s = x->shared.seat[i];
        const uint64_t done = atomic_load(&s->done);
        if (done <= most)
            continue;
        most = done;
        best = s;
        *at = i;
    }
    return best;
}

static const struct plan *plan_of(const struct leat_engine *e, uint64_t edition)
{
    for (uint32_t i = 0; i < e->n_lent; i++)
        if (e->lent[i]->number == edition)
            return e->lent[i]->final;
    return NULL;
}

static void refresh_values(struct leat_engine *e)
{
    uint32_t at = 0;
    const struct seat *s = furthest(e->isolation, &at);

    for (int tries = 0; s && tries < 3; tries++) {
        const uint32_t count = atomic_load(&s->report_count);
        const struct plan *plan = plan_of(e, s->report_edition);
        if (count == 0 || count % 2 || !plan || s->report_bytes != report_bytes(plan))
            return;
        take_report(e, plan, e->isolation->shared.report[at]);
        if (atomic_load(&s->report_count) == count)
            return;
    }
}

static void say(const struct leat_engine *e, const char *message)
{
    if (e->config.on_message)
        e->config.on_message(e->config.message_user, message);
}

static void tell_muted(struct leat_engine *e)
{
    struct isolation *x = e->isolation;
    const struct board *board = x->shared.board;
    char text[200];

    for (; x->n_muted_told < atomic_load(&board->n_muted); x->n_muted_told++) {
        str_format(text, sizeof(text),
                   "`%s` is silent from now on: two workers died in it (%s). The rest "
                   "plays on; replace it.",
                   board->muted[x->n_muted_told].name, board->last_death);
        say(e, text);
    }
}

static void watch_zygote(struct leat_engine *e)
{
    struct isolation *x = e->isolation;

    if (x->is_alone || waitpid(x->zygote, NULL, WNOHANG) != x->zygote)
        return;
    x->is_alone = true;
    say(e, "the process that makes workers is gone: those that live play on, without "
           "replacement");
}

void isolation_refresh(struct leat_engine *e)
{
    watch_zygote(e);
    tell_muted(e);
    refresh_values(e);
}

void isolation_stats(const struct isolation *x, struct leat_isolation_stats *out)
{
    const struct board *board = x->shared.board;
    const uint32_t n_muted = atomic_load(&board->n_muted);

    *out = (struct leat_isolation_stats){
        .mode = x->mode,
        .zygote = x->is_alone ? 0 : x->zygote,
        .pieces = atomic_load(&x->shared.log->posted),
        .lost = atomic_load(&x->lost),
        .mismatches = atomic_load(&x->mismatches),
        .called = atomic_load(&x->called),
        .deaths = atomic_load(&board->deaths),
        .faults = atomic_load(&board->faults),
        .hangs = atomic_load(&board->hangs),
        .respawns = atomic_load(&board->respawns),
        .retired = atomic_load(&board->retired),
        .muted = n_muted,
        .redundancy_p50_ms = timing_quantile(&board->redundancy, 0.5) * 1e-6,
        .redundancy_p99_ms = timing_quantile(&board->redundancy, 0.99) * 1e-6,
        .redundancy_max_ms = (double)atomic_load(&board->redundancy.max_nsec) * 1e-6,
    };
    if (n_muted)
        str_format(out->muted_node, sizeof(out->muted_node), "%s",
                   board->muted[n_muted - 1].name);
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const struct seat *s = x->shared.seat[i];
        out->checkpoints += atomic_load(&s->checkpoints);
        const int32_t pid = atomic_load(&s->pid);
        if (atomic_load(&s->state) == SEAT_FREE || pid <= 0)
            continue;
        if (out->n_workers < LEAT_WORKERS_MAX)
            out->pid[out->n_workers++] = pid;
        out->in_step += atomic_load(&s->state) == SEAT_IN_STEP;
    }
}
