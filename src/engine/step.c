/* SPDX-License-Identifier: MIT */
/* step: one step of a plan for one piece. */
#include <math.h>
#include <string.h>

#include "engine/cycle.h"
#include "engine/isolation.h"
#include "engine/tap.h"
#include "engine/tempo.h"
#include "rt/span.h"

/* Frames of a timeline that begin before frame x of its parent: whatever such a frame
 * needs has arrived, and so has whatever its parent's frame x - 1 needs of it. */
static int64_t frames_before(const struct timeline *t, int64_t x)
{
    return -leat_rt_scale_floor(-x, t->num, t->den);
}

void rt_timeline_live(struct timeline *timeline)
{
    for (int p = 0; p < LEAT_MAX_PORTS; p++)
        timeline->live[p] = timeline->n;
}

/* Where a timeline is while the root computes [frame, frame + n). */
static void find_timeline(struct cycle *c, const struct step *s)
{
    struct timeline *t = &c->plan->timeline[s->timeline];
    const struct timeline *up = &c->plan->timeline[t->parent];

    t->n = 0;
    t->offset = up->offset;
    if (t->kind == NET_RATE) {
        t->frame = frames_before(t, up->frame);
        t->n = (uint32_t)(frames_before(t, up->frame + up->n) - t->frame);
        t->origin = up->origin;
        return;
    }
    struct instance *trigger = s->instance;
    const int64_t end = trigger->out_end[0];
    if (trigger->origin < 0 && end != INSTANCE_ALIVE && end <= up->frame + up->n)
        trigger->origin = end > up->frame ? end : up->frame;
    t->origin = trigger->origin;
    t->frame = 0;
    if (t->origin < 0)
        return;
    const int64_t first = t->origin > up->frame ? t->origin : up->frame;
    t->frame = first - t->origin;
    t->n = (uint32_t)(up->frame + up->n - first);
    t->offset = up->offset + (uint32_t)(first - up->frame);
}

/* Level of an output: one RMS a quantum, and how long it has been quiet. */
static void detect(struct step *s, const struct timeline *tl)
{
    struct detector *d = &s->instance->detector;
    const uint32_t lanes = s->lanes;

    for (uint32_t f = 0; f < tl->n; f++) {
        const uint32_t at = (uint32_t)(tl->frame + f) & (LEAT_QUANTUM - 1);
        for (uint32_t l = 0; l < lanes; l++) {
            const float x = s->in[0][(size_t)f * lanes + l];
            d->part[at & 15] += x * x;
        }
        if (at != LEAT_QUANTUM - 1)
            continue;
        float *p = d->part;
        for (int half = 8; half; half /= 2)
            for (int k = 0; k < half; k++)
                p[k] += p[k + half];
        d->rms = sqrtf(p[0] / (float)(LEAT_QUANTUM * lanes));
        d->quiet_for = d->rms > 3.1622776e-5f ? 0 : d->quiet_for + LEAT_QUANTUM;
        memset(d->part, 0, sizeof(d->part));
    }
}

/* A bypassed node: its first input, lanes repeating. */
static void copy(struct cycle *c, struct step *s, const struct timeline *tl)
{
    struct instance *i = s->instance;

    rt_events_begin(c, s, tl);
    if (s->hears)
        rt_event_queue_clear(i->event_in);
    const uint32_t from = i->env.in_lanes[0] ? i->env.in_lanes[0] : 1;

    for (uint32_t p = 0; p < s->n_out; p++) {
        const uint32_t to = i->env.out_lanes[p];
        for (uint32_t f = 0; f < tl->n; f++) {
            const float *x = s->in[0] + (size_t)f * from;
            for (uint32_t l = 0; l < to; l++)
                s->out[p][(size_t)f * to + l] = x[l % from];
        }
        *s->out_end[p] = s->n_in ? *s->in_end[0] : INSTANCE_ALIVE;
    }
    i->pulse->due_first = UINT32_MAX;
}

/* From a node to its first input or back, as a bypass does. */
static void cross(struct cycle *c, struct step *s, const struct timeline *tl,
                  uint32_t thread)
{
    struct instance *i = s->instance;
    const uint32_t from = i->env.in_lanes[0] ? i->env.in_lanes[0] : 1;

    rt_step_node(c, s, tl, thread);
    for (uint32_t p = 0; p < s->n_out; p++) {
        const uint32_t to = i->env.out_lanes[p];
        for (uint32_t f = 0; f < tl->n; f++) {
            const float wet = ramp_at(&i->wet, f + 1), dry = 1.0f - wet;
            const float *x = s->in[0] + (size_t)f * from;
            float *y = s->out[p] + (size_t)f * to;
            for (uint32_t l = 0; l < to; l++)
                y[l] = wet * y[l] + dry * x[l % from];
        }
    }
    ramp_pass(&i->wet, tl->n);
}

/* The device's channels from parameter `channel` (from 1) on; silence where it has
 * none. What is not finite is stopped here. */
static void hear(struct cycle *c, struct step *s, const struct timeline *tl)
{
    const struct instance *i = s->instance;
    const int p = 0; /* `channel` is the first parameter of mic_input */
    const uint32_t lanes = i->env.out_lanes[0], first = (uint32_t)i->slot[p].now[0] - 1;

    for (uint32_t f = 0; f < tl->n; f++)
        for (uint32_t l = 0; l < lanes; l++) {
            const uint32_t ch = first + l;
            const size_t at = (size_t)(c->device_done + f) * c->device_channels + ch;
            float x = c->device_in && ch < c->device_channels ? c->device_in[at] : 0.0f;
            if (x - x != 0.0f) {
                x = 0.0f;
                c->non_finite++;
            }
            s->out[0][(size_t)f * lanes + l] = x;
        }
}

/* Sound for a picture's clock, up to its end. */
static void hand_sound(const struct step *s, const struct timeline *tl)
{
    const int64_t left = *s->end > tl->frame ? *s->end - tl->frame : 0;
    const uint32_t n = left < tl->n ? (uint32_t)left : tl->n;

    if (n)
        rt_span_write(s->span, s->in[0], tl->frame, n, s->lanes);
    if (n < tl->n)
        rt_span_close(s->span);
}

/* Streams move parameters, and nothing else happens in this piece. */
static void modulated(struct cycle *c, struct step *s, const struct timeline *tl,
                      uint32_t thread)
{
    struct scratch *scratch = c->scratch[thread];
    struct leat_block block = s->call->block;

    scratch->curves = c->plan->curves + (size_t)thread * c->plan->curve_floats;
    block.param = rt_param_values(s, 0, tl->n, scratch);
    s->instance->class->process(s->instance->state, &block);
}

static void node(struct cycle *c, struct step *s, const struct timeline *tl,
                 uint32_t thread)
{
    struct instance *i = s->instance;

    if (s->slow || s->ends || !pulse_is_calm(i->pulse)) {
        rt_step_node(c, s, tl, thread);
        return;
    }
    if (!tl->n)
        return;
    s->call->block.frame = tl->frame;
    s->call->block.nframes = tl->n;
    if (s->n_modulations)
        modulated(c, s, tl, thread);
    else
        i->class->process(i->state, &s->call->block);
}

/* A group that has killed workers gives nothing, be a node of it bypassed or not. */
static enum step_kind kind_of(const struct step *s)
{
    const bool passes = s->kind == STEP_COPY || s->kind == STEP_CROSS;

    return passes && s->instance->pulse->foreign & PULSE_MUTED ? STEP_NODE : s->kind;
}

void rt_step(struct cycle *c, struct step *s, uint32_t thread)
{
    const struct timeline *tl = &c->plan->timeline[s->timeline];

    switch (kind_of(s)) {
    case STEP_NODE:
        node(c, s, tl, thread);
        break;
    case STEP_MIX:
        rt_step_mix(c, s, tl);
        break;
    case STEP_WRITE:
        rt_step_write(c, s, tl);
        break;
    case STEP_PHASE:
        rt_step_phase(c, s, tl);
        break;
    case STEP_TIMELINE:
        find_timeline(c, s);
        rt_tempo_follow(c->plan, &c->plan->timeline[s->timeline]);
        rt_timeline_live(&c->plan->timeline[s->timeline]);
        break;
    case STEP_DETECT:
        detect(s, tl);
        break;
    case STEP_SPAN:
        hand_sound(s, tl);
        break;
    case STEP_TAP:
        rt_tap_hear(s->tap, &(struct tap_piece){s->tap_serial, s->in[0], s->lanes,
                                                tl->frame, tl->n, c->flow});
        break;
    case STEP_COPY:
        copy(c, s, tl);
        break;
    case STEP_CROSS:
        cross(c, s, tl, thread);
        break;
    case STEP_DEVICE:
        hear(c, s, tl);
        break;
    case STEP_SEND:
        rt_isolation_send(c->isolation, c, s->border);
        break;
    case STEP_TAKE:
        rt_isolation_take(c->isolation, c, s->border);
        break;
    }
}
