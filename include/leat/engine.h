/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_H
#define LEAT_ENGINE_H

/**
 * The engine runs a graph against a clock.
 *
 * It computes in quanta of 64 frames from frame 0, whatever block its device asks for.
 * Nodes `output` add to the master bus, which goes to the device, or where the sink of
 * an offline run says.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/event.h>
#include <leat/export.h>
#include <leat/graph.h>
#include <leat/stats.h>

struct leat_engine;

enum leat_clock {
    LEAT_CLOCK_OFFLINE,  /* as fast as possible, nothing is ever dropped */
    LEAT_CLOCK_MANUAL,   /* leat_engine_crank() is the clock */
    LEAT_CLOCK_SOFTWARE, /* a timer */
    LEAT_CLOCK_DEVICE,   /* a sound card */
};

/** Where the plan is computed. */
enum leat_isolate {
    LEAT_ISOLATE_OFF,    /* in the engine's own process */
    LEAT_ISOLATE_RACE,   /* by two processes; each sample comes from whoever is first */
    LEAT_ISOLATE_REPLAY, /* by one; another, asleep, goes on when it is late or dead */
};

/** Where an offline or manual run sends the master bus. */
struct leat_sink {
    /** Called with master samples in order; a negative return stops the run with it. */
    int (*write)(void *user, const float *samples, uint32_t nframes, uint32_t lanes);
    void *user;
};

struct leat_engine_config {
    size_t size; /* sizeof(struct leat_engine_config) */
    enum leat_clock clock;
    double rate_hz;   /* 0: as CORE section 3 decides */
    uint32_t block;   /* frames a call, [1, 8192]; 0: 256, 64 with real-time priority */
    uint32_t threads; /* that compute, the caller included; 0: one */
    uint32_t channels; /* of the master; 0: as wide as what goes there, at least 1 */
    uint64_t seed;
    const char
        *device; /* "null", "jack", "jack:NAME", "portaudio:NAME"; NULL: automatic */
    const char *base; /* folder that relative paths start from; NULL: the current one */
    bool no_safety;   /* no limiter before a device */
    bool log;         /* keep the command log (leat_engine_log_next) */
    uint64_t max_state; /* bytes of node state; 0: 1 GiB */
    int64_t duration;   /* stop exactly after so many frames; 0: when all has ended */
    double tail_max_s;  /* longest wait for decay; 0: 30 */
    struct leat_sink sink;
    /** What happens while it runs (a device lost), in one line; NULL: nobody listens.
     * Thread: a control thread of the engine. */
    void (*on_message)(void *user, const char *message);
    void *message_user;
    double bpm;   /* of the musical clock at frame 0, [20, 400]; 0: 120 */
    bool untiled; /* compute wide nodes whole: slower, and the same bits (for tests) */
    double duration_s; /* alike `duration`, in seconds; that one wins when it is set */
    bool endless; /* go on when everything has ended: an instrument waits for more */
    /**
     * Conducts: called before each quantum, at its first frame, to set parameters and
     * send events with leat_rt_engine_set() and leat_rt_engine_send() at frames of it.
     * They come after commands that other threads have sent before for those frames.
     * Shape:   nframes is 64; `frame` goes up by 64 from 0, whatever the block.
     * Thread:  rt, the one that computes; NULL: nobody conducts.
     */
    void (*conduct)(void *user, struct leat_engine *engine, int64_t frame,
                    uint32_t nframes);
    void *conduct_user;
    /**
     * Hears the master of every clock, before safety limiter and stop fade, in order
     * and without a gap; NULL: nobody listens.  A recorder is one.
     *
     * Shape:   at most LEAT_QUANTUM frames of leat_engine_channels() lanes; `frame` is
     *          that of the first, from 0 on, with the latency of the graph in it.
     * Thread:  the one that computes, on a device rt.
     */
    void (*listen)(void *user, int64_t frame, const float *samples, uint32_t nframes,
                   uint32_t lanes);
    void *listen_user;
    /**
     * Other than OFF: worker processes compute, so that the death of one costs no
     * sample; `threads` says nothing then.  The engine must be created while the
     * program has no other threads, since it forks.
     */
    enum leat_isolate isolate;
    /**
     * Groups that are computed by processes of their own, each by its crew; all else is
     * computed in the engine's.  NULL or "": one crew computes everything, and nothing
     * may live from a thread of this process.
     *
     * Shape:   names of nodes, "lead,pad+bass" for two groups; a group is its nodes and
     *          all that they hear, but for files, devices, pictures, sinks and series.
     *          `lead` names `lead.osc` too.  At most 8 groups; copied.
     * Errors:  LEAT_ERR_NOT_FOUND, LEAT_ERR_UNSUPPORTED (E614) of leat_engine_create().
     */
    const char *isolate_groups;
    /**
     * What nodes `mic_input` hear, in place of the device; NULL: the device, or silence
     * without one.
     *
     * Shape:   returns `nframes`, at most LEAT_QUANTUM, from `frame` on, of
     *          `hear_channels` lanes, lane fastest; they stay until the next call.
     *          NULL is silence.
     * Thread:  the one that computes, on a device rt.
     */
    const float *(*hear)(void *user, int64_t frame, uint32_t nframes);
    void *hear_user;
    uint32_t hear_channels;
};

#define LEAT_ENGINE_CONFIG_INIT                                                        \
    {                                                                                  \
        .size = sizeof(struct leat_engine_config)                                      \
    }

/**
 * Make an engine for a graph and prepare its plan.  One engine a graph.
 *
 * Errors:  as leat_edit_commit(); LEAT_ERR_LIMIT when the states pass max_state.
 * Thread:  control.
 */
LEAT_API int leat_engine_create(struct leat_graph *graph,
                                const struct leat_engine_config *config,
                                struct leat_engine **out, struct leat_diag *diag);

/** Stop, finish all files, free.  Returns the first error that finishing met. */
LEAT_API int leat_engine_destroy(struct leat_engine **engine, struct leat_diag *diag);

/** Software and device clocks: start, or stop with a fade of 10 ms.  Thread: control.
 */
LEAT_API int leat_engine_start(struct leat_engine *engine, struct leat_diag *diag);
LEAT_API void leat_engine_stop(struct leat_engine *engine);

/** Offline: run to the end, or until leat_engine_cancel(), which fades over 10 ms.
 * Software and device: wait for that.  Thread: control. */
LEAT_API int leat_engine_run(struct leat_engine *engine, struct leat_diag *diag);

/**
 * Offline: go on to a frame, or to the end if that comes before.  What is told the
 * engine between two calls happens at the frame that the first has come to.
 *
 * Shape:   1 when it has come to the frame, 0 at the end.
 * Errors:  as leat_engine_run().
 * Thread:  control.
 */
LEAT_API int leat_engine_run_to(struct leat_engine *engine, int64_t frame,
                                struct leat_diag *diag);

/** End leat_engine_run() soon.  Thread: any, also a signal handler. */
LEAT_API void leat_engine_cancel(struct leat_engine *engine);

/** Manual: compute the next `nframes`.  Thread: control. */
LEAT_API int leat_engine_crank(struct leat_engine *engine, uint32_t nframes);

/**
 * Set a parameter while running: one value for every lane.
 *
 * Shape:   `frame` -1 means the next grid frame; a frame that has passed acts at once
 * and counts as late.  `ramp_ms` negative means the parameter's own smoothing. Errors:
 * LEAT_ERR_LIMIT when 4096 commands are waiting already. Thread:  any.
 */
LEAT_API int leat_engine_set(struct leat_engine *engine, uint32_t node, uint32_t param,
                             float value, int64_t frame, float ramp_ms);

/**
 * Send an event to a node's event input; node 0 is the engine, which hears
 * LEAT_EVENT_TEMPO: from that frame on the musical clock runs at `value` beats a
 * minute, held in [20, 400], 0: stands; if `param` is LEAT_TEMPO_PLACE, from `key` on.
 *
 * Shape:   what is more than LEAT_EVENTS_A_QUANTUM for one node in a quantum waits for
 *          a later one, before all that is sent for that, and counts as late.
 * Errors:  as above.
 * Thread:  any.
 */
LEAT_API int leat_engine_send(struct leat_engine *engine, uint32_t node,
                              const struct leat_event *event);

/** The same for who conducts; leat_rt_engine_set() knows nodes of sound alone.
 * Thread: any, also rt. */
LEAT_API LEAT_RT int leat_rt_engine_set(struct leat_engine *engine, uint32_t node,
                                        uint32_t param, float value, int64_t frame,
                                        float ramp_ms);
LEAT_API LEAT_RT int leat_rt_engine_send(struct leat_engine *engine, uint32_t node,
                                         const struct leat_event *event);

/** The value a parameter has now, lane 0, modulation included.  Thread: any. */
LEAT_API int leat_engine_get(struct leat_engine *engine, uint32_t node, uint32_t param,
                             float *value);

/**
 * Newest values for people and programs of a node (class->mailbox, and those behind
 * them that have no names), all of one moment: the end of the last piece of at most 64
 * frames that was computed.  Once a manual engine has been cranked to frame F, they say
 * what was before F; with worker processes, what was a moment before that.
 *
 * Shape:   the first n are written; returns how many the node has.
 *          `probe_data`: the newest value of each lane.
 *          `probe_audio`: rms, peak and newest sample of each lane, lane by lane.
 * Errors:  LEAT_ERR_NOT_FOUND.
 * Thread:  control.
 */
LEAT_API int leat_engine_mailbox(struct leat_engine *engine, uint32_t node,
                                 float *values, uint32_t n);

/**
 * The musical clock as it goes on from the newest change of tempo.
 *
 * Errors:  LEAT_ERR_STATE: it is changed without pause.
 * Thread:  any.
 */
struct leat_tempo;
LEAT_API int leat_engine_tempo(const struct leat_engine *engine,
                               struct leat_tempo *tempo);

/**
 * Events that a node of a class like `probe_events` has heard (LEAT_CLASS_HEARS):
 * oldest first, those of frames before `until`.
 *
 * Shape:   `*since` is what has been read so far, 0 at first; it is moved on.  A node
 *          keeps the last 256: older ones are lost, and `*lost`, unless it is NULL,
 *          says how many.  Returns how many were written, at most n; the rest stays for
 *          the next call.
 * Errors:  LEAT_ERR_NOT_FOUND, also when the node hears none.
 * Thread:  control.
 */
LEAT_API int leat_engine_heard(struct leat_engine *engine, uint32_t node, int64_t until,
                               uint64_t *since, struct leat_event *events, uint32_t n,
                               uint64_t *lost);

/**
 * Hand a picture to a node of a class like `canvas_in`, to be seen from tick
 * picture->tick of its frame clock on.
 *
 * Errors:  LEAT_ERR_NOT_FOUND, also when the node takes none.
 * Thread:  control.
 */
LEAT_API int leat_engine_give_picture(struct leat_engine *engine, uint32_t node,
                                      const struct leat_frame *picture);

/**
 * The picture that a node of a class like `probe_video` saw last at or before a frame
 * of the sound.
 *
 * Owns:    `*out`, one reference of which is the caller's; NULL: none yet.
 * Errors:  LEAT_ERR_NOT_FOUND, also when the node keeps none.
 * Thread:  control.
 */
LEAT_API int leat_engine_picture(struct leat_engine *engine, uint32_t node,
                                 int64_t frame, struct leat_frame **out);

/** Frames computed so far; the rate; whether everything has ended.  Thread: any. */
LEAT_API int64_t leat_engine_frame(const struct leat_engine *engine);
LEAT_API double leat_engine_rate(const struct leat_engine *engine);
LEAT_API uint32_t leat_engine_channels(const struct leat_engine *engine);
LEAT_API bool leat_engine_ended(const struct leat_engine *engine);

/**
 * The frame that the newest block of a software or device clock began with, and when
 * that was: nanoseconds of CLOCK_MONOTONIC.
 *
 * Errors:  LEAT_ERR_STATE before the first block, and with other clocks.
 * Thread:  any.
 */
LEAT_API int leat_engine_instant(struct leat_engine *engine, int64_t *frame,
                                 int64_t *nsec);

/** Length of the whole run in frames, or -1 when it cannot be known.  Thread: control.
 */
LEAT_API int64_t leat_engine_length(const struct leat_engine *engine);

/** Frames by which the master lags the sources; offline runs have removed it. */
LEAT_API int64_t leat_engine_latency(const struct leat_engine *engine);

/**
 * One line of the command log: what took effect at which frame.  Feeding the lines to
 * an offline engine of the same graph gives the same samples.
 *
 * Shape:   0 when there is no further line, else 1.
 * Thread:  control.
 */
struct leat_log_line {
    int64_t frame;
    enum { LEAT_LOG_SET, LEAT_LOG_EVENT, LEAT_LOG_ADOPT } kind;
    uint32_t node, param;
    float value, ramp_ms;
    struct leat_event event;
    uint64_t edit; /* ADOPT: number of the commit, from 1 */
};
LEAT_API int leat_engine_log_next(struct leat_engine *engine,
                                  struct leat_log_line *line);

/* Statistics, readable while it runs.  Thread: control. */
LEAT_API void leat_engine_stats(struct leat_engine *engine,
                                struct leat_engine_stats *out);
LEAT_API void leat_engine_recent(struct leat_engine *engine,
                                 struct leat_engine_recent *out);
LEAT_API int leat_engine_node_stats(struct leat_engine *engine, uint32_t node,
                                    struct leat_node_stats *out);
LEAT_API int leat_engine_link_stats(struct leat_engine *engine, uint32_t link,
                                    struct leat_link_stats *out);
/** Errors: LEAT_ERR_STATE when nothing is isolated. */
LEAT_API int leat_engine_isolation(struct leat_engine *engine,
                                   struct leat_isolation_stats *out);

/** The same of one group, from 0 to n_groups - 1; without groups 0 is everything.
 * Errors: LEAT_ERR_STATE when nothing is isolated, LEAT_ERR_NOT_FOUND. */
LEAT_API int leat_engine_isolation_group(struct leat_engine *engine, uint32_t group,
                                         struct leat_isolation_stats *out);
LEAT_API int leat_engine_resource_status(struct leat_engine *engine, uint32_t node,
                                         struct leat_resource_status *out);

#endif
