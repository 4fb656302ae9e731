/* SPDX-License-Identifier: MIT */
/* step_node: one node for one piece: cut at its commands, until its streams end. */
#include <string.h>

#include "engine/cycle.h"

static uint32_t live_frames(int64_t end, int64_t frame, uint32_t n)
{
    return end <= frame ? 0 : end - frame < n ? (uint32_t)(end - frame) : n;
}

/* The frame at which the last input ends. */
static int64_t inputs_end(const struct step *s)
{
    int64_t end = 0;

    for (uint32_t p = 0; p < s->n_in; p++) {
        if (*s->in_end[p] == INSTANCE_ALIVE)
            return INSTANCE_ALIVE;
        end = *s->in_end[p] > end ? *s->in_end[p] : end;
    }
    return end;
}

/* Where outputs end, as far as that follows from the end of the inputs alone. */
static void follow_inputs(struct step *s, int64_t end)
{
    const struct instance *i = s->instance;

    if ((i->class->flags & LEAT_CLASS_ENDS) || !s->n_in)
        return;
    for (uint32_t p = 0; p < s->n_out; p++)
        if (end == INSTANCE_ALIVE && !s->loop)
            *s->out_end[p] = INSTANCE_ALIVE;
        else if (i->tail >= 0)
            *s->out_end[p] = end + i->tail;
}

/* DECAY: an output ends when it has been quiet for long enough after its inputs, in a
 * loop: after what feeds the loop. */
static void follow_decay(const struct cycle *c, struct step *s,
                         const struct timeline *tl, int64_t end)
{
    struct instance *i = s->instance;

    if ((i->class->flags & LEAT_CLASS_ENDS) || i->tail >= 0 || !s->n_out ||
        *s->out_end[0] != INSTANCE_ALIVE)
        return;
    const struct decaying sound = {
        s->out[0], i->env.out_lanes[0], s->loop ? s->loop->since : end,
        s->loop ? s->loop->round_frames : (uint64_t)-i->tail};
    const int64_t out_end = rt_decay_end(c, &i->decay, &sound, tl);
    for (uint32_t p = 0; p < s->n_out; p++)
        *s->out_end[p] = out_end;
}

/* Silence after the end of each output. */
static void silence_ends(struct cycle *c, struct step *s, uint32_t n_out)
{
    const struct timeline *out_tl = &c->plan->timeline[s->out_timeline];

    for (uint32_t p = 0; p < s->n_out; p++) {
        const uint32_t live = live_frames(*s->out_end[p], out_tl->frame, n_out);
        const uint32_t lanes = s->instance->env.out_lanes[p];
        memset(s->out[p] + (size_t)live * lanes, 0,
               (size_t)(n_out - live) * lanes * sizeof(float));
    }
}

/* Whether all outputs ended before this piece, so that there is nothing to compute. */
static bool is_over(const struct cycle *c, const struct step *s,
                    const struct timeline *tl, int64_t end)
{
    if (!s->n_out)
        return end <= tl->frame;
    for (uint32_t p = 0; p < s->n_out; p++)
        if (*s->out_end[p] > c->plan->timeline[s->out_timeline].frame)
            return false;
    return true;
}

static void apply(struct step *s, const struct waiting *w, uint32_t *n_events,
                  struct scratch *scratch)
{
    struct instance *i = s->instance;
    const struct command *k = &w->command;

    if (k->kind == LEAT_LOG_SET && k->param < i->class->n_params)
        rt_param_set(i, k->param, k->value,
                     rt_param_ramp_frames(i, k->param, k->ramp_ms));
    else if (k->kind == LEAT_LOG_EVENT && *n_events < LEAT_EVENTS_A_QUANTUM)
        scratch->event[(*n_events)++] = k->event;
    else
        atomic_fetch_add_explicit(&i->stats.lost_events, 1, memory_order_relaxed);
}

/* Take the commands that are due at `offset`; returns the offset of the next, or n. */
static uint32_t take_due(struct cycle *c, struct step *s, uint32_t offset, uint32_t n,
                         uint32_t *n_events, struct scratch *scratch)
{
    struct instance *i = s->instance;

    while (i->pulse->due_first != UINT32_MAX) {
        struct waiting *w = &c->waiting[i->pulse->due_first];
        if (w->at > offset)
            return w->at < n ? w->at : n;
        apply(s, w, n_events, scratch);
        i->pulse->due_first = w->next; /* the slots go back when the piece is done */
    }
    return n;
}

struct cut {
    uint32_t offset, n; /* frames of the piece */
};

/* One call of process(), its pointers moved to the cut's first frame. */
static void call(struct step *s, const struct timeline *tl, struct cut cut,
                 const struct leat_value *value, struct scratch *scratch,
                 uint32_t n_events, uint32_t *out_live)
{
    const struct instance *i = s->instance;
    struct leat_block block = s->call->block;
    const float *in[LEAT_MAX_PORTS];
    float *out[LEAT_MAX_PORTS];
    uint32_t in_live[LEAT_MAX_PORTS];

    block.frame = tl->frame + cut.offset;
    block.nframes = cut.n;
    block.param = value;
    block.in = in;
    block.out = out;
    block.in_live = in_live;
    block.out_live = out_live;
    if (block.held && cut.n < tl->n) { /* all rows of a piece are alike, or none */
        memset(block.held, 0, s->n_out * sizeof(*block.held));
        block.held = NULL;
    }
    block.events = scratch->event;
    block.n_events = n_events;
    for (uint32_t k = 0; k < n_events; k++)
        scratch->event[k].frame = block.frame;
    for (uint32_t p = 0; p < s->n_in; p++) {
        in[p] = s->in[p] + (size_t)cut.offset * i->env.in_lanes[p];
        in_live[p] = live_frames(*s->in_end[p], block.frame, cut.n);
    }
    for (uint32_t p = 0; p < s->n_out; p++) {
        out[p] = s->out[p] + (size_t)cut.offset * i->env.out_lanes[p];
        out_live[p] = cut.n;
    }
    i->class->process(i->state, &block);
}

/* RESAMPLE: both sides count frames of their own; its parameters stand still. */
static void resample(struct cycle *c, struct step *s, const struct timeline *tl)
{
    struct instance *i = s->instance;
    const struct timeline *to = &c->plan->timeline[s->out_timeline];
    struct leat_block block = s->call->block;
    uint32_t in_live[LEAT_MAX_PORTS], out_live[LEAT_MAX_PORTS];

    block.frame = tl->frame;
    block.nframes = tl->n;
    block.out_frame = to->frame;
    block.out_frames = to->n;
    block.in_live = in_live;
    block.out_live = out_live;
    in_live[0] = live_frames(*s->in_end[0], tl->frame, tl->n);
    out_live[0] = to->n;
    i->class->process(i->state, &block);
    if (out_live[0] < to->n && *s->out_end[0] == INSTANCE_ALIVE)
        *s->out_end[0] = to->frame + out_live[0];
}

/* Replace what is not finite by silence, and make the node forget what made it. */
static void guard_foreign(struct cycle *c, struct step *s, uint32_t n)
{
    struct instance *i = s->instance;
    bool bad = false;

    for (uint32_t p = 0; p < s->n_out; p++) {
        float *x = s->out[p];
        for (uint32_t k = 0; k < n * i->env.out_lanes[p]; k++) {
            if (x[k] - x[k] == 0.0f)
                continue;
            x[k] = 0.0f;
            c->non_finite++;
            bad = true;
        }
    }
    if (!bad)
        return;
    if (i->state_bytes <= 65536)
        memset(i->state, 0, i->state_bytes);
    if (i->class->init)
        i->class->init(i->state, &i->env, &i->settings);
}

/* Take what is still due: at another rate that may be the first frame of the next
 * piece. Events find no call any more and count as lost. */
static void take_rest(struct cycle *c, struct step *s, uint32_t thread)
{
    uint32_t n_events = 0;

    take_due(c, s, UINT32_MAX, UINT32_MAX, &n_events, c->scratch[thread]);
    if (n_events)
        atomic_fetch_add_explicit(&s->instance->stats.lost_events, n_events,
                                  memory_order_relaxed);
}

static void run_cuts(struct cycle *c, struct step *s, const struct timeline *tl,
                     uint32_t thread)
{
    struct scratch *scratch = c->scratch[thread];
    struct instance *i = s->instance;
    struct cut cut = {0, 0};

    scratch->curves = c->plan->curves + (size_t)thread * c->plan->curve_floats;
    if (s->skip > tl->frame)
        cut.offset =
            s->skip - tl->frame < tl->n ? (uint32_t)(s->skip - tl->frame) : tl->n;
    while (cut.offset < tl->n) {
        uint32_t n_events = 0, out_live[LEAT_MAX_PORTS];
        uint32_t next = take_due(c, s, cut.offset, tl->n, &n_events, scratch);
        next = rt_events_take(s, tl, cut.offset, next, scratch, &n_events);
        cut.n = next - cut.offset;
        call(s, tl, cut, rt_param_values(s, cut.offset, cut.n, scratch), scratch,
             n_events, out_live);
        for (uint32_t p = 0; p < s->n_out; p++)
            if (out_live[p] < cut.n && *s->out_end[p] == INSTANCE_ALIVE)
                *s->out_end[p] = tl->frame + cut.offset + out_live[p];
        rt_param_pass(i, cut.n);
        cut.offset = next;
    }
}

/* A node that is not run: silence, and nothing of what was sent to it. */
static void be_muted(struct step *s, uint32_t n_out)
{
    struct instance *i = s->instance;

    for (uint32_t p = 0; p < s->n_out; p++)
        memset(s->out[p], 0, (size_t)n_out * i->env.out_lanes[p] * sizeof(float));
    if (s->held)
        memset(s->held, 0, s->n_out * sizeof(*s->held));
    if (s->hears)
        rt_event_queue_clear(i->event_in);
    i->pulse->due_first = UINT32_MAX;
}

void rt_step_node(struct cycle *c, struct step *s, const struct timeline *tl,
                  uint32_t thread)
{
    struct instance *i = s->instance;
    const uint32_t n_out = c->plan->timeline[s->out_timeline].n;

    rt_events_begin(c, s, tl);
    rt_events_collect(c, s, tl);
    if (i->pulse->foreign & PULSE_MUTED) {
        be_muted(s, n_out);
        return;
    }
    const int64_t end = s->ends && s->n_in ? inputs_end(s) : INSTANCE_ALIVE;

    if (s->ends)
        follow_inputs(s, end);
    if (s->ends && is_over(c, s, tl, end)) {
        for (uint32_t p = 0; p < s->n_out; p++)
            memset(s->out[p], 0, (size_t)n_out * i->env.out_lanes[p] * sizeof(float));
        i->done = true;
        i->pulse->due_first = UINT32_MAX;
        return;
    }
    if (i->class->flags & LEAT_CLASS_RESAMPLE)
        resample(c, s, tl);
    else if (tl->n || i->pulse->due_first != UINT32_MAX)
        run_cuts(c, s, tl, thread);
    take_rest(c, s, thread);
    rt_events_finish(s);
    if (i->mail)
        leat_rt_mailbox_write(i->mail, i->mailbox);
    if (i->pulse->foreign & PULSE_FOREIGN)
        guard_foreign(c, s, n_out);
    if (!s->ends)
        return;
    i->done = end <= tl->frame + tl->n;
    follow_decay(c, s, tl, end);
    silence_ends(c, s, n_out);
}
