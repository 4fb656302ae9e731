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

static size_t report_bytes(const struct plan *plan, uint32_t crew)
{
    size_t bytes = 2 * sizeof(uint64_t);

    for (uint32_t i = 0; i < plan->n_instances; i++) {
        const struct instance *n = plan->instance[i];
        if (n->crew == crew)
            bytes += sizeof(struct instance_stats) +
                     (n->class ? n->n_mailbox + n->class->n_params : 0) * sizeof(float);
    }
    for (uint32_t i = 0; i < plan->n_lines; i++)
        bytes += plan->line[i]->crew == crew ? sizeof(uint64_t) : 0;
    return bytes;
}

/* What has been counted since the last time. */
static void add_since(_Atomic uint64_t *to, uint64_t now, uint64_t *last)
{
    if (now > *last)
        *to += now - *last;
    *last = now;
}

static void take_values(const struct plan *plan, uint32_t crew,
                        const unsigned char *from)
{
    for (uint32_t i = 0; i < plan->n_instances; i++) {
        struct instance *n = plan->instance[i];
        if (n->crew != crew)
            continue;
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
        if (plan->line[i]->crew == crew)
            get(&from, (void *)(uintptr_t)&plan->line[i]->frames, sizeof(uint64_t));
}

static void take_report(struct leat_engine *e, struct relay *r, const struct plan *plan,
                        const unsigned char *from)
{
    uint64_t non_finite, clipped;

    get(&from, &non_finite, sizeof(non_finite));
    get(&from, &clipped, sizeof(clipped));
    add_since(&e->cycle.non_finite, non_finite, &r->non_finite);
    add_since(&e->cycle.clipped_returns, clipped, &r->clipped);
    take_values(plan, r->crew, from);
}

/* The worker that has come furthest. */
static const struct seat *furthest(const struct relay *r, uint32_t *at)
{
    const struct seat *best = NULL;
    uint64_t most = 0;

    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const struct seat *s = r->shared->seat[i];
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

static void refresh_values(struct leat_engine *e, struct relay *r)
{
    uint32_t at = 0;
    const struct seat *s = furthest(r, &at);

    for (int tries = 0; s && tries < 3; tries++) {
        const uint32_t count = atomic_load(&s->report_count);
        const struct plan *plan = plan_of(e, s->report_edition);
        if (count == 0 || count % 2 || !plan ||
            s->report_bytes != report_bytes(plan, r->crew))
            return;
        take_report(e, r, plan, r->shared->report[at]);
        if (atomic_load(&s->report_count) == count)
            return;
    }
}

static void say(const struct leat_engine *e, const char *message)
{
    if (e->config.on_message)
        e->config.on_message(e->config.message_user, message);
}

static void tell_muted(struct leat_engine *e, struct relay *r)
{
    const struct board *board = r->shared->board;
    const char *group = relay_group(e->isolation, r);
    char text[400];

    for (; r->n_muted_told < atomic_load(&board->n_muted); r->n_muted_told++) {
        const struct muted *m = &board->muted[r->n_muted_told];
        if (group)
            str_format(
                text, sizeof(text),
                "the group `%s` is silent from now on: two workers died in its "
                "node `%s` (%s) in the piece from frame %lld on; it was given %s. "
                "The rest plays on; replace `%s`.",
                group, m->name, board->last_death, (long long)m->frame, m->input,
                m->name);
        else
            str_format(text, sizeof(text),
                       "`%s` is silent from now on: two workers died in it (%s) in the "
                       "piece from frame %lld on; it was given %s. The rest plays on; "
                       "replace it.",
                       m->name, board->last_death, (long long)m->frame, m->input);
        say(e, text);
    }
}

/* Without groups the run ends, with an error of its own. */
static void tell_failed(struct leat_engine *e, struct relay *r)
{
    const char *group = relay_group(e->isolation, r);
    char text[200];

    if (!group || r->failure_told || !atomic_load(&r->shared->board->failed))
        return;
    r->failure_told = true;
    str_format(text, sizeof(text),
               "the group `%s` is silent from now on: no worker lives long enough to "
               "compute it (%s). The rest plays on.",
               group, r->shared->board->last_death);
    say(e, text);
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
    struct isolation *x = e->isolation;

    watch_zygote(e);
    for (uint32_t i = 0; i < x->n_relays; i++) {
        tell_muted(e, &x->relay[i]);
        tell_failed(e, &x->relay[i]);
        refresh_values(e, &x->relay[i]);
    }
}

static void add_seats(const struct relay *r, struct leat_isolation_stats *out)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const struct seat *s = r->shared->seat[i];
        out->checkpoints += atomic_load(&s->checkpoints);
        const int32_t pid = atomic_load(&s->pid);
        if (atomic_load(&s->state) == SEAT_FREE || pid <= 0)
            continue;
        if (out->n_workers < LEAT_WORKERS_MAX)
            out->pid[out->n_workers++] = pid;
        out->in_step += atomic_load(&s->state) == SEAT_IN_STEP;
    }
}

static void worst(double *most, double value)
{
    *most = value > *most ? value : *most;
}

static void add_relay(const struct relay *r, struct leat_isolation_stats *out)
{
    const struct board *board = r->shared->board;
    const uint32_t n_muted = atomic_load(&board->n_muted);

    out->pieces += atomic_load(&r->shared->log->posted);
    out->lost += atomic_load(&r->lost);
    out->mismatches += atomic_load(&r->mismatches);
    out->called += atomic_load(&r->called);
    out->deaths += atomic_load(&board->deaths);
    out->faults += atomic_load(&board->faults);
    out->hangs += atomic_load(&board->hangs);
    out->respawns += atomic_load(&board->respawns);
    out->retired += atomic_load(&board->retired);
    out->muted += n_muted;
    worst(&out->redundancy_p50_ms, timing_quantile(&board->redundancy, 0.5) * 1e-6);
    worst(&out->redundancy_p99_ms, timing_quantile(&board->redundancy, 0.99) * 1e-6);
    worst(&out->redundancy_max_ms,
          (double)atomic_load(&board->redundancy.max_nsec) * 1e-6);
    if (n_muted)
        str_format(out->muted_node, sizeof(out->muted_node), "%s",
                   board->muted[n_muted - 1].name);
    add_seats(r, out);
}

bool isolation_stats(const struct isolation *x, uint32_t group,
                     struct leat_isolation_stats *out)
{
    *out = (struct leat_isolation_stats){
        .mode = x->mode,
        .zygote = x->is_alone ? 0 : x->zygote,
        .n_groups = x->engine->crews.n,
    };
    if (group == UINT32_MAX) {
        for (uint32_t i = 0; i < x->n_relays; i++)
            add_relay(&x->relay[i], out);
        return true;
    }
    if (group >= x->n_relays)
        return false;
    add_relay(&x->relay[group], out);
    str_format(out->group, sizeof(out->group), "%s",
               x->engine->crews.n ? relay_group(x, &x->relay[group]) : "");
    return true;
}
