/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_STAGE_H
#define LEAT_LANG_STAGE_H

/**
 * The stage: what of a program is in a graph now, known by identity, and how it becomes
 * what the next draft asks for.
 *
 *   new identity                    added
 *   same structure, other values    set by commands, at the frame
 *   other structure                 replaced under the same name, crossfaded
 *   not in the draft                fades out, sleeps with its state
 *   in it again                     fades in
 *   asleep for 10 s                 removed
 *
 * Structure is the class, the inputs but of a sink, the lanes, the group of voices,
 * texts and structural parameters.  A draft that changes none of it makes no edit.
 *
 * Thread:  one at a time, for all of it; a control thread.
 */

#include <leat/engine.h>

#include "lang/draft.h"

struct stage;

enum { STAGE_SLEEP_S = 10 };

/** How a draft comes on. */
struct stage_cue {
    int64_t frame;       /* where it takes effect */
    enum leat_when when; /* and whether at a beat or a bar from there on */
    /** Another program takes over: nodes of one identity and class go on with their
     * state, whatever they hear now, and values come with the edit.  What others have
     * removed from the graph meanwhile is made anew. */
    bool reload;
    const char *base; /* folder that paths start from; NULL or "": the current one */
    /** Asked where the next findings are: returns their tag.  Errors: stop the edit. */
    int (*place)(void *user, struct span span); /* NULL: nobody wants to know */
    void *user;
};

/** Begin with nothing of a program in the graph.  Errors: LEAT_ERR_NOMEM. */
int stage_create(struct leat_graph *graph, struct stage **out);

/** Forget it; the graph keeps what is in it. */
void stage_destroy(struct stage **stage);

/** The engine that runs the graph now.  Before, a draft comes on at frame 0; its events
 * are sent now. */
void stage_attach(struct stage *stage, struct leat_engine *engine);

/** Somebody leads the musical clock: who is told tempi instead of the engine, and tells
 * it.  Errors: as leat_engine_send(). */
typedef int stage_lead_tempo(void *user, int64_t frame, float bpm);
void stage_lead(struct stage *stage, stage_lead_tempo *tempo, void *user);

/** Set the tempo at a frame, or with -1 at once; there is an engine. */
int stage_send_tempo(struct stage *stage, int64_t frame, float bpm);

/** Send the events of a draft that does not come on, as its frame was given up, to the
 * nodes that are there.  Errors: LEAT_ERR_NOMEM, LEAT_ERR_LIMIT. */
int stage_send(struct stage *stage, const struct draft *draft);

/**
 * Bring a draft on: at most one edit, commands and events.
 *
 * Shape:   events of a draft that does not come on wait for the next; those of a node
 *          that begins with it reach it when it does.  With a reload the notes of the
 *          program before end.
 * Errors:  as leat_edit_commit(); LEAT_ERR_INVALID: a node without an identity, or two
 *          of one; LEAT_ERR_STATE: somebody else has an edit open.  All is then as it
 *          was.
 */
int stage_apply(struct stage *stage, const struct draft *draft,
                const struct stage_cue *cue, struct leat_diag *diag);

/** Fade out all outputs, or in again, with the next draft that is applied; the clock
 * and all nodes go on. */
void stage_hush(struct stage *stage, bool hushed);

/** Whether the same draft once more would change nothing: no node sleeps, nothing waits
 * to be sent, and outputs are faded out or in as `hushed` says. */
bool stage_is_settled(const struct stage *stage, bool hushed);

/** End all notes at a frame.  Errors: as leat_engine_send(). */
int stage_panic(struct stage *stage, int64_t frame);

/** The graph's node of an identity; 0: there is none. */
uint32_t stage_node(const struct stage *stage, uint64_t identity);
bool stage_is_asleep(const struct stage *stage, uint64_t identity);

struct stage_counts {
    uint32_t awake, asleep;   /* nodes */
    uint64_t edits, commands; /* made so far */
    uint64_t unsent; /* commands that found no room: their values come a draft later */
};
struct stage_counts stage_counts(const struct stage *stage);

#endif
