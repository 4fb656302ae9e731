/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_INSTANCE_H
#define LEAT_GRAPH_INSTANCE_H

/**
 * What outlives a plan: instances of nodes and states of links.
 *
 * Control makes and frees them and counts the plans that hold them; between adoption
 * and retirement of a plan only the audio thread touches the rest.
 */

#include <leat/mailbox.h>
#include <leat/node.h>

#include "rt/event_queue.h"
#include "rt/timing.h"

#define INSTANCE_ALIVE INT64_MAX /* the end of a stream that has not ended */

/** A value on its way: linear from `from` to `to` in `len` frames, `at` of them done.
 */
struct ramp {
    float from, to;
    uint32_t at, len;
};

static inline float ramp_at(const struct ramp *r, uint32_t ahead)
{
    const uint32_t k = r->at + ahead;
    return k >= r->len ? r->to
                       : r->from + (r->to - r->from) * ((float)k / (float)r->len);
}

static inline bool ramp_moves(const struct ramp *r)
{
    return r->at < r->len;
}

/** Set off for a new target from where the ramp is now; len 0 jumps. */
static inline void ramp_to(struct ramp *r, float to, uint32_t len)
{
    *r = (struct ramp){.from = ramp_at(r, 0), .to = to, .len = len};
}

static inline void ramp_pass(struct ramp *r, uint32_t nframes)
{
    r->at = r->len - r->at > nframes ? r->at + nframes : r->len;
}

/** One parameter of an instance: a ramp for each lane, all of one length. */
struct slot {
    float *now; /* while it stands still: what it is */
    float *from, *to;
    uint32_t at, len;
};

/** Loudness of an output, one number a quantum.  Sums have 16 parts, by frame. */
struct detector {
    float part[16];
    float rms;          /* of the last whole quantum, loudest lane count mean */
    uint32_t quiet_for; /* frames since it was last above -90 dBFS */
};

/** Any thread may read them. */
struct instance_stats {
    struct timing timing; /* of the calls that were timed */
    _Atomic uint64_t late_events, lost_events, clamped;
};

/** What decides, at every piece, whether a node may take the short path. */
struct pulse {
    uint32_t n_moving; /* slots on a ramp */
    uint32_t due_first,
        due_last;     /* commands for this piece: indices, UINT32_MAX none */
    uint32_t foreign; /* PULSE_FOREIGN, PULSE_MUTED: never on the short path */
};

enum {
    PULSE_FOREIGN = 1, /* not built in: what it gives is checked */
    PULSE_MUTED = 2,   /* it is not run and gives silence: it has killed workers */
};

static inline bool pulse_is_calm(const struct pulse *p)
{
    return (p->n_moving | p->foreign | ~p->due_first) == 0;
}

/** How long a sound has been below -90 dBFS since nothing feeds it any more. */
struct decay {
    uint32_t quiet; /* frames: whole quanta */
    float loud[16]; /* sums of this quantum */
};

struct instance {
    uint64_t key;                        /* of the net's node */
    uint32_t id;                         /* of the model's node, or 0 */
    uint32_t serial;                     /* no two instances of an engine share it */
    uint32_t crew;                       /* of the net's node */
    uint32_t holders;                    /* plans; control only */
    const struct leat_node_class *class; /* NULL for phases and the master */
    struct leat_env env;
    struct leat_settings settings; /* own copies */
    char name[128];
    void *state;
    size_t state_bytes;
    void *resource;
    uint32_t n_mailbox;        /* values in it, those without a name too */
    float *mailbox;            /* as process() writes it */
    struct leat_mailbox *mail; /* and as control reads it, whole; NULL for none */
    _Atomic float *shown;      /* [class->n_params]: lane 0 now, for any thread */
    struct slot *slot;         /* class->n_params */
    struct leat_value *value;  /* as process() reads them while they stand still */
    float *rows;               /* what the slots' `now` point to */
    float *ways;               /* and their `from` and `to` */
    struct pulse *pulse;       /* one memory for it, `value`, `rows` and `state` */
    int64_t out_end[LEAT_MAX_PORTS]; /* frame at which an output ends */
    int64_t origin;     /* phase: frame at which the next in the series began, or -1 */
    int64_t tail;       /* net_tail() of its longest lane */
    struct decay decay; /* LEAT_TAIL_DECAY */
    struct ramp wet;    /* CROSS: 0 is bypassed, 1 is not */
    bool done;          /* sink: its inputs have ended and it has seen all of them */
    struct detector detector;
    struct leat_event_out *event_out[LEAT_MAX_PORTS]; /* of event outputs, else NULL */
    struct event_queue *event_in; /* what links bring; NULL until one is made */
    int64_t sent_quantum; /* where the last event that people sent has its place */
    uint32_t n_sent;      /* and how many have theirs there */
    struct instance_stats stats;
};

struct net_node;

/**
 * Make an instance: state, values and, where it is to run in this process, its
 * resource.
 *
 * Errors:  LEAT_ERR_NOMEM, whatever the resource could not open.
 * Thread:  control.
 */
int instance_create(const struct net_node *node, uint32_t max_frames, uint64_t seed,
                    bool runs, struct instance **out, struct leat_diag *diag);

/** Make room for events from links.  Errors: LEAT_ERR_NOMEM.  Thread: control. */
int instance_take_events(struct instance *instance);

/** Close the resource and free.  Returns what closing said.  Thread: control. */
int instance_destroy(struct instance **instance, struct leat_diag *diag);

/** Whether a node of a newer net can go on as this instance.  Thread: control. */
bool instance_serves(const struct instance *instance, const struct net_node *node,
                     uint32_t max_frames);

/** Bytes of state that a node will need.  Thread: control. */
size_t instance_state_bytes(const struct net_node *node, uint32_t max_frames);

struct net_link;

/** What a link remembers: its gain, how far it is faded in, what is under way in it. */
struct line {
    uint64_t key;
    uint32_t id;      /* of the model's link, or 0 */
    uint32_t crew;    /* of the node that it leads to */
    uint32_t holders; /* plans; control only */
    struct ramp gain; /* as the user set it */
    struct ramp
        fade; /* 0 to 1 while it comes, 1 to 0 while it goes or its gate shuts */
    struct ramp fade_now; /* the fade as this piece began */
    bool leaving;
    bool silenced; /* events: the notes of a link that leaves have been ended */
    float *ring;   /* delay memory: ring_frames x lanes; NULL without delay */
    uint32_t ring_frames, lanes, delay;
    _Atomic uint64_t frames; /* that went through; any thread may read */
};

int line_create(uint64_t key, uint32_t id, float gain, uint32_t delay, uint32_t lanes,
                uint32_t max_frames, bool faded_in, struct line **out);
void line_destroy(struct line **line);

#endif
