/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_CALL_H
#define LEAT_CONTROL_CALL_H

/**
 * A call: one message on its way through a command, and its answer.
 *
 * Inside of control only.
 */

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "control/address.h"
#include "control/admission.h"
#include "control/anchor.h"
#include "control/control.h"
#include "control/feed.h"
#include "control/figures.h"
#include "control/held.h"
#include "control/midi_rules.h"
#include "control/patch.h"
#include "control/recording.h"
#include "control/throttle.h"
#include "control/tracks.h"
#include "control/value.h"
#include "creative/health.h"
#include "io/midi_take.h"
#include "net/osc.h"

enum { CALL_ANSWER_MAX = 1024 };

struct call {
    struct control *control;
    const struct osc_peer *peer;
    const char *address; /* without `?` */
    struct osc_args args;
    uint32_t n_args;
    int64_t frame;    /* at which it acts; -1: the next quantum */
    uint64_t timetag; /* of its bundle */
    struct value_scale scale;
    bool query, wants_answer;
    bool resets; /* a parameter to its default; arguments hold no value */
    int32_t id;
    struct arena *arena; /* of texts in the answer */
    uint32_t n_answer;
    struct osc_arg answer[CALL_ANSWER_MAX]; /* what stands before it begins as zeros */
    struct leat_diag diag;
};

struct json;
struct parcel;

struct control {
    struct control_config config;
    _Atomic double bpm;        /* of the newest tempo that was set here; any thread */
    int64_t at;                /* of messages without a timetag */
    int64_t arrived_nsec;      /* when the packet that is being read came */
    struct throttle throttle;  /* of the thread that brings messages */
    struct call *quick, *slow; /* of the thread that brings messages, of control */
    struct patch patch;
    uint32_t *hushed; /* links to outputs that a hush has closed */
    uint32_t n_hushed;
    struct tracks tracks;
    struct feeds *feeds;
    struct figures *figures;
    struct panel *panel;
    struct health_memory health; /* as /health told it last */
    struct held held;
    struct recording recording;
    pthread_mutex_t recording_lock; /* of it: the program records, too; recursive */
    struct midi_rules midi_rules;
    struct midi_controls gui_controls; /* what turns controls of the program */
    struct midi_controls program_controls;
    uint32_t program_slot;    /* that a program of MIDI is to load; 0: none */
    const char *program_when; /* "", or a slash and when */
    bool midi_waits;          /* what they say, for room among the hub's orders */
    struct midi_take midi_take;
    const char *midi_file; /* where the rules are kept; NULL: nowhere */
    int wake[2];
    atomic_bool echoes; /* are to be cleared, by the control thread */

    pthread_mutex_t book_lock; /* of `book` */
    struct address_book *book;

    pthread_mutex_t lock; /* of all below */
    struct parcel *first, *last;
    uint32_t n_waiting, n_later;
    struct parcel *later; /* those that are due long from now, the next first */
    struct control_stats stats;
    int32_t next_note;
    struct admission admission;
    struct anchors anchors;
};

/** What a command does: answers are added, complaints go to call->diag. */
struct command_word {
    const char *address;
    const char *arguments; /* as help writes them */
    int (*run)(struct call *call);
    bool quick; /* it only speaks to the engine: done where the message comes in */
    const char *help;
};

/** The n-th fixed command, or NULL past the last. */
const struct command_word *command_word_at(size_t index);

/** Read a message: its arguments, and whether it wants an answer, which begins.
 * `address` is the message's after aliases, and loses its `?`. */
void call_begin(struct call *call, const struct osc_message *m, char *address);

/** What ran has its answer, or (`err` < 0) its complaint. */
void call_finish(struct call *call, int err);

void call_answer(struct call *call, struct osc_arg arg);
void call_answer_text(struct call *call, const char *text); /* copied */

void call_answer_pair(struct call *call, const char *name, double value);

/** Say why in a sentence, and what to do ("" for nothing).  Returns `err`. */
int call_refuse(struct call *call, int err, const char *message, const char *hint);

/** Send what was answered so far and begin another `/reply`: long lists need several.
 */
void call_answer_flush(struct call *call);

/** The next argument as a value of a parameter, as value_read(), or its default. */
int call_value(struct call *call, const struct leat_param *param, float *value);

/** The next argument as a text; E306 that names it when there is none. */
int call_text(struct call *call, const char *what, const char **text);

/** The next argument as now, beat or bar: when `what` is heard.  `example` is told to
 * who says another word. */
int call_when(struct call *call, const char *what, const char *example,
              enum leat_when *when);

/** What a name stands for (address_target()), E301 with the nearest when nothing is
 * there; a gate that is no parameter is nothing unless `gates`.  Thread: control. */
const struct address *call_target(struct call *call, const char *name, bool gates);

/** Let a node of the open edit be heard.  Thread: control. */
int call_output(struct call *call, const char *node);

/** Hand the tracks over as they are now.  Thread: control. */
int call_publish_tracks(struct call *call);

/** The next argument as the name of a track that is there. */
int call_track(struct call *call, struct track **track);

/** A text into a field of `size` bytes; too long is refused, not cut. */
int call_keep_text(struct call *call, char *field, size_t size, const char *text);

/** Whether the next argument is the word `json`. */
bool call_wants_json(struct call *call);

/** End a document and, if it is wanted, answer with it.  Errors: LEAT_ERR_LIMIT when no
 * packet holds it, LEAT_ERR_NOMEM. */
int call_answer_json(struct call *call, struct json *j, bool wanted);

/** Put one object in the place of pairs of a name and a value. */
int call_answer_object(struct call *call);

/** Add 1 to a counter of `stats`.  Thread: any. */
void control_count(struct control *c, uint64_t *counter);

/* commands: the files command_*.c */
int command_note(struct call *call);
int command_tempo(struct call *call);
int command_panic(struct call *call);
int command_begin(struct call *call);
int command_create(struct call *call);
int command_connect(struct call *call);
int command_disconnect(struct call *call);
int command_remove(struct call *call);
int command_clear(struct call *call);
int command_replace(struct call *call);
int command_output(struct call *call);
int command_commit(struct call *call);
int command_abort(struct call *call);
int command_undo(struct call *call);
int command_undo_newest(struct call *call);
int command_redo(struct call *call);
int command_eval(struct call *call);
int command_program(struct call *call);
int command_hush(struct call *call);
int command_gui(struct call *call);
int command_fn(struct call *call);
int command_graph_save(struct call *call);
int command_graph_load(struct call *call);
int command_nodes(struct call *call);
int command_links(struct call *call);
int command_schema(struct call *call);
int command_stats(struct call *call);
int command_stats_recent(struct call *call);
int command_stats_reset(struct call *call);
int command_times(struct call *call);
int command_health(struct call *call);
int command_devices(struct call *call);
int command_metrics(struct call *call);
int command_subscribe(struct call *call);
int command_unsubscribe(struct call *call);
int command_node_stats(struct call *call);
int command_workers(struct call *call);
int command_ping(struct call *call);
int command_score_begin(struct call *call);
int command_record_start(struct call *call);
int command_record_stop(struct call *call);
int command_record_status(struct call *call);
int command_record_mark(struct call *call);
int command_seq_add(struct call *call);
int command_seq_remove(struct call *call);
int command_seq_clear(struct call *call);
int command_seq_pattern(struct call *call);
int command_seq_notes(struct call *call);
int command_seq_set(struct call *call);
int command_seq_mute(struct call *call);
int command_seq_unmute(struct call *call);
int command_seq_solo(struct call *call);
int command_seq_lane(struct call *call);
int command_seq_swing(struct call *call);
int command_seq_at(struct call *call);
int command_seq_start(struct call *call);
int command_seq_stop(struct call *call);
int command_seq_reset(struct call *call);
int command_seq_status(struct call *call);
int command_seq_list(struct call *call);
int command_seq_create(struct call *call);
int command_seq_config(struct call *call);
int command_seq_assign(struct call *call);
int command_seq_gate_len(struct call *call);
int command_seq_bpm(struct call *call);
int command_test(struct call *call);
int command_engine_schema(struct call *call);
int command_patch_create(struct call *call);
int command_patch_connect(struct call *call);
int command_patch_disconnect(struct call *call);
int command_patch_remove(struct call *call);
int command_patch_commit(struct call *call);
int command_slot_save(struct call *call);
int command_slot_load(struct call *call);
int command_slot_list(struct call *call);
int command_slot_delete(struct call *call);
int command_slot_copy(struct call *call);
int command_seq_clock(struct call *call);
int command_midi_list(struct call *call);
int command_midi_route(struct call *call);
int command_midi_unroute(struct call *call);
int command_midi_learn(struct call *call);
int command_midi_bind(struct call *call);
int command_midi_unbind(struct call *call);
int command_midi_bindings(struct call *call);
int command_midi_panic(struct call *call);
int command_midi_status(struct call *call);
int command_midi_play(struct call *call);
int command_midi_stop(struct call *call);
int command_midi_record(struct call *call);

/** Set or read one parameter, or open and close a gate. */
int command_param(struct call *call, const struct address *address);

/** Set or read the control of the program that `/gui/...` names.  Errors:
 * LEAT_ERR_NOT_FOUND, with nothing said: there is none.  Thread: any. */
int command_control(struct call *call);

/** /fn/NAME: call a function of the program.  Errors: LEAT_ERR_NOT_FOUND for another
 * address, or without a program; else as leat_program_call(). */
int command_function(struct call *call);

/** Say which controls there are, in the place of one that is none. */
int command_control_unknown(struct call *call);

/** Set a text, or a parameter that makes a new state: an edit. */
int command_structural(struct call *call, const struct address *address);

#endif
