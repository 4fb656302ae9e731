/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ENGINE_H
#define LEAT_ENGINE_ENGINE_H

/**
 * The control thread's half of the engine: it makes editions from models and frees what
 * the audio thread has handed back.
 *
 * Thread:  control, one at a time (the graph's lock), unless a field says otherwise.
 */

#include <stdatomic.h>

#include <leat/counters.h>
#include <leat/device.h>
#include <leat/engine.h>

#include "engine/crews.h"
#include "engine/cycle.h"
#include "engine/keys.h"
#include "engine/load.h"
#include "engine/tap.h"
#include "graph/graph.h"
#include "rt/recent.h"

/** A net with its instances and lines: what an edition was made from. */
struct cast {
    struct model *model; /* own copy; the net points into it */
    struct net *net;
    struct instance **of_node; /* [net->n_nodes] */
    struct line **of_link;     /* [net->n_links], of the final plan */
    uint64_t *link_key;        /* [net->n_links]: equal where a link stayed */
    struct keys nodes, links;  /* of net->node by key, of link_key */
};

/** A run that was cancelled fades out over 10 ms and then ends. */
struct leaving {
    bool begun;
    uint32_t at;
};

struct live;
struct show;
struct ticker;

struct leat_engine {
    struct leat_graph *graph;
    struct leat_engine_config config;
    double rate_hz;
    uint32_t channels;
    char *base; /* own copies of the config's texts */
    char *device;
    char device_name[96];
    struct cycle cycle;
    struct cast *cast;     /* of the newest edition */
    struct edition **lent; /* editions that the audio thread may use */
    uint32_t n_lent, cap_lent;
    uint32_t next_serial;
    uint32_t old_serial; /* newest instance before the edit that is being made */
    uint64_t edits;
    double lag;     /* of the master; it never shrinks */
    int finish_err; /* the first error that closing a resource met */
    struct leat_diag *finish_diag;
    bool is_live;                /* driven by a device or a timer */
    struct isolation *isolation; /* NULL: this process computes */
    struct crews crews;          /* groups that are isolated; none: everything is */
    bool for_crews;              /* a zygote's: what no crew has is not opened */
    atomic_bool cancelled;
    _Atomic int64_t frame;                    /* for people; any thread */
    _Atomic bool ended;                       /* any thread */
    _Atomic uint64_t blocks, xruns, overruns; /* any thread */
    _Atomic uint64_t losses, returns;         /* of the device; any thread */
    struct leaving leaving;                   /* offline */
    struct load load;
    struct recent peak, clipped, non_finite, xruns_recent; /* by engine_second() */
    uint64_t seen_non_finite; /* of the cycle's, in `non_finite` already */
    struct taps taps;
    struct leat_counters *instant; /* frame and nanosecond of the newest block, live */
    struct live *live;             /* device and its thread; NULL offline */
    struct show *show;             /* video domains; NULL without pictures */
    struct show *next_show,
        *old_shows;        /* of the edit under way; still fed by old plans */
    bool same_show;        /* the edit under way leaves the pictures alone */
    void *show_lock;       /* of `show`, against the frame thread */
    struct ticker *ticker; /* the frame thread; NULL but live */
    float *master;         /* offline: 64 frames of the master */
};

/** The second of sound that a frame is in.  Thread: any. */
static inline uint64_t engine_second(const struct leat_engine *e, int64_t frame)
{
    return frame > 0 ? (uint64_t)((double)frame / e->rate_hz) : 0;
}

/** The plan of the newest commit, adopted or not.  Valid while the graph is entered. */
static inline const struct plan *engine_newest(const struct leat_engine *e)
{
    return e->lent[e->n_lent - 1]->final;
}

/** Free what came back from the audio thread. */
void engine_reap(struct leat_engine *e);

/** The hook of the graph: make an edition of a model and publish it. */
int engine_adopt(void *engine, const struct model *model, enum leat_when when,
                 int64_t frame, struct leat_diag *diag);

/** Make the first edition, which starts at frame 0 without fades. */
int engine_adopt_first(struct leat_engine *e, const struct model *model,
                       struct leat_diag *diag);

/** Frames of a duration above 0: at least one. */
int64_t engine_frames(double duration_s, double rate_hz);

/** Work out what is counted in frames, when the rate is known. */
void engine_tell_rate(struct leat_engine *e, double rate_hz);

/** Free an edition's plans, and the instances and lines that nothing else holds. */
void engine_drop_edition(struct leat_engine *e, struct edition **edition);

void cast_destroy(struct cast **cast);

/**
 * The net in which what is new fades in and what has gone fades out.
 *
 * Shape:   `of_node`, `of_link` and `is_old` (per link: it fades out) are for the
 * merged net, whose memory holds them. Errors:  LEAT_ERR_CYCLE when both together would
 * make a circle.
 */
struct merged {
    struct net *net;
    struct instance **of_node;
    struct line **of_link;
    uint64_t *link_key;
    bool *is_old;
};
int merge_nets(const struct cast *old, const struct cast *new, struct merged *out);

/** Whether they would make a circle; known before anything is opened. */
int merge_circles(const struct cast *old, const struct net *new, bool *circles);

/** Wait until every resource can give or take `nframes` (clocks that can wait). */
int engine_ready(struct leat_engine *e, uint32_t nframes, struct leat_diag *diag);

/** Compute `nframes` and leave them, checked, in `out` (nframes x channels).  Thread:
 * rt. */
void engine_compute(struct leat_engine *e, float *out, uint32_t nframes);

/** Whether everything that people hear or see has ended. */
bool engine_is_over(const struct leat_engine *e);

/* live.c: devices; live_none.c where there are none. */
int live_open(struct leat_engine *e, struct leat_diag *diag);
int live_wait(struct leat_engine *e, struct leat_diag *diag);
void live_close(struct leat_engine *e);

#endif
