/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_CYCLE_H
#define LEAT_ENGINE_CYCLE_H

/**
 * The audio thread's half of the engine: it computes pieces of a plan, adopts editions,
 * applies commands.  Nothing here waits, allocates or calls the system.
 *
 * Control hands editions in and gets them back through rings; commands come from any
 * thread through one ring.  All functions: Thread: rt.
 */

#include <leat/counters.h>
#include <leat/engine.h>
#include <leat/ring.h>

#include "dsp/flow.h"
#include "graph/plan.h"
#include "rt/due.h"

enum {
    CYCLE_EDITIONS = 64,   /* commits that may wait */
    CYCLE_COMMANDS = 4096, /* commands that may wait */
    CYCLE_HEAP_DEPTH = 14, /* a path through their heap, and one aside */
    CYCLE_LOG = 16384,     /* lines that may wait for control */
    CYCLE_THREADS = 64,
    CYCLE_NONE = -1,
};

/** What may be asked of the audio thread: 64 bytes. */
struct command {
    int64_t frame; /* -1: the next grid frame */
    uint32_t kind; /* LEAT_LOG_SET or LEAT_LOG_EVENT */
    uint32_t node, param;
    float value, ramp_ms;
    uint32_t spare;
    struct leat_event event;
};

_Static_assert(sizeof(struct command) == LEAT_COMMAND_SIZE, "one slot of the ring");

/** A command that has been read and waits for its frame; slots link by index. */
struct waiting {
    struct command command;
    uint32_t next;
    uint32_t at; /* frames into the piece, on the node's timeline, once it is due */
};

/** A base value that changes when an edition is adopted: all lanes at once. */
struct change {
    struct instance *instance;
    uint32_t param;
    const float *values; /* env.lanes of them */
};

/** A link that comes, goes or changes its gain when an edition is adopted. */
struct shift {
    struct line *line;
    float gain, fade;
    bool gated; /* its gate decides on the fade */
    bool leaving;
};

/** A node that goes into a bypass or out of it when an edition is adopted. */
struct turn {
    struct instance *instance;
    float wet; /* where it goes: 0 is bypassed */
};

/** When an edition is adopted. */
struct due_time {
    enum leat_when when;
    int64_t frame; /* not before */
};

/** One commit, ready to be heard.  Owned by control, lent while it is the newest. */
struct edition {
    struct plan *transition; /* NULL when nothing fades */
    struct plan *final;
    struct due_time due;
    uint64_t number;
    struct change *change;
    uint32_t n_changes;
    struct shift *shift;
    uint32_t n_shifts;
    struct turn *turn;
    uint32_t n_turns;
};

/** What the audio thread tells control of an edition. */
struct notice {
    struct edition *edition;
    bool settled; /* its transition is over; else: the whole edition is */
};

/** Memory that one computing thread needs for parameters that move and for events. */
struct scratch {
    float *curves; /* the plan's */
    const struct flow *flow;
    struct leat_value value[LEAT_MAX_PARAMS];
    struct leat_event event[2 * LEAT_EVENTS_A_QUANTUM]; /* of links and of people */
};

struct cycle {
    int64_t frame; /* of the next piece */
    const struct flow *flow;
    double rate_hz;
    struct edition *edition; /* the newest adopted */
    struct plan *plan;       /* what runs now: its transition or its final plan */
    int64_t fade_end; /* frame at which the final plan is adopted, or CYCLE_NONE */
    uint32_t fade_frames;
    int64_t settled; /* frame at which the last fade was over; 0: there was none */
    struct leat_tempo tempo;
    struct leat_counters *tempo_shown; /* bits of `tempo`, for any thread */
    double grid_beat; /* position at the grid frame before; -1: there was none */
    int64_t tail_max; /* frames that a decay may last */
    struct leat_ring *editions;   /* of struct edition *, to the audio thread */
    struct leat_ring *retired;    /* of struct notice, back to control */
    struct edition *next_edition; /* read from the ring, not yet due */
    struct leat_mpmc *commands;
    struct leat_ring *log; /* of struct leat_log_line */
    bool logging;
    struct waiting *waiting; /* CYCLE_COMMANDS of them */
    struct due_heap due;     /* of those slots that wait, room for all of them */
    uint32_t free_waiting;
    uint64_t arrivals, deferrals;
    uint32_t *slots; /* CYCLE_COMMANDS: those of this piece */
    struct scratch *scratch[CYCLE_THREADS];
    const float *device_in; /* the device's block, interleaved; NULL: no device */
    uint32_t device_channels, device_done; /* device_done: frames of it consumed */
    uint32_t threads;                      /* that compute */
    struct pool *pool;                     /* NULL: inline */
    int64_t (*now_nsec)(void);
    uint32_t timed; /* step whose turn it is to be timed */
    _Atomic uint64_t late_commands, dropped_commands, edits, non_finite, denormal,
        clipped_returns;                 /* any thread */
    void (*enter)(void), (*leave)(void); /* around each piece; NULL: nobody watches */
    struct leat_engine *engine;          /* for its config's conduct() */
    void (*conduct)(void *user, struct leat_engine *engine, int64_t frame,
                    uint32_t nframes);
    void *conduct_user;
    struct isolation *isolation; /* who else computes; NULL: nobody */
    bool relays;                 /* they compute everything */
    _Atomic uint32_t *mark;      /* worker: serial of the node that is computed */
    uint32_t crew;               /* worker: whose steps it computes; 0: all */
    const unsigned char *inbox;  /* worker: what its crew hears in this piece */
};

/** Compute the next piece: at most up to the next multiple of 64, and to the end of a
 * fade.  Returns the frames that were computed; c->plan->master holds them. */
uint32_t rt_cycle_piece(struct cycle *c, uint32_t nframes);

/** Take in the commands that have come (commands.c). */
void rt_commands_read(struct cycle *c);

/** Hang those of this piece on their nodes; returns how many, in c->slots. */
uint32_t rt_commands_deliver(struct cycle *c, uint32_t nframes);

/** The piece is done: their slots are free. */
void rt_commands_give_back(struct cycle *c, uint32_t n);

void rt_log_line(struct cycle *c, const struct leat_log_line *line);

/** Compute one step of the plan.  `thread` says whose scratch to use. */
void rt_step(struct cycle *c, struct step *step, uint32_t thread);

/** Tell a timeline's blocks that all their frames are alive. */
void rt_timeline_live(struct timeline *timeline);
void rt_step_node(struct cycle *c, struct step *step, const struct timeline *timeline,
                  uint32_t thread);
/* step_events.c: what event outputs give, what links bring, in this piece. */
void rt_events_begin(struct cycle *c, struct step *step,
                     const struct timeline *timeline);
void rt_events_collect(struct cycle *c, struct step *step,
                       const struct timeline *timeline);
void rt_events_finish(struct step *step);

/** Append what links have for frame `offset` of the piece to scratch->event.  Returns
 * `next`, or the offset of the next such event if that is nearer. */
uint32_t rt_events_take(struct step *step, const struct timeline *timeline,
                        uint32_t offset, uint32_t next, struct scratch *scratch,
                        uint32_t *n_events);

void rt_step_mix(struct cycle *c, struct step *step, const struct timeline *timeline);
void rt_step_write(struct cycle *cycle, struct step *step,
                   const struct timeline *timeline);
void rt_step_phase(struct cycle *c, struct step *step, const struct timeline *timeline);

/** A sound that is dying away: `lanes` samples a frame, fed by nothing from frame
 * `since` on, and silent for up to `pause` frames before it sounds again. */
struct decaying {
    const float *at;
    uint32_t lanes;
    int64_t since; /* INSTANCE_ALIVE: it is still fed */
    uint64_t pause;
};

/** The frame at which it has been below -90 dBFS for 250 ms, for its pause if that is
 * longer, or has lasted too long; INSTANCE_ALIVE until then. */
int64_t rt_decay_end(const struct cycle *c, struct decay *d,
                     const struct decaying *sound, const struct timeline *timeline);

/** Set a parameter of an instance in all lanes; `frames` of ramp. */
void rt_param_set(struct instance *i, uint32_t param, float value, uint32_t frames);
void rt_param_set_row(struct instance *i, uint32_t param, const float *row,
                      uint32_t frames);
uint32_t rt_param_ramp_frames(const struct instance *i, uint32_t param, float ramp_ms);

/** Values for a call of `nframes`: moving and modulated ones written out in scratch.
 * `offset`: frames of the piece that came before.  Returns the row to use. */
const struct leat_value *rt_param_values(const struct step *step, uint32_t offset,
                                         uint32_t nframes, struct scratch *scratch);
void rt_param_pass(struct instance *i, uint32_t nframes);

#endif
