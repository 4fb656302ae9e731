/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_RIG_RUN_H
#define LEAT_TESTS_RIG_RUN_H

/** The calls of a rig (support/rig.h, which includes this). */

#include "support/rig.h"

/* Remember what a call has given: in order, and within the call. */
static inline void rig_keep_events(struct rig *rig, int64_t at, uint32_t nframes)
{
    for (uint32_t p = 0; p < RIG_PORTS; p++) {
        const struct leat_event_out *out = &rig->event_out[p];
        int64_t last = at;
        for (uint32_t k = 0; k < out->n; k++) {
            assert(out->at[k].frame >= last && out->at[k].frame < at + nframes);
            last = out->at[k].frame;
            if (rig->n_emitted < RIG_EVENTS)
                rig->emitted[rig->n_emitted++] = out->at[k];
        }
    }
}

enum { RIG_QUANTUM = 64 }; /* no call goes beyond one where events go out */

static inline bool rig_gives_events(const struct rig *rig)
{
    bool out = false;

    for (uint32_t p = 0; p < RIG_PORTS; p++)
        out = out || rig_is_events(rig->node, LEAT_OUT, p);
    return out;
}

/* Frames of a call that begins at `at`, frame `start` of the arrays: up to the next
 * event, or the next quantum where events go out. */
static inline uint32_t rig_piece(const struct rig *rig, int64_t at, uint32_t start,
                                 uint32_t left, bool gives, struct leat_event *next,
                                 bool *is_event)
{
    const uint32_t most = RIG_QUANTUM - (uint32_t)(at % RIG_QUANTUM);
    const uint32_t whole = gives && most < left ? most : left;
    uint32_t n = 1;

    *is_event = false;
    if (rig->no_events)
        return whole;
    while (n < left && !(*is_event = rig_event(start + n, next)) && n < whole)
        n++;
    return n;
}

/* One call, with the event that falls on its first frame. */
static inline void rig_call(struct rig *rig, int64_t at, uint32_t start,
                            uint32_t nframes, const struct leat_event *event)
{
    const int64_t left = rig->ends_at - at;
    const uint32_t live = left < 0 ? 0 : left < nframes ? (uint32_t)left : nframes;
    const float *in[RIG_PORTS];
    float *out[RIG_PORTS];
    uint32_t in_live[RIG_PORTS];
    struct leat_value param[RIG_PARAMS];
    struct leat_event_out *event_out[RIG_PORTS];
    const struct leat_block block = {
        .frame = at,
        .nframes = nframes,
        .lanes = rig->env.lanes,
        .in = in,
        .out = out,
        .param = param,
        .in_lanes = rig->env.in_lanes,
        .out_lanes = rig->env.out_lanes,
        .in_live = in_live,
        .out_live = rig->out_live,
        .mailbox = rig->mailbox,
        .events = event,
        .n_events = event ? 1 : 0,
        .event_out = event_out,
        .tempo = &rig->tempo,
        .in_linked = rig->in_linked,
    };

    for (uint32_t p = 0; p < RIG_PORTS; p++) {
        const size_t wide = rig->env.in_lanes[p];
        in[p] = rig->in[p] + start * wide;
        out[p] = (rig->in_place ? rig->in[p] : rig->out[p]) +
                 start * (size_t)rig->env.out_lanes[p];
        in_live[p] = live;
        rig->out_live[p] = nframes;
        event_out[p] =
            rig_is_events(rig->node, LEAT_OUT, p) ? &rig->event_out[p] : NULL;
        rig->event_out[p].n = rig->event_out[p].n_waiting = 0;
        if (rig->event_out[p].quantum != at / RIG_QUANTUM)
            rig->event_out[p].room = LEAT_EVENTS_A_QUANTUM;
        rig->event_out[p].quantum = at / RIG_QUANTUM;
        if (live < nframes)
            memset(rig->in[p] + (start + live) * wide, 0,
                   sizeof(float) * (nframes - live) * wide);
    }
    for (uint32_t k = 0; k < RIG_PARAMS; k++)
        param[k] =
            (struct leat_value){rig->param[k] + start * rig->step[k], rig->step[k]};
    rig->node->process(rig->state, &block);
    rig_keep_events(rig, at, nframes);
}

/** Process frames [start, start + nframes) of the arrays, as frames `at` and up. */
static inline void rig_run_at(struct rig *rig, int64_t at, uint32_t start,
                              uint32_t nframes)
{
    struct leat_event event, next = {0};
    uint32_t done = 0, live[RIG_PORTS] = {0};
    const bool gives = rig_gives_events(rig);
    bool is_event = !rig->no_events && rig_event(start, &next);

    do {
        const bool now = is_event;
        event = next;
        event.frame = at + done;
        const uint32_t n = rig_piece(rig, at + done, start + done, nframes - done,
                                     gives, &next, &is_event);
        rig_call(rig, at + done, start + done, n, now ? &event : NULL);
        for (uint32_t p = 0; p < RIG_PORTS; p++)
            live[p] += live[p] == done ? rig->out_live[p] : 0;
        done += n;
    } while (done < nframes);
    memcpy(rig->out_live, live, sizeof(live));
}

/** Process frames [start, start + nframes) of the arrays. */
static inline void rig_run(struct rig *rig, uint32_t start, uint32_t nframes)
{
    rig_run_at(rig, start, start, nframes);
}

#endif
