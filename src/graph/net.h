/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_NET_H
#define LEAT_GRAPH_NET_H

/**
 * The net: a model with every question answered.
 *
 * Converters are in it as nodes (resample, pixel_convert, scale) or as matrices of
 * links (channels), lanes, rates, latencies and lengths are known, and nodes stand in
 * the order in which they can be computed.  A net is made from a model alone and
 * deterministically; a plan is made from it.
 *
 * Timelines: nodes that count the same frames.  The root counts the engine's.  A RATE
 * timeline runs at another rate beside its parent; a SERIES timeline begins when the
 * stream before it in a `concat` has ended.
 *
 * Thread:  control.
 */

#include <leat/graph.h>

#include "base/arena.h"
#include "graph/model.h"

enum { NET_TILE = 32 };           /* lanes, or voices, of a tile */
enum { NET_SUM = 16 };            /* voices of a tile's part of their sum */
enum { NET_DELAY_MAX = 1 << 26 }; /* frames of a link: 23 minutes at 48 kHz */

enum net_kind {
    NET_NODE,   /* an instance of a class */
    NET_MASTER, /* sums what `output` nodes give; at most one, the last */
    NET_PHASE,  /* one link of a series: plays on when the one before has ended */
};

struct net_node {
    enum net_kind kind;
    uint64_t key; /* the same for the same node in the net of a later edit */
    uint32_t id;  /* of the model's node; 0 for what was inserted */
    uint32_t tag;
    const char *name;
    const struct leat_node_class *class; /* NULL for master and phases */
    const struct model_node *model;      /* NULL for what was inserted */
    struct leat_settings settings;
    struct leat_env env;
    uint32_t out_mask[LEAT_MAX_PORTS];
    bool array;        /* its lanes come from an array, to be panned at the output */
    uint32_t panned;   /* channels that arrays are panned over here; 0: they are not */
    bool video;        /* runs in a video domain */
    bool needed;       /* a sink hears or sees it, or it is one */
    bool bypass;       /* a rule lets its first input through */
    uint32_t group;    /* series it belongs to: index of the group, 0 for none */
    uint32_t timeline; /* of its inputs and, but for RESAMPLE, of its outputs */
    uint32_t out_timeline;
    double rate_hz, out_rate_hz;
    bool chosen_rate; /* not the net's because the user said so */
    uint32_t latency; /* of its own, frames of its output */
    double lag;       /* of its output against the sources, frames of its output */
    double in_lag;    /* of all its inputs, after compensation */
    int64_t tail;
    int64_t length; /* of its output; -1: unknown */
    uint32_t first_link,
        n_links; /* into net->in: links to it, by port, in order made */
    struct leat_source_info info; /* sources that can be probed */
    const char *detail;           /* inserted: what it does */
    float cost;                   /* inserted: relative */
    uint32_t phase;               /* NET_PHASE: index in its series */
    uint32_t tile;                /* of a wide node; all have its name, model and id */
    uint32_t crew; /* processes that compute it, from 1; 0: who computes the rest */
};

struct net_link {
    uint32_t id; /* of the model's link; 0 for what was inserted */
    uint32_t tag;
    uint32_t from, from_port, to, to_port; /* indices into net->node */
    bool to_param, feedback;
    enum leat_link_mode mode;
    float gain;
    uint32_t delay; /* asked for, frames */
    uint32_t comp;  /* compensation of latency, frames */
    uint32_t lanes_in, lanes_out;
    /* Between a wide node and a tile: `width` lanes of the source, from first_in on, to
     * those of the target from first_out on.  width 0: all of them. */
    uint32_t first_in, first_out, width;
    uint32_t repeat;     /* above 1: each lane goes to so many neighbours */
    uint32_t group;      /* equal for the tiles of one link, which is never 0 then */
    const float *matrix; /* lanes_out x lanes_in; NULL: straight, or one to all */
    const char *mapped;  /* name of the channel map that was inserted, or NULL */
    struct leat_condition condition;
    enum leat_profile profile;
    uint32_t depth;
};

enum net_timeline_kind { NET_ROOT, NET_RATE, NET_SERIES };

struct net_timeline {
    enum net_timeline_kind kind;
    uint32_t parent;
    double rate_hz;
    int64_t num, den; /* RATE: rate against the parent's */
    uint32_t trigger; /* SERIES: the phase whose end starts it; index into net->node */
};

struct net_group { /* what feeds one later link of a series, and nothing else */
    uint32_t parent, series_link; /* series_link: index into net->link */
    uint32_t trigger;
};

struct net {
    struct arena arena; /* holds everything below */
    struct net_node *node;
    struct net_link *link;
    uint32_t n_nodes, n_links, cap_nodes, cap_links;
    uint32_t *in;    /* indices of links, grouped by the node they go to */
    uint32_t *order; /* indices of nodes, each after what it hears */
    uint32_t n_order;
    struct net_timeline *timeline; /* [0] is the root */
    uint32_t n_timelines;
    struct net_group *group; /* [0] is none */
    uint32_t n_groups;
    int64_t rate_num; /* rate of the root in 1/1000 Hz */
    double rate_hz;
    uint32_t channels; /* of the master */
    uint32_t master;   /* index of the master node; UINT32_MAX: nothing goes there */
    uint32_t n_crews;
};

/** What a net is made for. */
struct net_wish {
    double rate_hz;    /* 0: as CORE section 3 decides */
    uint32_t channels; /* of the master; 0: as wide as what goes there */
    bool live;
    uint64_t seed;
    const char *base;
    double lag; /* the master is to lag by so much at least */
    bool tiles; /* cut wide nodes into tiles */
};

/**
 * Resolve a model.
 *
 * Owns:    the caller; model and wish must outlive the net.
 * Errors:  LEAT_ERR_CYCLE (E603), LEAT_ERR_FORMAT (E605), LEAT_ERR_NO_FILE and others
 * from sources, LEAT_ERR_NOMEM.
 */
int net_create(const struct model *model, const struct net_wish *wish, struct net **out,
               struct leat_diag *diag);
void net_destroy(struct net **net);

/* The steps of net_create(), one file each. */
int net_collect(struct net *net, const struct model *model, const struct net_wish *wish,
                struct leat_diag *diag);                /* net_collect.c */
int net_sort(struct net *net, struct leat_diag *diag);  /* net_order.c */
int net_gather_crews(struct net *net);                  /* net_crews.c */
int net_series(struct net *net);                        /* net_series.c */
int net_rates(struct net *net, struct leat_diag *diag); /* net_rates.c */
int net_timelines(struct net *net);
int net_lanes(struct net *net, const struct net_wish *wish, struct leat_diag *diag);
int net_video(struct net *net, struct leat_diag *diag); /* net_video.c */
void net_latency(struct net *net, double lag);          /* net_latency.c */
void net_lengths(struct net *net);
int net_tiles(struct net *net); /* net_tiles.c */

/** How long a node sounds on when its inputs have ended: its tail, and not less than it
 * lags, unless it says itself where it ends. */
int64_t net_tail(const struct leat_node_class *c, const struct leat_env *env,
                 const struct leat_settings *settings); /* net_latency.c */

/** Whether an output may end, of each node: a source that can, or what hears one. */
void net_ends(const struct net *net, bool *may_end);

/** Whether a link carries events. */
bool net_link_is_events(const struct net *net, const struct net_link *link);

/** Whether a node can end its outputs by itself: a file does, a generator only when it
 * was given a duration. */
bool net_node_ends(const struct net_node *node);

/** Frames that a source will give; -1 when it is endless or cannot tell. */
int64_t net_node_source_length(const struct net_node *node);

/** Append; NULL when memory is out.  Indices stay, pointers may move. */
struct net_node *net_add_node(struct net *net);
struct net_link *net_add_link(struct net *net);

/** The settings of a class at their defaults, or as a model's node has them. */
int net_settings(struct net *net, struct net_node *node);

/** Add an error that carries a node's or link's tag. */
int net_refuse(struct leat_diag *diag, uint32_t tag, int err, int code,
               const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
