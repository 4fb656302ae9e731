/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_PLAN_H
#define LEAT_GRAPH_PLAN_H

/**
 * A plan: a net turned into steps over buffers, ready to be computed piece by piece.
 *
 * Control makes it and frees it when the audio thread has handed it back; nothing in it
 * changes while it runs but the counters and timelines marked rt.
 */

#include "graph/instance.h"
#include "graph/net.h"

struct tap;

enum step_kind {
    STEP_NODE,
    STEP_MIX,      /* sum of links, each with gain, delay, matrix */
    STEP_WRITE,    /* remember a stream for a feedback link */
    STEP_PHASE,    /* go on in a series */
    STEP_TIMELINE, /* find out where a timeline is in this piece */
    STEP_DETECT,   /* measure the level of an output */
    STEP_SPAN,     /* hand sound to a picture's clock */
    STEP_TAP,      /* let somebody hear what a node gives */
    STEP_COPY,     /* a bypassed node */
    STEP_CROSS,    /* a node on its way into a bypass or out of it */
    STEP_DEVICE,   /* what the sound device hears */
    STEP_SEND,     /* hand a crew what it hears in this piece */
    STEP_TAKE,     /* take what it gives */
};

/** An output that crosses between a crew and the others. */
struct crossing {
    float *at; /* the output's buffer */
    uint32_t lanes, timeline;
    int64_t *end;
    bool *held; /* whether it has but one row, for all frames; NULL: never */
    struct leat_event_out *events; /* NULL: it is sound */
};

/** Steps that other processes compute, and what crosses to them and back. */
struct border {
    uint32_t crew, first, last; /* the steps [first, last); first - 1 is the SEND */
    struct crossing *in, *out;
    uint32_t n_in, n_out;
    size_t in_bytes, out_bytes; /* at most, in one piece */
};

/** One link into a MIX. */
struct term {
    const float *src;
    uint32_t lanes;       /* of src */
    uint32_t first, take; /* the lanes of it that are taken */
    uint32_t to, width;   /* the lanes of the sum that they go to */
    uint32_t repeat;      /* above 1: each goes to so many neighbours */
    bool sets;            /* nothing has been written to those lanes before */
    const bool *held;     /* whether src has but one row, for all frames; or NULL */
    uint32_t delay;       /* frames; the line has a ring when it is not 0 */
    bool feedback;        /* the ring is written by a STEP_WRITE */
    struct line *line;
    const float *matrix; /* NULL: straight, or one to all */
    uint32_t timeline;   /* of src */
    const int64_t *end;
};

/** Nodes that hear themselves: they end when what feeds them has, and they are quiet.
 */
struct loop {
    struct loop_source {
        const int64_t *end;
        uint32_t delay; /* of the link */
    } * source;
    uint32_t n_sources;
    uint64_t round_frames; /* at most, until something has come round */
    int64_t since;         /* rt: end of the last source, as of the last grid frame */
    struct loop *next;     /* of the plan's */
};

/** The end of a stream that is fed back, for the sum that hears it: the step that finds
 * the end may run at the same time. */
struct return_end {
    const int64_t *end;
    int64_t seen;            /* rt: as of the last grid frame */
    struct return_end *next; /* of the plan's */
};

/** A stream that moves a parameter. */
struct modulation {
    uint32_t param;
    const float *at;         /* frames x lanes of the node */
    const bool *held;        /* whether it has but one row, for all frames */
    struct line **replacing; /* links that act instead of the base value; their fades
                                lead from it to the stream */
    uint32_t n_replacing;
};

/** One link that brings events. */
struct feed {
    const struct leat_event_out *src;
    struct line *line;  /* NULL: plain */
    uint32_t timeline;  /* of src */
    uint32_t delay;     /* frames of the step's timeline */
    const int64_t *end; /* of src */
    const float *after; /* the output's place among buffers: orders the steps */
};

struct step {
    enum step_kind kind;
    uint32_t timeline;     /* that its frames are counted on */
    uint32_t out_timeline; /* RESAMPLE: of what it writes */
    bool ends;             /* some input may end */
    bool slow;             /* sink, events, or another rate: never on the short path */
    uint32_t task;         /* pool: steps of one task run one after the other */

    struct instance *instance; /* NODE PHASE DETECT COPY; TIMELINE: the trigger */
    struct call *call;         /* the step's place among the calls */
    const float **in;
    float **out;
    const int64_t **in_end; /* [n_in] */
    int64_t *
        *out_end; /* [n_out]: rt; of the instance when its class says where it ends */
    uint32_t n_in, n_out;
    struct modulation *modulation;
    uint32_t n_modulations;
    struct feed *feed;
    uint32_t n_feeds;
    bool hears;        /* its instance has a queue, with or without feeds now */
    int64_t event_end; /* rt: of what the feeds bring */
    int64_t skip;      /* sink: frames of latency left out at the beginning */

    bool *held; /* NODE, n_out, or MIX, one: its buffer has but one row, for all frames;
                   NULL: never */
    struct term *term; /* MIX WRITE PHASE(in[1] first) */
    uint32_t n_terms, lanes;
    float *dest;
    int64_t *end;       /* MIX: of the sum; SPAN: of the sound */
    struct loop *loop;  /* MIX that hears itself, DECAY in a loop; else NULL */
    struct decay decay; /* rt, such a MIX */
    uint32_t lag;       /* PHASE: frames of the new stream to leave out */
    void *span;         /* SPAN: the ring of the picture domain */
    struct tap *tap;    /* TAP: who hears it, while its serial is still that one */
    uint64_t tap_serial;
    struct border *border; /* SEND, TAKE */
};

/**
 * What the short path needs of a step, and nothing else: a thousand of them must fit
 * into the cache.  process is NULL where the short path never applies.
 */
struct call {
    _Alignas(64) void (*process)(void *state, const struct leat_block *block);
    void *state;
    struct step *step;
    uint32_t chain;  /* how many calls from here on are one chain, at least 1 */
    const float *in; /* block.in and block.out point here when there is one port */
    float *out;
    struct leat_block block; /* as process() gets it, but for frame and nframes */
};

/** What must be so for a call to take the short path in this piece. */
struct guard {
    const struct pulse *pulse; /* calm */
    const int64_t *alive;      /* end of the input: not yet */
};

/** rt: where a timeline stands in this piece. */
struct timeline {
    enum net_timeline_kind kind;
    uint32_t parent;
    int64_t num, den;
    double rate_hz;
    int64_t frame;   /* first of this piece */
    uint32_t n;      /* frames in this piece, may be 0 */
    uint32_t offset; /* where in the root's piece it begins, for equal rates */
    int64_t origin;  /* SERIES: frame of the parent at which it began; -1: not yet */
    struct leat_tempo tempo;       /* the musical clock, on its frames */
    uint32_t live[LEAT_MAX_PORTS]; /* n for each port: what a block's in_live is while
                                      no stream has ended */
};

/** A conditional link: judged on the grid. */
struct gate {
    struct line *line;
    struct instance *watched;
    enum leat_condition_kind kind;
    float threshold;
    uint32_t hold_frames;
};

struct plan_index { /* model node id to instance, sorted by id */
    uint32_t id;
    struct instance *instance;
};

struct plan {
    struct arena arena;
    struct step *step;
    struct call *call;   /* [n_steps] */
    struct guard *guard; /* [n_steps] */
    void **call_state;   /* [n_steps], as process_chain() takes them: */
    const struct leat_value **call_param;
    uint32_t n_steps;
    struct border *border;        /* [n_borders]: of crew 1, and so on */
    uint32_t n_borders, n_shared; /* n_shared: steps, the first, that all compute */
    struct timeline *timeline;
    uint32_t n_timelines;
    float *buffers; /* one block, 64-byte aligned */
    size_t buffer_floats;
    uint32_t n_buffers;
    struct gate *gate;
    uint32_t n_gates;
    struct plan_index *index;
    uint32_t n_index;
    struct instance **instance;
    uint32_t n_instances;
    struct instance **fed; /* instances whose resource must be waited for offline */
    uint32_t n_fed;
    struct instance **sink; /* instances whose end is the end of a run */
    uint32_t n_sinks;
    struct line **line;
    uint32_t n_lines;
    struct loop *loop;          /* the first */
    struct return_end *returns; /* the first */
    const float *master;        /* channels lanes; NULL: silence */
    const int64_t *master_end;
    uint32_t channels;
    int64_t ended;         /* 0: the end of what is linked to nothing */
    uint32_t curve_floats; /* scratch one step may need for moving parameters */
    float *curves;         /* that much for each computing thread */
    int64_t latency;       /* of the master, frames */
    int64_t length;        /* of the master or the longest sink; -1 unknown */
    uint64_t state_bytes;
    uint32_t n_tasks;
    uint32_t
        *task_first; /* pool: task t has the steps [task_first[t], task_first[t+1]) */
    uint32_t *task_needs;        /* how many tasks must be done before it */
    _Atomic uint32_t *task_left; /* rt: how many of them are not done yet */
    _Atomic uint32_t *queue;     /* rt: tasks that may begin, plus 1, in that order */
    uint32_t *task_feeds, *task_feeds_first; /* CSR: whom it feeds */
};

enum { PLAN_FRAMES = LEAT_QUANTUM };

/** Frames that a timeline can have in one piece of 64 frames of the root. */
uint32_t plan_max_frames(const struct net *net, uint32_t timeline);

/** What a plan is made of: instances and lines that live already. */
struct plan_parts {
    const struct net *net;
    struct instance **of_node; /* [net->n_nodes]; NULL where there is none */
    struct line **of_link;     /* [net->n_links]; NULL where the link needs none */
    const bool *fading;        /* [net->n_links]; keep a MIX for it */
    const bool *turning;       /* [net->n_nodes]; into a bypass or out of it */
    uint32_t threads; /* that compute; above 1 no buffer is used by two tasks */
    bool offline;     /* sinks leave latency out */
    void *(*span_of)(void *user, uint32_t id); /* SPAN: ring for a model's link */
    /** TAP: who hears an output of a model's node, `after` NULL or one of them, and the
     * serial of that; NULL: nobody else. */
    struct tap *(*tap_of)(void *user, uint32_t id, uint32_t port,
                          const struct tap *after, uint64_t *serial);
    uint32_t n_taps; /* that it may return, of all nodes */
    void *user;
};

/** Errors: LEAT_ERR_NOMEM.  Thread: control. */
int plan_create(const struct plan_parts *parts, struct plan **out);

/** Frees the plan, not its instances and lines.  Thread: control. */
void plan_destroy(struct plan **plan);

/** The input of a class that takes events; UINT32_MAX when it has none. */
uint32_t plan_event_input(const struct leat_node_class *node_class);

/** Whether a link can be used straight, without a MIX. */
bool plan_link_is_plain(const struct net *net, const struct net_link *link);

#endif
