/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_CONTROL_H
#define LEAT_CONTROL_CONTROL_H

/**
 * control: one set of commands over a running graph, in messages of OSC, whoever sends
 * them: a network, the local socket, a score.
 *
 * Values and notes go straight to the engine, on the thread that brings them, so that
 * none waits for a plan being compiled.  What changes the graph, or only tells of it,
 * waits for control_work().  A message whose address is not known waits there too while
 * changes are under way: they may bring it.
 *
 * Who is not on this machine is heard only after `/token` with the right text.
 *
 * Every query (`/lead/cutoff?`), and every message whose last argument is the text
 * `id:<n>`, is answered: `/reply id address values...` or `/error id code message
 * hint`.
 */

#include <leat/engine.h>

#include "control/alias.h"
#include "control/midi_hub.h"
#include "control/monitor.h"
#include "io/recorder.h"
#include "net/osc_server.h"
#include "sequence/player.h"

struct leat_program;

/** The program that plays, for words that change it: src/cli/piece.h. */
struct control_stage {
    /**
     * Check a text, and let it take the place of the program.
     *
     * Shape:   0 when it plays, 1 when it waits for its beat or bar, or for an edit.
     * Errors:  as leat_program_create() and leat_edit_commit(), places filled in: what
     *          played before plays on.
     * Thread:  control.
     */
    int (*swap)(void *user, const char *text, size_t size, enum leat_when when,
                struct leat_diag *diag);
    /** Bring back the program before the last swap.  Errors: LEAT_ERR_STATE: there is
     * none.  Thread: control. */
    int (*undo)(void *user, enum leat_when when);
    /** Fade its outputs out, or in again.  Thread: any. */
    void (*hush)(void *user, bool hushed);
    /** End the notes that it plays.  Thread: any. */
    void (*panic)(void *user);
    /** Let `look` see the program, which is not destroyed meanwhile.  Thread: any. */
    void (*see)(void *user, void (*look)(void *look_user, struct leat_program *program),
                void *look_user);
    void *user;
};

struct control_config {
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct player *player; /* the engine's conductor (sequence/conduct.h); NULL: none */
    struct midi_hub *midi; /* that conducts it; NULL: nothing hears MIDI */
    const char *midi_folder;   /* of files of MIDI; NULL: the current one */
    uint64_t seed;             /* of its chances */
    double bpm;                /* of the tempo at frame 0; 0: 120 */
    struct recorder *recorder; /* that hears the engine's master, and says where single
                                  nodes are recorded; NULL: nothing is */
    struct monitor *monitor; /* that hears it too, and is told of quanta; NULL: none */
    uint32_t max_rate;       /* messages a second that a peer may send; 0: 50000 */
    uint16_t viz_port;       /* of this machine, sent /viz/... by UDP; 0: nobody is */
    uint32_t aliases;        /* built-in ones that hold: bits of enum alias_kind */
    const struct alias_file *alias_file; /* that come before them; NULL: none */
    const char *token;   /* what peers from elsewhere must send first; NULL: none may */
    const char *base;    /* folder of paths in programs; NULL: the current one */
    const char *slots;   /* folder of slots (control/slot.h); NULL: none are kept */
    const char *patches; /* folder of saved patches; NULL: none are saved */
    const struct control_stage *stage; /* the program that plays; NULL: none can be
                                          changed */
    bool direct; /* changes are made at once, by who brings them: offline */
    /** Send an answer.  NULL: nobody hears any. */
    int (*send)(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                size_t size);
    /** A line for people: a complaint that nobody asked to be told.  NULL: none. */
    void (*say)(void *user, const char *line);
    /** Such a complaint as a finding, in the place of that line.  NULL: `say` has it.
     */
    void (*refused)(void *user, const struct leat_finding *finding);
    /** What the server of connections has counted.  NULL: there is none. */
    void (*net)(void *user, struct osc_server_stats *out);
    void *user;
};

/** What it has counted. */
struct control_stats {
    uint64_t commands; /* messages that did what they asked */
    uint64_t late;     /* that came after their time by more than a quantum */
    uint64_t bad;      /* packets and messages that were refused */
    uint64_t dropped;  /* that found no place to wait */
    uint64_t flood;    /* that were more than a peer may send */
};

struct control;

/** Errors: LEAT_ERR_NOMEM, LEAT_ERR_LIMIT.  Thread: control. */
int control_create(const struct control_config *config, struct control **out);
void control_destroy(struct control **control);

/**
 * Keep where MIDI goes and what its controllers turn in a file from now on, which is
 * read first when it is there.
 *
 * Errors:  as midi_keep_read(); nothing is kept then.
 * Thread:  control, before the first packet.
 */
int control_keep_midi(struct control *c, const char *path, struct leat_diag *diag);

/** Take in a packet, or (`bytes` NULL) that a peer has gone.  Thread: any, one at a
 * time; never inside control_work(). */
void control_packet(struct control *c, const struct osc_peer *peer,
                    const uint8_t *bytes, size_t size);

/** Where messages without a timetag act from now on: a frame, or -1, the next quantum.
 * For a score that is played offline.  Thread: that of control_packet(). */
void control_at(struct control *c, int64_t frame);

/** Do what waits, or some of it where that is much, and send feeds that are due; when
 * there is nothing, wait for at most so long.  Thread: control. */
void control_work(struct control *c, int wait_ms);

/** End a wait in control_work().  Thread: any, also a signal handler's. */
void control_wake(struct control *c);

/** The addresses have changed, since the graph has.  Errors: LEAT_ERR_NOMEM.  Thread:
 * control. */
int control_renew(struct control *c);

/** The program is another: of itself, as by --watch, and not by a word.  Thread: any.
 */
void control_swapped(struct control *c);

/** What came of a program later, for subscribers: `word` "rolled_back", or an error
 * with its finding.  Thread: any. */
void control_tell(struct control *c, const char *word,
                  const struct leat_finding *finding);

/** What the program itself wants to be recorded; see control/recording.h. */
struct control_record {
    const char *name, *format; /* as in take_name_complete() */
    int64_t frame;             /* from which on */
    bool stems;                /* all nodes with names */
    const char *const *stream; /* names of nodes; none, and no stems: the master */
    uint32_t n_streams;
};

/** Errors: as recording_start(), and LEAT_ERR_NOT_FOUND for a name.  Thread: any. */
int control_record_start(struct control *c, const struct control_record *what,
                         struct leat_diag *diag);
/** Errors: as recording_stop().  Thread: any. */
int control_record_stop(struct control *c, int64_t frame, struct leat_diag *diag);
/** False where nothing records.  Thread: any. */
bool control_record_status(struct control *c, struct recorder_status *out);
/** For clocks that can wait: as recorder_ready(), of all files.  Thread: any. */
int control_record_ready(struct control *c, uint32_t nframes);

void control_stats(struct control *c, struct control_stats *out);

#endif
