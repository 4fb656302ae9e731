/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BLOCK_H
#define LEAT_BLOCK_H

/** What a node is handed in one call: its block of sound, or of a picture's time. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/buffer.h>
#include <leat/event.h>
#include <leat/export.h>

/**
 * One parameter during one block: the value of lane l at frame i is
 * at[i * step + l].  While the parameter stands still step is 0 and one row of
 * lanes serves every frame; while it moves, by a ramp or a modulating stream,
 * step is the number of lanes.  One expression reads both.  Integer, enum and bool
 * parameters always have step 0.
 */
struct leat_value {
    const float *at; /* in the parameter's unit, inside [min, max], never NaN */
    uint32_t step;   /* 0 or block->lanes */
};

/** The row of lanes that holds at a frame. */
static inline const float *leat_value_row(struct leat_value value, uint32_t frame)
{
    return value.at + (size_t)frame * value.step;
}

/** The musical clock: beats as a straight line of frames.  Constant during a call. */
struct leat_tempo {
    double bpm;
    double beat0;   /* position at frame0, in quarter notes */
    int64_t frame0; /* on the node's timeline; may lie before its frame 0 */
    double minute;  /* frames that a minute has */
};

/** Beats passed at the first moment of a frame; computed afresh, so nothing drifts. */
static inline double leat_tempo_beat(const struct leat_tempo *tempo, int64_t frame)
{
    return tempo->beat0 + (double)(frame - tempo->frame0) * tempo->bpm / tempo->minute;
}

/** One call's worth of sound.  Valid only until process() returns. */
struct leat_block {
    int64_t frame;          /* number of the first frame on the timeline */
    uint32_t nframes;       /* [1, env.max_frames] */
    int64_t out_frame;      /* LEAT_CLASS_RESAMPLE: as `frame`, of the outputs */
    uint32_t out_frames;    /* and how many to write; it and nframes may be 0 */
    uint32_t lanes;         /* env.lanes */
    const float *const *in; /* in[port][frame * lanes of the port + lane] */
    float *const *out;      /* alike; out[p] may be in[p], and no other */
    const struct leat_value *param; /* param[index] */
    const uint32_t *in_lanes;       /* env.in_lanes */
    const uint32_t *out_lanes;      /* env.out_lanes */
    const uint32_t *in_live;        /* frames of in[port] until its stream ends, else
                                       nframes; what follows is 0 */
    uint32_t *out_live;             /* LEAT_CLASS_ENDS: set below nframes where the
                                       stream ends; arrives as nframes */
    bool *held; /* LEAT_CLASS_HOLDS: set for outputs of which all rows would be alike
                   and the first alone was written, cleared for others; NULL: write
                   every row */
    const struct leat_event *events; /* all at the block's first frame */
    uint32_t n_events;
    struct leat_event_out *const *event_out; /* event_out[port]; NULL for other ports */
    const struct leat_tempo *tempo;
    uint32_t in_linked; /* bit p: something is linked to input port p */
    void *resource;     /* what open() made */
    float *mailbox;     /* class->n_mailbox values for people, kept between calls */
};

/**
 * Give an event at frame `at` of the block; its own `frame` is set here.
 *
 * Shape:   in order of frames within a call, lanes of one frame from the lowest.  What
 *          is more than LEAT_EVENTS_A_QUANTUM waits for the next quantum, or the one
 *          after it, and counts as late; what finds no place to wait
 *          (leat_event_may_wait()) is lost and counted.
 * Thread:  rt.
 */
LEAT_RT static inline void leat_block_emit(const struct leat_block *block,
                                           uint32_t port, uint32_t at,
                                           const struct leat_event *event)
{
    struct leat_event_out *out = block->event_out[port];
    struct leat_event *to;

    if (out->room) {
        out->room--;
        to = &out->at[out->n++];
    } else if (out->waiting &&
               leat_event_may_wait(event, out->n_waiting, out->n_ends)) {
        out->late++;
        out->n_ends += leat_event_is_end(event);
        to = &out->waiting[(out->first + out->n_waiting++) % LEAT_EVENTS_WAITING];
    } else {
        out->lost++;
        out->owes_end = out->owes_end || leat_event_is_end(event);
        return;
    }
    *to = *event;
    to->frame = block->frame + at;
}

/** Audio that flowed during one video frame: (end of the last frame, this frame]. */
struct leat_span {
    const float *at; /* nframes rows of `lanes` samples */
    uint32_t nframes, lanes;
};

/** One video frame's worth of work.  Valid only until render() returns. */
struct leat_video_block {
    int64_t tick;                       /* frame number on the domain's clock, from 0 */
    const struct leat_frame *const *in; /* in[port]; NULL: nothing has arrived yet */
    const struct leat_frame *const *last; /* last[port]: what the output gave one tick
                                             ago, or NULL */
    struct leat_frame **out;        /* out[port]: a fresh writable frame; to pass an
                                       input or `last` on, unref it and put a ref
                                       there */
    const struct leat_span *audio;  /* audio[port] for audio inputs */
    const struct leat_value *param; /* step is 0 */
    void *resource;
    float *mailbox;
};

#endif
