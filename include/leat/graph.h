/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_H
#define LEAT_GRAPH_H

/**
 * The graph: nodes and links, edited in transactions.
 *
 * An edit works on a copy.  Commit checks the whole copy (types, formats, cycles,
 * memory), inserts the converters it needs and puts it in place; a refused edit leaves
 * the graph as it was, to the last byte.  While an engine runs the graph, a committed
 * edit is heard at the next quantum, beat or bar: nodes that stay keep their state,
 * links that come or go fade over 10 ms.  A node that no sink hears any more stands
 * still, with its state, until it is heard again or removed.
 *
 * Thread: control for everything here; calls on one graph are serialised inside.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/export.h>
#include <leat/node.h>

struct leat_graph;
struct leat_edit;

/* A node is named by a number that no other node of the graph ever gets, and by a text
 * that is unique while it lives. */
enum { LEAT_NAME_MAX = 64 }; /* bytes with the closing 0 */

/** How what a link carries is handed over where two clocks meet. */
enum leat_profile {
    LEAT_PROFILE_AUTO,   /* direct in one domain, latest between video clocks, every for
                            sound */
    LEAT_PROFILE_DIRECT, /* same quantum; only inside a domain */
    LEAT_PROFILE_LATEST, /* newest wins; repeats and skips counted */
    LEAT_PROFILE_EVERY,  /* in order, at most `depth` waiting, the oldest dropped and
                            counted */
    LEAT_PROFILE_LOSSLESS, /* in order, the producer waits */
};

/** How a stream that is linked to a parameter acts on it. */
enum leat_link_mode {
    LEAT_MODE_REPLACE, /* the stream is the value, in the parameter's unit */
    LEAT_MODE_ADD,     /* value = base + sum of gain * stream */
};

/** When a conditional link is open. */
enum leat_condition_kind {
    LEAT_ALWAYS,
    LEAT_LEVEL_ABOVE, /* RMS of the watched output over one quantum > threshold */
    LEAT_LEVEL_BELOW,
    LEAT_ACTIVE, /* the watched output was not silent (> -90 dBFS) for the last `hold_s`
                  */
    LEAT_TYPE_IS, /* stream type of the source port, LEAT_DATA for values that are no
                     sound; `value` is an enum leat_stream */
    LEAT_NAME_MATCHES, /* node name against a pattern with * and ? */
    LEAT_METADATA_IS,  /* node metadata `key` equals `text` */
    LEAT_QUIET,        /* the opposite of LEAT_ACTIVE */
};

struct leat_condition {
    enum leat_condition_kind kind;
    uint32_t watch;  /* node whose first output is measured; 0: the link's source */
    float threshold; /* linear amplitude */
    float hold_s;
    uint32_t value;
    char key[32], text[LEAT_NAME_MAX];
};

/** A link, or what is asked of one.  Zeros are good defaults but for `gain`. */
struct leat_link {
    uint32_t from, from_port; /* node, index among its outputs */
    uint32_t to, to_port;     /* node, index among its inputs */
    bool to_param;            /* `to_port` is the index of a parameter instead */
    enum leat_link_mode mode; /* for parameters */
    float gain;               /* linear; 1 leaves the stream as it is */
    uint32_t delay_frames;    /* 0 for none */
    bool feedback;            /* closes a circle: delay_frames >= 64, 0 means 64 */
    bool disabled;
    enum leat_profile profile;
    uint32_t depth; /* EVERY: how many may wait; 0 means 8 */
    struct leat_condition condition;
    uint32_t matrix_in, matrix_out; /* channel matrix of the link; 0 x 0 for none */
    const float *matrix; /* matrix[out * matrix_in + in]; copied by the graph */
};

/** When a committed edit is heard. */
enum leat_when { LEAT_AT_QUANTUM, LEAT_AT_BEAT, LEAT_AT_BAR };
enum { LEAT_BEATS_A_BAR = 4 };

LEAT_API int leat_graph_create(struct leat_graph **out);
LEAT_API void leat_graph_destroy(struct leat_graph **graph);

/** Add a class of the caller's own; it must outlive the graph. */
LEAT_API int leat_graph_add_class(struct leat_graph *graph,
                                  const struct leat_node_class *node_class);

/** Open an edit.  Errors: LEAT_ERR_STATE when another is open. */
LEAT_API int leat_graph_begin(struct leat_graph *graph, struct leat_edit **out);

/** Findings of what is edited next carry `tag`, which the caller can turn into a place.
 */
LEAT_API void leat_edit_at(struct leat_edit *edit, uint32_t tag);

/**
 * Add a node.
 *
 * Shape:   `name` NULL makes one from the class: lowpass1, lowpass2, ...
 * Errors:  LEAT_ERR_NOT_FOUND (E201, with the nearest class), LEAT_ERR_EXISTS.
 */
LEAT_API int leat_edit_add(struct leat_edit *edit, const char *class_name,
                           const char *name, uint32_t *node, struct leat_diag *diag);

/** Remove a node and its links. */
LEAT_API int leat_edit_remove(struct leat_edit *edit, uint32_t node);

/**
 * Set a parameter: one value for all lanes, or an array that makes lanes.
 *
 * Errors:  LEAT_ERR_RANGE (E401) for a value outside the range.
 */
LEAT_API int leat_edit_set(struct leat_edit *edit, uint32_t node, uint32_t param,
                           const float *values, uint32_t n, struct leat_diag *diag);
/** Note the value that leat_engine_set() has given a parameter: what is made anew later
 * begins with it, and this edit leaves it alone. */
LEAT_API int leat_edit_note(struct leat_edit *edit, uint32_t node, uint32_t param,
                            float value);
LEAT_API int leat_edit_set_text(struct leat_edit *edit, uint32_t node, uint32_t param,
                                const char *text, struct leat_diag *diag);

/**
 * Make a node one of those that a group of `voices` plays: its lanes are voices, or
 * channels of voices, and all are computed even if nothing tells them apart.
 */
LEAT_API int leat_edit_set_voices(struct leat_edit *edit, uint32_t node,
                                  uint32_t voices);
LEAT_API int leat_edit_set_metadata(struct leat_edit *edit, uint32_t node,
                                    const char *key, const char *text);

/** A link with gain 1 and zeros between two ports. */
static inline struct leat_link leat_link_between(uint32_t from, uint32_t from_port,
                                                 uint32_t to, uint32_t to_port)
{
    return (struct leat_link){.from = from,
                              .from_port = from_port,
                              .to = to,
                              .to_port = to_port,
                              .gain = 1.0f};
}

/**
 * Link an output to an input or a parameter.  Links to one input are summed in the
 * order in which they were made.
 *
 * Errors:  LEAT_ERR_TYPE (E602), LEAT_ERR_EXISTS, LEAT_ERR_RANGE (E604: feedback below
 * 64).
 */
LEAT_API int leat_edit_link(struct leat_edit *edit, const struct leat_link *link,
                            uint32_t *id, struct leat_diag *diag);
LEAT_API int leat_edit_unlink(struct leat_edit *edit, uint32_t link);

/** Change gain, delay, condition, matrix or `disabled` of a link that stays. */
LEAT_API int leat_edit_relink(struct leat_edit *edit, uint32_t link,
                              const struct leat_link *to, struct leat_diag *diag);

/* The routing words, each some links.  `gains` may be NULL: all 1. */

/** 1 to n: broadcast, a gain each. */
LEAT_API int leat_edit_split(struct leat_edit *edit, uint32_t from, const uint32_t *to,
                             const float *gains, uint32_t n, struct leat_diag *diag);
/** n to 1: sum at equal times, a gain each. */
LEAT_API int leat_edit_merge(struct leat_edit *edit, const uint32_t *from,
                             const float *gains, uint32_t n, uint32_t to,
                             struct leat_diag *diag);
/** One after the other; n >= 2. */
LEAT_API int leat_edit_chain(struct leat_edit *edit, const uint32_t *nodes, uint32_t n,
                             struct leat_diag *diag);
/** Split to n branches with gain 1 and merge them with gain 1/n. */
LEAT_API int leat_edit_parallel(struct leat_edit *edit, uint32_t from,
                                const uint32_t *branches, uint32_t n, uint32_t to,
                                struct leat_diag *diag);

/**
 * A rule: while the condition holds, the action is in force.  Conditions on type, name
 * and metadata are judged at commit, those on level and activity on the grid while
 * running: what leaves a node fades between two links then, in 10 ms, or what goes into
 * it passes by.  Where rules contradict, the one of higher priority acts.
 */
enum leat_action_kind {
    LEAT_ACT_CONNECT,    /* node to target */
    LEAT_ACT_DISCONNECT, /* links from node to target are shut */
    LEAT_ACT_SET_GAIN,   /* of links from node (to target, or all when 0) */
    LEAT_ACT_SET_DELAY,
    LEAT_ACT_BYPASS, /* node passes its first input through */
    LEAT_ACT_BUFFER, /* links from node get a delay of `value` frames, rounded up to 64
                      */
};

struct leat_rule {
    char name[LEAT_NAME_MAX];
    struct leat_condition condition;
    enum leat_action_kind action;
    uint32_t node, target; /* node 0: every node the condition matches */
    float value;
    int priority;
    bool enabled;
};

LEAT_API int leat_edit_add_rule(struct leat_edit *edit, const struct leat_rule *rule,
                                struct leat_diag *diag);
LEAT_API int leat_edit_remove_rule(struct leat_edit *edit, const char *name);

/** Let an engine adopt the edit at the first grid frame, beat or bar at or after
 * `frame`, not before.  Later edits wait for it. */
LEAT_API void leat_edit_from(struct leat_edit *edit, int64_t frame);

/**
 * Check the edited graph and put it in place.  The edit is gone afterwards either way.
 *
 * Errors:  LEAT_ERR_CYCLE (E603), LEAT_ERR_FORMAT (E605), LEAT_ERR_LIMIT, whatever a
 *          resource could not open; the graph is then as before.
 */
LEAT_API int leat_edit_commit(struct leat_edit **edit, enum leat_when when,
                              struct leat_diag *diag);
LEAT_API void leat_edit_abort(struct leat_edit **edit);

/* Looking at the graph as it stands (the last commit). */

struct leat_node_info {
    uint32_t node;
    const char *name; /* valid until the next commit */
    const struct leat_node_class *node_class;
    uint32_t tag;
};

/** Names a node; 0 when there is none of that name. */
LEAT_API uint32_t leat_graph_find(struct leat_graph *graph, const char *name);
LEAT_API uint32_t leat_graph_n_nodes(struct leat_graph *graph);
LEAT_API int leat_graph_node_at(struct leat_graph *graph, uint32_t index,
                                struct leat_node_info *info);
LEAT_API uint32_t leat_graph_n_links(struct leat_graph *graph);
LEAT_API int leat_graph_link_at(struct leat_graph *graph, uint32_t index,
                                struct leat_link *link, uint32_t *id);
/** Base values of a parameter; returns how many lanes were given (at most `n` copied).
 */
LEAT_API int leat_graph_param(struct leat_graph *graph, uint32_t node, uint32_t param,
                              float *values, uint32_t n);
LEAT_API const char *leat_graph_text(struct leat_graph *graph, uint32_t node,
                                     uint32_t param);

/** What negotiation decided for one link, and what it inserted. */
struct leat_decision {
    uint32_t link;
    enum leat_stream stream;
    char from[LEAT_NAME_MAX * 2], to[LEAT_NAME_MAX * 2]; /* "saw1.out", "gain1.in" */
    enum leat_profile profile;
    double rate_hz; /* sound: of the link */
    uint32_t lanes; /* sound, after conversion */
    struct leat_video_format video;
    uint32_t delay_frames; /* compensation of latency */
    char inserted[LEAT_NAME_MAX *
                  2]; /* "a.out~resample", "a.out~640x480 a.out~640x480~i420"; "" */
    char detail[120]; /* "44100 Hz to 48000 Hz" */
    float cost;       /* of what was inserted, relative */
};

/** Negotiate as commit would, at a rate (0: as CORE section 3 decides), and tell. */
LEAT_API int leat_graph_decide(struct leat_graph *graph, double rate_hz,
                               struct leat_decision *decisions, uint32_t n,
                               struct leat_diag *diag);

#endif
