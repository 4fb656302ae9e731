/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_PICTURES_H
#define LEAT_ENGINE_PICTURES_H

/**
 * Pictures: one video domain, which is the nodes that one frame clock drives.
 *
 * Tick k stands at frame round(k * sound rate / frame rate) of the engine's sound.  It
 * runs every node once, in the order given, so a chain adds no tick of delay.  A node
 * sees the sound of frames [position(k - 1), position(k)), and the frames that reached
 * it.
 *
 * What a node's inputs decide:
 * - no frame has come yet on an input that is linked and not optional: it is not called
 *   and gives nothing;
 * - all its linked inputs have ended: it is not called any more and has ended too;
 * - a node that returns LEAT_ERR_CANCELLED has ended; at any other error its outputs
 * are black for this tick, the error is kept, and the rest runs on;
 * - all frames of an output's pool are held: it gives its last frame again, counted.
 *
 * A link from a node that comes later in the list is a feedback: it carries the frame
 * of the tick before.
 *
 * Frames keep `tick` and `seq` of the node that drew them: a node that passes a frame
 * on, or gives its last one again, leaves seq as it was, and so tells that nothing is
 * new.
 *
 * Thread:  create and destroy: control.  tick, run_to, close: the domain's frame thread
 *          (offline: whoever runs it), one at a time.  set and the stats: any.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/buffer.h>
#include <leat/diag.h>
#include <leat/graph.h>
#include <leat/node.h>
#include <leat/stats.h>

#include "rt/frame_link.h"
#include "rt/span.h"

struct pictures;

/**
 * A node, in the order of computing.
 *
 * Owns:    nothing: class, env, settings, state, resource and mailbox are the caller's
 *          and outlive the domain.  The state has been zeroed and initialised.  Of
 *          `settings` the numbers are what parameters start with.
 */
struct pictures_node {
    const struct leat_node_class *node_class;
    const struct leat_env *env; /* in_video and out_video as negotiated */
    const struct leat_settings *settings;
    void *state, *resource;
    float *mailbox;
};

/** The end of a link that is not in this domain. */
enum { PICTURES_OUTSIDE = -1 };

/**
 * A link.  Inside the domain it has `from` and `to`; from another clock it has `to` and
 * either `frames` or `sound`; to another clock it has `from` and `frames`.
 *
 * A parameter that a link leads to takes the newest sample of lane 0 at each tick.
 */
struct pictures_link {
    int32_t from; /* index of a node, or PICTURES_OUTSIDE */
    uint32_t from_port;
    int32_t to;
    uint32_t to_port;
    bool to_param; /* with `sound`: to_port is a parameter */
    enum leat_link_mode mode;
    float gain;                   /* for parameters */
    struct rt_frame_link *frames; /* the caller's, also after the domain is gone */
    struct rt_span *sound;        /* alike */
};

struct pictures_config {
    struct leat_rational rate; /* frames a second */
    int64_t sound_rate_hz;     /* of the positions */
    int64_t first_tick;        /* the first one that will run */
    int64_t end; /* position at which the run ends: no tick at or after it; -1: none */
    const struct pictures_node *nodes;
    uint32_t n_nodes;
    const struct pictures_link *links;
    uint32_t n_links;
    bool timing; /* measure calls */
};

/**
 * Make a domain.
 *
 * Errors:  LEAT_ERR_NOMEM; LEAT_ERR_INVALID for a node without render(), an end that is
 *          no node or port, two links into one input, two ends outside.
 */
int pictures_create(const struct pictures_config *config, struct pictures **out);

/** Free it and let go of all frames; frame links stay as they are. */
void pictures_destroy(struct pictures **pictures);

/** Frame of the sound at which a tick stands.  Thread: any. */
int64_t pictures_position(const struct pictures *pictures, int64_t tick);

/** The last tick that stands at or before a frame; -1: there is none.  Thread: any. */
int64_t pictures_tick_at(const struct pictures *pictures, int64_t frame);

/** The tick that comes next. */
int64_t pictures_next(const struct pictures *pictures);

/**
 * Run one tick.  A tick later than the next one skips those between; they count as
 * late.  An earlier one does nothing.
 *
 * Errors:  LEAT_ERR_CANCELLED when everything has ended; LEAT_ERR_STATE when a lossless
 *          link has no room: nothing was done, come again.
 */
int pictures_tick(struct pictures *pictures, int64_t tick);

/**
 * Run the ticks of several domains that stand at or before `frame`, in the order of
 * their positions and, where those are equal, of the list.  A domain whose lossless
 * link is full waits for its reader.
 *
 * Errors:  what ready() of a class says, such as a sink whose disk is full; the ticks
 *          before it were run.
 */
int pictures_run_to(struct pictures *const *domains, uint32_t n, int64_t frame);

/** Whether all sinks (without sinks: all nodes) have ended.  Thread: any. */
bool pictures_over(const struct pictures *pictures);

/** Tell readers in other domains that nothing will come any more. */
void pictures_close(struct pictures *pictures);

/** Set a parameter from the next tick on; clamped as any float is.  Thread: any. */
void pictures_set(struct pictures *pictures, uint32_t node, uint32_t param,
                  float value);

/** The value a parameter has now, modulation included.  Thread: any. */
float pictures_get(const struct pictures *pictures, uint32_t node, uint32_t param);

struct pictures_stats {
    uint64_t ticks, late;   /* run; and left out because their time had passed */
    uint64_t dropped, held; /* frames not drawn for want of memory; nodes that waited
                               for a first frame */
    uint64_t failures;      /* calls that returned an error */
};
void pictures_stats(const struct pictures *pictures, struct pictures_stats *out);

/** Of the second of sound under way and the 10 before it: ticks that were due, those
 * of them left out and frames not drawn; EVERY links that leave. */
struct pictures_recent {
    uint64_t due, late;
    double queue; /* fill of the fullest, now */
    uint64_t queue_drops;
};
/** Add to what other domains had. */
void pictures_recent(const struct pictures *pictures, uint64_t second,
                     struct pictures_recent *out);

/** `err` (may be NULL) is the first error that the node returned, or 0. */
void pictures_node_stats(const struct pictures *pictures, uint32_t node,
                         struct leat_node_stats *out, int *err);

/** Of config->links[link].  A link inside the domain counts frames that were new as in
 * and out, and the others as duplicated. */
void pictures_link_stats(const struct pictures *pictures, uint32_t link,
                         struct leat_link_stats *out);

#endif
