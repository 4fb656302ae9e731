/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_SHARED_H
#define LEAT_ENGINE_ISOLATION_SHARED_H

/**
 * The memory that an engine and the processes which compute for it have in common, at
 * one address in all of them.
 *
 * The engine's own process (the front) writes the log: what happens in each piece.  A
 * worker writes its seat: the samples of pieces, and checkpoints of its state.  The
 * zygote, which forks the workers, writes the board.  A worker can write nothing but
 * its seat and the bell (worker.c sees to that).
 *
 * Pieces are numbered from 1; a piece is at most one quantum, as rt_cycle_piece() cuts
 * it.  A number is stored last, with release, so whoever reads it finds the rest.
 */

#include <sched.h>
#include <stdatomic.h>

#include "engine/cycle.h"
#include "engine/isolation/ranges.h"
#include "rt/timing.h"

enum {
    CREW_SIZE = 2,                /* workers that should live */
    SHARED_SEATS = 2 * CREW_SIZE, /* those that play, and of the next edition */
    SHARED_PIECES = 4096,
    SHARED_COMMANDS = 262144,
    SHARED_INPUTS = 8,  /* channels of the device that workers hear */
    SHARED_OUTPUTS = 8, /* pieces whose samples are kept */
    SHARED_MUTED = 16,
};

/* Address space; memory is taken as it is needed. */
#define SHARED_CHECKPOINT_BYTES ((size_t)128 << 20) /* and behind it the pages */
#define SHARED_REPORT_BYTES     ((size_t)16 << 20)
#define SHARED_INBOX_BYTES      ((size_t)32 << 20) /* of many pieces */
#define SHARED_OUTPUT_BYTES     ((size_t)1 << 20)  /* of one */

/** What happens in one piece. */
struct piece {
    _Atomic uint64_t number;
    int64_t frame;
    int64_t sent_nsec; /* when it was posted */
    uint32_t n, n_commands;
    uint64_t first_command; /* counted from 0 through the whole run */
    uint64_t adopt;         /* editions up to this number are adopted here; 0: none */
    uint32_t in_channels;
    uint64_t
        inbox; /* of a group: where what it hears begins, counted as commands are */
};

/** Written by the front. */
struct piece_log {
    _Atomic uint64_t posted;          /* newest piece */
    _Atomic uint32_t word;            /* the same, for a futex */
    _Atomic uint64_t n_commands;      /* that were written, or are being written */
    _Atomic uint64_t n_inbox;         /* bytes, likewise */
    _Atomic int32_t policy, priority; /* of the audio thread, for workers to have too */
    struct piece piece[SHARED_PIECES];
    struct command command[SHARED_COMMANDS];
    float input[SHARED_PIECES][LEAT_QUANTUM * SHARED_INPUTS];
    unsigned char inbox[SHARED_INBOX_BYTES];
};

/** Written by workers and front: both ring when there is something to look at. */
struct bell {
    _Atomic uint32_t rung;                /* by workers, for the front */
    _Atomic uint32_t awake[SHARED_SEATS]; /* 0: a standby that sleeps, for a futex */
};

/** A node that is silent from a piece on, since workers died in it; with its group,
 * where it is in one. */
struct muted {
    uint64_t piece;
    int64_t frame; /* the piece's first */
    uint32_t serial;
    char name[LEAT_NAME_MAX];
    char input[96]; /* what it was given in that piece, in words */
};

/** Written by the zygote. */
struct board {
    _Atomic uint32_t n_muted;
    struct muted muted[SHARED_MUTED];
    _Atomic uint64_t deaths, faults, hangs, respawns, retired, at_once;
    _Atomic bool failed;      /* every worker dies at once; there will be no others */
    struct timing redundancy; /* from a death to the replacement in step */
    char last_death[64];      /* in words */
    _Atomic uint32_t n_deaths_told;
};

/** What one piece gave: the master's end and samples, or of a group what crosses its
 * border; the bytes stand apart. */
struct output {
    _Atomic uint64_t number;
    size_t bytes;
};

/** One of two in a seat; its bytes are those of checkpoint.h. */
struct checkpoint_head {
    _Atomic uint64_t number; /* the piece it was taken after; 0 while it is written */
    uint64_t edition;
    size_t bytes;
};

enum seat_state { SEAT_FREE, SEAT_STARTING, SEAT_IN_STEP };

/** Written by one worker, but for the first line, which is the zygote's. */
struct seat {
    _Atomic int32_t pid;
    uint64_t edition;               /* newest it knows; the zygote's */
    int64_t died_nsec;              /* the zygote's: whom it replaces, 0 nobody */
    _Atomic uint32_t state;         /* enum seat_state */
    _Atomic uint64_t working, done; /* pieces */
    _Atomic int64_t cpu_nsec;       /* of the process when it was done with a piece */
    _Atomic uint32_t serial;        /* of the node that is computed; 0: none */
    _Atomic int64_t joined_nsec;
    _Atomic uint64_t checkpoints;
    struct output output[SHARED_OUTPUTS];
    struct checkpoint_head checkpoint[2];
    _Atomic uint32_t report_count; /* odd while it is written */
    uint64_t report_edition;
    size_t report_bytes;
};

struct shared {
    struct piece_log *log;
    struct bell *bell;
    struct board *board;
    struct seat *seat[SHARED_SEATS];
    unsigned char *checkpoint[SHARED_SEATS][2], *pages[SHARED_SEATS][2];
    unsigned char *output[SHARED_SEATS][SHARED_OUTPUTS];
    unsigned char *report[SHARED_SEATS];
    unsigned char *seat_begin[SHARED_SEATS];
    size_t log_bytes, seat_bytes;
    unsigned char *memory;
    size_t bytes;
    bool has_processors; /* there is one for every worker of all crews */
};

/** What was done before is done for all processes before what comes after. */
static inline void shared_fence(void)
{
#ifdef __SANITIZE_THREAD__
    __asm__ volatile("" ::: "memory"); /* gcc's knows no fences, nor other processes */
#else
    atomic_thread_fence(memory_order_acq_rel);
#endif
}

/** Whether it may be waited for awake: where others keep nobody from a processor. */
static inline bool shared_may_spin(const struct shared *shared)
{
    return shared->has_processors &&
           atomic_load_explicit(&shared->log->policy, memory_order_relaxed) !=
               SCHED_OTHER;
}

/** Errors: LEAT_ERR_NOMEM.  Thread: control. */
int shared_create(struct shared *shared);
void shared_destroy(struct shared *shared);

/** The seat and half with the newest whole checkpoint, or false when there is none. */
bool shared_newest(const struct shared *shared, uint32_t *seat, uint32_t *half);

#endif
