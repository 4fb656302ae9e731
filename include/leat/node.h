/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NODE_H
#define LEAT_NODE_H

/**
 * What a node is: one constant class, and one flat block of state per instance.
 *
 * The class is the only place where a node's ports and parameters are written
 * down.  Command-line help, OSC addresses, language bindings, the manual, contract
 * tests, benchmarks and fuzz targets are loops over the table of classes.
 *
 * Events are a stream too: an output of events gives them frame by frame with
 * leat_block_emit(); what links and people send to the one input of events that a class
 * may have arrives in block->events, calls being cut so that it falls on first frames.
 *
 * Sound comes in lanes.  A channel is a lane and so is a voice: stereo is 2
 * lanes, eight stereo voices are 16.  In a per-lane class every port has the same
 * lanes, each computed alike and alone; a matrix class (LEAT_CLASS_MATRIX) says with
 * `shape` how many lanes come out.
 *
 * State holds no pointer and owns nothing, so copying its bytes copies the node.
 * What a node needs from outside (an open file, a socket) is its resource: `open`
 * makes it on a control thread, the host keeps it and lends it to each call.
 *
 * What comes out depends on samples, events and parameter values alone: not on where
 * blocks are cut, how many lanes run, which compiler built it or on what machine.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/block.h>
#include <leat/buffer.h>
#include <leat/diag.h>
#include <leat/event.h>
#include <leat/export.h>
#include <leat/format.h>
#include <leat/param.h>

enum leat_direction { LEAT_IN, LEAT_OUT };

enum {
    LEAT_PORT_OPTIONAL = 1, /* may stay unlinked; it then reads as silence */
    LEAT_PORT_SERIES = 2, /* several links are played one after the other, not summed */
    LEAT_PORT_CONTROL = 4, /* gives values rather than sound, unless it shapes a sound
                              that its node hears: a program reads the newest */
};

struct leat_port {
    const char *name; /* identifier */
    enum leat_direction direction;
    enum leat_stream stream;
    uint32_t flags;
    const char *help; /* one sentence, shown to users */
    /* Video: formats the port takes or gives, best first, ended by LEAT_PIXEL_NONE.
     * NULL means any, and, on an output, the format of the first video input. */
    const enum leat_pixel *pixels;
};

enum { LEAT_MAX_PORTS = 8, LEAT_MAX_PARAMS = 80 }; /* ports: of one direction */

/** What an instance is told once, before its first block. */
struct leat_env {
    double rate_hz;      /* of its timeline, [8000, 384000]; video: frames a second */
    uint32_t lanes;      /* lanes a per-lane kernel computes, at least 1 */
    uint32_t first_lane; /* of the node's, that is lane 0 here: above 0 in a tile */
    uint32_t voices; /* that lanes are, each with lanes / voices channels; 1: none */
    uint32_t max_frames; /* no block is longer; at least 1 */
    uint64_t seed;       /* hash of the run's seed and the node's path; that of a lane
                            is random_lane_seed(seed, first_lane + lane) */
    uint32_t in_lanes[LEAT_MAX_PORTS], out_lanes[LEAT_MAX_PORTS]; /* audio ports */
    uint32_t in_mask[LEAT_MAX_PORTS];  /* channel labels of inputs; 0: none */
    int64_t in_length[LEAT_MAX_PORTS]; /* frames until the input ends; -1: unknown */
    struct leat_video_format in_video[LEAT_MAX_PORTS], out_video[LEAT_MAX_PORTS];
    uint32_t in_lag; /* frames by which its inputs lag their sources, when it begins */
    double out_rate_hz; /* LEAT_CLASS_RESAMPLE: of the outputs' timeline */
    int64_t extent; /* what shape() has measured, for state_size(), tail() and open() */
    bool live;      /* driven by a device or a timer: a resource must not stall it */
    const char *base; /* folder that relative paths start from; "" is the current one */
};

/** Parameters as they stand when an instance is made; indices as in class->params. */
struct leat_settings {
    const float *number;     /* clamped; of lane 0 when lanes differ */
    const char *const *text; /* never NULL for a text parameter */
    const bool *is_set;      /* given by the user rather than by default */
};

enum {
    LEAT_CLASS_MATRIX = 1,   /* lanes of ports differ: `shape` tells */
    LEAT_CLASS_ENDS = 2,     /* process() says itself where its outputs end */
    LEAT_CLASS_SINK = 4,     /* work is to be done even if nothing hears its outputs */
    LEAT_CLASS_INEXACT = 8,  /* outside the law of the same bits */
    LEAT_CLASS_ENDLESS = 16, /* a source that never ends by itself */
    LEAT_CLASS_LIVE = 32,    /* bound to real time: device, window, network */
    LEAT_CLASS_SERIES = 64,  /* the host itself plays its inputs one after the other */
    LEAT_CLASS_SEEKS = 256,  /* source that can begin at its parameter `start` */
    LEAT_CLASS_CUTS = 512, /* drops what is before its parameter `start`, which a source
                              before it may do instead */
    LEAT_CLASS_RESAMPLE = 128, /* out runs at parameter `rate`: see block->out_frames */
    LEAT_CLASS_VOICES = 1024,  /* matrix class that treats each of env.voices alone */
    LEAT_CLASS_HOLDS = 4096,   /* says with block->held which outputs stand still */
    LEAT_CLASS_HEARS = 8192,   /* its mailbox keeps events: leat_engine_heard() */
    LEAT_CLASS_SUMS = 2048, /* matrix class that adds up voices, in 16 parts: what comes
                               in may be a sum already, over every 16th voice */
};

/** How long an output sounds on after its inputs have ended. */
enum { LEAT_TAIL_NONE = 0, LEAT_TAIL_DECAY = -1 }; /* above 0: that many frames */

/** The tail of what decays in echoes, with up to so many frames of silence between. */
static inline int64_t leat_tail_echoes(int64_t pause_frames)
{
    return pause_frames > 1 ? -pause_frames : LEAT_TAIL_DECAY;
}

/** `tail` of a class that decays without a pause. */
static inline int64_t leat_tail_decay(const struct leat_env *env,
                                      const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return LEAT_TAIL_DECAY;
}

/** What a source says of its stream before it is opened. */
struct leat_source_info {
    uint32_t lanes, mask;
    int64_t length;                 /* frames; -1: unknown or endless */
    double rate_hz;                 /* 0: whatever the graph's is */
    struct leat_video_format video; /* video outputs */
};

/** What a resource has counted; shown by statistics and at the end of a run. */
struct leat_resource_status {
    uint64_t starved;    /* frames that were not there in time: silence was played */
    uint64_t dropped;    /* frames that could not be written in time */
    uint64_t non_finite; /* samples that were NaN or infinite: replaced by 0 */
    uint64_t denormal;   /* samples nearer to 0 than 2^-100: replaced by 0 */
    uint64_t clipped;    /* samples beyond full scale of an integer file */
    float peak;          /* greatest absolute sample written */
    int64_t frames;      /* frames read or written so far */
    int err;             /* 0, or a leat_err: it failed and is silent since */
    char message[240];   /* what happened and what to do, when err is set */
};

struct leat_node_class {
    size_t size; /* sizeof(struct leat_node_class), so that later fields may be added */
    const char *name;
    const char *aliases; /* further names with a blank between, or NULL */
    const char *summary; /* one sentence, shown to users */
    const char *example; /* a program of one line that runs and is heard or seen */
    uint32_t flags;
    const struct leat_port *ports; /* inputs before outputs */
    size_t n_ports;
    const struct leat_param *params;
    size_t n_params;
    const char
        *mailbox; /* names of the values for people, with a blank between; or NULL */
    uint32_t n_mailbox;

    /**
     * Source: what its output will be.  NULL: lanes as its parameters', the graph's
     * rate.  Others have it to refuse settings that mean nothing.
     *
     * Errors:  LEAT_ERR_NO_FILE, LEAT_ERR_BAD_FILE, ...; says why in `diag`.
     * Thread:  control; may read files.
     */
    int (*probe)(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag);

    /**
     * Matrix class: set env->out_lanes from env->in_lanes (0: unlinked), and
     * env->lanes.
     *
     * Errors:  LEAT_ERR_FORMAT with the reason in `diag`.
     * Thread:  control.
     */
    int (*shape)(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag);

    /**
     * Video class: set env->out_video from env->in_video.  NULL: as the first video
     * input, or as probe() said.
     *
     * Shape:   pixel formats are open then (LEAT_PIXEL_NONE) and chosen later, but for
     *          an output that is given one here.  A size set in in_video is what that
     *          input must have: pictures of another one are scaled.
     *
     * Errors:  LEAT_ERR_FORMAT.
     * Thread:  control.
     */
    int (*shape_video)(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag);

    /**
     * Bytes of state that an instance needs; NULL when it needs none.
     *
     * Owns:    the host allocates the block, zeroed and 64-byte aligned.
     * Thread:  control.
     */
    size_t (*state_size)(const struct leat_env *env,
                         const struct leat_settings *settings);

    /** Frames by which outputs lag inputs; NULL for none.  Constant.  Thread: control.
     */
    uint32_t (*latency)(const struct leat_env *env,
                        const struct leat_settings *settings);

    /**
     * LEAT_TAIL_NONE, LEAT_TAIL_DECAY, leat_tail_echoes() or frames; NULL for none.
     * Asked for each lane; the longest holds.
     *
     * Thread:  control.
     */
    int64_t (*tail)(const struct leat_env *env, const struct leat_settings *settings);

    /**
     * Prepare a zeroed state; NULL when zeros will do.  Zeros and init() are also
     * how the host makes a node forget its past.
     *
     * Thread:  rt.
     */
    LEAT_RT void (*init)(void *state, const struct leat_env *env,
                         const struct leat_settings *settings);

    /**
     * Audio class: turn one block of input into one block of output.
     *
     * Shape:   port p holds block->nframes rows of its lanes.
     * Units:   full scale is 1.0; finite in, finite out.
     * Thread:  rt.
     */
    LEAT_RT void (*process)(void *state, const struct leat_block *block);

    /**
     * Video class: turn the frames of one tick into frames.
     *
     * Errors:  returns LEAT_ERR_CANCELLED when a source has ended, another error when
     * the node failed: its output then is black and the rest runs on. Thread:  the
     * domain's frame thread; no blocking.
     */
    int (*render)(void *state, const struct leat_video_block *block);

    /**
     * Make the resource, before the first block.
     *
     * Owns:    the host, until close().
     * Errors:  any, with the reason in `diag`.
     * Thread:  control; may block and start threads.
     */
    int (*open)(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag);

    /** End it: finish files, join threads; `*resource` becomes NULL.  Thread: control.
     */
    int (*close)(void **resource, struct leat_diag *diag);

    /**
     * Wait until the next `nframes` can be processed without a loss, for clocks that
     * can wait (offline, manual).
     *
     * Errors:  LEAT_ERR_TIMEOUT when its worker is dead.
     * Thread:  worker or control, never the audio thread of a device.
     */
    int (*ready)(void *resource, uint32_t nframes);

    /** What it has counted so far.  Thread: any. */
    void (*status)(void *resource, struct leat_resource_status *status);

    /**
     * Optional, for classes so small that a call costs more than their work: do what n
     * calls of process() would, to the last bit, when each hears the one before in
     * place.
     *
     * Shape:   `block` is what the first would get; the others differ from it only in
     * their parameters, param[k], and in that they hear its output.
     * Errors:  false when it cannot: nothing was done, and the host makes n calls.
     * Thread:  rt.
     */
    LEAT_RT bool (*process_chain)(void *const *state,
                                  const struct leat_value *const *param,
                                  const struct leat_block *block, uint32_t n);

    /**
     * Values that an instance's mailbox has in all, when there are more than those with
     * names, which come first; NULL: n_mailbox.
     *
     * Thread:  control.
     */
    uint32_t (*mailbox_size)(const struct leat_env *env,
                             const struct leat_settings *settings);

    /** Take a picture from a program, to be seen from `tick` on.  Thread: control. */
    int (*give)(void *resource, const struct leat_frame *picture, int64_t tick);

    /** The picture that was seen at `tick`; NULL: none yet.  Owns: one reference is
     * the caller's.  Thread: control. */
    struct leat_frame *(*look)(void *resource, int64_t tick);
};

/** Number of built-in classes.  Thread: any. */
LEAT_API size_t leat_n_node_classes(void);

/** A built-in class, for this machine's CPU; NULL past the last.  Thread: any. */
LEAT_API const struct leat_node_class *leat_node_class_at(size_t index);

/** The class of a name or an alias, or NULL.  Thread: any. */
LEAT_API const struct leat_node_class *leat_node_class_find(const char *name);

/** Index of a parameter by name or alias, or -1.  Thread: any. */
LEAT_API int leat_node_param_find(const struct leat_node_class *node, const char *name);

/** Index of a port of one direction among those of that direction, or -1.  Thread: any.
 */
LEAT_API int leat_node_port_find(const struct leat_node_class *node,
                                 enum leat_direction direction, const char *name);

/** The n-th port of a direction, or NULL.  Thread: any. */
LEAT_API const struct leat_port *leat_node_port(const struct leat_node_class *node,
                                                enum leat_direction direction,
                                                uint32_t n);

/** Number of ports of a direction.  Thread: any. */
LEAT_API uint32_t leat_node_n_ports(const struct leat_node_class *node,
                                    enum leat_direction direction);

#endif
