/* SPDX-License-Identifier: MIT */
/* cycle: piece by piece through a plan, and from one plan to the next. */
#include "engine/cycle.h"

#include "engine/border.h"
#include "engine/isolation.h"
#include "engine/pool.h"
#include "engine/tempo.h"

enum { TIMED_SHARE = 256 }; /* each piece times this part of the steps, in turn */

void rt_log_line(struct cycle *c, const struct leat_log_line *line)
{
    if (c->logging)
        leat_rt_ring_write(c->log, line, 1);
}

static void tell(struct cycle *c, struct edition *e, bool settled)
{
    const struct notice notice = {e, settled};
    leat_rt_ring_write(c->retired, &notice, 1);
}

static void shift_lines(struct cycle *c, const struct edition *e)
{
    for (uint32_t i = 0; i < e->n_shifts; i++) {
        struct shift *s = &e->shift[i];
        s->line->leaving = s->leaving;
        if (s->line->gain.to != s->gain)
            ramp_to(&s->line->gain, s->gain, c->fade_frames);
        if (!s->gated && s->line->fade.to != s->fade)
            ramp_to(&s->line->fade, s->fade, c->fade_frames);
    }
}

static void turn_nodes(struct cycle *c, const struct edition *e)
{
    for (uint32_t i = 0; i < e->n_turns; i++)
        e->turn[i].instance->wet = (struct ramp){
            .from = 1.0f - e->turn[i].wet, .to = e->turn[i].wet, .len = c->fade_frames};
}

static void settle(struct cycle *c)
{
    c->fade_end = CYCLE_NONE;
    c->settled = c->frame;
    c->plan = c->edition->final;
    tell(c, c->edition, true);
}

static void adopt(struct cycle *c, struct edition *e)
{
    struct edition *old = c->edition;

    shift_lines(c, e);
    turn_nodes(c, e);
    for (uint32_t i = 0; i < e->n_changes; i++) {
        const struct change *k = &e->change[i];
        rt_param_set_row(k->instance, k->param, k->values,
                         rt_param_ramp_frames(k->instance, k->param, -1.0f));
    }
    c->edition = e;
    c->plan = e->transition ? e->transition : e->final;
    c->fade_end = e->transition ? c->frame + c->fade_frames : CYCLE_NONE;
    c->edits++;
    if (c->isolation)
        rt_isolation_adopt(c->isolation, e->number);
    rt_log_line(c, &(struct leat_log_line){
                       .frame = c->frame, .kind = LEAT_LOG_ADOPT, .edit = e->number});
    if (old)
        tell(c, old, false);
}

/* Editions are adopted in their order, each when the fade of the one before is over. */
static void adopt_due(struct cycle *c)
{
    while (c->fade_end == CYCLE_NONE) {
        if (!c->next_edition &&
            leat_rt_ring_read(c->editions, &c->next_edition, 1) == 0)
            return;
        if (c->frame < c->next_edition->due.frame ||
            !rt_tempo_is_time(c, c->next_edition->due.when))
            return;
        struct edition *e = c->next_edition;
        c->next_edition = NULL;
        adopt(c, e);
    }
}

static bool is_open(const struct gate *g)
{
    const struct detector *d = &g->watched->detector;

    switch (g->kind) {
    case LEAT_LEVEL_ABOVE:
        return d->rms > g->threshold;
    case LEAT_LEVEL_BELOW:
        return d->rms <= g->threshold;
    case LEAT_QUIET:
        return d->quiet_for > g->hold_frames;
    default:
        return d->quiet_for <= g->hold_frames;
    }
}

/* Conditional links are judged on what the last quantum was. */
static void judge_gates(struct cycle *c)
{
    for (uint32_t i = 0; i < c->plan->n_gates; i++) {
        struct gate *g = &c->plan->gate[i];
        const float fade = is_open(g) && !g->line->leaving ? 1.0f : 0.0f;
        if (g->line->fade.to != fade)
            ramp_to(&g->line->fade, fade, c->frame ? c->fade_frames : 0);
    }
}

/* When the last source of each loop ended, and what is fed back.  Found out on the
 * grid, between the steps, so that neither blocks nor threads change when a loop ends.
 */
static void look_at_loops(struct plan *plan)
{
    for (struct loop *loop = plan->loop; loop; loop = loop->next) {
        loop->since = 0;
        for (uint32_t i = 0; i < loop->n_sources; i++) {
            const struct loop_source *s = &loop->source[i];
            const int64_t end =
                *s->end == INSTANCE_ALIVE ? INSTANCE_ALIVE : *s->end + s->delay;
            loop->since = end > loop->since ? end : loop->since;
        }
    }
    for (struct return_end *r = plan->returns; r; r = r->next)
        r->seen = *r->end;
}

static void time_step(struct cycle *c, struct step *s)
{
    const int64_t start = c->now_nsec();

    rt_step(c, s, 0);
    const uint64_t nsec = (uint64_t)(c->now_nsec() - start);

    if (s->kind != STEP_NODE)
        return;
    timing_note(&s->instance->stats.timing, nsec);
}

/* Whether a node may take the short path: its parameters stand still, no command is
 * due, its input goes on. */
static bool is_short(const struct guard *guard)
{
    return pulse_is_calm(guard->pulse) && *guard->alive == INSTANCE_ALIVE;
}

static void run_call(struct cycle *c, struct plan *plan, uint32_t i)
{
    struct call *call = &plan->call[i];

    call->block.frame = plan->timeline[0].frame;
    call->block.nframes = plan->timeline[0].n;
    if (call->process && is_short(&plan->guard[i]))
        call->process(call->state, &call->block);
    else
        rt_step(c, call->step, 0);
}

/* Many small nodes in one call; false when one of them may not take the short path. */
static bool run_chain(struct plan *plan, uint32_t first, uint32_t n)
{
    struct call *call = &plan->call[first];

    for (uint32_t k = 0; k < n; k++)
        if (!is_short(&plan->guard[first + k]))
            return false;
    call->block.frame = plan->timeline[0].frame;
    call->block.nframes = plan->timeline[0].n;
    return call->step->instance->class->process_chain(
        &plan->call_state[first], &plan->call_param[first], &call->block, n);
}

static void run_calls(struct cycle *c, struct plan *plan, uint32_t first, uint32_t last)
{
    for (uint32_t i = first, n; i < last; i += n) {
        n = plan->call[i].chain < last - i ? plan->call[i].chain : last - i;
        if (n > 1 && run_chain(plan, i, n))
            continue;
        for (uint32_t k = 0; k < n; k++)
            run_call(c, plan, i + k);
    }
}

/* In a worker: leave word of which node is computed, in case that it never ends. */
static void run_marked(struct cycle *c, uint32_t first, uint32_t last)
{
    struct plan *plan = c->plan;

    for (uint32_t i = first; i < last; i++) {
        const struct instance *at = plan->step[i].instance;
        atomic_store_explicit(c->mark, at ? at->serial : 0, memory_order_relaxed);
        if (i == c->timed)
            time_step(c, &plan->step[i]);
        else
            run_call(c, plan, i);
    }
    atomic_store_explicit(c->mark, 0, memory_order_relaxed);
}

static void run_timed(struct cycle *c, uint32_t first, uint32_t last)
{
    const uint32_t at = c->timed > first && c->timed < last ? c->timed : last;

    run_calls(c, c->plan, first, at);
    if (at == last)
        return;
    time_step(c, &c->plan->step[at]);
    run_calls(c, c->plan, at + 1, last);
}

/* In a worker: its crew's part of the plan, and what all compute. */
static void run_crew(struct cycle *c)
{
    const struct plan *plan = c->plan;
    const struct border *b = c->crew ? &plan->border[c->crew - 1] : NULL;

    run_marked(c, 0, b ? plan->n_shared : plan->n_steps);
    if (b)
        rt_border_get(b->in, b->n_in, plan, c->inbox);
    if (b)
        run_marked(c, b->first, b->last);
    c->timed = c->timed < plan->n_steps ? c->timed + 1 : 0;
}

/* The border that comes next in the order of steps; NULL when there is none. */
static const struct border *next_border(const struct plan *plan,
                                        const struct border *last)
{
    const struct border *next = NULL;

    for (uint32_t i = 0; i < plan->n_borders; i++) {
        const struct border *b = &plan->border[i];
        if ((!last || b->first > last->first) && (!next || b->first < next->first))
            next = b;
    }
    return next;
}

/* All but what crews compute. */
static void run_others(struct cycle *c)
{
    const struct plan *plan = c->plan;
    const struct border *b = NULL;
    uint32_t at = 0;

    while ((b = next_border(plan, b))) {
        run_timed(c, at, b->first);
        at = b->last;
    }
    run_timed(c, at, plan->n_steps);
    c->timed = c->timed < plan->n_steps ? c->timed + 1 : 0;
}

static void run_steps(struct cycle *c)
{
    struct plan *plan = c->plan;

    if (c->relays) {
        rt_isolation_run(c->isolation, c);
    } else if (c->mark) {
        run_crew(c);
    } else if (plan->n_borders) {
        run_others(c);
    } else if (c->pool && plan->n_tasks > 1) {
        rt_pool_run(c->pool, c);
    } else {
        const uint32_t share = (plan->n_steps + TIMED_SHARE - 1) / TIMED_SHARE;
        const uint32_t first = c->timed < plan->n_steps ? c->timed : 0;
        const uint32_t last =
            first + share < plan->n_steps ? first + share : plan->n_steps;
        run_calls(c, plan, 0, first);
        for (uint32_t i = first; i < last; i++)
            time_step(c, &plan->step[i]);
        run_calls(c, plan, last, plan->n_steps);
        c->timed = last;
    }
}

uint32_t rt_cycle_piece(struct cycle *c, uint32_t nframes)
{
    const bool on_grid = c->frame % LEAT_QUANTUM == 0;
    uint32_t n = LEAT_QUANTUM - (uint32_t)(c->frame % LEAT_QUANTUM);

    if (c->frame == c->fade_end)
        settle(c);
    if (on_grid) {
        adopt_due(c);
        judge_gates(c);
        c->grid_beat = leat_tempo_beat(&c->tempo, c->frame);
        look_at_loops(c->plan);
        if (c->conduct)
            c->conduct(c->conduct_user, c->engine, c->frame, LEAT_QUANTUM);
    }
    n = nframes < n ? nframes : n;
    if (c->fade_end != CYCLE_NONE && c->fade_end - c->frame < n)
        n = (uint32_t)(c->fade_end - c->frame);
    rt_commands_read(c);
    n = rt_tempo_cut(c, n);
    c->plan->timeline[0].frame = c->frame;
    c->plan->timeline[0].n = n;
    rt_timeline_live(&c->plan->timeline[0]);
    const uint32_t n_slots = rt_commands_deliver(c, n);
    c->plan->timeline[0].tempo = c->tempo;
    run_steps(c);
    rt_commands_give_back(c, n_slots);
    c->frame += n;
    c->device_done += n;
    return n;
}
