/* SPDX-License-Identifier: MIT */
#ifndef LEAT_STATS_H
#define LEAT_STATS_H

/** What an engine counts while it runs.  Times are nanoseconds. */

#include <stdint.h>

struct leat_node_stats {
    uint64_t calls;
    double p50_nsec, p99_nsec, max_nsec; /* of a call; 0 when timing is off */
    uint64_t late_events; /* events that had to wait, or came after their frame */
    uint64_t lost_events; /* events that found no place to wait */
    uint64_t clamped;     /* values outside the range, NaN included */
    int64_t tail; /* how long it sounds on: as leat_node_class.tail, at its longest */
};

struct leat_link_stats {
    uint64_t in, out;    /* frames of the stream that went in and came out */
    uint64_t dropped;    /* lost because the reader was slow */
    uint64_t duplicated; /* given twice because nothing new had come */
    uint64_t late;
};

struct leat_engine_stats {
    int64_t frame;
    double rate_hz;
    double load;            /* compute time / time available, newest second; [0, ...) */
    double load_p99;        /* of single blocks */
    uint64_t blocks;        /* calls of the device, or pieces computed */
    uint64_t xruns;         /* blocks the device reported as lost */
    uint64_t overruns;      /* blocks that took longer than their time */
    uint64_t losses;        /* times that the device went away */
    uint64_t returns;       /* times that it came back */
    uint64_t late_commands; /* arrived after their frame */
    uint64_t dropped_commands;
    uint64_t late_events, lost_events; /* summed over nodes */
    uint64_t non_finite, denormal;     /* samples replaced by 0 at the engine's edges */
    uint64_t clipped_returns;          /* samples of feedback held within +-64 */
    uint64_t starved, dropped, held;   /* frames, summed over resources and links */
    uint64_t edits;                    /* adopted */
    int64_t latency_frames;            /* of the master against the sources */
    uint32_t n_steps, n_buffers;
    uint64_t state_bytes;
    char device[64]; /* what runs: "jack", "null", "offline" */
};

/** What an engine has met in the second of sound under way and the 10 before it. */
struct leat_engine_recent {
    double load_p99;  /* of single blocks, of the last 10 whole seconds */
    double peak;      /* greatest |x| of the master, before a device's limiter */
    uint64_t clipped; /* samples of it beyond -1 to 1 */
    uint64_t non_finite, xruns; /* as in struct leat_engine_stats */
    uint64_t pictures;          /* that were due */
    uint64_t late_pictures;     /* of them those left out, or not drawn for want of
                                   memory */
    double queue;               /* part of the fullest EVERY link that is full now */
    uint64_t queue_drops;       /* frames that such links lost */
};

enum { LEAT_WORKERS_MAX = 32 };

/** What became of an engine's workers, or of those of one group.  A piece is at most
 * one quantum. */
struct leat_isolation_stats {
    uint32_t mode;               /* enum leat_isolate */
    uint32_t n_groups;           /* of the engine; 0: everything is isolated, as one */
    char group[128];             /* of one group: what it is named after; of all: "" */
    uint32_t n_workers, in_step; /* processes; those of them that have caught up */
    int32_t pid[LEAT_WORKERS_MAX];
    int32_t zygote;      /* the process that makes them; 0: it is gone */
    uint64_t pieces;     /* asked of them */
    uint64_t lost;       /* that nobody had in time: silence was played */
    uint64_t mismatches; /* in which two workers differed */
    uint64_t deaths;     /* of workers that should have lived */
    uint64_t faults;     /* of them those by a fault of their own */
    uint64_t hangs;      /* of them those that were ended since a piece took too long */
    uint64_t respawns;   /* replacements that have caught up */
    uint64_t retired;    /* workers that made room for those of a newer edit */
    uint64_t called;     /* REPLAY: pieces for which the sleeping one was called */
    uint64_t checkpoints; /* written */
    uint32_t muted;       /* nodes that are silent since workers died in them */
    char muted_node[64];  /* the last of them */
    double redundancy_p50_ms, redundancy_p99_ms,
        redundancy_max_ms; /* from a death to
                              a replacement that
                              has caught up */
};

#endif
