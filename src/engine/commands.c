/* SPDX-License-Identifier: MIT */
/* commands: what waits for its frame.
 *
 * The slots that wait stand in a binary heap, the one that is due first on top: a
 * command costs at most 12 exchanges when it comes and 12 when it goes, in whatever
 * order 4096 of them come. */

#include "engine/cycle.h"
#include "engine/tempo.h"

/* By frame, those of one frame as they came. */
static bool is_before(const struct cycle *c, uint32_t a, uint32_t b)
{
    const struct waiting *x = &c->waiting[a], *y = &c->waiting[b];

    return x->command.frame != y->command.frame ? x->command.frame < y->command.frame
                                                : x->arrival < y->arrival;
}

static void push(struct cycle *c, uint32_t slot)
{
    uint32_t *heap = c->heap, at = c->n_waiting++;

    for (; at && is_before(c, slot, heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = slot;
}

static uint32_t pop(struct cycle *c)
{
    uint32_t *heap = c->heap, at = 0, child;
    const uint32_t first = heap[0], last = heap[--c->n_waiting];

    while ((child = 2 * at + 1) < c->n_waiting) {
        if (child + 1 < c->n_waiting && is_before(c, heap[child + 1], heap[child]))
            child++;
        if (!is_before(c, heap[child], last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}

void rt_commands_read(struct cycle *c)
{
    const bool on_grid = c->frame % LEAT_QUANTUM == 0;

    for (uint32_t i = 0; i < CYCLE_COMMANDS && c->free_waiting != UINT32_MAX; i++) {
        const uint32_t slot = c->free_waiting;
        struct waiting *w = &c->waiting[slot];
        if (leat_rt_mpmc_read(c->commands, &w->command, 1) == 0)
            return;
        c->free_waiting = w->next;
        w->arrival = c->arrivals++;
        if (w->command.frame < 0)
            w->command.frame =
                on_grid ? c->frame
                        : (c->frame / LEAT_QUANTUM + 1) * (int64_t)LEAT_QUANTUM;
        if (w->command.frame < c->frame) {
            c->late_commands++;
            w->command.frame = c->frame;
        }
        push(c, slot);
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

uint32_t rt_commands_deliver(struct cycle *c, uint32_t nframes)
{
    uint32_t n = 0;

    while (c->n_waiting) {
        const struct command *k = &c->waiting[c->heap[0]].command;
        if (k->frame >= c->frame + nframes)
            break;
        const uint32_t slot = pop(c);
        const bool tempo = rt_tempo_is(k); /* the piece was cut for it */
        const struct plan_index *at = tempo ? NULL : find_instance(c->plan, k->node);
        rt_log_line(c, &(struct leat_log_line){.frame = k->frame,
                                               .kind = k->kind,
                                               .node = k->node,
                                               .param = k->param,
                                               .value = k->value,
                                               .ramp_ms = k->ramp_ms,
                                               .event = k->event});
        if (tempo)
            rt_tempo_set(c, (double)k->event.value);
        else if (at)
            hang(c, slot, at);
        else
            c->dropped_commands++;
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
