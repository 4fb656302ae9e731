/* SPDX-License-Identifier: MIT */
/* commands: what waits for its frame, those of one frame as they came.
 *
 * In their heap a command costs at most 12 exchanges when it comes and 12 when it goes,
 * in whatever order 4096 of them come. */
#include "engine/cycle.h"
#include "engine/isolation.h"
#include "engine/tempo.h"

/* Ranks of what arrives are from here on; below are those of what was deferred. */
#define ARRIVED (UINT64_C(1) << 63)

void rt_commands_read(struct cycle *c)
{
    const bool on_grid = c->frame % LEAT_QUANTUM == 0;

    for (uint32_t i = 0; i < CYCLE_COMMANDS && c->free_waiting != UINT32_MAX; i++) {
        const uint32_t slot = c->free_waiting;
        struct waiting *w = &c->waiting[slot];
        if (leat_rt_mpmc_read(c->commands, &w->command, 1) == 0)
            return;
        c->free_waiting = w->next;
        if (w->command.frame < 0)
            w->command.frame =
                on_grid ? c->frame
                        : (c->frame / LEAT_QUANTUM + 1) * (int64_t)LEAT_QUANTUM;
        if (c->isolation)
            rt_isolation_command(c->isolation, &w->command);
        if (w->command.frame < c->frame) {
            c->late_commands++;
            w->command.frame = c->frame;
        }
        rt_due_push(&c->due,
                    (struct due){w->command.frame, ARRIVED | c->arrivals++, slot});
    }
}

/* The first instance of a node in the index; its other tiles follow. */
static struct plan_index *find_instance(const struct plan *plan, uint32_t id)
{
    uint32_t low = 0, high = plan->n_index;

    while (low < high) {
        const uint32_t mid = (low + high) / 2;
        if (plan->index[mid].id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < plan->n_index && plan->index[low].id == id ? &plan->index[low] : NULL;
}

/* Hang a command on its node, at its frame on the node's own timeline.  Tiles share one
 * list, which the first of them keeps, and each walks through it by itself. */
static void hang(struct cycle *c, uint32_t slot, const struct plan_index *at)
{
    const struct plan_index *end = c->plan->index + c->plan->n_index;
    struct instance *i = at->instance;
    struct waiting *w = &c->waiting[slot];
    const int64_t num = (int64_t)(i->env.rate_hz * 1000.0);
    const int64_t den = (int64_t)(c->rate_hz * 1000.0);

    /* the first frame of its timeline that begins then or later, as in step.c */
    w->at = (uint32_t)(leat_rt_scale_floor(-c->frame, num, den) -
                       leat_rt_scale_floor(-w->command.frame, num, den));
    w->next = UINT32_MAX;
    if (i->pulse->due_first != UINT32_MAX)
        c->waiting[i->pulse->due_last].next = slot;
    i->pulse->due_last = slot;
    for (const struct plan_index *k = at; k < end && k->id == at->id; k++)
        if (k->instance->pulse->due_first == UINT32_MAX)
            k->instance->pulse->due_first = slot;
}

/* Whether an event must wait for a later quantum, because its own and those up to there
 * have as many for this node as they may.  It goes back then, to come before whatever
 * is sent for that quantum. */
static bool defer(struct cycle *c, struct instance *i, struct due due)
{
    struct command *k = &c->waiting[due.slot].command;
    const int64_t quantum = due.frame / LEAT_QUANTUM;

    if (k->kind != LEAT_LOG_EVENT || due.rank < ARRIVED)
        return false;
    if (i->sent_quantum < quantum || i->n_sent == LEAT_EVENTS_A_QUANTUM) {
        i->sent_quantum = i->sent_quantum < quantum ? quantum : i->sent_quantum + 1;
        i->n_sent = 0;
    }
    i->n_sent++;
    if (i->sent_quantum == quantum)
        return false;
    k->frame = k->event.frame = i->sent_quantum * LEAT_QUANTUM;
    rt_due_push(&c->due, (struct due){k->frame, c->deferrals++, due.slot});
    atomic_fetch_add_explicit(&i->stats.late_events, 1, memory_order_relaxed);
    return true;
}

uint32_t rt_commands_deliver(struct cycle *c, uint32_t nframes)
{
    uint32_t n = 0;

    while (c->due.n && c->due.at[0].frame < c->frame + nframes) {
        const struct due due = rt_due_pop(&c->due);
        const uint32_t slot = due.slot;
        const struct command *k = &c->waiting[slot].command;
        const bool tempo = rt_tempo_is(k); /* the piece was cut for it */
        const struct plan_index *at = tempo ? NULL : find_instance(c->plan, k->node);
        if (at && defer(c, at->instance, due))
            continue;
        rt_log_line(c, &(struct leat_log_line){.frame = k->frame,
                                               .kind = k->kind,
                                               .node = k->node,
                                               .param = k->param,
                                               .value = k->value,
                                               .ramp_ms = k->ramp_ms,
                                               .event = k->event});
        if (tempo)
            rt_tempo_set(c, &k->event);
        else if (!at)
            c->dropped_commands++;
        else if (!c->relays && at->instance->crew == c->crew) /* else a worker does */
            hang(c, slot, at);
        c->slots[n++] = slot;
    }
    return n;
}

void rt_commands_give_back(struct cycle *c, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        c->waiting[c->slots[i]].next = c->free_waiting;
        c->free_waiting = c->slots[i];
    }
}
